"""A language model from the command line and over HTTP: off unless configured, its key untold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from starlette.testclient import TestClient

from api.app import create_app
from api.command import main
from api.settings import Settings
from eval.bench.model_server import LanguageModel, closed_port, fails, says
from fakes import MEETING_ZH, FakeEncoder
from index.encode import Encoder
from index.errors import InputError
from index.store.library import Library
from rag.generate.endpoint import Endpoint, Key

SECRET = "sk-very-secret-0123456789"
QUESTION = "本组织五年来缴获了多少毒品？"
GOOD = "五年来缴获了212.1吨毒品，占全球缴获量的35%。[p1]"
Ask = Callable[..., Result]
VARIABLES = ("URL", "MODEL", "KEY", "DEADLINE")


def opened(path: Path, encoder: Encoder | None, create: bool) -> Library:
    """A library whose encoder needs no model."""
    return Library.open(path, encoder or FakeEncoder(), create=create)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one small meeting."""
    files, folder = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("held")
    (files / "zh.txt").write_text(MEETING_ZH, encoding="utf-8")
    with opened(folder, None, True) as library:
        library.add([files])
    return folder


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is configured where the tests run is not used by them."""
    for name in VARIABLES:
        monkeypatch.delenv(f"ROSTRUM_LLM_{name}", raising=False)


def variables(url: str, **more: str) -> dict[str, str]:
    known = {"URL": url, "MODEL": "tiny-model", "KEY": SECRET, "DEADLINE": "5"} | more
    return {f"ROSTRUM_LLM_{name}": value for name, value in known.items()}


@pytest.fixture
def ask(folder: Path) -> Ask:
    def run(*arguments: str, env: Mapping[str, str] | None = None) -> Result:
        environment = {"ROSTRUM_LIBRARY": str(folder), **(env or {})}
        return CliRunner().invoke(main, ["ask", *arguments], env=environment, obj=opened)

    return run


@pytest.fixture
def service(folder: Path) -> Iterator[TestClient]:
    with opened(folder, None, False) as library, TestClient(create_app(Settings(), library)) as it:
        yield it


# -------------------------------------------------------------------------------------- settings


def test_the_endpoint_is_read_from_the_settings() -> None:
    settings = Settings.from_mapping(variables(" https://models.example/v1/ "))
    assert settings.endpoint == Endpoint(
        "https://models.example/v1", "tiny-model", Key(SECRET), 5.0
    )
    assert SECRET not in repr(settings)
    assert Settings.from_mapping({}).endpoint is None
    assert Settings.from_mapping({"ROSTRUM_LLM_KEY": SECRET}).endpoint is None


@pytest.mark.parametrize(
    ("url", "completions"),
    [
        ("http://h/v1", "http://h/v1/chat/completions"),
        ("http://h/v1/chat/completions/", "http://h/v1/chat/completions"),
        ("http://[::1]:8080", "http://[::1]:8080/chat/completions"),
    ],
)
def test_the_address_of_completions(url: str, completions: str) -> None:
    endpoint = Endpoint.from_mapping(variables(url))
    assert endpoint is not None
    assert endpoint.completions == completions


WRONG = [
    ({"ROSTRUM_LLM_URL": "http://h/v1"}, "ROSTRUM_LLM_MODEL is not"),
    ({"ROSTRUM_LLM_MODEL": "m"}, "ROSTRUM_LLM_URL is not"),
    (variables("h:8080"), "ROSTRUM_LLM_URL is not a web address"),
    (variables("ftp://h/v1"), "ROSTRUM_LLM_URL is not a web address"),
    (variables("http://"), "ROSTRUM_LLM_URL is not a web address"),
    (variables("http://h:99999/v1"), "ROSTRUM_LLM_URL is not a web address"),
    (variables("http://h\x00/v1"), "ROSTRUM_LLM_URL is not a web address"),
    (variables(f"http://me:{SECRET}@h/v1"), "ROSTRUM_LLM_URL holds more than an address"),
    (variables(f"http://h/v1?key={SECRET}"), "ROSTRUM_LLM_URL holds more than an address"),
    (variables("http://h/v1", KEY=f"{SECRET}\n{SECRET}"), "ROSTRUM_LLM_KEY holds a character"),
    (variables("http://h/v1", KEY=f"{SECRET}é"), "ROSTRUM_LLM_KEY holds a character"),
    (variables("http://h/v1", DEADLINE="0"), "ROSTRUM_LLM_DEADLINE is '0'"),
    (variables("http://h/v1", DEADLINE="soon"), "ROSTRUM_LLM_DEADLINE is 'soon'"),
]


@pytest.mark.parametrize(("mapping", "message"), WRONG)
def test_a_wrong_setting_is_named_without_what_may_be_secret(
    mapping: Mapping[str, str], message: str
) -> None:
    with pytest.raises(InputError, match="ROSTRUM_LLM") as raised:
        Settings.from_mapping(mapping)
    assert message in raised.value.message
    assert raised.value.hint
    assert SECRET not in str(raised.value) + repr(raised.value)


# ------------------------------------------------------------------------------ the command line


def test_without_a_model_asked_for_nobody_is_asked(ask: Ask) -> None:
    with LanguageModel(says(GOOD)) as model:
        fields = json.loads(ask(QUESTION, "--json", env=variables(model.url)).stdout)
        assert model.requests == []
    assert (fields["engine"], fields["fallback"]) == ("extractive", None)


def test_a_model_that_is_not_configured_is_an_error_with_the_variables(ask: Ask) -> None:
    result = ask(QUESTION, "--model")
    assert result.exit_code == 2
    assert result.stdout == ""
    for name in ("URL", "MODEL", "KEY"):
        assert f"ROSTRUM_LLM_{name}" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_answer_is_shown_with_the_words_of_the_record_under_it(ask: Ask) -> None:
    with LanguageModel(says(GOOD + "共900吨。[p1]")) as model:
        result = ask(QUESTION, "--model", env=variables(model.url))
    assert result.exit_code == 0
    shown = result.stdout.replace("\n", "").replace(" ", "")
    assert shown.startswith("五年来缴获了212.1吨毒品，占全球缴获量的35%。[1][1]S/PV.9001")
    assert "“本组织五年来缴获了212.1吨毒品，占全球缴获量的百分之三十五。”" in shown
    assert "共900吨。(thenumber900isnotinwhatitcites)" in shown
    assert SECRET not in result.output


def test_json_says_who_wrote_the_answer(ask: Ask) -> None:
    with LanguageModel(says(GOOD)) as model:
        fields = json.loads(ask(QUESTION, "--model", "--json", env=variables(model.url)).stdout)
    assert (fields["engine"], fields["fallback"], fields["left_out"]) == ("tiny-model", None, [])
    assert fields["citations"][0]["quote"].startswith("本组织五年来缴获了212.1吨毒品")


def test_quotations_stand_in_and_the_reason_is_shown(ask: Ask) -> None:
    with LanguageModel(fails(401, {"error": f"bad {SECRET}"})) as model:
        result = ask(QUESTION, "--model", "--debug", env=variables(model.url))
    assert result.exit_code == 0
    assert "refuses the key (HTTP 401)" in result.stdout
    assert result.stderr == ""
    assert "212.1吨" in result.stdout
    assert SECRET not in result.output


def test_a_batch_of_questions_is_answered_by_the_model(ask: Ask, tmp_path: Path) -> None:
    lines = [{"id": n, "question": QUESTION} for n in (1, 2)]
    file = tmp_path / "q.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    with LanguageModel(says(GOOD), says("共900吨。[p1]")) as model:
        result = ask("--questions", str(file), "--model", "--json", env=variables(model.url))
    engines = [json.loads(line)["engine"] for line in result.stdout.splitlines()]
    assert engines == ["tiny-model", "extractive"]


# ----------------------------------------------------------------------------------------- HTTP


def configure(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    for name, value in variables(url).items():
        monkeypatch.setenv(name, value)


def posted(service: TestClient, **fields: Any) -> dict[str, Any]:
    answer = service.post("/v1/ask", json={"question": QUESTION, **fields})
    assert answer.status_code == 200, answer.text
    assert SECRET not in answer.text
    return dict(answer.json())


def test_generate_lets_the_model_write(
    service: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LanguageModel(says(GOOD)) as model:
        configure(monkeypatch, model.url)
        assert posted(service)["engine"] == "extractive"
        assert posted(service, generate=False)["engine"] == "extractive"
        assert model.requests == []
        fields = posted(service, generate=True)
    assert fields["engine"] == "tiny-model"
    assert fields["answer"] == "五年来缴获了212.1吨毒品，占全球缴获量的35%。[1]"
    citation = fields["citations"][0]
    document = service.get(f"/v1/documents/{citation['document']}").json()
    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_generate_without_a_model_is_a_problem_that_names_the_variables(
    service: TestClient,
) -> None:
    answer = service.post("/v1/ask", json={"question": QUESTION, "generate": True})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert "ROSTRUM_LLM_URL and ROSTRUM_LLM_MODEL" in problem["detail"]
    assert "ROSTRUM_LLM_KEY" in problem["hint"]


def test_what_a_server_did_before_is_remembered_between_requests(
    service: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, closed_port())
    fallbacks = [posted(service, generate=True)["fallback"] for _ in range(4)]
    assert all("Nothing answers at ROSTRUM_LLM_URL" in reason for reason in fallbacks)
    assert "left alone for another" in fallbacks[3]


def test_search_does_not_generate(service: TestClient) -> None:
    answer = service.post("/v1/search", json={"question": QUESTION, "generate": True})
    assert answer.status_code == 422
    assert "generate: is not a known field." in answer.json()["detail"]
