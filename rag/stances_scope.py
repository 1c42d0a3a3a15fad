"""Which meetings a comparison looks at, who was there, and which passages are whose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.records.model import Document, Language, Record
from index.search.filters import Selection, resolve
from index.search.model import Filters
from index.search.roster import Floor, Roster
from rag.attendance import Attendance, attendance
from rag.question import Asked

if TYPE_CHECKING:
    from index.search.searcher import Searcher

# How many passages decide which meetings are nearest to the question, where there are too many.
_DECIDING = 300
Whose = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scope:
    """What one comparison rests on.

    `meetings` come by date. `floors` gives for each passage of a statement made for a delegation
    whose it is; `counted` are the statements that the filters let count (the others only tell
    what is usual in these meetings). `wanted` are the codes that the filters ask for, None for
    all; `more` counts the meetings that were left out.
    """

    meetings: tuple[Attendance, ...]
    floors: Mapping[int, Floor]
    counted: frozenset[Floor]
    wanted: frozenset[str] | None
    more: int

    def documents(self, language: Language | None = None) -> frozenset[str]:
        """The ids of the documents, or of those in one language."""
        found = (meeting.record.document for meeting in self.meetings)
        return frozenset(one.id for one in found if language in (None, one.language))

    def statements(self) -> dict[Whose, tuple[int, ...]]:
        """The numbers of each delegation's statements in each document that count, in order."""
        found: dict[Whose, tuple[int, ...]] = {}
        for floor in sorted(self.counted, key=lambda one: one.statement):
            key = whose(floor)
            found[key] = (*found.get(key, ()), floor.statement)
        return found


def whose(floor: Floor) -> Whose:
    """The document and the delegation of a statement."""
    return floor.document_id, floor.delegation or ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The documents to compare, what the filters mean, and how many documents were left out."""

    documents: tuple[Document, ...]
    selection: Selection
    more: int


def choose_meetings(
    searcher: Searcher, roster: Roster, asked: Asked, filters: Filters, most: int
) -> Choice:
    """At most so many meetings, or documents of other kinds where the filters name them.

    Raises:
        FilterError: a filter names what the library does not know.
    """
    if not filters.kinds and not filters.documents:
        filters = replace(filters, kinds=("verbatim",))
    selection = resolve(filters, roster) or Selection()
    fitting = _fitting(roster, selection, asked.language)
    chosen = fitting
    if len(fitting) > most:
        hits = searcher.search(asked.text, _DECIDING, filters).hits
        chosen = _nearest(fitting, (hit.document.id for hit in hits), most)
    by_date = sorted(chosen, key=lambda one: (one.date or "", one.label))
    return Choice(tuple(by_date), selection, len(fitting) - len(chosen))


def read_scope(record: Callable[[str], Record], roster: Roster, choice: Choice) -> Scope:
    """Who was at the meetings chosen and whose their statements are, from their records."""
    meetings = tuple(attendance(record(document.id)) for document in choice.documents)
    floors = _own(roster, meetings)
    accepts = choice.selection.accepts
    counted = frozenset(
        floor for floor in floors.values() if accepts(roster.documents[floor.document_id], floor)
    )
    wanted = choice.selection.delegations
    if choice.selection.speakers is not None:
        wanted = frozenset(floor.delegation for floor in counted if floor.delegation)
    return Scope(meetings, floors, counted, wanted, choice.more)


def _fitting(roster: Roster, selection: Selection, language: Language) -> list[Document]:
    """The documents that the filters let through; of one held in two languages the question's."""
    anyone = replace(selection, delegations=None, speakers=None)
    found: dict[str, Document] = {}
    for document in roster.documents.values():
        if not anyone.accepts(document, Floor(document.id, 0, None, ())):
            continue
        key = document.symbol or document.id
        if key not in found or document.language == language:
            found[key] = document
    return list(found.values())


def _nearest(fitting: Iterable[Document], hits: Iterable[str], most: int) -> list[Document]:
    """The documents of the best hits, then the latest ones."""
    by_id = {document.id: document for document in fitting}
    latest = sorted(by_id.values(), key=lambda one: one.date or "", reverse=True)
    order = dict.fromkeys([*hits, *(document.id for document in latest)])
    return [by_id[id] for id in order if id in by_id][:most]


def _own(roster: Roster, meetings: Iterable[Attendance]) -> dict[int, Floor]:
    """The passages of all statements made for a delegation, each with whose it is."""
    own = {
        (meeting.record.document.id, number)
        for meeting in meetings
        for numbers in meeting.own.values()
        for number in numbers
    }
    places = {
        place: floor
        for place, floor in enumerate(roster.floors)
        if (floor.document_id, floor.statement) in own
    }
    inside = np.isin(roster.floor_of, list(places))
    rows, at = roster.rows[inside].tolist(), roster.floor_of[inside].tolist()
    return {row: places[place] for row, place in zip(rows, at, strict=True)}
