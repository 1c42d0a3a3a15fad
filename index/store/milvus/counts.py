"""In how many passages each term stands: a table of numbers, and what each commit changed in it.

A commit adds a small table of differences; from time to time they are added up into one. So adding
a document to a large library writes little, and a reader that follows reads little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_TYPE = np.dtype([("term", "<u4"), ("passages", "<i4")])
# Differences are added up when there are so many tables, or they are half as large as the first.
MOST_TABLES = 32


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of terms, rising, and in how many passages each stands."""

    terms: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))
    passages: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.terms)

    def __call__(self, term: int) -> int:
        """In how many passages the term of this number stands."""
        at = int(np.searchsorted(self.terms, np.uint32(term)))
        found = at < len(self) and int(self.terms[at]) == term
        return int(self.passages[at]) if found else 0

    @classmethod
    def of(cls, counted: Mapping[int, int]) -> Counts:
        """A table of what differs from 0."""
        items = sorted((term, count) for term, count in counted.items() if count)
        table = np.array(items, np.int64).reshape(-1, 2)
        return cls(table[:, 0].astype(np.uint32), table[:, 1].astype(np.int32))

    def plus(self, other: Counts) -> Counts:
        """Both tables added up."""
        terms = np.concatenate([self.terms, other.terms])
        passages = np.concatenate([self.passages, other.passages])
        kept, at = np.unique(terms, return_inverse=True)
        total = np.zeros(len(kept), np.int64)
        np.add.at(total, at, passages)
        some = total != 0
        return Counts(kept[some], total[some].astype(np.int32))

    def packed(self) -> bytes:
        """The table as bytes: eight for each term."""
        table = np.empty(len(self), _TYPE)
        table["term"], table["passages"] = self.terms, self.passages
        return table.tobytes()

    @classmethod
    def unpacked(cls, content: bytes) -> Counts:
        """What `packed` gave."""
        table = np.frombuffer(content, _TYPE)
        return cls(table["term"].copy(), table["passages"].copy())


def counted(passages: Iterable[Iterable[int]], sign: int = 1) -> Counter[int]:
    """How many of some passages have each term, each passage given by the numbers of its terms."""
    total: Counter[int] = Counter()
    for terms in passages:
        total.update(terms)
    return Counter({term: sign * count for term, count in total.items()})
