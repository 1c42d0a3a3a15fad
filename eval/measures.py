"""Measures of one ranking as plain functions of grades.

`grades` is the grade of every hit, best first (0: not relevant); `judged` holds the grades of
everything that is judged for the query, found or not, and so fixes the denominator. Gains are
linear and the discount is log2(rank + 1), as in trec_eval's `ndcg_cut` (Järvelin and Kekäläinen,
2002, https://doi.org/10.1145/582415.582418). `relevant` is the least grade that counts in the
binary measures. Every value lies in [0, 1].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

Grades = Sequence[int]


def ndcg(grades: Grades, judged: Grades, k: int) -> float:
    """Normalised discounted cumulative gain of the first k; 0 where nothing is relevant."""
    ideal = _dcg(sorted(judged, reverse=True)[:k])
    return _dcg(grades[:k]) / ideal if ideal else 0.0


def _dcg(grades: Grades) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def recall(grades: Grades, judged: Grades, k: int | None = None, relevant: int = 1) -> float:
    """The share of what is relevant that stands among the first k (all where k is None)."""
    total = _count(judged, relevant)
    return _count(grades[:k], relevant) / total if total else 0.0


def precision(grades: Grades, k: int, relevant: int = 1) -> float:
    """The share of the first k that is relevant; a ranking shorter than k is filled up."""
    return _count(grades[:k], relevant) / k


def success(grades: Grades, k: int, relevant: int = 1) -> float:
    """1 if something relevant stands among the first k, else 0."""
    return float(_count(grades[:k], relevant) > 0)


def reciprocal_rank(grades: Grades, k: int | None = None, relevant: int = 1) -> float:
    """1 / rank of the first relevant hit among the first k; 0 where there is none."""
    for rank, grade in enumerate(grades[:k], start=1):
        if grade >= relevant:
            return 1.0 / rank
    return 0.0


def average_precision(
    grades: Grades, judged: Grades, k: int | None = None, relevant: int = 1
) -> float:
    """Mean of the precision at every relevant hit among the first k, over all that is relevant."""
    total = _count(judged, relevant)
    found, summed = 0, 0.0
    for rank, grade in enumerate(grades[:k], start=1):
        if grade >= relevant:
            found += 1
            summed += found / rank
    return summed / total if total else 0.0


def _count(grades: Grades, relevant: int) -> int:
    return sum(grade >= relevant for grade in grades)


def graded(ranking: Sequence[str], qrels: Mapping[str, int]) -> list[int]:
    """The grade of every id of a ranking; 0 where it is not judged or judged below 0."""
    return [max(0, qrels.get(id, 0)) for id in ranking]


def per_query(
    measure: Callable[[Grades, Grades], float],
    rankings: Mapping[str, Sequence[str]],
    qrels: Mapping[str, Mapping[str, int]],
) -> dict[str, float]:
    """A measure for every judged query; a query that was not run scores 0."""
    return {
        query: measure(graded(rankings.get(query, ()), judged), list(judged.values()))
        for query, judged in qrels.items()
    }


def mean(values: Mapping[str, float]) -> float:
    """The mean over queries; 0 where there is none."""
    return sum(values.values()) / len(values) if values else 0.0
