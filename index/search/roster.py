"""Who spoke where: the small table that filters, facets and fusion look things up in.

It belongs to one state of the library and never changes. A library of a million passages has some
hundred thousand statements, so they are kept in columns, and a filter asks each distinct speaker
and document once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from index.records.model import Delegation, Document
from index.search.dense import Rows
from index.search.names import NameIndex

if TYPE_CHECKING:
    from index.search.filters import Selection
    from index.search.holdings import Named

Mask = NDArray[np.bool_]
# The code of the delegation, and folded forms of the name.
Voice = tuple[str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Floor:
    """One statement, seen from outside: whose it is. `speakers` are folded forms of the name."""

    document_id: str
    statement: int
    delegation: str | None
    speakers: tuple[str, ...]


class Floors(Sequence[Floor]):
    """Statements in columns: for each its number in its document and, as places in `documents` and
    `voices`, the document and who speaks."""

    def __init__(
        self,
        documents: Sequence[str],
        voices: Sequence[Voice],
        document_of: Sequence[int] | NDArray[np.int32],
        voice_of: Sequence[int] | NDArray[np.int32],
        statements: Sequence[int] | NDArray[np.int32],
    ) -> None:
        self.documents, self.voices = tuple(documents), tuple(voices)
        self.document_of = np.asarray(document_of, np.int32)
        self.voice_of = np.asarray(voice_of, np.int32)
        self._statements = np.asarray(statements, np.int32)

    @classmethod
    def of(cls, floors: Sequence[Floor]) -> Floors:
        """Statements in columns, whatever they were kept in."""
        if isinstance(floors, cls):
            return floors
        documents = dict.fromkeys(floor.document_id for floor in floors)
        voices = dict.fromkeys((floor.delegation, floor.speakers) for floor in floors)
        document_at = {id: at for at, id in enumerate(documents)}
        voice_at = {voice: at for at, voice in enumerate(voices)}
        return cls(
            tuple(documents),
            tuple(voices),
            [document_at[floor.document_id] for floor in floors],
            [voice_at[floor.delegation, floor.speakers] for floor in floors],
            [floor.statement for floor in floors],
        )

    def find(
        self, documents: NDArray[np.int64], statements: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """The places of held statements, by places in `documents` and numbers in them."""
        keys = self._keys(self.document_of.astype(np.int64), self._statements)
        order = np.argsort(keys)
        at = np.searchsorted(keys, self._keys(documents, statements), sorter=order)
        return np.asarray(order[at], np.int32)

    def _keys(
        self, documents: NDArray[np.int64], statements: NDArray[np.int64] | NDArray[np.int32]
    ) -> NDArray[np.int64]:
        return np.asarray((documents << 32) + statements, np.int64)

    def __len__(self) -> int:
        return len(self._statements)

    @overload
    def __getitem__(self, place: int) -> Floor: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Floor]: ...
    def __getitem__(self, place: int | slice) -> Floor | Sequence[Floor]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        delegation, speakers = self.voices[self.voice_of[place]]
        document = self.documents[self.document_of[place]]
        return Floor(document, int(self._statements[place]), delegation, speakers)


@dataclass(frozen=True)
class Roster:
    """Documents by id, statements in order, and which statement each passage belongs to.

    `rows` are the passages' numbers, rising; `floor_of[i]` is the place in `floors` of the
    statement that holds passage `rows[i]`. `names` gives for each folded form of a speaker's name
    the name as written.
    """

    documents: Mapping[str, Document]
    delegations: Mapping[str, Delegation]
    floors: Sequence[Floor]
    names: Mapping[str, str]
    rows: Rows
    floor_of: NDArray[np.int32]

    @cached_property
    def _columns(self) -> Floors:
        return Floors.of(self.floors)

    @cached_property
    def _shelves(self) -> _Shelves:
        return _Shelves([self.documents[id] for id in self._columns.documents])

    @cached_property
    def symbols(self) -> Mapping[str, tuple[Document, ...]]:
        """The documents that carry a symbol (several where it is held in two languages)."""
        found: dict[str, tuple[Document, ...]] = {}
        for document in self.documents.values():
            if document.symbol:
                found[document.symbol] = (*found.get(document.symbol, ()), document)
        return found

    @cached_property
    def sounds(self) -> NameIndex:
        """The names by their sounds, for names in the other script."""
        return NameIndex(self.names)

    @cached_property
    def meetings(self) -> frozenset[int]:
        """The meetings whose records are held."""
        numbers = (document.meeting for document in self.documents.values())
        return frozenset(number for number in numbers if number is not None)

    def floors_at(self, rows: Sequence[int]) -> list[Floor]:
        """The statements that passages belong to."""
        places = self.floor_of[np.searchsorted(self.rows, rows)].tolist() if rows else []
        return [self.floors[place] for place in places]

    def rows_within(self, selection: Selection | None, named: Named | None = None) -> Rows:
        """The passages inside a selection, of the statements that are `named`."""
        columns = self._columns
        accepted = np.ones(len(columns), bool)
        if selection is not None:
            accepted &= self._shelves.inside(selection)[columns.document_of]
            accepted &= _voices_inside(selection, columns.voices)[columns.voice_of]
        if named is not None:
            documents = _among(columns.documents, named.documents)
            voices = _voices_named(named, columns.voices)
            accepted &= documents[columns.document_of] | voices[columns.voice_of]
        return self._rows_of(accepted)

    def rows_where(self, accepts: Callable[[Document, Floor], bool]) -> Rows:
        """The passages of the statements that `accepts` says yes to, asked one by one."""
        return self._rows_of(
            np.fromiter(
                (accepts(self.documents[floor.document_id], floor) for floor in self.floors),
                dtype=bool,
                count=len(self.floors),
            )
        )

    def _rows_of(self, accepted: Mask) -> Rows:
        if not len(self.rows):
            return self.rows
        selected: Rows = self.rows[accepted[self.floor_of]]
        return selected


class _Shelves:
    """What filters ask of documents, in columns."""

    def __init__(self, documents: Sequence[Document]) -> None:
        from index.search.filters import day_number

        self._ids = [document.id for document in documents]
        self._languages = [document.language for document in documents]
        self._kinds = [document.kind for document in documents]
        self._days = np.array([day_number(document.date) for document in documents], np.int64)

    def inside(self, selection: Selection) -> Mask:
        """Which documents a selection lets through, whoever speaks in them."""
        accepted = np.ones(len(self._ids), bool)
        for values, wanted in (
            (self._ids, selection.documents),
            (self._languages, selection.languages),
            (self._kinds, selection.kinds),
        ):
            if wanted is not None:
                accepted &= _among(values, wanted)
        if selection.dates is not None:
            first, last = selection.dates
            accepted &= (first <= self._days) & (self._days <= last)
        return accepted


def _voices_inside(selection: Selection, voices: Sequence[Voice]) -> Mask:
    """Whose statements a selection lets through."""
    accepted = np.ones(len(voices), bool)
    if selection.delegations is not None:
        accepted &= _among([delegation for delegation, _ in voices], selection.delegations)
    if selection.speakers is not None:
        accepted &= _speaking(voices, selection.speakers)
    return accepted


def _voices_named(named: Named, voices: Sequence[Voice]) -> Mask:
    accepted = _speaking(voices, named.speakers)
    return accepted | _among([delegation for delegation, _ in voices], named.delegations)


def _among(values: Sequence[str | None], wanted: Collection[str]) -> Mask:
    return np.fromiter((value in wanted for value in values), bool, len(values))


def _speaking(voices: Sequence[Voice], wanted: frozenset[str]) -> Mask:
    found = (not wanted.isdisjoint(speakers) for _, speakers in voices)
    return np.fromiter(found, bool, len(voices))
