"""Every failure leaves the service as a problem document with a status, a detail and a hint."""

from __future__ import annotations

import inspect

import pytest
from api_fakes import FakeAnswerer, FakeLibrary
from starlette.testclient import TestClient

from api.app import create_app
from api.problems import TABLE, kind_of
from api.settings import Settings
from index import errors

CASES = [
    (errors.QuestionError, 422, "question"),
    (errors.FilterError, 422, "filter"),
    (errors.InputError, 422, "invalid-request"),
    (errors.UnreadableFile, 422, "unreadable-file"),
    (errors.UnparsableRecord, 422, "document"),
    (errors.NotHeld, 404, "not-held"),
    (errors.EncoderError, 503, "encoder"),
    (errors.StoreMissing, 503, "library-missing"),
    (errors.StoreDamaged, 503, "library-damaged"),
    (errors.StoreMismatch, 503, "library-mismatch"),
    (errors.StoreBusy, 503, "library-busy"),
    (errors.StoreError, 503, "library"),
    (errors.RostrumError, 500, "internal"),
]


@pytest.mark.parametrize(("error", "status", "name"), CASES)
def test_each_error_has_its_status(
    error: type[errors.RostrumError], status: int, name: str
) -> None:
    kind = kind_of(error("what was wrong"))
    assert (kind.status, kind.type) == (status, f"urn:rostrum:problem:{name}")


def test_no_error_of_the_project_falls_through_to_an_internal_one() -> None:
    known = {
        value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, errors.RostrumError)
    }
    silent = {e.__name__ for e in known if kind_of(e("wrong")).name == "internal"}
    assert silent == {"RostrumError"}


def test_every_kind_has_one_name_and_one_title() -> None:
    kinds = set(TABLE.values())
    assert len({kind.name for kind in kinds}) == len(kinds)


def client(library: FakeLibrary | None = None) -> TestClient:
    app = create_app(Settings(), library or FakeLibrary(), FakeAnswerer)
    return TestClient(app, raise_server_exceptions=False)


ASK = "/v1/ask"
JSON = {"content-type": "application/json"}

REFUSED = [
    # (what is sent, status, name of the problem, a word of the detail)
    (("POST", ASK, {"json": {"question": ""}}), 422, "question", "blank"),
    (("POST", ASK, {"json": {"question": " \u3000\n"}}), 422, "question", "blank"),
    (("POST", ASK, {"json": {}}), 422, "invalid-request", "question: is required."),
    (("POST", ASK, {"json": {"question": 7}}), 422, "invalid-request", "question"),
    (("POST", ASK, {"json": {"question": "谁" * 100_000}}), 422, "invalid-request", "100,000"),
    (("POST", ASK, {"json": {"question": "谁", "k": 0}}), 422, "invalid-request", "k: is 0"),
    (("POST", ASK, {"json": {"question": "谁", "k": -1}}), 422, "invalid-request", "k: is -1"),
    (("POST", ASK, {"json": {"question": "谁", "k": 10_000}}), 422, "invalid-request", "1,000"),
    (("POST", ASK, {"json": {"question": "谁", "k": 1.5}}), 422, "invalid-request", "k"),
    (("POST", ASK, {"json": {"question": "谁", "top": 3}}), 422, "invalid-request", "top"),
    (("POST", ASK, {"json": ["谁"]}), 422, "invalid-request", "body"),
    (
        ("POST", ASK, {"json": {"question": "谁", "filters": {"delegations": ["Atlantis"]}}}),
        422,
        "filter",
        "Atlantis",
    ),
    (
        ("POST", ASK, {"json": {"question": "谁", "filters": {"date_from": "2019-02-30"}}}),
        422,
        "invalid-request",
        "filters.date_from",
    ),
    (
        ("POST", ASK, {"json": {"question": "谁", "filters": {"kinds": ["poem"]}}}),
        422,
        "invalid-request",
        "filters.kinds.0",
    ),
    (
        ("POST", "/v1/search", {"json": {"question": "谁", "legs": []}}),
        422,
        "invalid-request",
        "legs",
    ),
    (("POST", ASK, {"content": '{"question"', "headers": JSON}), 400, "malformed", "JSON"),
    (("POST", ASK, {"content": b"\xff\xfe", "headers": JSON}), 400, "malformed", "body"),
    (("POST", ASK, {"content": "[" * 100_000, "headers": JSON}), 400, "malformed", "body"),
    (("POST", ASK, {"content": "", "headers": JSON}), 422, "invalid-request", "body"),
    (
        ("POST", ASK, {"content": '{"question": "\\ud800"}', "headers": JSON}),
        422,
        "invalid-request",
        "question",
    ),
    (("POST", ASK, {"data": {"question": "谁"}}), 415, "media-type", "form-urlencoded"),
    (("POST", ASK, {"content": "{}"}), 415, "media-type", "no media type"),
    (
        ("POST", ASK, {"content": b" " * 2_000_000, "headers": JSON}),
        413,
        "too-large",
        "1,048,576 bytes",
    ),
    (("GET", "/v1/documents/S%2FPV.1", {}), 404, "not-held", "S/PV.1"),
    (("GET", "/v1/documents?symbol=S/PV.1", {}), 404, "not-held", "S/PV.1"),
    (("GET", "/v1/documents/S%2FPV.8626?raw=maybe", {}), 422, "invalid-request", "raw"),
    (("GET", "/v1/passages/none", {}), 404, "not-held", "none"),
    (("GET", "/v1/nothing", {}), 404, "no-such-route", "/v1/nothing"),
    (("GET", "/page/__init__.py", {}), 404, "no-such-route", "__init__.py"),
    (("GET", "/page/..%2Fapp.py", {}), 404, "no-such-route", "page"),
    (("GET", ASK, {}), 405, "method", "GET"),
    (("DELETE", ASK, {}), 405, "method", "DELETE"),
    (("DELETE", "/v1/documents/S%2FPV.8626", {}), 403, "read-only", "no changes"),
    (("POST", "/v1/documents", {"content": b"words"}), 403, "read-only", "no changes"),
]


@pytest.mark.parametrize(("sent", "status", "name", "word"), REFUSED)
def test_a_request_that_cannot_be_served_is_told_why_and_what_to_do(
    sent: tuple[str, str, dict[str, object]], status: int, name: str, word: str
) -> None:
    method, path, body = sent
    answer = client().request(method, path, **body)  # type: ignore[arg-type]
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"urn:rostrum:problem:{name}"
    assert word in problem["detail"]
    assert problem["title"]
    assert problem["hint"]
    assert problem["instance"].startswith("/")
    assert len(answer.content) < 2_000, "a problem never echoes the request at length"


def test_each_field_that_does_not_fit_is_named() -> None:
    body = {"question": "谁", "k": 0, "filters": {"languages": ["fr"]}}
    problem = client().post(ASK, json=body).json()
    assert [entry["field"] for entry in problem["errors"]] == ["k", "filters.languages.0"]


def test_a_wrong_method_names_the_right_ones() -> None:
    assert client().get(ASK).headers["allow"] == "POST"


def test_a_body_without_a_declared_length_is_counted_while_it_arrives() -> None:
    def endless() -> object:
        for _ in range(40):
            yield b" " * 65_536

    answer = client().post(ASK, content=endless(), headers=JSON)  # type: ignore[arg-type]
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:rostrum:problem:too-large"


def test_an_unforeseen_failure_tells_nothing_of_its_inside() -> None:
    answer = client().post(ASK, json={"question": "explode"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert answer.json()["hint"]


def test_a_problem_carries_the_security_headers_too() -> None:
    for path, body in [("/v1/nothing", {}), (ASK, {"question": "explode"})]:
        answer = client().post(path, json=body)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
