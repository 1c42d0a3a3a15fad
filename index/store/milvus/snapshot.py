"""One state of a library in Milvus, searched: vectors, token vectors, and who speaks where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from index.search import codes
from index.search.dense import Rows, Scores, Vectors, ordered
from index.search.filters import Selection
from index.search.holdings import Named
from index.search.late import LateIndex
from index.search.roster import Roster
from index.store.milvus import schema
from index.store.milvus.expressions import empty
from index.store.milvus.lexical import MilvusLexical
from index.store.milvus.passages import codes_of, with_spilled
from index.store.milvus.server import MOST_ROWS
from index.store.milvus.view import View, best_first, nothing


class MilvusDense:
    """See `index.search.dense.VectorSearch`."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __len__(self) -> int:
        return self._view.held.state.held

    def search(self, vector: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """The k nearest rows (among `allowed`, where given) and their scores, best first."""
        if allowed is None:
            return self.nearest(vector, k, None, None)
        if k >= len(allowed):
            rows, vectors = self.vectors(allowed.tolist())
            return ordered(rows, np.asarray(vectors @ vector, np.float32))
        return self._search(vector, k, f"row in {allowed.tolist()}")

    def nearest(
        self, vector: Vectors, k: int, selection: Selection | None, named: Named | None
    ) -> tuple[Rows, Scores]:
        """The k nearest rows inside a selection and of those named."""
        if empty(selection):
            return nothing()
        return self._search(vector, k, self._view.expression(selection, named))

    def vectors(self, rows: Sequence[int]) -> tuple[Rows, Vectors]:
        """The rows that are held, and their vectors, shape (rows held, dimensions)."""
        stamp = self._view.held.state.stamp
        found = self._view.rows(rows, ("dense",)) if stamp else []
        found.sort(key=lambda row: int(row["row"]))
        vectors = np.array([row["dense"] for row in found], np.float32)
        dimensions = stamp.dimensions if stamp else 1
        return np.array([int(row["row"]) for row in found], np.int64), vectors.reshape(
            -1, dimensions
        )

    def _search(self, vector: Vectors, k: int, expression: str) -> tuple[Rows, Scores]:
        view = self._view
        if not len(self) or not k:
            return nothing()
        found = view.server.search(
            view.collection, "dense", np.asarray(vector, np.float32).tolist(),
            min(k, MOST_ROWS), expression, ("row",),
            self._widened(k),
        )  # fmt: skip
        rows, scores = best_first([(row, score) for row, score, _ in found])
        known = view.known(rows)
        return rows[known], scores[known]

    def _widened(self, k: int) -> dict[str, Any]:
        """How far the index looks; never at less than it is to return."""
        settings = schema.SEARCHING[self._view.server.address.dense]
        return {
            name: max(value, k) if name in ("ef", "search_list") else value
            for name, value in settings.items()
        }


class MilvusLate:
    """See `index.search.holdings.LateSearch`."""

    def __init__(self, view: View) -> None:
        self._view = view

    def score(self, question: Vectors, rows: Sequence[int]) -> dict[int, float]:
        """Scores of those of `rows` that have token vectors."""
        view, stamp = self._view, self._view.held.state.stamp
        if stamp is None or not stamp.token_dimensions or not len(question) or not len(rows):
            return {}
        width = stamp.token_dimensions // codes.PER_BYTE
        found = view.rows([int(row) for row in rows], ("codes", "spilled"))
        texts = sorted(
            (int(row["row"]), row["codes"]) for row in with_spilled(view.server, view.name, found)
        )
        coded = [(row, blob) for row, text in texts if (blob := codes_of(text))]
        return LateIndex.build(
            (row, np.frombuffer(blob, np.uint8).reshape(-1, width)) for row, blob in coded
        ).score(question, [row for row, _ in coded])


class MilvusSnapshot:
    """See `index.search.holdings.Snapshot`."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.lexical = MilvusLexical(view)
        self.dense = MilvusDense(view)
        self.late = MilvusLate(view)

    @property
    def number(self) -> int:
        """The number of the commit."""
        return self.view.held.state.number

    @property
    def state(self) -> str:
        """A name that no other state shares."""
        return self.view.held.state.state

    @property
    def roster(self) -> Roster:
        """Who speaks where."""
        return self.view.held.roster
