"""Which documents say the same: all the same words, or nearly.

Texts are compared by their shingles, every run of five characters without white space. Two sets of
shingles are as alike as the share that both have of all they have (Jaccard). Which documents to
compare with a new one is told by min-hashes in bands (Broder 1997; Indyk & Motwani 1998), one
permutation for all of them (Li, Owen & Zhang 2012): documents that are alike to .9 share a band
with a probability above .999, to .8 with .95; to .5 with .06.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

SHINGLE = 5
BANDS, ROWS = 16, 8
# From here on one document is said to be nearly the same as another.
NEARLY = 0.8
_SPACE = re.compile(r"\s+")
_BASE = 0x9E3779B97F4A7C15
_EMPTY = np.uint64(2**64 - 1)


def words_digest(text: str) -> str:
    """SHA-256 of a text without white space and differences of width."""
    return hashlib.sha256(_folded(text).encode()).hexdigest()


@lru_cache(maxsize=2)
def shingles(text: str) -> Hashes:
    """The different shingles of a text as rising 64-bit hashes; a shorter text is one shingle."""
    codes = np.frombuffer(_folded(text).encode("utf-32-le"), "<u4").astype(np.uint64)
    size = min(SHINGLE, len(codes))
    count = len(codes) - size + 1
    total = np.zeros(count, np.uint64)
    for at in range(size):
        total = total * np.uint64(_BASE) + codes[at : at + count]
    found = np.unique(_mixed(total))
    found.flags.writeable = False
    return found


def bands(hashes: Hashes) -> list[int]:
    """One signed 64-bit number for each band; equal numbers make two documents candidates."""
    minima = _minima(hashes).reshape(BANDS, ROWS)
    total = np.zeros(BANDS, np.uint64)
    for at in range(ROWS):
        total = _mixed(total * np.uint64(_BASE) + minima[:, at])
    return [int(number) for number in total.view(np.int64)]


def alike(one: Hashes, other: Hashes) -> float:
    """The share of shingles that two texts have in common, 0 to 1."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / max(1, len(one) + len(other) - common)


def _folded(text: str) -> str:
    # Half a character (a lone surrogate) cannot be encoded; what it was is lost anyway.
    whole = text.encode("utf-8", "replace").decode()
    return _SPACE.sub("", unicodedata.normalize("NFKC", whole))


def _minima(hashes: Hashes) -> Hashes:
    """The least hash in each of BANDS x ROWS bins; an empty bin takes that of the next full one."""
    bins = BANDS * ROWS
    minima = np.full(bins, _EMPTY)
    # Written in falling order, so that the least stays.
    minima[(hashes[::-1] % np.uint64(bins)).astype(np.intp)] = hashes[::-1]
    full: Sequence[int] = np.flatnonzero(minima != _EMPTY).tolist()
    if not full:
        return minima
    following = np.searchsorted(full, np.arange(bins)) % len(full)
    return np.asarray(minima[np.asarray(full)[following]], np.uint64)


def _mixed(numbers: Hashes) -> Hashes:
    """Numbers whose every bit depends on every bit (splitmix64, Steele et al. 2014)."""
    mixed = numbers + np.uint64(_BASE)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)
