"""The text of an answer: who said it, the quotation, the mark of its citation.

The framing words are neutral and never claim anything that the quotation does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.records.model import Delegation, Document, Language, Speaker
from rag.cite import language_name, part_label, speaker_name
from rag.model import Citation


def compose(citations: Sequence[Citation], language: Language) -> str:
    """The answer as paragraphs: the opening, then one line per citation."""
    return "\n\n".join(pieces(citations, language))


def pieces(citations: Sequence[Citation], language: Language) -> list[str]:
    """The paragraphs of the answer: frame, quotation and numbered mark of each citation; before
    them the opening, if there is one."""
    found = [opening(citations, language)] if opening(citations, language) else []
    before: Citation | None = None
    for citation in citations:
        again = before is not None and _same_statement(before, citation)
        found.append(_line(citation, language, again))
        before = citation
    return found


def opening(citations: Sequence[Citation], language: Language) -> str:
    """One line over the words of several, empty over those of one.

    It says no number and no subject: neither is verified.
    """
    sources = {_source(one): one for one in citations}.values()
    if len(sources) < 2:
        return ""
    spoken = {one.document.kind == "verbatim" for one in sources}
    if spoken == {True}:
        speakers = {speaker_name(one.statement.speaker, "zh") for one in sources}
        return _OPENING[language]["same" if len(speakers) == 1 else "spoken"]
    return _OPENING[language]["written" if spoken == {False} else "both"]


def _source(citation: Citation) -> tuple[str, int]:
    """The statement, or the document that nobody speaks in, whatever part of it is quoted."""
    spoken = citation.document.kind == "verbatim"
    return citation.document.id, citation.statement.number if spoken else 0


_OPENING: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "spoken": "以下发言者谈到这一点：",
        "same": "同一位发言者在不同发言中谈到这一点：",
        "written": "以下文件谈到这一点：",
        "both": "以下发言和文件谈到这一点：",
    },
    "en": {
        "spoken": "These speakers address this:",
        "same": "The same speaker addresses this in separate statements:",
        "written": "These documents address this:",
        "both": "These statements and documents address this:",
    },
}


def _same_statement(one: Citation, other: Citation) -> bool:
    return (one.document.id, one.statement.number) == (other.document.id, other.statement.number)


def _line(citation: Citation, language: Language, again: bool) -> str:
    opening = frame(citation, language, again)
    space = "" if language == "zh" else " "
    return f"{opening}{space}“{citation.quote}”{space}[{citation.number}]"


def frame(citation: Citation, language: Language, again: bool = False) -> str:
    """Who speaks or which document it is: `Mr. Norov (…; spoke in Russian) said:`.

    `again` is True where the line before quotes the same statement.
    """
    if citation.document.kind == "verbatim":
        return _spoken(citation, language, again)
    author = citation.statement.speaker.delegation
    if citation.document.kind == "text" and author:
        return _stated(author, language, again)
    return _written(citation.document, citation.statement.part, language)


def _spoken(citation: Citation, language: Language, again: bool) -> str:
    speaker = citation.statement.speaker
    name = speaker_name(speaker, language) or _delegation(speaker, language)
    if again:
        return f"{name}还说：" if language == "zh" else f"{_capital(name)} also said:"
    notes = _notes(citation, speaker, name, language)
    if language == "zh":
        return name + (f"（{'，'.join(notes)}）" if notes else "") + "说："
    return _capital(name) + (f" ({'; '.join(notes)})" if notes else "") + " said:"


def _notes(citation: Citation, speaker: Speaker, name: str, language: Language) -> list[str]:
    """What stands in brackets: the delegation, and the language spoken where it is translated."""
    delegation = speaker.delegation
    notes = []
    if delegation and delegation.kind != "office" and delegation.name(language) != name:
        notes.append(delegation.name(language))
    if citation.translated_from:
        spoken = language_name(citation.translated_from, language)
        notes.append(f"以{spoken}发言" if language == "zh" else f"spoke in {spoken}")
    return notes


def _delegation(speaker: Speaker, language: Language) -> str:
    if speaker.delegation:
        return speaker.delegation.name(language)
    return "发言者" if language == "zh" else "the speaker"


def _stated(author: Delegation, language: Language, again: bool) -> str:
    """The frame of a text of which only the delegation is known: a speech kept by itself."""
    if language == "zh":
        return f"{author.name(language)}{'还' if again else ''}表示："
    return f"{author.name(language)} {'also ' if again else ''}stated:"


def _written(document: Document, part: str | None, language: Language) -> str:
    """The frame of a document nobody speaks in: its symbol or title, and the annex."""
    title = document.symbol or document.title or document.name
    annex = part_label(part or "", language)
    if language == "zh":
        title = f"《{title}》" if title == document.title and title[:1] != "《" else title
        return title + (f"（{annex}）" if annex else "") + "写道："
    return title + (f" ({annex})" if annex else "") + " reads:"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
