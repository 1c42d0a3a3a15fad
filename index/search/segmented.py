"""Several indexes searched as one: each holds the passages of its own range of rows.

A library grows by segments (see `index.store.plan`); what is found does not depend on how the
passages are spread over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.search.dense import Rows, Scores, Vectors, VectorSearch, nothing, ordered
from index.search.late import LateIndex, score_passages
from index.search.quantised import QuantisedIndex, wanted


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
        if allowed is None:
            found = self._nearest(vector, k)
        else:
            rising = np.sort(allowed)
            found = [
                index.search(vector, k, inside)
                for span, index in self._segments
                if len(inside := span.within(rising))
            ]
        rows, scores = ordered(*_joined(found))
        return rows[:k], scores[:k]

    def _nearest(self, vector: Vectors, k: int) -> list[tuple[Rows, Scores]]:
        """What exact segments find, and of the candidates of all others the best, refined."""
        scanned = [index for _, index in self._segments if isinstance(index, QuantisedIndex)]
        exact = [index for _, index in self._segments if not isinstance(index, QuantisedIndex)]
        found = [index.search(vector, k) for index in exact]
        brought = [index.candidates(vector, wanted(k)) for index in scanned]
        least = _least(np.concatenate([_NONE, *(scores for _, scores in brought)]), wanted(k))
        for index, (places, scores) in zip(scanned, brought, strict=True):
            found.append(index.refine(vector, np.sort(places[scores >= least])))
        return found


class SegmentedLate:
    """Late interaction over the token vectors of all segments."""

    def __init__(self, segments: Sequence[tuple[Range, LateIndex]]) -> None:
        self._segments = tuple(segments)

    def __len__(self) -> int:
        return sum(len(index) for _, index in self._segments)

    def score(self, question: Vectors, rows: Sequence[int]) -> dict[int, float]:
        """See `LateIndex.score`."""
        wanted = np.sort(np.asarray(rows, np.int64))
        found = [
            index.read(inside)
            for span, index in self._segments
            if len(inside := span.within(wanted))
        ]
        return score_passages(question, found)


_NONE = np.empty(0, np.float32)


def _joined(found: Sequence[tuple[Rows, Scores]]) -> tuple[Rows, Scores]:
    rows, scores = zip(nothing(), *found, strict=True)
    return np.concatenate(rows), np.concatenate(scores)


def _least(scores: Scores, count: int) -> float:
    """The lowest of the `count` highest scores."""
    if len(scores) <= count:
        return -np.inf
    return float(np.partition(scores, -count)[-count])
