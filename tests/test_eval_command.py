"""`rostrum eval` and `rostrum questions` on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.command import main
from eval.adding import line
from eval.judged import seed_records, texts_digest
from eval.model import QuestionRun, RankedHit, Run
from eval.question_set import QUESTIONS, read_needs
from eval.run_file import write_run


def invoke(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=typed)


def kept(path: Path, name: str, hits: tuple[RankedHit, ...] = ()) -> Path:
    """A search-only run over the development half of the real questions."""
    questions = tuple(
        QuestionRun(f"{n.id}-{lang}", n.id, n.question(lang), lang, n.kind, "dev",
                    n.answerable, hits)
        for n in read_needs()
        if n.half == "dev"
        for lang in ("zh", "en")
    )  # fmt: skip
    settings = {"texts": texts_digest(seed_records()), "answers": False, "half": "dev"}
    write_run(path, Run(name, settings, questions))
    return path


@pytest.mark.parametrize("command", [["eval"], ["eval", "compare"], ["questions"]])
def test_help_is_there(command: list[str]) -> None:
    result = invoke(*command, "--help")
    assert result.exit_code == 0
    assert "Usage: " in result.output


def test_a_kept_run_is_scored_reported_and_guarded(tmp_path: Path) -> None:
    path = kept(tmp_path / "run.jsonl", "empty")
    result = invoke("eval", "--run", str(path), "--report", str(tmp_path / "reports"), "--json")
    assert result.exit_code == 0, result.output
    fields = json.loads(result.stdout)
    assert fields["measures"]["nDCG@10"]["dev zh"] | {"questions": 0} == {
        "mean": 0.0, "low": 0.0, "high": 0.0, "questions": 0,
    }  # fmt: skip
    assert (tmp_path / "reports" / "summary.md").read_text("utf8").startswith("# How well")
    closed = invoke("eval", "--run", str(path), "--gate", str(QUESTIONS.parents[1] / "gate.toml"))
    assert closed.exit_code == 1
    assert "The gate is closed: nDCG@10 (zh)" in closed.stderr


def test_accepting_writes_the_baseline_beside_the_gate(tmp_path: Path) -> None:
    path = kept(tmp_path / "run.jsonl", "empty")
    gate = tmp_path / "gate.toml"
    gate.write_text('[change]\nbaseline = "base.json"\nmeasures = ["MRR@10"]\n')
    assert invoke("eval", "--run", str(path), "--gate", str(gate), "--accept").exit_code == 0
    assert json.loads((tmp_path / "base.json").read_text())["values"]["MRR@10"]
    assert invoke("eval", "--run", str(path), "--gate", str(gate)).exit_code == 0


def test_two_kept_runs_are_compared(tmp_path: Path) -> None:
    need = next(n for n in read_needs() if n.half == "dev" and n.answerable)
    record = seed_records()[need.gold[0].file]
    start = record.text.index(need.gold[0].quote)
    found = RankedHit(record.document.id, start, start + len(need.gold[0].quote), 1.0)
    a = kept(tmp_path / "a.jsonl", "nothing")
    b = kept(tmp_path / "b.jsonl", "one hit", (found,))
    result = invoke("eval", "compare", str(a), str(b), "--changes", "1")
    assert result.exit_code == 0, result.output
    assert f"{need.id}-zh" in result.output
    rows = json.loads(invoke("eval", "compare", str(a), str(b), "--json").stdout)["rows"]
    assert {row["slice"] for row in rows} >= {"dev", "dev · zh", "kind · fact"}


MISTAKES = [
    (["eval", "--accept"], "--accept goes with --gate"),
    (["eval", "--run", "none.jsonl"], "none.jsonl cannot be read"),
    (["eval", "--beir", "x", "--bitext", "a", "b"], "two evaluations"),
    (["eval", "--beir", "no-such-folder"], "no-such-folder"),
    (["eval", "--legs", "sparse", "--search-only"], "sparse"),
    (["eval", "compare", "a.jsonl", "b.jsonl"], "a.jsonl cannot be read"),
    (["questions", "check", "--file", "none.jsonl"], "none.jsonl cannot be read"),
    (["questions", "stats", "--file", "none.jsonl"], "none.jsonl"),
    (["questions", "add", "--file", "none.jsonl"], "no question file none.jsonl"),
    (["questions", "pool", "none.jsonl"], "none.jsonl cannot be read"),
]


@pytest.mark.parametrize(("arguments", "what"), MISTAKES)
def test_a_mistake_is_told_in_one_line_with_exit_code_2(arguments: list[str], what: str) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2, result.output
    assert what in result.stderr
    assert "Traceback" not in result.output


def test_a_run_over_texts_that_are_read_otherwise_now_is_not_scored(tmp_path: Path) -> None:
    path = kept(tmp_path / "run.jsonl", "old")
    path.write_text(path.read_text("utf8").replace('"texts":"', '"texts":"0'), "utf8")
    result = invoke("eval", "--run", str(path))
    assert result.exit_code == 2
    assert "documents were read otherwise" in result.stderr


def test_the_check_names_line_and_problem_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    need = replace(read_needs()[0], kind="riddle")
    path.write_text(f"{{\n{line(need)}\n", "utf8")
    result = invoke("questions", "check", "--file", str(path))
    assert result.exit_code == 2
    assert f"{path}:1:" in result.stdout
    assert f"{path}:2: {need.id}: the kind 'riddle'" in result.stdout
    assert "2 problems" in result.stderr


def test_stats_count_the_questions_of_the_project() -> None:
    counts = json.loads(invoke("questions", "stats", "--json").stdout)["counts"]
    assert sum(counts["answerable"].values()) >= 120
    assert sum(counts["unanswerable"].values()) >= 40


def test_the_pool_of_kept_runs_is_written_as_lines(tmp_path: Path) -> None:
    record = next(iter(seed_records().values()))
    stray = RankedHit(record.document.id, 0, 40, 1.0)
    a = kept(tmp_path / "a.jsonl", "a", (stray,))
    b = kept(tmp_path / "b.jsonl", "b", (stray,))
    out = tmp_path / "pool.jsonl"
    result = invoke("questions", "pool", str(a), str(b), "--systems", "4", "--out", str(out))
    assert result.exit_code == 0, result.output
    rows = [json.loads(row) for row in out.read_text("utf8").splitlines()]
    assert len(rows) == sum(need.half == "dev" for need in read_needs())
    assert rows[0]["found"] == {"a zh": 1, "a en": 1, "b zh": 1, "b en": 1}


def test_a_need_is_added_in_a_dialogue(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("", "utf8")
    # Document, statement, paragraph, whole paragraph, grade, no other span; then the need itself.
    typed = ["1", "1", "1", "", "2", "n", "会上先做了什么？", "What came first?", "fact"]
    typed += ["通过 | adopted", "n", "先通过议程。", "The agenda came first.", "y"]
    result = invoke("questions", "add", "--file", str(path), typed="\n".join(typed) + "\n")
    assert result.exit_code == 0, result.output
    (need,) = read_needs(path)
    assert (need.id, need.kind, need.keys) == ("n001", "fact", (("通过", "adopted"),))
    assert need.gold[0].quote in seed_records()[need.gold[0].file].text


def test_what_is_not_confirmed_is_not_added(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("", "utf8")
    typed = "冰岛说了什么？\nWhat did Iceland say?\nfact\n冰岛没有发言。\nn\n"
    result = invoke("questions", "add", "--unanswerable", "--file", str(path), typed=typed)
    assert "Nothing was added." in result.output
    assert path.read_text("utf8") == ""
