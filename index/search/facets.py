"""Reading out of a question where its answer may stand: who, which document, when."""

from __future__ import annotations

import re

from index.records.delegations import mentioned
from index.records.model import Document
from index.records.symbols import find_symbols
from index.search.atoms import MONTHS
from index.search.model import Facets
from index.search.roster import Floor, Roster
from index.search.words import fold

_MEETING = re.compile(r"第\s*(\d{1,5})\s*次会议|\b(\d{1,5})(?:st|nd|rd|th) meeting\b")
_DAY_ZH = re.compile(r"((?:19|20)\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
_DAY_EN = re.compile(
    rf"\b(?:(\d{{1,2}}) )?({'|'.join(MONTHS)})(?: (\d{{1,2}}))?,? ((?:19|20)\d\d)\b"
)
_YEAR_EN = re.compile(r"(?<![\d/(])((?:19|20)\d\d)(?![\d年)])")


def read_facets(question: str, roster: Roster) -> Facets:
    """What the question names of what the library holds."""
    folded = fold(question)
    lowered = folded.lower()
    meetings = [int(zh or en) for zh, en in _MEETING.findall(lowered)]
    symbols = dict.fromkeys(mention.normal for mention in find_symbols(folded))
    codes = (delegation.code for delegation in mentioned(question))
    return Facets(
        delegations=tuple(code for code in codes if code in roster.delegations),
        speakers=_speakers(lowered, roster),
        symbols=tuple(symbol for symbol in symbols if symbol in roster.symbols),
        meetings=tuple(number for number in dict.fromkeys(meetings) if number in roster.meetings),
        dates=_dates(lowered),
    )


def names_place(facets: Facets) -> bool:
    """Whether the facets point to particular statements, not only to a time."""
    return bool(facets.delegations or facets.speakers or facets.symbols or facets.meetings)


def fits_speaker(facets: Facets, floor: Floor, roster: Roster) -> bool:
    """Whether a statement is by a person whom the question names."""
    return any(roster.names[form] in facets.speakers for form in floor.speakers)


def fits_document(facets: Facets, document: Document) -> bool:
    """Whether a document is one that the question names by symbol or meeting."""
    return document.symbol in facets.symbols or document.meeting in facets.meetings


def fits_date(facets: Facets, document: Document) -> bool:
    """Whether a document is of a day, month or year that the question names."""
    return any((document.date or "").startswith(date) for date in facets.dates)


def _speakers(lowered: str, roster: Roster) -> tuple[str, ...]:
    found = (written for form, written in roster.names.items() if _names(form, lowered))
    return tuple(dict.fromkeys(found))


def _names(form: str, text: str) -> bool:
    """Whether a form of a name stands in a text: as whole words where it is Latin."""
    if len(form) < 2 or form not in text:
        return False
    return not form.isascii() or re.search(rf"\b{re.escape(form)}\b", text) is not None


def _dates(lowered: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for year, month, day in _DAY_ZH.findall(lowered):
        found[_iso(year, month, day)] = None
    for before, name, after, year in _DAY_EN.findall(lowered):
        found[_iso(year, str(MONTHS.index(name) + 1), before or after)] = None
    for year in _YEAR_EN.findall(_DAY_EN.sub("", lowered)):
        found[year] = None
    return tuple(found)


def _iso(year: str, month: str, day: str) -> str:
    parts = [year, *(f"{int(part):02d}" for part in (month, day) if part)]
    return "-".join(parts)
