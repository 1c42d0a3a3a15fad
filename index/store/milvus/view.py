"""What all legs of one state of a library in Milvus share: where it is and who may come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.search.dense import Rows, Scores, ordered
from index.search.filters import Selection
from index.search.holdings import Named
from index.store.milvus import schema
from index.store.milvus.catalogue import Held
from index.store.milvus.expressions import narrowed
from index.store.milvus.server import Row, Server

# Passages whose token vectors or words are read in one request: 8 kB each.
_AT_ONCE = 512


@dataclass(frozen=True)
class View:
    """What all legs share: the state and where it is."""

    held: Held
    server: Server
    name: str

    @property
    def collection(self) -> str:
        """Where the passages of the state are."""
        return schema.passages(self.name, self.held.state.passages)

    def expression(self, selection: Selection | None, named: Named | None = None) -> str:
        """What may come back."""
        return narrowed(self.held.state.visible(), selection, named)

    def known(self, rows: Rows) -> NDArray[np.bool_]:
        """Which rows belong to this state."""
        held = self.held.roster.rows
        if not len(held) or not len(rows):
            return np.zeros(len(rows), bool)
        found = held[np.searchsorted(held, rows).clip(max=len(held) - 1)] == rows
        return np.asarray(found, bool)

    def languages(self, rows: Sequence[int]) -> list[str]:
        """The languages of the passages of this state."""
        roster = self.held.roster
        return [roster.documents[one.document_id].language for one in roster.floors_at(rows)]

    def rows(self, wanted: Sequence[int], fields: Sequence[str]) -> list[Row]:
        """Fields of given passages, those that are held."""
        return [
            row
            for at in range(0, len(wanted), _AT_ONCE)
            for row in self.server.query(
                self.collection, f"row in {list(wanted[at : at + _AT_ONCE])}", ("row", *fields)
            )
        ]


def best_first(found: Sequence[tuple[int, float]]) -> tuple[Rows, Scores]:
    """Rows with their scores, best first, equal scores in the order of rows."""
    return ordered(
        np.array([row for row, _ in found], np.int64),
        np.array([score for _, score in found], np.float32),
    )


def nothing() -> tuple[Rows, Scores]:
    """No rows and no scores."""
    return np.empty(0, np.int64), np.empty(0, np.float32)
