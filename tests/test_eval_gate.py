"""The gate closes when a measure is too low or has become worse, and only then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_questions import many_run, run, scored

from eval.gate import Gate, GateError, GateFailed, check, failures, read_gate, write_scores
from eval.judged import held_records, judge
from eval.question_set import read_needs
from eval.run import run_needs, settings_of, system_of
from eval.score import score
from index.search.model import LEGS
from index.store.library import Library

GATE = Path(__file__).parents[1] / "eval" / "gate.toml"
RUN = scored(run({"n001-zh": [3, 1], "n003-zh": [], "n003-en": []}))


def gate(**floors: float) -> Gate:
    return Gate({"zh": floors}, None, 0.05, ())


def test_at_or_above_every_floor_the_gate_is_open() -> None:
    check(RUN, gate(**{"MRR@10": 0.5, "Success@5": 1.0, "Success@1": 0.0}))


def test_a_measure_below_its_floor_closes_it() -> None:
    with pytest.raises(GateFailed, match=r"MRR@10 \(zh\) is 0\.5000, below its floor of 0\.51"):
        check(RUN, gate(**{"MRR@10": 0.51, "Success@5": 1.0}))


def test_the_test_half_does_not_count() -> None:
    # n003 is of the test half and finds nothing.
    assert failures(RUN, gate(**{"Success@5": 1.0})) == []


def test_measures_of_answers_do_not_count_where_only_the_search_was_run() -> None:
    assert failures(RUN, gate(**{"Key recall": 0.9})) == []


def baseline(folder: Path, found: bool) -> Gate:
    path = folder / "baseline.json"
    write_scores(path, many_run(20, found, "before"))
    return Gate({}, path, 0.05, ("nDCG@10", "MRR@10"))


def test_a_significant_change_for_the_worse_closes_it(tmp_path: Path) -> None:
    with pytest.raises(GateFailed, match=r"nDCG@10 \(zh\) fell from 1\.0000 to 0\.0000"):
        check(many_run(20, False, "now"), baseline(tmp_path, found=True))


def test_a_change_for_the_better_or_none_does_not(tmp_path: Path) -> None:
    check(many_run(20, True, "now"), baseline(tmp_path, found=False))
    check(many_run(20, True, "now"), baseline(tmp_path, found=True))


def test_a_change_that_may_be_chance_does_not(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_scores(path, many_run(3, True, "before"))
    check(many_run(3, False, "now"), Gate({}, path, 0.05, ("nDCG@10",)))


BROKEN = [
    ("[floors", "not TOML"),
    ('[floors.fr]\n"MRR@10" = 0.5', "floors for 'fr'"),
    ('[floors.zh]\n"MRR@11" = 0.5', "'MRR@11' is no measure"),
    ('[floors.zh]\n"MRR@10" = 5', "the floor 5 of MRR@10"),
    ('[change]\nmeasures = ["x"]', "'x' is no measure"),
    ("[change]\nsignificance = 2.0", "2.0 is no level"),
]


@pytest.mark.parametrize(("text", "what"), BROKEN)
def test_a_malformed_gate_is_told(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(text, "utf8")
    with pytest.raises(GateError) as caught:
        read_gate(path)
    assert what in caught.value.message
    assert "gate.toml" in caught.value.message


def test_a_malformed_baseline_is_told(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text("{}")
    with pytest.raises(GateError, match="holds no scores"):
        failures(RUN, Gate({}, path, 0.05, ("MRR@10",)))


def test_retrieval_on_the_development_half_passes_the_gate_of_the_project(seeds: Library) -> None:
    needs = [need for need in read_needs() if need.half == "dev" and need.answerable]
    records = held_records(needs, seeds)
    # Nothing that the gate looks at reaches deeper.
    system = replace(system_of(seeds, LEGS, answers=False), depth=10)
    asked = run_needs("now", needs, system, settings_of(seeds, records, LEGS, system, "dev"))
    check(score(asked, needs, judge(needs, records)), read_gate(GATE))
