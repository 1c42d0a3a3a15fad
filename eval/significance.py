"""Whether a difference is real: paired randomisation test and bootstrap intervals.

Twins ask for the same thing and are not independent, so the unit that is drawn is the need:
the values of its questions are averaged first. Both methods are seeded and so give the same
figures every time. Randomisation: Smucker, Allan and Carterette (2007),
https://doi.org/10.1145/1321440.1321528; intervals: Efron and Tibshirani (1993), percentile method.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SEED = 20_191_104
DRAWS = 10_000
LEVEL = 0.95
# Up to so many needs that differ, all sign patterns are counted instead of drawn.
EXACT = 13

Values = NDArray[np.float64]
Draws = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% bootstrap interval of a mean."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """B against A over the same questions: means, how much B is above A, and how surely.

    `p` is two-sided: the chance of a difference at least as large if A and B were the same.
    `questions` and `needs` count what both have a value for.
    """

    questions: int
    needs: int
    a: float
    b: float
    interval: Interval
    p: float

    @property
    def difference(self) -> float:
        """How much B is above A."""
        return self.b - self.a


def grouped(values: Mapping[str, float], group: Callable[[str], str]) -> dict[str, float]:
    """Values averaged within groups."""
    members: dict[str, list[float]] = {}
    for id, value in values.items():
        members.setdefault(group(id), []).append(value)
    return {name: sum(found) / len(found) for name, found in members.items()}


def interval(values: Sequence[float] | Values) -> Interval:
    """The bootstrap interval of the mean of some independent values; (0, 0) of none."""
    array = np.asarray(values, np.float64)
    if not array.size:
        return Interval(0.0, 0.0)
    means = _resamples(array.size) @ array / array.size
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high))


@lru_cache(maxsize=6)
def _resamples(size: int) -> Draws:
    """How often each of `size` values is drawn in each resample, shape (DRAWS, size).

    The same for all measures of a slice, so that intervals can be compared and drawing is cheap.
    """
    dice = np.random.default_rng(SEED)
    return dice.multinomial(size, np.full(size, 1 / size), DRAWS).astype(np.float32)


@lru_cache(maxsize=6)
def _signs(size: int) -> Draws:
    """Random signs, shape (DRAWS, size)."""
    dice = np.random.default_rng(SEED)
    return (dice.integers(0, 2, (DRAWS, size)) * 2 - 1).astype(np.float32)


def forget() -> None:
    """Let go of the draws that are kept, about 10 MB for each size of sample."""
    _resamples.cache_clear()
    _signs.cache_clear()


def randomisation(differences: Sequence[float] | Values) -> float:
    """The two-sided p of paired differences by flipping their signs; 1 where there are none."""
    array = np.asarray(differences, np.float64)
    unequal = array[np.abs(array) > 1e-12]
    if not unequal.size:
        return 1.0
    # A sum that differs in the last bits is the same sum.
    least = abs(array.sum()) * (1 - 1e-9) - 1e-12
    if unequal.size <= EXACT:
        patterns = np.arange(2**unequal.size)[:, None] >> np.arange(unequal.size) & 1
        return float((np.abs((1 - 2 * patterns) @ unequal) >= least).mean())
    reached = int((np.abs(_signs(array.size) @ array) >= least).sum())
    # The pattern seen is one of those possible (Phipson and Smyth, 2010): p is never 0.
    return (reached + 1) / (DRAWS + 1)


def paired(
    a: Mapping[str, float], b: Mapping[str, float], group: Callable[[str], str]
) -> Difference:
    """B against A over the questions that both have, drawn by group."""
    shared = [id for id in a if id in b]
    first = {id: a[id] for id in shared}
    second = {id: b[id] for id in shared}
    gains = grouped({id: second[id] - first[id] for id in shared}, group)
    gained = np.fromiter(gains.values(), np.float64, len(gains))
    return Difference(
        questions=len(shared),
        needs=len(gains),
        a=_mean(first),
        b=_mean(second),
        interval=interval(gained),
        p=randomisation(gained),
    )


def _mean(values: Mapping[str, float]) -> float:
    return sum(values.values()) / len(values) if values else 0.0


def holm(values: Sequence[float]) -> list[float]:
    """p values adjusted for being several (Holm, 1979), in the order given."""
    adjusted = [0.0] * len(values)
    largest = 0.0
    for place, index in enumerate(sorted(range(len(values)), key=lambda i: values[i])):
        largest = max(largest, min(1.0, (len(values) - place) * values[index]))
        adjusted[index] = largest
    return adjusted
