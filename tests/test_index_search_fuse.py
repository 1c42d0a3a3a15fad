"""Fusion weighs what each leg knows: a leg without evidence must not move anything."""

from __future__ import annotations

import pytest

from index.search.fuse import WEIGHTS, Candidate, LegWeights, fuse

EVEN = dict.fromkeys(WEIGHTS, LegWeights(dense=1.0, lexical=2.0))


def order(language: str, *candidates: Candidate) -> list[int]:
    return [found.row for found, _ in fuse(language, candidates)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "candidates", "expected"),
    [
        (
            "without any shared term the order is that of the cosines",
            [
                Candidate(1, "zh", 0.2, 0.0),
                Candidate(2, "zh", 0.5, 0.0),
                Candidate(3, "zh", 0.3, 0.0),
            ],
            [2, 3, 1],
        ),
        (
            "without a cosine the order is that of the shares",
            [Candidate(1, "zh", None, 0.2), Candidate(2, "zh", None, 0.6)],
            [2, 1],
        ),
        (
            "of two equally near passages the one with the words wins",
            [
                Candidate(1, "zh", 0.5, 0.1),
                Candidate(2, "zh", 0.5, 0.4),
                Candidate(3, "zh", 0.1, 0),
            ],
            [2, 1, 3],
        ),
        (
            "all the words of the question outweigh a slightly better cosine",
            [
                Candidate(1, "zh", 0.52, 0.1),
                Candidate(2, "zh", 0.48, 1.1),
                Candidate(3, "zh", 0.1, 0),
            ],
            [2, 1, 3],
        ),
        (
            "a stray shared number does not lift a distant passage",
            [
                Candidate(1, "zh", 0.6, 0.0),
                Candidate(2, "zh", 0.5, 0.0),
                Candidate(3, "zh", 0.1, 0.05),
            ],
            [1, 2, 3],
        ),
        (
            "what the question points to is preferred among equals",
            [Candidate(1, "zh", 0.5, 0.1), Candidate(2, "zh", 0.5, 0.1, preference=0.5)],
            [2, 1],
        ),
        (
            "equal scores come in the order of rows",
            [
                Candidate(7, "zh", 0.5, 0.1),
                Candidate(3, "zh", 0.5, 0.1),
                Candidate(5, "zh", 0.5, 0.1),
            ],
            [3, 5, 7],
        ),
        ("nothing fuses to nothing", [], []),
    ],
)
def test_the_order_follows_the_evidence(
    case: str, candidates: list[Candidate], expected: list[int]
) -> None:
    assert order("zh", *candidates) == expected, case


def test_scores_are_standard_deviations_plus_shares() -> None:
    candidates = [Candidate(1, "zh", 0.7, 0.5, preference=0.25), Candidate(2, "zh", 0.3, 0.0)]
    scores = {found.row: score for found, score in fuse("en", candidates, EVEN)}
    assert scores == pytest.approx({1: 1.0 + 2.0 * 0.5 + 0.25, 2: -1.0})


def test_an_encoder_that_sees_no_difference_adds_nothing() -> None:
    candidates = [Candidate(1, "zh", 0.4, 0.1), Candidate(2, "zh", 0.4, 0.3)]
    scores = {found.row: score for found, score in fuse("zh", candidates, EVEN)}
    assert scores == pytest.approx({1: 0.2, 2: 0.6})


def test_a_passage_unknown_to_the_encoder_counts_as_average() -> None:
    candidates = [Candidate(1, "zh", 0.7), Candidate(2, "zh", 0.3), Candidate(3, "zh", None, 0.2)]
    scores = {found.row: score for found, score in fuse("zh", candidates, EVEN)}
    assert scores == pytest.approx({1: 1.0, 2: -1.0, 3: 0.4})
