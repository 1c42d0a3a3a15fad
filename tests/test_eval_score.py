"""Every measure of a small run, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from small_questions import JUDGMENTS, NEEDS, RECORDS, answer, run, scored

from eval.answers import RefusalFigures
from eval.model import Run
from eval.report.figures import Column, figures
from eval.run_file import RunFileError
from eval.score import score

# n001-zh: not relevant, answers, helps; n003-zh: found first; the English ones find nothing.
RUN = run(
    {"n001-zh": [3, 1, 0], "n003-zh": [3]},
    {
        "n001-zh": answer(1, 3, reference="诺罗夫先生"),
        "n001-en": answer(),
        "n002-zh": answer(0, confidence=0.8),
        "n002-en": answer(confidence=0.1),
        "n003-zh": answer(3),
        "n003-en": answer(confidence=0.2),
    },
)


def value(measure: str, id: str) -> float:
    return scored(RUN).scores.values[measure][id]


IDEAL = 2 + 2 / math.log2(3) + 1 / 2
HAND = [
    ("nDCG@10", (2 / math.log2(3) + 1 / 2) / IDEAL),
    ("Recall@1", 0.0),
    ("Recall@5", 1 / 2),
    ("Success@1", 0.0),
    ("Success@5", 1.0),
    ("MRR@10", 1 / 2),
    ("MAP", (1 / 2) / 2),
    ("Citation precision", 1 / 2),
    ("Citation recall", 1 / 2),
    ("Gold cited", 1.0),
    ("Key recall", 1 / 2),
    ("Right to answer", 1.0),
]


@pytest.mark.parametrize(("measure", "expected"), HAND)
def test_one_question_by_hand(measure: str, expected: float) -> None:
    assert value(measure, "n001-zh") == pytest.approx(expected)


def test_measures_are_defined_for_the_questions_that_they_are_about() -> None:
    values = scored(RUN).scores.values
    answerable = {"n001-zh", "n001-en", "n003-zh", "n003-en"}
    assert values["nDCG@10"].keys() == values["Key recall"].keys() == answerable
    # A refusal has no citations that could be precise.
    assert values["Citation precision"].keys() == {"n001-zh", "n003-zh"}
    assert len(values["Right to answer"]) == 6


def test_refusing_is_right_exactly_where_nothing_answers() -> None:
    assert [value("Right to answer", f"n002-{lang}") for lang in ("zh", "en")] == [0.0, 1.0]
    assert value("Right to answer", "n001-en") == 0.0


def test_a_question_that_was_not_run_scores_zero() -> None:
    short = Run(RUN.name, RUN.settings, RUN.questions[:1])
    values = score(short, NEEDS, JUDGMENTS).scores.values
    assert values["nDCG@10"]["n003-zh"] == values["Gold cited"]["n003-zh"] == 0.0
    assert values["Right to answer"]["n002-zh"] == 0.0


def test_a_search_only_run_has_no_measures_of_answers() -> None:
    assert "Key recall" not in scored(run({})).scores.values


def test_a_question_that_the_set_lacks_is_told() -> None:
    stray = replace(RUN.questions[0], id="n999-zh", need="n999")
    with pytest.raises(RunFileError, match="n999-zh"):
        score(replace(RUN, questions=(stray,)), NEEDS, JUDGMENTS)


def test_a_run_of_one_half_is_held_against_that_half() -> None:
    dev = replace(RUN, settings={**RUN.settings, "half": "dev"}, questions=RUN.questions[:4])
    assert score(dev, NEEDS, JUDGMENTS).scores.values["nDCG@10"].keys() == {"n001-zh", "n001-en"}


def test_the_figures_of_a_column_are_means_over_its_questions() -> None:
    found = figures(scored(RUN), RECORDS)
    assert [column.name for column in found.columns] == ["dev zh", "dev en", "test zh", "test en"]
    cell = found.cells["Success@5"][Column("dev", "zh")]
    assert (cell.mean, cell.questions) == (1.0, 1)
    refusals: RefusalFigures = found.refusals[Column("dev", "zh")]
    assert (refusals.answered, refusals.wrongly_answered, refusals.auroc) == (1.0, 1.0, 0.0)
    assert [one.stage for one in found.latencies] == ["search.words", "search.encode"]
    assert found.latencies[1].median == 2.0
