"""Several indexes searched as one: each holds the passages of its own range of rows.

A library grows by segments (see `index.store.plan`); what is found does not depend on how the
passages are spread over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.search.dense import Rows, Scores, Vectors, VectorSearch, ordered
from index.search.late import LateIndex


@dataclass(frozen=True, slots=True)
class Range:
    """The rows that a segment may hold, both ends included."""

    first: int
    last: int

    def within(self, rows: Rows) -> Rows:
        """Those of some rising rows that lie inside."""
        start = np.searchsorted(rows, self.first)
        end = np.searchsorted(rows, self.last, side="right")
        inside: Rows = rows[start:end]
        return inside


class SegmentedVectors:
    """Vector indexes with rising ranges, searched one after the other."""

    def __init__(self, segments: Sequence[tuple[Range, VectorSearch]]) -> None:
        self._segments = tuple(segments)

    def __len__(self) -> int:
        return sum(len(index) for _, index in self._segments)

    def search(self, vector: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """See `VectorSearch.search`."""
        wanted = None if allowed is None else np.sort(allowed)
        found = [
            index.search(vector, k, None if wanted is None else span.within(wanted))
            for span, index in self._segments
        ]
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        rows, scores = ordered(
            np.concatenate([rows for rows, _ in found]),
            np.concatenate([scores for _, scores in found]),
        )
        return rows[:k], scores[:k]


class SegmentedLate:
    """Late interaction over the token vectors of all segments."""

    def __init__(self, segments: Sequence[tuple[Range, LateIndex]]) -> None:
        self._segments = tuple(segments)

    def __len__(self) -> int:
        return sum(len(index) for _, index in self._segments)

    def score(self, question: Vectors, rows: Sequence[int]) -> dict[int, float]:
        """See `LateIndex.score`."""
        wanted = np.sort(np.asarray(rows, np.int64))
        scores: dict[int, float] = {}
        for span, index in self._segments:
            scores |= index.score(question, span.within(wanted).tolist())
        return scores
