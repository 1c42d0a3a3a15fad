"""Conversations over HTTP: what was asked before comes with the request."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from api_fakes import FakeAnswerer, FakeLibrary
from starlette.testclient import TestClient

from api import schemas
from api.app import create_app
from api.settings import Settings

QUESTION = "上合组织缴获了多少麻醉品？"


class KnownLibrary(FakeLibrary):
    """A library that also says whom it knows by name."""

    def current(self) -> SimpleNamespace:
        return SimpleNamespace(roster=SimpleNamespace(names={"norov": "诺罗夫"}))


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(Settings(), KnownLibrary(), FakeAnswerer))


def ask(client: TestClient, question: str, **fields: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": question, **fields})
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_a_follow_up_is_answered_as_the_question_that_it_stands_for(client: TestClient) -> None:
    answer = ask(client, "那波兰呢？", history=["谁是主席？", QUESTION])
    assert answer["question"] == "那波兰呢？"
    assert answer["resolved_question"] == "波兰缴获了多少麻醉品？"
    assert answer["turn"]["question"] == "波兰缴获了多少麻醉品？"
    schemas.ConversedResponse.model_validate(answer)


def test_turns_go_back_as_they_came_and_say_who_was_cited(client: TestClient) -> None:
    first = ask(client, QUESTION, history=[])
    assert first["resolved_question"] is None
    assert first["turn"]["delegations"] == ["SCO"]
    cited = first["turn"]["cited"][0]
    assert (cited["name_zh"], cited["name_en"]) == ("诺罗夫先生", "Mr. Norov")
    assert (cited["delegation"], cited["document"], cited["gender"]) == ("SCO", "S/PV.8626", "m")
    second = ask(client, "他还说了什么？", history=[first["turn"]])
    assert second["resolved_question"] == "诺罗夫先生还说了什么？"
    third = ask(client, "What did he say about youth?", history=[first["turn"], second["turn"]])
    assert third["resolved_question"] == "What did Mr. Norov say about youth?"


def test_names_that_the_records_know_count_as_persons(client: TestClient) -> None:
    answer = ask(client, "And Norov?", history=["What did Poland say about drugs?"])
    assert answer["resolved_question"] == "What did Norov say about drugs?"


def test_a_complete_question_is_answered_as_it_stands(client: TestClient) -> None:
    answer = ask(client, QUESTION, history=["波兰对毒品说了什么？"])
    assert (answer["question"], answer["resolved_question"]) == (QUESTION, None)


def test_without_a_history_nothing_of_a_conversation_is_told(client: TestClient) -> None:
    answer = ask(client, "那波兰呢？")
    assert answer["question"] == "那波兰呢？"
    assert not {"resolved_question", "turn"} & answer.keys()


def test_events_end_with_the_same(client: TestClient) -> None:
    body = {"question": "那波兰呢？", "history": [QUESTION]}
    events = client.post("/v1/ask", json=body, headers={"accept": "text/event-stream"}).text
    done = json.loads(events.split("event: done\ndata: ")[1])
    assert done["question"] == "那波兰呢？"
    assert done["resolved_question"] == "波兰缴获了多少麻醉品？"


@pytest.mark.parametrize(
    "history",
    [["Who?"] * 21, ["a" * 10_001], [{"question": "?", "x": 1}], [{"cited": []}], [7], "Who?"],
)
def test_a_history_that_does_not_fit_is_refused(client: TestClient, history: Any) -> None:
    response = client.post("/v1/ask", json={"question": "Who?", "history": history})
    assert response.status_code == 422
    assert "history" in response.text


def test_a_delegation_that_nobody_knows_is_left_out(client: TestClient) -> None:
    turn = {"question": QUESTION, "delegations": ["Atlantis"], "cited": [{"delegation": "XX-1"}]}
    assert ask(client, "为什么？", history=[turn])["resolved_question"].endswith("，为什么？")
