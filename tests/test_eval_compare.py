"""Two runs are compared by need, slice and measure, if they can be compared at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_questions import RECORD, RECORDS, many_run, run, scored

from eval.compare import DifferentRuns, Row, compare, language_gap
from eval.report.rankings import as_terminal
from eval.report.text import comparison_fields, number, signed
from index.errors import InputError

WORSE = run({"n001-zh": [3, 1], "n003-zh": [3]}, name="old")
BETTER = run({"n001-zh": [1, 2, 0], "n001-en": [1], "n003-zh": []}, name="new")


def row(rows: tuple[Row, ...], slice: str, measure: str) -> Row:
    return next(one for one in rows if (one.slice, one.measure) == (slice, measure))


def test_means_and_differences_by_slice() -> None:
    rows = compare(scored(WORSE), scored(BETTER), RECORDS).rows
    dev = row(rows, "dev", "Success@1").difference
    assert (dev.questions, dev.needs, dev.a, dev.b) == (2, 1, 0.0, 1.0)
    test = row(rows, "test · zh", "Success@1").difference
    assert (test.a, test.b, test.difference) == (1.0, 0.0, -1.0)
    assert row(rows, "kind · list", "Success@1").difference.b == 1.0
    assert row(rows, f"document · {RECORD.document.symbol}", "MRR@10").difference.questions == 4


def test_one_need_never_makes_a_difference_real() -> None:
    assert not any(one.real for one in compare(scored(WORSE), scored(BETTER), RECORDS).rows)


def test_many_needs_do() -> None:
    found = compare(many_run(20, False, "old"), many_run(20, True, "new"), RECORDS)
    best = row(found.rows, "dev", "nDCG@10")
    assert best.real
    assert (best.difference.difference, best.difference.needs) == (1.0, 20)
    assert best.adjusted > best.difference.p


def test_wins_and_losses_are_of_the_development_half_only() -> None:
    found = compare(scored(WORSE), scored(BETTER), RECORDS)
    assert [change.id for change in found.wins] == ["n001-zh", "n001-en"] or [
        change.id for change in found.wins
    ] == ["n001-en", "n001-zh"]
    assert found.losses == ()


def test_the_gap_between_the_languages_is_over_twins() -> None:
    gap = next(one for one in language_gap(scored(BETTER)) if one.measure == "Success@1")
    assert (gap.difference.needs, gap.difference.a, gap.difference.b) == (2, 0.5, 0.5)
    assert gap.difference.p == 1.0


def test_runs_over_different_questions_are_not_compared() -> None:
    short = replace(WORSE, questions=WORSE.questions[1:])
    with pytest.raises(DifferentRuns, match=r"The run old lacks 1 questions .* n001-zh"):
        compare(scored(short), scored(BETTER), RECORDS)


@pytest.mark.parametrize("what", ["questions", "texts"])
def test_runs_on_different_material_are_not_compared(what: str) -> None:
    other = replace(BETTER, settings={**BETTER.settings, what: "other"})
    with pytest.raises(DifferentRuns, match=f"different {what}"):
        compare(scored(WORSE), scored(other), RECORDS)


def test_both_rankings_stand_side_by_side() -> None:
    a, b = scored(WORSE), scored(BETTER)
    told = as_terminal(compare(a, b, RECORDS), a, b, RECORDS)
    lines = told.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("n001-zh"))
    # Not relevant on the left, answering on the right.
    assert "· S/PV.1" in lines[at + 2]
    assert "★ S/PV.1" in lines[at + 2]
    assert "谁谴责了侵犯人权" not in told


def test_an_unknown_slice_is_told_with_those_there_are() -> None:
    a, b = scored(WORSE), scored(BETTER)
    with pytest.raises(InputError, match=r"dev · zh"):
        as_terminal(compare(a, b, RECORDS), a, b, RECORDS, ["dev zh"])


def test_json_has_every_row() -> None:
    found = compare(scored(WORSE), scored(BETTER), RECORDS)
    fields = comparison_fields(found)
    assert len(fields["rows"]) == len(found.rows)
    assert fields["wins"][0]["b"] > fields["wins"][0]["a"]
    assert fields["language_gap"].keys() == {"A", "B"}


@pytest.mark.parametrize(
    ("value", "text"), [(0.5832, ".583"), (1.0, "1.000"), (0.0, ".000"), (0.9999, "1.000")]
)
def test_numbers_are_printed_as_in_the_field(value: float, text: str) -> None:
    assert number(value) == text
    assert signed(-value).lstrip("−+") == text
