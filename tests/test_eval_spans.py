"""A hit is relevant where it covers a judged span, and every span counts once."""

from __future__ import annotations

import pytest

from eval.measures import ndcg, recall
from eval.model import JudgedSpan, RankedHit
from eval.spans import covers, entries, grade, grades_of


def hit(start: int, end: int, document: str = "d") -> RankedHit:
    return RankedHit(document, start, end, 1.0)


def gold(start: int, end: int, grade: int = 2) -> JudgedSpan:
    return JudgedSpan("d", start, end, grade)


CASES = [
    ("the span inside the passage", hit(0, 100), gold(20, 30), True),
    ("the passage inside the span", hit(20, 30), gold(0, 100), True),
    ("half of the span", hit(0, 50), gold(40, 60), True),
    ("less than half of either", hit(0, 50), gold(41, 60), False),
    ("half of a passage that is shorter", hit(0, 10), gold(5, 100), True),
    ("edges that touch", hit(0, 50), gold(50, 60), False),
    ("another document", hit(0, 100, "e"), gold(20, 30), False),
]


@pytest.mark.parametrize(("what", "passage", "span", "expected"), CASES, ids=lambda c: str(c)[:30])
def test_covering_means_half_of_the_shorter(
    what: str, passage: RankedHit, span: JudgedSpan, expected: bool
) -> None:
    assert covers(passage, span) is expected


def test_the_highest_grade_covered_counts() -> None:
    assert grade(hit(0, 100), [gold(0, 10, 1), gold(20, 30, 2)]) == 2
    assert grade(hit(200, 300), [gold(0, 10, 1)]) == 0


def test_two_passages_on_one_span_find_it_once() -> None:
    halves = [hit(0, 50), hit(50, 100)]
    assert entries(halves, [gold(0, 100)]) == [2, 0]


def test_a_passage_with_several_spans_stands_for_several_entries() -> None:
    judged = [gold(0, 10, 1), gold(20, 30, 2), gold(300, 310, 1)]
    assert entries([hit(0, 100), hit(200, 250), hit(300, 400)], judged) == [2, 1, 0, 1]


def test_the_ideal_does_not_depend_on_how_passages_are_cut() -> None:
    judged = [gold(0, 10, 2), gold(20, 30, 1)]
    coarse, fine = [hit(0, 100)], [hit(0, 15), hit(15, 100)]
    for ranking in (coarse, fine):
        assert ndcg(entries(ranking, judged), grades_of(judged), 10) == 1.0
        assert recall(entries(ranking, judged), grades_of(judged)) == 1.0


def test_no_measure_can_exceed_one_however_often_a_span_is_hit() -> None:
    judged = [gold(0, 10), gold(20, 30)]
    again = [hit(0, 100), hit(0, 100), hit(0, 40)]
    assert ndcg(entries(again, judged), grades_of(judged), 10) == 1.0
