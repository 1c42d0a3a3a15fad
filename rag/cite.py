"""References in the style of the United Nations, in the language of the question.

What each verb gives:

    reference        S/PV.8626, 25 September 2019, Mr. Norov (Shanghai Cooperation ...
    page_label       p. 4/23, where the document has pages
    meeting_label    8626th meeting
    speaker_label    Mr. Norov (Shanghai Cooperation Organization)
    translated_from  the language spoken, where the printed words are a translation
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.records.model import Document, Language, Paragraph, Speaker, Statement

HONORIFICS = {
    "先生": "Mr.",
    "女士": "Ms.",
    "小姐": "Ms.",
    "夫人": "Mrs.",
    "博士": "Dr.",
    "爵士": "Sir",
    "勋爵": "Lord",
}
ROLES = {
    "主席": "the President",
    "代理主席": "the Acting President",
    "秘书长": "the Secretary-General",
    "常务副秘书长": "the Deputy Secretary-General",
    "副秘书长": "the Under-Secretary-General",
    "大会主席": "the President of the General Assembly",
}
LANGUAGES_ZH = {
    "Arabic": "阿拉伯语",
    "Chinese": "中文",
    "English": "英语",
    "French": "法语",
    "German": "德语",
    "Italian": "意大利语",
    "Japanese": "日语",
    "Kazakh": "哈萨克语",
    "Persian": "波斯语",
    "Portuguese": "葡萄牙语",
    "Russian": "俄语",
    "Spanish": "西班牙语",
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NATIVE = {"zh": "Chinese", "en": "English"}

_ENGLISH_TO_CHINESE = {"Mr.": "先生", "Ms.": "女士", "Mrs.": "夫人", "Dr.": "博士"}
_ROLES_ZH = {english.removeprefix("the "): chinese for chinese, english in ROLES.items()}
_ANNEX = re.compile(r"annex(?: (?P<number>[IVXLC\d]+))?", re.IGNORECASE)


def reference(
    document: Document,
    statement: Statement,
    paragraphs: Sequence[int],
    language: Language,
    raw: tuple[int, int] | None = None,
) -> str:
    """The UN-style reference of some paragraphs of a statement, in one language.

    `raw` is the range of the words in the text of the file (`raw_start`, `raw_end`): with it the
    reference says the page, where the document has pages.
    """
    parts = [document.symbol or document.title or document.name]
    if document.kind != "letter" and document.date:
        parts.append(date(document.date, language))
    if document.kind == "verbatim":
        parts.append(speaker_label(statement.speaker, language))
        parts.append(
            f"第{statement.number}次发言" if language == "zh" else f"statement {statement.number}"
        )
    elif statement.part:
        parts.append(part_label(statement.part, language))
    parts.append(paragraph_label(statement, paragraphs, language))
    if raw is not None:
        parts.append(page_label(document, *raw, language))
    return ("，" if language == "zh" else ", ").join(part for part in parts if part)


def date(iso: str, language: Language) -> str:
    """`2019-09-25` as `25 September 2019` or `2019年9月25日`; a partial date stays partial."""
    numbers = [int(number) for number in iso.split("-")]
    if language == "zh":
        return "".join(f"{number}{unit}" for number, unit in zip(numbers, "年月日", strict=False))
    year, *rest = numbers
    named = [MONTHS[rest[0] - 1]] if rest else []
    return " ".join([*map(str, rest[1:]), *named, str(year)])


def meeting_label(number: int, language: Language) -> str:
    """`8626th meeting`, `9002nd meeting` or `第8626次会议`."""
    if language == "zh":
        return f"第{number}次会议"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 11 <= number % 100 <= 13 else ending} meeting"


def page_label(document: Document, raw_start: int, raw_end: int, language: Language) -> str:
    """`p. 4/23` or `第4页`, `pp. 4–5/23` or `第4至5页`; "" where the document has no pages."""
    if document.pages is None or raw_start >= raw_end:
        return ""
    first, last = document.pages.pages(raw_start, raw_end)
    if language == "zh":
        return f"第{first}页" if first == last else f"第{first}至{last}页"
    count = document.pages.count
    return f"p. {first}/{count}" if first == last else f"pp. {first}–{last}/{count}"


def part_label(part: str, language: Language) -> str:
    """The name of a part of a letter; the covering letter and a lone statement need none."""
    annex = _ANNEX.fullmatch(part)
    if annex is None:
        return ""
    if language == "en":
        return part
    return f"附件{annex['number'] or ''}"


def paragraph_label(statement: Statement, paragraphs: Sequence[int], language: Language) -> str:
    """`paras. 3-5` or `第3至5段`: printed numbers where the document has them, else counted ones.

    In a statement where only some paragraphs carry a printed number, a counted one says so.
    """
    chosen = [paragraph for paragraph in statement.paragraphs if paragraph.number in paragraphs]
    if not chosen:
        return ""
    numbers = [paragraph.label or str(paragraph.number) for paragraph in chosen]
    joined = _join(_ranges(chosen, numbers, language), language)
    counted = any(p.label for p in statement.paragraphs) and not all(p.label for p in chosen)
    if language == "zh":
        return f"第{joined}段" + ("（按次序计）" if counted else "")
    word = "para." if len(chosen) == 1 else "paras."
    return f"{word} {joined}" + (" (counted)" if counted else "")


def _ranges(chosen: Sequence[Paragraph], numbers: Sequence[str], language: Language) -> list[str]:
    """Runs of consecutive paragraphs as one entry each."""
    runs = [[numbers[0]]]
    for (before, after), number in zip(pairwise(chosen), numbers[1:], strict=True):
        if after.number == before.number + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    to = "至" if language == "zh" else "–"
    return [run[0] if len(run) == 1 else f"{run[0]}{to}{run[-1]}" for run in runs]


def _join(items: Sequence[str], language: Language) -> str:
    if language == "zh":
        return "、".join(items)
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]]))


def speaker_label(speaker: Speaker, language: Language) -> str:
    """Who speaks, with the delegation in brackets: `诺罗夫先生（上海合作组织）`.

    An office of the United Nations is its own delegation and is not named twice.
    """
    name = speaker_name(speaker, language)
    delegation = speaker.delegation
    if delegation is None or (delegation.kind == "office" and name):
        return name
    if not name:
        return delegation.name(language)
    bracketed = delegation.name(language)
    return f"{name}（{bracketed}）" if language == "zh" else f"{name} ({bracketed})"


def speaker_name(speaker: Speaker, language: Language) -> str:
    """Who speaks without the delegation: `诺罗夫先生`, `the President, Mr. Lavrov`.

    The role is told of who presides, of officers of the United Nations and of the unnamed; for
    everybody else the delegation says enough.
    """
    name = _named(speaker, language)
    office = speaker.delegation is None or speaker.delegation.kind == "office"
    role = _role(speaker, language) if speaker.chair or office or not name else ""
    if role and name:
        return f"{role}{name}" if language == "zh" else f"{role}, {name}"
    return role or name


def written_name(speaker: Speaker) -> str | None:
    """The speaker as the record writes it: name with honorific, else the role."""
    if not speaker.name:
        return speaker.role
    honorific = speaker.honorific or ""
    if honorific in _ENGLISH_TO_CHINESE or honorific.endswith("."):
        return f"{honorific} {speaker.name}"
    return f"{speaker.name}{honorific}"


def _role(speaker: Speaker, language: Language) -> str:
    role = speaker.role or ""
    if language == "zh":
        return _ROLES_ZH.get(role.removeprefix("The ").removeprefix("the "), role)
    bare = role.removeprefix("The ").removeprefix("the ")
    return ROLES.get(role) or (f"the {bare}" if bare in _ROLES_ZH else role)


def _named(speaker: Speaker, language: Language) -> str:
    """The personal name with its honorific in the conventions of one language."""
    honorific = speaker.honorific or ""
    name = (speaker.name_en if language == "en" else None) or speaker.name
    if not name:
        return ""
    if language == "en":
        return f"{HONORIFICS.get(honorific, honorific)} {name}".strip()
    chinese = _ENGLISH_TO_CHINESE.get(honorific)
    if chinese and name.isascii():
        return f"{name}{chinese}"
    return f"{honorific} {name}".strip() if honorific.endswith(".") else f"{name}{honorific}"


def translated_from(document: Document, statement: Statement) -> str | None:
    """The language spoken (English name) where the printed words are a translation, else None."""
    spoken = statement.language
    return None if spoken is None or spoken == NATIVE[document.language] else spoken


def language_name(spoken: str, language: Language) -> str:
    """The name of a spoken language, given in English, in the reader's language."""
    return LANGUAGES_ZH.get(spoken, spoken) if language == "zh" else spoken
