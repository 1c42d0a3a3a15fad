"""What search needs of a store, whichever stands behind it: a folder on disk or a cluster.

    Store     holds passages; gives a Snapshot of a moment and the places of hits
    Snapshot  one state: who speaks where, and an index for each leg
    Legs      one question put to the legs of a snapshot in as few steps as the store can do it

The legs are told what may come back by what it is (`Selection`, `Named`), not by rows: a server
narrows its own search by an expression, a folder by the rows that its roster gives.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encode.protocol import Encoder
from index.records.model import Document
from index.search.dense import Rows, Scores, Vectors, VectorSearch
from index.search.filters import Selection
from index.search.translate import Term

if TYPE_CHECKING:
    from index.search.roster import Floor, Roster
    from index.store.places import Place

# Milliseconds by stage; whoever works adds its own.
Timings = MutableMapping[str, float]


@dataclass(frozen=True, slots=True)
class Named:
    """Whom or what a question names: statements of any of these delegations (codes), speakers
    (folded forms of names) or documents (ids)."""

    delegations: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    def accepts(self, document: Document, floor: Floor) -> bool:
        """Whether a statement is by or in one of them."""
        return (
            floor.delegation in self.delegations
            or document.id in self.documents
            or not self.speakers.isdisjoint(floor.speakers)
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the legs get it.

    Without `vector` the dense leg is left out, without `lexical` that of words. Each brings its
    best `k` passages inside `selection`; the dense leg also the best k of those that are `named`.
    """

    terms: Sequence[Term]
    k: int
    vector: NDArray[np.float32] | None = None
    tokens: NDArray[np.float32] | None = None
    selection: Selection | None = None
    named: Named | None = None
    lexical: bool = True


@dataclass(frozen=True, slots=True)
class Brought:
    """Rows and scores of each leg, best first; None where a leg was left out."""

    lexical: tuple[Rows, Scores] | None = None
    dense: tuple[Rows, Scores] | None = None
    named: tuple[Rows, Scores] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows still lack which score, each rising."""

    shares: Sequence[int] = ()
    cosines: Sequence[int] = ()
    late: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores by row; a row that has none of a kind is left out."""

    shares: Mapping[int, float] = field(default_factory=dict)
    cosines: Mapping[int, float] = field(default_factory=dict)
    late: Mapping[int, float] = field(default_factory=dict)


class Legs(Protocol):
    """The legs of one snapshot."""

    def bring(self, asked: Asked, timings: Timings) -> Brought:
        """What each leg finds."""
        ...

    def measure(self, asked: Asked, wanted: Wanted, timings: Timings) -> Measured:
        """What each leg says of rows that are known."""
        ...


class LexicalSearch(Protocol):
    """BM25 as shares, see `index.search.lexical`."""

    def __len__(self) -> int: ...

    def search(
        self, terms: Sequence[Term], k: int, selection: Selection | None = None
    ) -> tuple[Rows, Scores]:
        """The k best rows for a question's terms and their shares, best first."""
        ...

    def score(self, terms: Sequence[Term], rows: Rows) -> dict[int, float]:
        """The shares of given rows; a row without any of the terms is left out."""
        ...


class LateSearch(Protocol):
    """Late interaction, see `index.search.late`."""

    def score(self, question: Vectors, rows: Sequence[int]) -> dict[int, float]:
        """Scores of those of `rows` that have token vectors."""
        ...


class Snapshot(Protocol):
    """One state of what is held; it stays searchable while others are written."""

    @property
    def state(self) -> str: ...

    @property
    def roster(self) -> Roster: ...

    @property
    def lexical(self) -> LexicalSearch: ...

    @property
    def dense(self) -> VectorSearch: ...

    @property
    def late(self) -> LateSearch: ...


class Store(Protocol):
    """What a searcher needs of whatever holds the passages."""

    @property
    def encoder(self) -> Encoder:
        """The encoder that made the vectors."""
        ...

    def moment(self) -> AbstractContextManager[Snapshot | None]:
        """What is held now, None if nothing is; all that is read inside is of that moment."""
        ...

    def legs(self, snapshot: Snapshot) -> Legs:
        """The legs of a snapshot of this store."""
        ...

    def places(self, rows: Sequence[int]) -> dict[int, Place]:
        """Passages by row with statement, document and range in the file."""
        ...
