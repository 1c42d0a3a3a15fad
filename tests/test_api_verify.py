"""`POST /v1/verify`: verdicts with their places over the seeds, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Response
from pydantic import BaseModel
from starlette.testclient import TestClient

from api import examples, schemas_verify
from api.app import create_app
from api.settings import Settings
from index.store.library import Library

WORDS = "缴获了欧亚大陆发现的40%以上的非法麻醉品"


@pytest.fixture(scope="module")
def client(seeds: Library) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), seeds)) as client:
        yield client


def post(client: TestClient, **body: Any) -> Response:
    return client.post("/v1/verify", json=body)


def verified(client: TestClient, **body: Any) -> dict[str, Any]:
    """The answer, held against its model to the last field."""
    answer = post(client, **body)
    assert answer.status_code == 200, answer.text
    fields = dict(answer.json())
    _check(fields, schemas_verify.VerifyResponse)
    for place in fields["places"]:
        _check(place, schemas_verify.QuotedPlace)
        for part in place["parts"]:
            _check(part, schemas_verify.PartFields)
    return fields


def _check(fields: dict[str, Any], model: type[BaseModel]) -> None:
    assert set(fields) == set(model.model_fields), model.__name__
    model.model_validate(fields)


def test_an_exact_quotation_comes_with_its_place_in_both_languages(client: TestClient) -> None:
    checked = verified(client, quotation=WORDS)
    assert (checked["verdict"], checked["more"], checked["nearest"]) == ("exact", False, [])
    (place,) = checked["places"]
    assert (place["number"], place["wording"], place["claimed"]) == (1, "exact", None)
    assert place["references"] == {
        "zh": "S/PV.8626，2019年9月25日，诺罗夫先生（上海合作组织），第4次发言，第7段",
        "en": "S/PV.8626, 25 September 2019, Mr. Norov (Shanghai Cooperation Organization), "
        "statement 4, para. 7",
    }
    assert place["reference"] == place["references"]["zh"]
    assert (place["delegation_code"], place["translated_from"]) == ("SCO", "Russian")
    document = client.get(f"/v1/documents/{place['document']}?raw=true").json()
    assert document["text"][place["start"] : place["end"]] == place["quote"] == WORDS
    assert document["raw"][place["raw_start"] : place["raw_end"]] == WORDS
    assert client.get(f"/v1/passages/{place['passage']}").status_code == 200


def test_the_permalink_is_the_address_that_the_page_gives_a_quotation(client: TestClient) -> None:
    place = verified(client, quotation=WORDS, language="en")["places"][0]
    start, end = place["start"], place["end"]
    assert place["permalink"] == f"/?lang=en#doc={place['document']}&start={start}&end={end}"
    assert place["reference"] == place["references"]["en"]
    assert place["speaker_label"] == "Mr. Norov (Shanghai Cooperation Organization)"


def test_a_near_quotation_shows_what_differs(client: TestClient) -> None:
    checked = verified(client, **examples.VERIFY)
    (place,) = checked["places"]
    expected = examples.VERIFY_RESPONSE
    assert {name: checked[name] for name in expected if name not in ("places", "timings")} == {
        name: expected[name] for name in expected if name not in ("places", "timings")
    }
    assert place["parts"][0]["segments"] == expected["places"][0]["parts"][0]["segments"]
    told = ("wording", "distance", "share", "written", "claimed", "quote", "references")
    assert {name: place[name] for name in told} == {
        name: expected["places"][0][name] for name in told
    }
    record = "".join(segment["record"] for segment in place["parts"][0]["segments"])
    assert record == place["quote"]


def test_the_same_words_of_somebody_else_are_misattributed(client: TestClient) -> None:
    checked = verified(client, quotation=WORDS, by="Poland")
    assert (checked["verdict"], checked["by"]) == ("misattributed", "Poland")
    assert (checked["by_delegation"], checked["by_delegation_code"]) == ("波兰", "PL")
    assert checked["reason"].endswith("但这段话出自诺罗夫先生（上海合作组织），而不是波兰。")
    assert checked["places"][0]["claimed"] is False


def test_a_person_may_be_named(client: TestClient) -> None:
    checked = verified(client, quotation=WORDS, by="诺罗夫")
    assert (checked["verdict"], checked["by_delegation"]) == ("exact", None)


def test_what_is_not_there_comes_with_what_is_nearest(client: TestClient) -> None:
    checked = verified(client, quotation="海豚在安全理事会发言，要求禁止在月球上钓鱼。")
    assert (checked["verdict"], checked["places"]) == ("not_found", [])
    assert [hit["rank"] for hit in checked["nearest"]] == [1, 2, 3, 4, 5]


def test_traditional_characters_are_told(client: TestClient) -> None:
    checked = verified(client, quotation="繳獲了歐亞大陸發現的40%以上的非法麻醉品")
    assert (checked["verdict"], checked["traditional"]) == ("near", True)
    assert checked["places"][0]["written"] == ["traditional_characters"]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"quotation": ""}, "invalid-request", "The quotation is empty."),
    ({"quotation": " \n"}, "invalid-request", "The quotation is empty."),
    ({"quotation": "和"}, "invalid-request", "nothing in the quotation to look for"),
    ({"quotation": "，。"}, "invalid-request", "nothing in the quotation to look for"),
    ({"quotation": "字" * 50_000}, "invalid-request", "50,000 characters; at most 10,000"),
    ({"quotation": "反恐…" * 30}, "invalid-request", "30 parts"),
    ({}, "invalid-request", "quotation: is required."),
    ({"quotation": WORDS, "who": "PL"}, "invalid-request", "who: is not a known field."),
    ({"quotation": WORDS, "by": 7}, "invalid-request", "by"),
    ({"quotation": WORDS, "language": "fr"}, "invalid-request", "language"),
    ({"quotation": WORDS, "by": "Atlantis"}, "filter", "Atlantis"),
]


@pytest.mark.parametrize(("body", "name", "word"), REFUSED)
def test_what_cannot_be_checked_is_refused_with_a_reason(
    client: TestClient, body: dict[str, Any], name: str, word: str
) -> None:
    answer = post(client, **body)
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"urn:rostrum:problem:{name}"
    assert word in problem["detail"]
    assert problem["hint"]
    assert len(answer.content) < 2_000


def test_the_limit_that_is_told_is_the_one_enforced(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["components"]["schemas"]["VerifyRequest"]
    limit = described["properties"]["quotation"]["maxLength"]
    checked = verified(client, quotation=(WORDS * 1_000)[:limit])
    assert checked["verdict"] == "not_found"
