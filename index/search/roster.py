"""Who spoke where: the small table that filters, facets and fusion look things up in.

It belongs to one state of the library and never changes. A library of a million passages has some
hundred thousand statements, so they are kept in columns, and a filter asks each distinct speaker
and document once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.records.model import Delegation, Document
from index.search.columns import Choir, Floor, Floors, Mask, Shelves
from index.search.dense import Rows
from index.search.names import NameIndex

if TYPE_CHECKING:
    from index.search.filters import Selection
    from index.search.holdings import Named

# So many characters at the beginning of a name say whether it may stand in a text.
_KEY = 3


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

    def names_in(self, text: str) -> dict[str, str]:
        """The forms of names that stand in a text, as characters, each with the name as written;
        in the order of `names`."""
        pieces = {text[at : at + size] for size in (2, _KEY) for at in range(len(text))}
        forms = (at for piece in pieces for at in self._keyed.get(piece, ()))
        return {
            form: self.names[form]
            for form in (self._forms[at] for at in sorted(forms))
            if form in text
        }

    @cached_property
    def _forms(self) -> tuple[str, ...]:
        return tuple(self.names)

    @cached_property
    def _keyed(self) -> Mapping[str, Sequence[int]]:
        """Places in `_forms` by how a form begins; one of two characters is its own beginning."""
        found: dict[str, list[int]] = {}
        for at, form in enumerate(self._forms):
            found.setdefault(form[:_KEY], []).append(at)
        return found

    @cached_property
    def _columns(self) -> Floors:
        return Floors.of(self.floors)

    @cached_property
    def _shelves(self) -> Shelves:
        return Shelves([self.documents[id] for id in self._columns.documents])

    @cached_property
    def _choir(self) -> Choir:
        return Choir(self._columns.voices)

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
        if not len(rows):
            return []
        return self._columns.take(self.floor_of[np.searchsorted(self.rows, rows)])

    def rows_within(self, selection: Selection | None, named: Named | None = None) -> Rows:
        """The passages inside a selection, of the statements that are `named`."""
        columns = self._columns
        accepted = np.ones(len(columns), bool)
        if selection is not None:
            accepted &= self._shelves.inside(selection)[columns.document_of]
            accepted &= self._choir.inside(selection)[columns.voice_of]
        if named is not None:
            documents = self._shelves.these(named.documents)
            voices = self._choir.these(named.delegations, named.speakers)
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


__all__ = ["Floor", "Floors", "Roster"]
