"""Citations against gold, keys, and refusals, on answers made by hand."""

from __future__ import annotations

import pytest

from eval.answers import (
    area,
    auroc,
    citation_precision,
    citation_recall,
    gold_cited,
    key_recall,
    refusal_figures,
    risk_coverage,
)
from eval.model import AnswerGiven, CitedSpan, JudgedSpan, QuestionRun

GOLD = [JudgedSpan("d", 0, 10, 2), JudgedSpan("d", 50, 60, 2), JudgedSpan("d", 90, 99, 1)]


def cited(start: int, end: int, reference: str = "S/PV.1, Mr. Norov") -> CitedSpan:
    return CitedSpan("d", start, end, "quoted words", reference)


def answer(*citations: CitedSpan, text: str = "", confidence: float = 0.5) -> AnswerGiven:
    return AnswerGiven(not citations, text, citations, confidence)


def test_precision_counts_citations_on_gold_of_any_grade() -> None:
    given = answer(cited(0, 10), cited(90, 99), cited(200, 210), cited(300, 310))
    assert citation_precision(given, GOLD) == 0.5


def test_recall_counts_answering_spans_only() -> None:
    assert citation_recall(answer(cited(0, 10), cited(90, 99)), GOLD) == 0.5
    assert citation_recall(answer(cited(0, 60)), GOLD) == 1.0
    assert citation_recall(answer(cited(90, 99)), GOLD) == 0.0


def test_gold_is_cited_or_not() -> None:
    assert gold_cited(answer(cited(0, 10)), GOLD) == 1.0
    assert gold_cited(answer(cited(90, 99)), GOLD) == 0.0


def test_a_refusal_finds_nothing_and_has_no_precision() -> None:
    assert citation_precision(answer(), GOLD) is None
    assert citation_recall(answer(), GOLD) == gold_cited(answer(), GOLD) == 0.0
    assert key_recall(answer(text="Norov"), [["Norov"]]) == 0.0


def test_keys_are_looked_for_in_text_and_references() -> None:
    given = answer(cited(0, 10), text="“40%” [1]")
    assert key_recall(given, [["40%"], ["Norov", "诺罗夫"], ["India"]]) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        # 0.9 beats both, 0.4 beats 0.1 only, 0.5 against 0.4 is lost: 3 of 4.
        ([0.9, 0.4], [0.5, 0.1], 0.75),
        ([], [0.5], 0.5),
    ],
)
def test_auroc_by_hand(positive: list[float], negative: list[float], expected: float) -> None:
    assert auroc(positive, negative) == expected


def test_the_curve_has_one_point_per_confidence_ties_together() -> None:
    curve = risk_coverage([(0.9, True), (0.5, True), (0.5, False), (0.1, False)])
    assert [(p.confidence, p.coverage, p.risk) for p in curve] == [
        (0.9, 0.25, 0.0),
        (0.5, 0.75, pytest.approx(1 / 3)),
        (0.1, 1.0, 0.5),
    ]
    # 0.25 x 0 + 0.5 x 1/3 + 0.25 x 0.5
    assert area(curve) == pytest.approx(7 / 24)
    assert risk_coverage([]) == ()


def question(id: str, answerable: bool, given: AnswerGiven) -> QuestionRun:
    return QuestionRun(id, id[:-3], "?", "en", "fact", "dev", answerable, (), given)


def test_refusals_at_the_threshold() -> None:
    figures = refusal_figures(
        [
            question("n1-en", True, answer(cited(0, 1), confidence=0.9)),
            question("n2-en", True, answer(cited(0, 1), confidence=0.6)),
            question("n3-en", True, answer(confidence=0.2)),
            question("n4-en", False, answer(cited(0, 1), confidence=0.7)),
            question("n5-en", False, answer(confidence=0.1)),
        ]
    )
    assert (figures.answerable, figures.unanswerable) == (3, 2)
    assert figures.answered == pytest.approx(2 / 3)
    assert (figures.wrongly_answered, figures.precision) == (0.5, 0.5)
    # Above 0.7: one of three; above 0.1: all three.
    assert figures.auroc == pytest.approx(4 / 6)
