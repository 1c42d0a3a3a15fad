"""What the library holds, as a list that stays quick when it is long.

Catalogue   the summaries of what is held, read once for each state of the library
Wanted      which of them, in which order, which page of them
listed      those, with sums over all that is held
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rag.wire import document_fields

if TYPE_CHECKING:
    from index.store.library import Library
    from index.store.model import DocumentSummary

Fields = dict[str, Any]
Order = Literal["added", "symbol", "language", "date", "kind", "statements", "characters"]
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part of the list.

    `find` are words that stand in the symbol, title, file name or date, all of them. With an
    `order` the language versions of a document stand together; without one, documents come as they
    were added. `limit` and `offset` count documents.
    """

    find: str = ""
    order: Order | None = None
    descending: bool = False
    limit: int | None = None
    offset: int = 0


class Catalogue:
    """Keeps the summaries of a library until something else is held; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: tuple[Library, int] | None = None
        self._summaries: tuple[DocumentSummary, ...] = ()

    def summaries(self, library: Library) -> tuple[DocumentSummary, ...]:
        """Every held document, in the order in which they were added."""
        with self._lock:
            # The number first: what goes in meanwhile is read again next time.
            state = library, library.generation
            if state != self._state:
                self._summaries = library.documents()
                self._state = state
            return self._summaries


def listed(summaries: Sequence[DocumentSummary], wanted: Wanted) -> Fields:
    """The documents wanted, how many fit without limit, and sums over all that is held."""
    fitting = _matching(summaries, wanted.find)
    if wanted.order:
        fitting = _together(_sorted(fitting, wanted.order, wanted.descending))
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return {
        "documents": [document_fields(one) for one in fitting[wanted.offset : end]],
        "total": len(fitting),
        "held": _sums(summaries),
    }


def _matching(summaries: Sequence[DocumentSummary], find: str) -> list[DocumentSummary]:
    words = find.casefold().split()
    return [one for one in summaries if all(word in _described(one) for word in words)]


def _described(summary: DocumentSummary) -> str:
    document = summary.document
    known = (document.symbol, document.title, document.name, document.date)
    return " ".join(filter(None, known)).casefold()


def _sorted(
    summaries: Iterable[DocumentSummary], order: Order, descending: bool
) -> list[DocumentSummary]:
    """In an order, and within it by name; what is not known comes last either way."""
    by_name = sorted(summaries, key=_name)
    if order == "symbol":
        return by_name[::-1] if descending else by_name
    key = _KEYS[order]
    known = [one for one in by_name if key(one) is not None]
    return [
        *sorted(known, key=lambda one: key(one), reverse=descending),
        *(one for one in by_name if key(one) is None),
    ]


def _together(summaries: Iterable[DocumentSummary]) -> list[DocumentSummary]:
    """The language versions of a document beside the first of them."""
    groups: dict[str, list[DocumentSummary]] = {}
    for one in summaries:
        groups.setdefault(one.document.symbol or one.document.id, []).append(one)
    return [one for group in groups.values() for one in group]


def _name(summary: DocumentSummary) -> list[Any]:
    """What a document is called, so that 9 comes before 10."""
    document = summary.document
    name = document.symbol or document.title or document.name
    parts = _NUMBER.split(name.casefold())
    # Text and figures take turns, so that like is compared with like.
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]


_KEYS: dict[Order, Callable[[DocumentSummary], Any]] = {
    "added": lambda one: one.added_at,
    "language": lambda one: one.document.language,
    "date": lambda one: one.document.date,
    "kind": lambda one: one.document.kind,
    "statements": lambda one: one.statements,
    "characters": lambda one: one.characters,
}


def _sums(summaries: Sequence[DocumentSummary]) -> Fields:
    dates = sorted(one.document.date for one in summaries if one.document.date)
    return {
        "documents": len(summaries),
        "statements": sum(one.statements for one in summaries),
        "passages": sum(one.passages for one in summaries),
        "characters": sum(one.characters for one in summaries),
        "doubtful": sum(bool(one.warnings) for one in summaries),
        "languages": dict(Counter(one.document.language for one in summaries).most_common()),
        "kinds": dict(Counter(one.document.kind for one in summaries).most_common()),
        "first_date": dates[0] if dates else None,
        "last_date": dates[-1] if dates else None,
    }
