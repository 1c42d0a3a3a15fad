"""What a follow-up names, in the other language: delegations, dates, resolutions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.records.model import Delegation, Language
from index.records.numerals import MONTHS, chinese_number
from index.records.symbols import normalise
from rag.cite import date
from rag.follow_up.model import Piece

_HAN, _YEAR, _MONTH = "[\u3400-\u9fff]", r"(?:19|20)\d\d", "|".join(MONTHS)
_ARTICLE = re.compile(
    r"^(?:United |Russian |Netherlands|Philippines|Bahamas|Gambia|Maldives|Comoros|Seychelles|Holy)"
    r"|\b(?:Republic|Kingdom|Federation|Union|Organi[sz]ation|States|Emirates|Islands|Community"
    r"|League|Council|Commonwealth|Conference|Committee|Office|Agency|Programme|Fund|Group|Court"
    r"|Secretary-General|Association|Assembly|Bank)\b|^(?!NATO)[A-Z]{2,4}$"
)


def short_name(delegation: Delegation, language: Language) -> str:
    """The usual name of a delegation, in English with its article."""
    chinese = language == "zh"
    forms = [form for form in delegation.forms if bool(re.search(_HAN, form)) == chinese]
    name = min((delegation.name(language), *forms[:1]), key=len)
    return f"the {name}" if not chinese and _ARTICLE.search(name) else name


def joined(names: Sequence[str], language: Language) -> str:
    """Several names as one phrase: `Poland, Belarus and Armenia`."""
    *first, last = names
    if language == "zh":
        return f"{'、'.join(first)}和{last}" if first else last
    return f"{', '.join(first)} and {last}" if first else last


def translated(piece: Piece, language: Language) -> Piece | None:
    """A piece in a language; None for a topic in the other one: only a translator has the words."""
    text: str | None = piece.text
    if piece.language == language:
        return piece
    if piece.sort == "topic":
        return None
    if piece.sort == "date":
        text = _date(piece.text, language)
    elif piece.sort == "resolution":
        text = _resolution(piece.text, language)
    elif piece.delegations and not piece.person:
        text = joined([short_name(one, language) for one in piece.delegations], language)
        if piece.titled:
            text = f"{text}代表" if language == "zh" else f"the representative of {text}"
    about = {"zh": "对", "en": "about"}[language] if piece.is_about else ""
    return replace(piece, text=text, language=language, preposition=about) if text else None


def _date(text: str, language: Language) -> str | None:
    """A date in the other language; None where the year is missing."""
    if iso := re.search(rf"({_YEAR})-(\d\d)(?:-(\d\d))?", text):
        parts = [part for part in iso.groups() if part]
    elif chinese := re.search(
        r"([\d〇零一二三四五六七八九]{4})年(?:(\d+)月(?:(\d+)[日号])?)?", text
    ):
        parts = [str(chinese_number(part)) for part in chinese.groups() if part]
    else:
        year, month = re.search(_YEAR, text), re.search(_MONTH, text)
        day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", text)
        if not year:
            return None
        parts = [year[0]]
        if month:
            parts += [str(MONTHS.index(month[0]) + 1), *([day[1]] if day else [])]
    return date("-".join(parts), language)


def _resolution(text: str, language: Language) -> str:
    """`resolution 2396 (2017)` or `第2396（2017）号决议`; a symbol stays as it is."""
    found = re.search(rf"(\d+(?:/\d+)?)\s?[（(]?({_YEAR})?", text)
    if "/RES/" in text or not found:
        return normalise(text)
    number, year = found.groups()
    if language == "zh":
        return f"第{number}（{year}）号决议" if year else f"第{number}号决议"
    return f"resolution {number} ({year})" if year else f"resolution {number}"
