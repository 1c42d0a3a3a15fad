"""The evaluation over HTTP: figures, failing questions, comparisons, and the studio."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_fakes import FakeAnswerer, FakeLibrary
from fastapi import APIRouter
from pydantic import BaseModel
from small_questions import NAME, NEEDS, PARAGRAPHS, RECORD, RECORDS, answer, run, scored, words
from starlette.testclient import TestClient

from api import plugins
from api.app import create_app
from api.settings import Settings
from eval.adding import line
from eval.authoring import check
from eval.files import write_whole
from eval.gate import write_scores
from eval.judged import digest
from eval.model import Run
from eval.question_set import read_needs
from eval.report.write import report
from eval.run_file import write_run
from eval.service import schemas, schemas_studio
from eval.service.routes import the_settings
from eval.service.settings import EvaluationSettings

HERE = "http://localhost:8000"
ADDRESS = "/v1/evaluation"
Make = Callable[..., TestClient]

# n001 (dev) wants paragraphs 1 and 2, and 0 helps; n002 (dev) has no answer; n003 is of test.
GOOD = run(
    {"n001-zh": [1, 2, 0], "n001-en": [1], "n003-zh": [3], "n003-en": [3]},
    {
        "n001-zh": answer(1, 2, confidence=0.9),
        "n001-en": answer(1, confidence=0.8),
        "n002-zh": answer(confidence=0.1),
        "n002-en": answer(confidence=0.2),
        "n003-zh": answer(3, confidence=0.7),
        "n003-en": answer(3, confidence=0.6),
    },
    name="good",
)
POOR = run(
    {"n001-zh": [3, 1], "n001-en": [3], "n003-zh": [0]},
    {
        "n001-zh": answer(3, confidence=0.9),
        "n001-en": answer(confidence=0.1),
        "n002-zh": answer(0, confidence=0.8),
        "n002-en": answer(confidence=0.2),
        "n003-zh": answer(0, confidence=0.7),
        "n003-en": answer(confidence=0.1),
    },
    name="poor",
)


@pytest.fixture
def place(tmp_path: Path) -> EvaluationSettings:
    """A question set, a report, a baseline and a folder of runs."""
    questions = tmp_path / "questions.jsonl"
    write_whole(questions, "".join(f"{line(need)}\n" for need in NEEDS))
    settings = EvaluationSettings(
        runs=tmp_path / "runs",
        questions=tmp_path / "mine.jsonl",
        question_set=questions,
        reports=tmp_path / "reports",
        baseline=tmp_path / "baseline.json",
    )
    report(settings.reports, scored(on(GOOD, settings)), RECORDS)
    write_scores(settings.baseline, scored(on(GOOD, settings)))
    write_run(settings.runs / "poor.jsonl.xz", on(POOR, settings))
    return settings


def on(made: Run, settings: EvaluationSettings) -> Run:
    """A run as it was made on the question set."""
    questions = digest(settings.question_set.read_bytes())
    return replace(made, settings={**made.settings, "questions": questions})


@pytest.fixture
def make(place: EvaluationSettings) -> Make:
    def made(writable: bool = True, **changed: Any) -> TestClient:
        app = create_app(Settings(writable=writable), FakeLibrary([RECORD]), FakeAnswerer)  # type: ignore[arg-type]
        app.dependency_overrides[the_settings] = lambda: replace(place, **changed)
        return TestClient(app, HERE)

    return made


@pytest.fixture
def client(make: Make) -> TestClient:
    return make()


def get(client: TestClient, path: str = "", **query: Any) -> dict[str, Any]:
    answer = client.get(f"{ADDRESS}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


# ------------------------------------------------------------------------------------------- runs


def test_the_runs_known_are_the_reports_the_baseline_and_those_of_the_folder(
    client: TestClient,
) -> None:
    told = get(client)
    schemas.EvaluationResponse.model_validate(told)
    kept = [(r["id"], r["source"], r["name"], r["complete"], r["half"]) for r in told["runs"]]
    assert kept == [
        ("report", "report", "good", True, None),
        ("baseline", "baseline", "good", False, "dev"),
        ("poor.jsonl.xz", "folder", "poor", True, None),
    ]
    assert told["run"] == "report"
    assert not any(r["stale"] or r["fault"] for r in told["runs"])


def test_figures_are_by_half_language_and_kind(client: TestClient) -> None:
    figures = get(client, run="poor.jsonl.xz")["figures"]
    places = {(c["half"], c["language"]): c for c in figures["columns"]}
    assert places["dev", "zh"]["answerable"] == places["dev", "zh"]["unanswerable"] == 1
    assert places["test", "en"]["unanswerable"] == 0

    def mean(rows: list[dict[str, Any]], **wanted: str) -> Any:
        (found,) = [r for r in rows if all(r[key] == value for key, value in wanted.items())]
        return found["mean"]

    first = {"measure": "MRR@10", "half": "dev"}
    assert mean(figures["measures"], **first, language="zh") == 0.5
    assert mean(figures["measures"], **first, language="en") == 0.0
    assert mean(figures["kinds"], **first, language="zh", kind="list") == 0.5
    assert mean(figures["documents"], **first, language="zh", document="S/PV.1") == 0.5
    # n001-zh is answered rightly though badly, n002-zh wrongly.
    assert mean(figures["measures"], measure="Right to answer", half="dev", language="zh") == 0.5
    (gap,) = [r for r in figures["gap"] if r["measure"] == "MRR@10" and r["half"] == "dev"]
    assert (gap["a"], gap["b"], gap["difference"]) == (0.5, 0.0, -0.5)


def test_refusals_come_with_their_curve_and_where_the_threshold_stands(client: TestClient) -> None:
    (found,) = [
        r
        for r in get(client, run="poor.jsonl.xz")["figures"]["refusals"]
        if (r["half"], r["language"]) == ("dev", "zh")
    ]
    assert (found["answered"], found["wrongly_answered"]) == (1.0, 1.0)
    assert (found["coverage"], found["risk"]) == (1.0, 0.5)
    assert found["curve"] == [[0.5, 0.0, 0.9], [1.0, 0.5, 0.8]]


def test_latency_is_told_by_percentiles(client: TestClient) -> None:
    stages = {one["stage"]: one for one in get(client)["figures"]["latency"]}
    assert stages["search.encode"]["questions"] == 6
    assert stages["search.encode"]["p95"] == stages["search.encode"]["longest"] == 2.0
    assert len(stages["search.encode"]["percentiles"]) == 21


def test_the_figures_of_the_report_are_those_that_would_be_computed(
    make: Make, place: EvaluationSettings
) -> None:
    kept = get(make())["figures"]
    (place.reports / "figures.json").unlink()
    assert get(make())["figures"] == json.loads(json.dumps(kept))


def test_figures_of_another_run_are_not_taken_for_those_of_the_report(
    client: TestClient, place: EvaluationSettings
) -> None:
    write_run(place.reports / "run.jsonl.xz", on(POOR, place))
    told = get(client)
    assert told["runs"][0]["name"] == "poor"
    assert told["figures"] == get(client, run="poor.jsonl.xz")["figures"]


def test_the_baseline_tells_values_of_the_development_half_only(client: TestClient) -> None:
    figures = get(client, run="baseline")["figures"]
    assert {column["half"] for column in figures["columns"]} == {"dev"}
    assert figures["refusals"] == figures["latency"] == []
    refused = client.get(f"{ADDRESS}/questions", params={"run": "baseline"})
    assert refused.status_code == 422
    assert "only the values" in refused.json()["detail"]


def test_a_run_that_is_not_known_is_told_with_those_that_are(client: TestClient) -> None:
    for path in ("", "/questions"):
        for id in ("other", "../baseline.json", "/etc/passwd"):
            problem = client.get(f"{ADDRESS}{path}", params={"run": id})
            assert problem.status_code == 404
            assert "report, baseline, poor.jsonl.xz" in problem.json()["hint"]


def test_a_broken_run_does_not_hide_the_others(
    client: TestClient, place: EvaluationSettings
) -> None:
    (place.runs / "broken.jsonl").write_text("{", "utf8")
    (place.runs / "broken.jsonl.xz").write_bytes(b"no xz")
    told = get(client)
    faults = {one["id"]: one["fault"] for one in told["runs"]}
    assert "not JSON" in faults["broken.jsonl"]
    assert "cannot be read" in faults["broken.jsonl.xz"]
    assert told["figures"]
    assert client.get(ADDRESS, params={"run": "broken.jsonl"}).status_code == 422


def test_a_run_over_other_texts_is_refused_and_one_over_other_questions_marked(
    client: TestClient, place: EvaluationSettings
) -> None:
    write_run(place.runs / "old.jsonl", replace(POOR, settings={"texts": "other", "half": None}))
    assert {r["id"]: r["stale"] for r in get(client)["runs"]}["old.jsonl"] is True
    problem = client.get(ADDRESS, params={"run": "old.jsonl"})
    assert problem.status_code == 422
    assert "run it anew" in problem.json()["hint"]


def test_without_any_run_there_is_nothing_to_show_and_the_page_is_told(
    make: Make, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    client = make(reports=nowhere, baseline=nowhere, runs=nowhere)
    told = get(client)
    assert (told["runs"], told["run"], told["figures"]) == ([], None, None)
    assert client.get(f"{ADDRESS}/questions").status_code == 422


# -------------------------------------------------------------------------------------- questions


def test_failing_questions_tell_what_was_wanted_found_and_answered(client: TestClient) -> None:
    told = get(client, "/questions", run="poor.jsonl.xz", failing="any")
    schemas.QuestionsResponse.model_validate(told)
    assert told["faults"] == {"not-found": 1, "not-cited": 1, "refused": 1, "answered": 1}
    assert {q["id"]: q["faults"] for q in told["questions"]} == {
        "n001-zh": ["not-cited"],
        "n001-en": ["not-found", "refused"],
        "n002-zh": ["answered"],
    }
    first = told["questions"][0]
    assert (first["rank"], first["values"]["MRR@10"]) == (2, 0.5)
    gold = {(g["start"], g["end"]): g for g in first["gold"]}
    seized = gold[PARAGRAPHS[1].start, PARAGRAPHS[1].end]
    assert seized["text"] == words(1)
    assert seized["before"].endswith(words(0) + "\n")
    assert (seized["grade"], seized["rank"], seized["cited"]) == (2, 2, False)
    assert seized["permalink"].endswith(f"start={seized['start']}&end={seized['end']}")
    assert [(hit["text"], hit["grade"]) for hit in first["hits"]] == [(words(3), 0), (words(1), 2)]
    assert first["answer"]["citations"][0]["text"] == words(3)
    assert first["reference"] == "诺罗夫和王毅。"
    assert [key["met"] for key in first["keys"]] == [False, False]
    assert told["questions"][2]["why"] == "冰岛没有发言。"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"failing": "refused"}, ["n001-en"]),
        ({"failing": "any", "language": "zh"}, ["n001-zh", "n002-zh"]),
        ({"failing": "any", "kind": "fact"}, ["n002-zh"]),
        ({}, ["n001-zh", "n001-en", "n002-zh", "n002-en"]),
        ({"limit": 1, "offset": 1}, ["n001-en"]),
        ({"offset": 9}, []),
    ],
)
def test_questions_are_chosen_by_fault_language_and_kind(
    client: TestClient, query: dict[str, Any], expected: list[str]
) -> None:
    told = get(client, "/questions", run="poor.jsonl.xz", **query)
    assert [q["id"] for q in told["questions"]] == expected
    assert told["note"] is None


def test_the_test_half_is_shown_only_where_it_is_asked_for_by_name(client: TestClient) -> None:
    for query in ({}, {"failing": "any"}, {"limit": 100}):
        told = get(client, "/questions", run="poor.jsonl.xz", **query)
        assert {q["half"] for q in told["questions"]} == {"dev"}
    told = get(client, "/questions", run="poor.jsonl.xz", half="test")
    assert [q["id"] for q in told["questions"]] == ["n003-zh", "n003-en"]
    assert "never tuned on" in told["note"]


# ------------------------------------------------------------------------------------- comparison


def test_two_runs_are_compared_with_intervals_and_by_question(client: TestClient) -> None:
    told = get(client, "/compare", a="poor.jsonl.xz", b="report")
    schemas.CompareResponse.model_validate(told)
    (row,) = [r for r in told["rows"] if (r["slice"], r["measure"]) == ("dev · zh", "MRR@10")]
    assert (row["a"], row["b"], row["difference"]) == (0.5, 1.0, 0.5)
    assert row["low"] <= row["difference"] <= row["high"]
    assert told["half"] is None
    assert [one["id"] for one in told["wins"]] == ["n001-zh", "n001-en"], "never the test half"
    assert told["wins"][0]["question"] == NEEDS[0].zh
    assert told["losses"] == []
    assert "test · en" in told["slices"]


def test_other_slices_are_compared_on_request(client: TestClient) -> None:
    told = get(client, "/compare", a="poor.jsonl.xz", b="report", slice="kind · list")
    assert told["slices"] == ["kind · list"]


def test_a_run_is_compared_with_the_baseline_on_the_half_that_both_have(
    client: TestClient,
) -> None:
    told = get(client, "/compare", a="baseline", b="report")
    assert told["half"] == "dev"
    assert {r["slice"] for r in told["rows"]} == {"dev", "dev · zh", "dev · en"}
    # The same run, though a baseline keeps fewer digits.
    assert {(r["difference"], r["p"]) for r in told["rows"]} == {(0.0, 1.0)}


def test_runs_over_different_questions_are_not_compared(
    client: TestClient, place: EvaluationSettings
) -> None:
    other = {**POOR.settings, "questions": "other"}
    write_run(place.runs / "other.jsonl", replace(POOR, settings=other))
    problem = client.get(f"{ADDRESS}/compare", params={"a": "other.jsonl", "b": "report"})
    assert problem.status_code == 422
    assert "different questions" in problem.json()["detail"]


# ----------------------------------------------------------------------------------------- studio


def draft(**changed: Any) -> dict[str, Any]:
    """A need that keeps the rules."""
    selected = {"document": "S/PV.1", "start": PARAGRAPHS[1].start, "end": PARAGRAPHS[1].end}
    return {
        "kind": "number",
        "zh": "毒品截下了几成？",
        "en": "What share was seized?",
        "gold": [selected],
        "keys": [["40%", "40 per cent"]],
        "reference": {"zh": "40%以上。", "en": "More than 40 per cent."},
        **changed,
    }


def test_a_need_is_checked_as_it_would_be_saved(
    client: TestClient, place: EvaluationSettings
) -> None:
    checked = client.post(f"{ADDRESS}/questions/check", json=draft())
    assert checked.status_code == 200
    told = checked.json()
    schemas_studio.CheckedResponse.model_validate(told)
    assert (told["fits"], told["errors"]) == (True, [])
    assert told["need"]["id"] == "n001"
    assert told["need"]["gold"][0]["quote"] == words(1)
    assert told["need"]["gold"][0]["file"] == NAME
    assert not (place.questions or Path()).exists()


BREACHES: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": "riddle"}, "kind", "is none of"),
    ({"zh": "Who?"}, "zh", "not Chinese"),
    ({"zh": "谁缴获了欧亚大陆上的毒品？"}, "zh", "copies"),
    ({"en": " "}, "en", "missing"),
    ({"gold": []}, "gold", "no gold of grade 2"),
    ({"gold": [{"document": "S/PV.1", "start": 5, "end": 5_000}]}, "gold.0", "no characters"),
    ({"gold": [{"document": "S/PV.9", "start": 0, "end": 5}]}, "gold.0", "is held"),
    ({"gold": [{"document": "S/PV.1", "start": 4, "end": 5}]}, "gold.0", "times"),
    ({"keys": []}, "keys", "no keys"),
    ({"keys": [["一半", "half"]]}, "keys.0", "stands in the gold"),
    ({"reference": {"zh": "四成。"}}, "reference", "both languages"),
    ({"answerable": False}, "why", "does not say why"),
]


@pytest.mark.parametrize(("changed", "field", "word"), BREACHES)
def test_every_breach_of_the_rules_is_told_by_the_field_at_fault(
    client: TestClient, place: EvaluationSettings, changed: dict[str, Any], field: str, word: str
) -> None:
    told = client.post(f"{ADDRESS}/questions/check", json=draft(**changed)).json()
    assert told["fits"] is False
    assert any(e["field"] == field and word in e["detail"] for e in told["errors"]), told["errors"]
    refused = client.post(f"{ADDRESS}/questions", json=draft(**changed))
    assert refused.status_code == refused.json()["status"] == 422
    assert refused.json()["errors"] == told["errors"]
    assert not (place.questions or Path()).exists()


def test_a_saved_need_keeps_the_rules_of_the_set(
    client: TestClient, place: EvaluationSettings
) -> None:
    saved = client.post(f"{ADDRESS}/questions", json=draft())
    assert saved.status_code == 201
    schemas_studio.SavedResponse.model_validate(saved.json())
    unanswerable = draft(
        kind="fact", answerable=False, gold=[], keys=[], reference=None,
        zh="冰岛说了什么？", en="What did Iceland say?", why="冰岛没有发言。",
    )  # fmt: skip
    assert client.post(f"{ADDRESS}/questions", json=unanswerable).json()["needs"] == 2
    assert place.questions is not None
    assert check(place.questions, RECORDS) == []
    needs = read_needs(place.questions)
    assert [(need.id, need.kind) for need in needs] == [("n001", "number"), ("n002", "fact")]
    assert needs[0].gold[0].quote == words(1)
    again = client.post(f"{ADDRESS}/questions", json=draft())
    assert {e["field"] for e in again.json()["errors"]} == {"zh", "en"}
    assert len(read_needs(place.questions)) == 2


def test_the_halves_take_turns_and_only_the_development_half_is_listed_unasked(
    client: TestClient,
) -> None:
    halves = [
        client.post(f"{ADDRESS}/questions", json=draft(zh=f"{n}截下了几成？", en=f"{n} seized?"))
        .json()["need"]["half"]
        for n in ("Alpha", "Beta")
    ]  # fmt: skip
    assert sorted(halves) == ["dev", "test"]
    own = get(client, "/questions/own")
    schemas_studio.OwnResponse.model_validate(own)
    assert [need["half"] for need in own["needs"]] == ["dev"]
    assert (own["withheld"], own["note"]) == (1, None)
    gold = own["needs"][0]["gold"][0]
    assert RECORD.text[gold["start"] : gold["end"]] == words(1)
    assert get(client, "/questions/own", half="test")["note"]


def test_a_line_separator_in_a_document_does_not_break_the_file(
    client: TestClient, place: EvaluationSettings
) -> None:
    assert client.post(f"{ADDRESS}/questions", json=draft(why="a\u2028b\x85c")).status_code == 201
    assert place.questions is not None
    assert [need.why for need in read_needs(place.questions)] == ["a\u2028b\x85c"]


def test_nothing_is_saved_where_the_service_takes_no_changes(
    make: Make, place: EvaluationSettings
) -> None:
    client = make(writable=False)
    refused = client.post(f"{ADDRESS}/questions", json=draft())
    assert refused.status_code == 403
    assert refused.json()["type"] == "urn:rostrum:problem:read-only"
    assert client.post(f"{ADDRESS}/questions/check", json=draft()).json()["fits"] is True
    studio = get(client)["studio"]
    assert studio["writable"] is False
    assert "--writable" in studio["reason"]
    foreign = make().post(
        f"{ADDRESS}/questions", json=draft(), headers={"origin": "https://evil.example"}
    )
    assert foreign.json()["type"] == "urn:rostrum:problem:cross-site"
    assert not (place.questions or Path()).exists()


def test_nothing_is_saved_without_a_file_of_ones_own(make: Make) -> None:
    client = make(questions=None)
    refused = client.post(f"{ADDRESS}/questions", json=draft())
    assert refused.status_code == 422
    assert "ROSTRUM_QUESTIONS" in refused.json()["hint"]
    assert get(client)["studio"]["file"] is None
    assert get(client, "/questions/own")["needs"] == []


def test_a_file_that_is_no_question_file_is_left_as_it_is(
    client: TestClient, place: EvaluationSettings
) -> None:
    assert place.questions is not None
    place.questions.write_text("my shopping list\n", "utf8")
    assert client.post(f"{ADDRESS}/questions", json=draft()).status_code == 422
    assert place.questions.read_text("utf8") == "my shopping list\n"
    assert "is not a need" in get(client)["studio"]["reason"]


# --------------------------------------------------------------------------------------- mounted


def test_settings_are_read_from_their_names() -> None:
    assert EvaluationSettings.from_mapping({}) == EvaluationSettings()
    told = {"ROSTRUM_RUNS": "/srv/runs", "ROSTRUM_QUESTIONS": "/srv/mine.jsonl"}
    found = EvaluationSettings.from_mapping(told)
    assert (found.runs, found.questions) == (Path("/srv/runs"), Path("/srv/mine.jsonl"))


def test_every_example_fits_its_model() -> None:
    models = [
        model
        for module in (schemas, schemas_studio)
        for _, model in inspect.getmembers(module, inspect.isclass)
        if issubclass(model, BaseModel) and "json_schema_extra" in model.model_config
    ]
    assert len(models) == 7
    for model in models:
        extra: Any = model.model_config["json_schema_extra"]
        for example in extra["examples"]:
            model.model_validate(example)


class Entry:
    """An entry point of another package."""

    name, value = "made", "made:router"

    def __init__(self, offered: object) -> None:
        self._offered = offered

    def load(self) -> object:
        if isinstance(self._offered, Exception):
            raise self._offered
        return self._offered


@pytest.mark.parametrize("offered", [ImportError("broken"), "no router"])
def test_routes_that_cannot_be_loaded_cost_nothing_but_themselves(offered: object) -> None:
    router = APIRouter()
    assert plugins.routers([Entry(offered), Entry(router)]) == [router]  # type: ignore[list-item]
