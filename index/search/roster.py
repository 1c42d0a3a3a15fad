"""Who spoke where: the small table that filters, facets and fusion look things up in.

It belongs to one state of the library and never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.records.model import Delegation, Document
from index.search.dense import Rows
from index.search.names import NameIndex


@dataclass(frozen=True, slots=True)
class Floor:
    """One statement, seen from outside: whose it is. `speakers` are folded forms of the name."""

    document_id: str
    statement: int
    delegation: str | None
    speakers: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """Documents by id, statements in order, and which statement each passage belongs to.

    `rows` are the passages' numbers, rising; `floor_of[i]` is the place in `floors` of the
    statement that holds passage `rows[i]`. `names` gives for each folded form of a speaker's name
    the name as written.
    """

    documents: Mapping[str, Document]
    delegations: Mapping[str, Delegation]
    floors: tuple[Floor, ...]
    names: Mapping[str, str]
    rows: Rows
    floor_of: NDArray[np.int32]

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

    def rows_where(self, accepts: Callable[[Document, Floor], bool]) -> Rows:
        """The passages of the statements that `accepts` says yes to."""
        accepted = np.fromiter(
            (accepts(self.documents[floor.document_id], floor) for floor in self.floors),
            dtype=bool,
            count=len(self.floors),
        )
        if not len(self.rows):
            return self.rows
        selected: Rows = self.rows[accepted[self.floor_of]]
        return selected
