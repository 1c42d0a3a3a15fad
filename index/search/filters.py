"""Filters as a user writes them, resolved to what the library knows.

One `Selection` is read in two ways: the lexical index asks it as a query, the dense index as the
list of rows that `Roster.rows_where(selection.accepts)` gives. Both mean the same passages.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, get_args

from index.errors import FilterError
from index.records.delegations import find
from index.records.model import Document, Kind, Language
from index.records.symbols import normalise
from index.search.model import Filters

if TYPE_CHECKING:
    from index.search.roster import Floor, Roster

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_EARLIEST, _LATEST = 1, 99_999_999


@dataclass(frozen=True, slots=True)
class Selection:
    """What a search is narrowed to, in the library's own terms; None narrows nothing.

    `documents` are ids, `delegations` codes, `speakers` folded forms of names; `dates` are the
    first and the last day as numbers like 20190925.
    """

    documents: frozenset[str] | None = None
    delegations: frozenset[str] | None = None
    speakers: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    dates: tuple[int, int] | None = None

    def accepts(self, document: Document, floor: Floor) -> bool:
        """Whether the passages of a statement are inside."""
        return (
            _within(document.id, self.documents)
            and _within(floor.delegation, self.delegations)
            and (self.speakers is None or not self.speakers.isdisjoint(floor.speakers))
            and _within(document.language, self.languages)
            and _within(document.kind, self.kinds)
            and (self.dates is None or self.dates[0] <= day_number(document.date) <= self.dates[1])
        )


def resolve(filters: Filters | None, roster: Roster) -> Selection | None:
    """What the filters mean in this library; None where they narrow nothing.

    A delegation that exists but never takes the floor here is no error: nothing is found.

    Raises:
        FilterError: a symbol, delegation, speaker, language, kind or date that is not known;
            the hint names the nearest ones that are.
    """
    if not filters or not filters.narrows:
        return None
    return Selection(
        documents=_resolved(filters.documents, lambda name: _documents(name, roster)),
        delegations=_resolved(filters.delegations, lambda name: [_delegation(name, roster)]),
        speakers=_resolved(filters.speakers, lambda name: _speakers(name, roster)),
        languages=_resolved(filters.languages, lambda name: _one_of(name, Language, "language")),
        kinds=_resolved(filters.kinds, lambda name: _one_of(name, Kind, "kind")),
        dates=_dates(filters.date_from, filters.date_to),
    )


def day_number(iso: str | None) -> int:
    """An ISO date as the number 20190925, of a month or year its first day; 0 for None."""
    return int(f"{iso}-01-01"[:10].replace("-", "")) if iso else 0


def _within(value: str | None, allowed: frozenset[str] | None) -> bool:
    return allowed is None or value in allowed


def _resolved(
    names: Sequence[str], lookup: Callable[[str], Iterable[str]]
) -> frozenset[str] | None:
    return frozenset(found for name in names for found in lookup(name)) if names else None


def _documents(name: str, roster: Roster) -> Iterable[str]:
    symbol = normalise(name)
    if symbol in roster.symbols:
        return [document.id for document in roster.symbols[symbol]]
    found = [d.id for d in roster.documents.values() if name.strip() in (d.id, d.digest, d.name)]
    if not found:
        labels = [document.label for document in roster.documents.values()]
        raise FilterError(f"No document {name!r} is held.", _nearest(symbol, labels))
    return found


def _delegation(name: str, roster: Roster) -> str:
    known = find(name)
    if known:
        return known.code
    wanted = name.strip().casefold()
    for delegation in roster.delegations.values():
        forms = (delegation.code, delegation.name_zh, delegation.name_en, *delegation.forms)
        if wanted in (form.casefold() for form in forms):
            return delegation.code
    names = [n for d in roster.delegations.values() for n in (d.name_en, d.name_zh, d.code)]
    raise FilterError(f"No delegation {name!r} is known.", _nearest(name, names))


def _speakers(name: str, roster: Roster) -> Iterable[str]:
    from index.search.names import fold_name

    wanted = fold_name(name)
    if wanted in roster.names:
        return [wanted]
    # "Norov" finds Vladimir Norov, and the other way round.
    parts = set(wanted.split())
    found = [form for form in roster.names if _same_person(parts, set(form.split()))]
    if not found:
        raise FilterError(f"No speaker {name!r} is known.", _nearest(name, roster.names.values()))
    return found


def _same_person(wanted: set[str], form: set[str]) -> bool:
    return bool(wanted) and (wanted <= form or form <= wanted)


def _one_of(name: str, allowed: object, what: str) -> Iterable[str]:
    values = get_args(allowed)
    if name not in values:
        raise FilterError(f"No {what} {name!r} is known.", f"Known: {', '.join(values)}.")
    return [name]


def _dates(first: str | None, last: str | None) -> tuple[int, int] | None:
    if first is None and last is None:
        return None
    span = (
        _EARLIEST if first is None else _day(first, "00"),
        _LATEST if last is None else _day(last, "99"),
    )
    if span[0] > span[1]:
        raise FilterError(f"The dates {first} to {last} are the wrong way round.", "Swap them.")
    return span


def _day(text: str, filler: str) -> int:
    match = _DATE.fullmatch(text.strip())
    try:
        if not match:
            raise ValueError(text)
        year, month, day = match.groups()
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise FilterError(
            f"{text!r} is not a date.", "Write it as 2019-09-25, 2019-09 or 2019."
        ) from None
    return int(year + (month or filler) + (day or filler))


def _nearest(name: str, known: Iterable[str]) -> str:
    by_folded = {item.casefold(): item for item in known}
    near = difflib.get_close_matches(name.strip().casefold(), list(by_folded), n=3, cutoff=0.5)
    if near:
        return f"Nearest: {', '.join(by_folded[item] for item in near)}."
    some = sorted(set(by_folded.values()))[:5]
    return f"Known are, among others: {', '.join(some)}." if some else "The library is empty."
