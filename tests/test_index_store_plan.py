"""Which segments a write builds: few, and never many of them for a small change."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from index.store.plan import FULL, MOST, Extent, Piece, largest, plan


def extents(*sizes: int) -> list[Extent]:
    """Segments of these sizes, one behind the other."""
    held, row = [], 1
    for size in sizes:
        held.append(Extent(row, row + size - 1, size))
        row += size
    return held


def after(held: list[Extent]) -> int:
    return held[-1].last + 1 if held else 1


def sizes(pieces: list[Piece]) -> list[int]:
    return [piece.passages for piece in pieces]


def test_a_first_write_is_one_segment() -> None:
    assert plan([], added=range(1, 501)) == [Piece(1, 500, 500, (), True)]


def test_nothing_held_is_no_segment() -> None:
    assert plan([]) == []
    assert plan(extents(3), removed=[1, 2, 3]) == []


def test_a_large_first_write_is_divided_evenly() -> None:
    pieces = plan([], added=range(1, 20_001))
    assert sizes(pieces) == [6666, 6667, 6667]
    assert [piece.first for piece in pieces] == [1, 6667, 13334]
    assert pieces[-1].last == 20_000


def test_a_small_addition_leaves_the_large_ones_as_they_are() -> None:
    held = extents(8000, 900)
    pieces = plan(held, added=range(after(held), after(held) + 20))
    assert [(p.passages, p.sources, p.changed) for p in pieces] == [
        (8000, (0,), False),
        (900, (1,), False),
        (20, (), True),
    ]


def test_an_addition_as_large_as_the_one_before_is_merged_with_it() -> None:
    held = extents(8000, 900, 300, 20)
    pieces = plan(held, added=range(after(held), after(held) + 20))
    assert [(p.passages, p.sources) for p in pieces] == [
        (8000, (0,)),
        (900, (1,)),
        (300, (2,)),
        (40, (3,)),
    ]
    assert (pieces[-1].first, pieces[-1].last) == (9201, 9240)


def test_a_removal_touches_the_segment_that_held_it() -> None:
    pieces = plan(extents(500, 400, 300), removed=[501, 502])
    assert [(p.passages, p.changed) for p in pieces] == [(500, False), (398, True), (300, False)]
    assert (pieces[1].first, pieces[1].last) == (501, 900)


def test_a_damaged_segment_is_built_anew_alone() -> None:
    pieces = plan(extents(500, 400, 300), damaged=[2])
    assert [piece.changed for piece in pieces] == [False, False, True]


def test_one_write_merges_no_more_than_one_full_segment() -> None:
    held = extents(*[FULL] * 24)
    added = range(after(held), after(held) + FULL)
    pieces = plan(held, added=added)
    rebuilt = sum(piece.passages for piece in pieces if piece.changed)
    assert rebuilt <= len(added) + largest(len(added) + 24 * FULL)


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (1, FULL),
        (4 * FULL, FULL),
        (100_000, 25_000),
        (4 * MOST, MOST),
        (1_000_000, MOST),
        (10_000_000, 312_500),
    ],
)
def test_segments_of_a_large_library_are_larger(total: int, expected: int) -> None:
    assert largest(total) == expected


@pytest.mark.parametrize("seed", range(4))
def test_a_library_that_grows_and_shrinks_keeps_few_segments_and_every_row(seed: int) -> None:
    chance, live, held, row, built = random.Random(seed), set[int](), list[Extent](), 1, 0
    for _ in range(600):
        gone = set(chance.sample(sorted(live), min(len(live), 15))) if chance.random() < 0.2 else ()
        count = chance.choice([1, 15, 15, 15, 200])
        added = range(row, row + count)
        row += count
        pieces = plan(held, sorted(gone), added)
        live = live - set(gone) | set(added)
        held = [Extent(piece.first, piece.last, piece.passages) for piece in pieces]
        for earlier, later in pairwise(held):
            assert earlier.last < later.first
        built += sum(piece.passages for piece in pieces if piece.changed and len(piece.sources) > 1)
        assert len(held) <= 24
    inside = {r for r in live for s in held if s.first <= r <= s.last}
    assert inside == live
    assert sum(segment.passages for segment in held) == len(live)
    assert built < 12 * row
