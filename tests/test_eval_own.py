"""Questions of the user's own over the user's own library: asked, scored, compared, refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.command import main
from eval.files import ResultFileError
from eval.run_file import read_run
from eval.run_own import read_own
from eval.service.runs import Runs
from eval.service.settings import EvaluationSettings
from fakes import MEETING_EN, MEETING_ZH, NOTE_ZH
from index.store.library import Library

DRUGS = "本组织五年来缴获了212.1吨毒品"


def need(number: int, **changed: Any) -> dict[str, Any]:
    """A need that is answered in meeting.txt."""
    return {
        "id": f"n{number:03}",
        "kind": "number",
        "half": "dev" if number % 2 else "test",
        "answerable": True,
        "zh": f"第{number}问：收缴毒品多少吨？",
        "en": f"Question {number}: how many tons of drugs?",
        "gold": [{"file": "meeting.txt", "quote": DRUGS, "grade": 2}],
        "keys": [["212.1"]],
        "reference": {"zh": "212.1吨。", "en": "212.1 tons."},
    } | changed


UNANSWERABLE = {"answerable": False, "gold": [], "keys": [], "reference": None, "why": "没有。"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the real encoder: two meetings and a note."""
    place = tmp_path_factory.mktemp("own")
    texts = {"meeting.txt": MEETING_ZH, "meeting-en.txt": MEETING_EN, "note.txt": NOTE_ZH}
    for name, text in texts.items():
        (place / name).write_text(text, encoding="utf-8")
    result = invoke("index", str(place), "--library", str(place / "library"))
    assert result.exit_code == 0, result.output
    return place / "library"


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("questions") / "mine.jsonl"
    write(path, need(1), need(2), need(3, **UNANSWERABLE), need(4, **UNANSWERABLE))
    return path


@pytest.fixture(scope="module")
def runs(library: Path, questions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run by all legs, with answers, and one by words alone."""
    folder = tmp_path_factory.mktemp("runs")
    over = ("--questions", str(questions), "--library", str(library))
    for name, more in (("full", ()), ("words", ("--legs", "lexical"))):
        result = invoke(
            "eval", *over, "--out", str(folder / f"{name}.jsonl"), "--name", name, *more
        )
        assert result.exit_code == 0, result.output
    return folder


def write(path: Path, *needs: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in needs), "utf-8")
    return path


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def told(*arguments: str) -> str:
    """What a command that is refused says of the reason."""
    result = invoke(*arguments)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.stderr


def test_own_questions_are_measured_as_the_projects_are(runs: Path) -> None:
    run = read_run(runs / "full.jsonl")
    assert [one.id for one in run.questions][:3] == ["n001-zh", "n001-en", "n002-zh"]
    assert run.settings["own"] is True
    assert "S/PV.9001" in run.settings["documents"]  # type: ignore[operator]


def test_a_run_that_was_kept_is_scored_and_reported_again(
    runs: Path, library: Path, questions: Path, tmp_path: Path
) -> None:
    over = ("--questions", str(questions), "--library", str(library))
    scored = invoke(
        "eval", "--run", str(runs / "full.jsonl"), *over, "--json", "--report", str(tmp_path)
    )
    assert scored.exit_code == 0, scored.output
    found = json.loads(scored.stdout)["measures"]["Success@5"]
    assert found["dev zh"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "questions": 1}
    assert set(found) == {"dev zh", "dev en", "test zh", "test en"}
    assert "Failures of the development half" in (tmp_path / "report.html").read_text("utf-8")
    assert (tmp_path / "summary.md").is_file()


def test_two_runs_are_compared_by_need(runs: Path, library: Path, questions: Path) -> None:
    pair = (str(runs / "words.jsonl"), str(runs / "full.jsonl"))
    over = ("--questions", str(questions), "--library", str(library))
    result = invoke("eval", "compare", *pair, *over, "--json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["rows"]
    assert {row["slice"] for row in rows} >= {"dev", "test · en", "document · S/PV.9001"}
    assert "over questions of your own" in told("eval", "compare", *pair)


def test_the_library_is_the_one_of_the_environment(
    library: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROSTRUM_LIBRARY", str(library))
    result = invoke("eval", "--questions", str(questions), "--half", "dev", "--search-only")
    assert result.exit_code == 0, result.output
    assert "dev zh: 1 answerable, dev en: 1 answerable" in result.output


# ------------------------------------------------------------------------------ what is at fault


def test_every_need_that_cannot_be_judged_is_named(library: Path, tmp_path: Path) -> None:
    gone = [{"file": "gone.txt", "quote": DRUGS, "grade": 2}]
    unsaid = [{"file": "meeting.txt", "quote": "谁也没说过的话", "grade": 2}]
    graded = [{"file": "meeting.txt", "quote": DRUGS, "grade": 3}]
    path = write(
        tmp_path / "bad.jsonl",
        need(1),
        need(2, gold=gone),
        need(3, gold=unsaid),
        need(4, gold=graded),
        need(5, half="both"),
        need(6, en=None),
        need(7, gold=[]),
    )
    said = told("eval", "--questions", str(path), "--library", str(library))
    assert "6 of 7 needs" in said
    assert "n002: the library does not hold gone.txt" in said
    assert "n003: meeting.txt does not hold the quotation '谁也没说过的话'" in said
    assert "n004: it is answerable but has no gold of grade 2" in said
    assert "n004: the grade 3 is neither 1 nor 2" in said
    assert "n005: its half is 'both'" in said
    assert "n006: it is not asked in both languages" in said
    assert "n007: it is answerable but has no gold" in said
    assert "n001" not in said


def test_a_long_list_of_faults_is_cut(library: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "bad.jsonl", *(need(n, half="x") for n in range(1, 26)))
    said = told("eval", "--questions", str(path), "--library", str(library))
    assert said.count("its half is") == 10
    assert "and 15 more" in said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds no questions"),
        ('{"id": "n001"}\n', "mine.jsonl:1 is not a need"),
        ("not JSON\n", "mine.jsonl:1 is not a need"),
        (json.dumps(need(1)) + "\n" + json.dumps(need(1)) + "\n", "holds the need n001 twice"),
    ],
)
def test_a_file_that_is_no_question_file_is_refused(
    library: Path, tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(text, "utf-8")
    assert reason in told("eval", "--questions", str(path), "--library", str(library))


def test_what_is_not_there_or_does_not_go_together_is_told(
    library: Path, questions: Path, runs: Path, tmp_path: Path
) -> None:
    missing = ("--questions", str(tmp_path / "none.jsonl"), "--library", str(library))
    assert "cannot be read" in told("eval", *missing)
    assert "two evaluations" in told("eval", "--questions", str(questions), "--beir", "x")
    dev = write(tmp_path / "dev.jsonl", need(1))
    over = ("--questions", str(dev), "--library", str(library))
    assert "no questions of the half test" in told("eval", *over, "--half", "test")
    assert "holds n002-zh" in told("eval", "--run", str(runs / "full.jsonl"), *over)
    nowhere = invoke("eval", "--questions", str(dev), "--library", str(tmp_path / "none"))
    assert nowhere.exit_code == 1
    assert "There is no library" in nowhere.stderr


def test_of_two_documents_with_one_name_none_is_guessed(tmp_path: Path) -> None:
    for folder, text in (("a", MEETING_ZH), ("b", MEETING_EN)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "meeting.txt").write_text(text, "utf-8")
    place = tmp_path / "library"
    invoke("index", str(tmp_path / "a"), str(tmp_path / "b"), "--library", str(place))
    path = write(tmp_path / "mine.jsonl", need(1))
    said = told("eval", "--questions", str(path), "--library", str(place))
    assert "n001: several documents are called meeting.txt" in said


def test_the_rules_are_checked_against_the_library_too(
    library: Path, questions: Path, tmp_path: Path
) -> None:
    over = ("--library", str(library))
    assert (
        "there is no document meeting.txt"
        in invoke("questions", "check", "--file", str(questions)).output
    )
    result = invoke("questions", "check", "--file", str(questions), *over)
    assert result.exit_code == 0, result.output
    assert "4 needs, nothing to object to" in result.output
    path = write(tmp_path / "bad.jsonl", need(1, keys=[["7.5"]]))
    said = invoke("questions", "check", "--file", str(path), *over, "--json")
    assert "no variant of the key ['7.5'] stands in the gold" in said.output


# ----------------------------------------------------------------------------------- the service


@pytest.fixture(scope="module")
def held(library: Path) -> Iterator[Library]:
    with Library.open(library) as opened:
        yield opened


def test_the_service_shows_such_a_run_by_its_questions(
    runs: Path, questions: Path, held: Library
) -> None:
    known = Runs(EvaluationSettings(runs=runs, questions=questions))
    run = known.usable("full.jsonl")
    assert not run.stale
    scored, records = known.scored(run, held)
    assert set(scored.needs) == {"n001", "n002", "n003", "n004"}
    assert records["meeting.txt"].document.symbol == "S/PV.9001"
    compared = known.compared(known.usable("words.jsonl"), run, ("dev",), held)
    assert {row["slice"] for row in compared["rows"]} == {"dev"}


def test_the_service_says_what_such_a_run_needs(runs: Path, questions: Path, held: Library) -> None:
    known = Runs(EvaluationSettings(runs=runs))
    with pytest.raises(ResultFileError, match="over questions of your own"):
        known.scored(known.usable("full.jsonl"), held)
    known = Runs(EvaluationSettings(runs=runs, questions=questions))
    with pytest.raises(ResultFileError, match="over questions of your own"):
        known.scored(known.usable("full.jsonl"), None)


def test_the_records_of_gold_alone_are_kept_for_judging(questions: Path, held: Library) -> None:
    own = read_own(questions, held)
    assert list(own.records) == ["meeting.txt"]
    (span,) = own.judgments.of("n001")
    assert held.record(span.document).text[span.start : span.end] == DRUGS
