"""The columns of a roster: statements, documents and speakers, as filters ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from index.records.model import Document

if TYPE_CHECKING:
    from index.search.filters import Selection

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
            return self.take(np.arange(len(self))[place])
        return self.take(np.array([range(len(self))[place]]))[0]

    def take(self, places: NDArray[np.integer[Any]]) -> list[Floor]:
        """The statements at some places."""
        columns = (self.document_of, self.voice_of, self._statements)
        return [
            Floor(self.documents[document], statement, *self.voices[voice])
            for document, voice, statement in zip(
                *(column[places].tolist() for column in columns), strict=True
            )
        ]

    def __iter__(self) -> Iterator[Floor]:
        return iter(self.take(np.arange(len(self))))


class Shelves:
    """What filters ask of documents, in columns."""

    def __init__(self, documents: Sequence[Document]) -> None:
        from index.search.filters import day_number

        self._places = {document.id: at for at, document in enumerate(documents)}
        self._languages = np.array([document.language for document in documents], np.str_)
        self._kinds = np.array([document.kind for document in documents], np.str_)
        self._days = np.array([day_number(document.date) for document in documents], np.int64)

    def these(self, ids: Collection[str]) -> Mask:
        """Which documents have one of the ids."""
        return mask(len(self._places), (self._places[id] for id in ids if id in self._places))

    def inside(self, selection: Selection) -> Mask:
        """Which documents a selection lets through, whoever speaks in them."""
        accepted = np.ones(len(self._places), bool)
        if selection.documents is not None:
            accepted &= self.these(selection.documents)
        if selection.languages is not None:
            accepted &= np.isin(self._languages, sorted(selection.languages))
        if selection.kinds is not None:
            accepted &= np.isin(self._kinds, sorted(selection.kinds))
        if selection.dates is not None:
            first, last = selection.dates
            accepted &= (first <= self._days) & (self._days <= last)
        return accepted


class Choir:
    """Who speaks, by delegation and by name."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self._count = len(voices)
        self._delegations: dict[str | None, list[int]] = {}
        self._speakers: dict[str, list[int]] = {}
        for at, (delegation, speakers) in enumerate(voices):
            self._delegations.setdefault(delegation, []).append(at)
            for speaker in speakers:
                self._speakers.setdefault(speaker, []).append(at)

    def these(self, delegations: Collection[str], speakers: Collection[str]) -> Mask:
        """Which voices speak for one of the delegations or have one of the names."""
        found = [self._delegations.get(code, []) for code in delegations]
        return mask(self._count, chain(*found, *(self._speakers.get(n, []) for n in speakers)))

    def inside(self, selection: Selection) -> Mask:
        """Which voices a selection lets through."""
        accepted = np.ones(self._count, bool)
        if selection.delegations is not None:
            accepted &= self.these(selection.delegations, ())
        if selection.speakers is not None:
            accepted &= self.these((), selection.speakers)
        return accepted


def mask(size: int, places: Iterable[int]) -> Mask:
    found = np.zeros(size, bool)
    found[np.fromiter(places, np.int64)] = True
    return found
