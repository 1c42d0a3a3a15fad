"""The verdict on a quotation in a sentence or two, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from index.records.model import Language
from index.search.model import Hit
from rag.cite import speaker_label
from rag.verify_model import Claim, Place, Verdict, Writing

_LANGUAGES = {"zh": {"zh": "中文", "en": "英文"}, "en": {"zh": "Chinese", "en": "English"}}
_WRITINGS: dict[Language, dict[Writing, str]] = {
    "zh": {
        "width": "全角与半角",
        "quotation_marks": "引号",
        "punctuation": "标点",
        "white_space": "空格或换行",
        "capitals": "大小写",
        "accents": "变音符号",
        "traditional_characters": "繁体与简体",
    },
    "en": {
        "width": "full and half width",
        "quotation_marks": "quotation marks",
        "punctuation": "punctuation",
        "white_space": "white space or line breaks",
        "capitals": "capitals",
        "accents": "accents",
        "traditional_characters": "traditional and simplified characters",
    },
}
_SAYS: dict[Language, dict[str, str]] = {
    "zh": {
        "exact": "引文与记录逐字相符。",
        "exact parts": "引文的各个部分与同一篇发言中的文字依次逐字相符。",
        "same_words": "记录中有同样的词句，只是写法不同（{writings}）。",
        "near": "记录中有相近的词句，引文与原文相差{distance}个字符（占引文的{share}）。",
        "misattributed": "但这段话出自{speaker}，而不是{claim}。",
        "not_found": "所收录的记录中没有找到这段引文。",
        "translation": "最接近的记录是{there}的，而引文是{here}的：译文无法逐字核对。",
        "traditional": "引文用的是繁体字。",
        "several": "共找到{count}处。",
        "more": "找到的地方很多，这里列出{count}处。",
        "unnamed": "另一份文件",
    },
    "en": {
        "exact": "The quotation is in the records, character for character.",
        "exact parts": "Every part of the quotation is in one statement, in this order, "
        "character for character.",
        "same_words": "The same words are in the records, written differently ({writings}).",
        "near": "Words close to these are in the records: {distance} characters differ "
        "({share} of the quotation).",
        "near one": "Words close to these are in the records: 1 character differs "
        "({share} of the quotation).",
        "misattributed": "But the words are from {speaker}, not from {claim}.",
        "not_found": "The quotation was not found in the records held.",
        "translation": "The nearest records are in {there} and the quotation is in {here}: "
        "a translation cannot be checked word for word.",
        "traditional": "The quotation is in traditional characters.",
        "several": "It was found in {count} places.",
        "more": "It was found in very many places; {count} are listed.",
        "unnamed": "another document",
    },
}


def found_text(
    verdict: Verdict, places: Sequence[Place], claim: Claim | None, more: bool, language: Language
) -> str:
    """Why the verdict is what it is, where something was found."""
    says, first = _SAYS[language], places[0]
    form: str = first.wording
    if form == "exact" and len(first.parts) > 1:
        form = "exact parts"
    elif first.distance == 1 and "near one" in says:
        form = "near one"
    told = [
        says[form].format(
            writings=_listed(first.written, language),
            distance=first.distance,
            share=f"{first.share:.0%}" if first.share >= 0.01 else "<1%",
        )
    ]
    if verdict == "misattributed" and claim is not None:
        speaker = speaker_label(first.citation.statement.speaker, language) or says["unnamed"]
        told.append(says["misattributed"].format(speaker=speaker, claim=claim.label(language)))
    if more or len(places) > 1:
        told.append(says["more" if more else "several"].format(count=len(places)))
    return _joined(told, language)


def missing_text(asked: Language, nearest: Sequence[Hit], language: Language) -> str:
    """What is said where nothing was found; `asked` is the language of the quotation."""
    says, told = _SAYS[language], [_SAYS[language]["not_found"]]
    others = {hit.document.language for hit in nearest}
    if others and asked not in others:
        names = _LANGUAGES[language]
        there = names[nearest[0].document.language]
        told.append(says["translation"].format(there=there, here=names[asked]))
    return _joined(told, language)


def with_writing(text: str, traditional: bool, language: Language) -> str:
    """The text, and that the quotation was in traditional characters where it was."""
    return _joined([text, _SAYS[language]["traditional"]], language) if traditional else text


def _listed(writings: Sequence[Writing], language: Language) -> str:
    names = _WRITINGS[language]
    return ("、" if language == "zh" else ", ").join(names[kind] for kind in writings)


def _joined(sentences: Sequence[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(sentences)
