"""Stances and mentions over HTTP: what is answered fits its model, what is at fault is told."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from api import schemas_stances as schemas
from api.app import create_app
from api.settings import Settings
from fakes import MEETING_EN, MEETING_ZH, FakeEncoder
from index.store.library import Library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    files = tmp_path_factory.mktemp("files")
    (files / "zh.txt").write_text(MEETING_ZH, encoding="utf-8")
    (files / "en.txt").write_text(MEETING_EN, encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("held"), FakeEncoder(), create=True) as library:
        library.add([files])
        yield library


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), library)) as client:
        yield client


# Stances


def test_stances_fit_their_model_and_have_a_cell_for_every_meeting(client: TestClient) -> None:
    answer = client.post("/v1/stances", json={"question": "缴获了毒品"})
    assert answer.status_code == 200
    found = schemas.StancesResponse.model_validate(answer.json())
    assert [meeting.symbol for meeting in found.meetings] == ["S/PV.9001", "S/PV.9002"]
    assert {row.delegation_code for row in found.rows} == {"SCO", "PL", "BE", "CN", "FR"}
    for row in found.rows:
        assert [cell.symbol for cell in row.cells] == ["S/PV.9001", "S/PV.9002"]


def test_a_quotation_is_the_slice_of_the_document_and_has_a_link(client: TestClient) -> None:
    found = client.post("/v1/stances", json={"question": "缴获了212.1吨毒品"}).json()
    best = found["rows"][0]
    assert (best["delegation"], best["delegation_code"]) == ("上海合作组织", "SCO")
    cited = best["cells"][0]["citation"]
    assert "212.1吨毒品" in cited["quote"]
    text = client.get(f"/v1/documents/{cited['document']}").json()["text"]
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    place = f"doc={cited['document']}&start={cited['start']}&end={cited['end']}"
    assert cited["permalink"] == f"/?lang=zh#{place}"


def test_an_english_question_has_names_in_english(client: TestClient) -> None:
    found = client.post(
        "/v1/stances", json={"question": "France welcomes the ceasefire and calls for access"}
    ).json()
    assert found["language"] == "en"
    france = next(row for row in found["rows"] if row["delegation_code"] == "FR")
    assert france["delegation"] == "France"
    assert france["cells"][1]["citation"]["reference"].startswith("S/PV.9002, 10 March 2020, Mr.")


def test_filters_and_the_number_of_meetings_narrow(client: TestClient) -> None:
    body = {"question": "毒品", "filters": {"delegations": ["波兰"], "documents": ["S/PV.9001"]}}
    found = client.post("/v1/stances", json=body).json()
    assert [row["delegation_code"] for row in found["rows"]] == ["PL"]
    assert len(found["meetings"]) == 1
    one = client.post("/v1/stances", json={"question": "毒品", "meetings": 1}).json()
    assert (len(one["meetings"]), one["more"]) == (1, 1)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"question": " "}, "The question is empty."),
        ({"question": "毒品", "meetings": 0}, "meetings: is 0; it must be at least 1."),
        ({"question": "毒品", "meeting": 3}, "meeting: is not a known field."),
        (
            {"question": "毒品", "filters": {"documents": ["S/PV.1"]}},
            "No document 'S/PV.1' is held.",
        ),
    ],
)
def test_a_request_at_fault_is_a_problem(
    client: TestClient, body: dict[str, object], told: str
) -> None:
    answer = client.post("/v1/stances", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == told


# Mentions


def test_mentions_fit_their_model_whatever_form_is_asked_for(client: TestClient) -> None:
    for form in ("2396", "S/RES/2396 (2017)", "第2396（2017）号决议"):
        answer = client.get(f"/v1/symbols/{quote(form, safe='')}/mentions")
        assert answer.status_code == 200, form
        found = schemas.MentionsResponse.model_validate(answer.json())
        assert (found.symbol, found.total, found.held) == ("S/RES/2396", 1, [])
        assert found.mentions[0].written == "第2396（2017）号决议"
        assert found.mentions[0].citation.delegation == "上海合作组织"


def test_names_come_in_the_language_asked_for_and_filters_narrow(client: TestClient) -> None:
    address = "/v1/symbols/S/RES/2396/mentions"
    found = client.get(address, params={"language": "en"}).json()
    assert found["by"][0]["delegation"] == "Shanghai Cooperation Organization"
    assert client.get(address, params={"delegation": "PL"}).json()["total"] == 0
    assert client.get(address, params={"offset": 1}).json()["mentions"] == []


def test_a_document_that_is_held_says_so(client: TestClient) -> None:
    found = client.get("/v1/symbols/S/PV.9001/mentions").json()
    assert [document["symbol"] for document in found["held"]] == ["S/PV.9001"]
    assert found["total"] == 0


def test_an_unknown_symbol_is_404_with_near_ones_and_other_words_are_422(
    client: TestClient,
) -> None:
    unknown = client.get("/v1/symbols/2397/mentions")
    assert unknown.status_code == 404
    assert unknown.json()["type"] == "urn:rostrum:problem:not-held"
    assert "S/RES/2396" in unknown.json()["hint"]
    assert client.get("/v1/symbols/Crimea/mentions").status_code == 422
    assert client.get("/v1/symbols/2396/mentions", params={"limit": 0}).status_code == 422


# What OpenAPI tells


def test_every_example_fits_its_model() -> None:
    models = [
        model
        for model in vars(schemas).values()
        if isinstance(model, type)
        and issubclass(model, BaseModel)
        and model.__module__ == schemas.__name__
        and "json_schema_extra" in model.model_config
    ]
    assert {model.__name__ for model in models} == {
        "StancesRequest",
        "StancesResponse",
        "MentionsResponse",
    }
    for model in models:
        extra = model.model_config["json_schema_extra"]
        assert isinstance(extra, dict)
        for example in extra["examples"]:  # type: ignore[union-attr]
            model.model_validate(example)
