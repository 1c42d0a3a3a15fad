"""Which segments a write leaves as they are, and which it builds.

A segment holds the passages of one range of rows. Rows are given in the order of adding and never
used twice, so the ranges follow each other, a new passage comes behind all of them, and a segment
only ever loses passages. Small neighbours are merged when the later one has grown as large as the
earlier one (the logarithmic method, Bentley & Saxe 1980): a passage is built anew a few times in
its life, and a library of any size has a handful of segments.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

# Segments grow up to this many passages, or to a quarter of a larger library until that is MOST,
# or to a small part of a very large one. Taking out one document means building its segment anew,
# about a second for 10,000 passages, and the segment's vectors pass through memory. Each segment
# is searched by itself: the words of a question take 3 ms in 3 segments of 200,000 passages, and
# 6 ms in 16.
FULL = 8192
PARTS = 4
MOST = 65_536
MOST_PARTS = 32


@dataclass(frozen=True, slots=True)
class Piece:
    """One segment to be: the passages of rows `first` to `last`, both included.

    `sources` are the places, in the list of held segments, of those it is made from; where it
    is one of them as it stands, `changed` is False.
    """

    first: int
    last: int
    passages: int
    sources: tuple[int, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Extent:
    """A held segment: its range of rows and how many passages it has."""

    first: int
    last: int
    passages: int


def plan(
    held: Sequence[Extent],
    removed: Collection[int] = (),
    added: Sequence[int] = (),
    damaged: Collection[int] = (),
) -> list[Piece]:
    """The segments after a write, in the order of rows.

    Args:
        held: the segments before, in the order of rows.
        removed: rows that are gone.
        added: new rows, rising, all behind those held.
        damaged: places of held segments that cannot be used as they stand.
    """
    gone = _losses(held, removed)
    pieces = [
        Piece(s.first, s.last, s.passages - gone[at], (at,), bool(gone[at]) or at in damaged)
        for at, s in enumerate(held)
    ]
    total = sum(piece.passages for piece in pieces) + len(added)
    full = largest(total)
    return _merged([piece for piece in pieces if piece.passages] + _fresh(added, full), full)


def largest(total: int) -> int:
    """How many passages a segment of a library of `total` passages may have."""
    return max(FULL, min(total // PARTS, MOST), total // MOST_PARTS)


def _losses(held: Sequence[Extent], removed: Collection[int]) -> list[int]:
    firsts = [segment.first for segment in held]
    losses = [0] * len(held)
    for row in removed:
        losses[bisect_right(firsts, row) - 1] += 1
    return losses


def _fresh(rows: Sequence[int], full: int) -> list[Piece]:
    """New rows as pieces of about equal size, none larger than `full`."""
    count = -(-len(rows) // full)
    borders = [len(rows) * at // count for at in range(count + 1)] if count else []
    return [
        Piece(rows[start], rows[end - 1], end - start, (), True) for start, end in pairwise(borders)
    ]


def _merged(pieces: Sequence[Piece], full: int) -> list[Piece]:
    """Merge a piece with the one before where it is as large, up to `full` passages.

    One write builds at most `full` passages anew besides those it must.
    """
    stack: list[Piece] = []
    work = 0
    for piece in pieces:
        stack.append(piece)
        while len(stack) > 1 and _worth_merging(stack[-2], stack[-1], full):
            cost = sum(found.passages for found in stack[-2:] if not found.changed)
            if work + cost > full:
                break
            work += cost
            later, earlier = stack.pop(), stack.pop()
            stack.append(_joined(earlier, later))
    return stack


def _worth_merging(earlier: Piece, later: Piece, full: int) -> bool:
    return earlier.passages <= later.passages and earlier.passages + later.passages <= full


def _joined(earlier: Piece, later: Piece) -> Piece:
    return replace(
        earlier,
        last=later.last,
        passages=earlier.passages + later.passages,
        sources=(*earlier.sources, *later.sources),
        changed=True,
    )
