"""The service over the real documents: every quotation that leaves it stands where it says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from api import examples, schemas, schemas_held
from api.app import create_app
from api.desk import Desk
from api.settings import Settings
from fakes import FakeEncoder
from index.errors import StoreMissing
from index.store.database import FILE_NAME
from index.store.library import Library

SEEDS = Path(__file__).parent.parent / "seeds"
QUESTIONS = [
    "上合组织五年来缴获的毒品占多大比例？",
    "谁反对把恐怖主义和宗教挂钩？",
    "What did Ukraine's representative say about the CSTO?",
    "How many weapons did the CSTO confiscate in 2018?",
    "第2396（2017）号决议说了什么？",
]
REFUSED = "What did Iceland say about fisheries?"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("library")
    with Library.open(folder, FakeEncoder(), create=True) as library:
        report = library.add([SEEDS])
        assert (len(report.added), report.failed) == (5, ())
        with TestClient(create_app(Settings(library=folder), library)) as client:
            yield client


def ask(client: TestClient, question: str) -> dict[str, Any]:
    answer = client.post("/v1/ask", json={"question": question})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def document(client: TestClient, name: str) -> dict[str, Any]:
    return dict(client.get(f"/v1/documents/{name}", params={"raw": True}).json())


def mended(raw: str) -> str:
    """Words without what mending may remove: breaks, spaces and running headers."""
    return re.sub(r"\s", "", raw)


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotations_and_hits_are_slices_of_the_documents(client: TestClient, question: str) -> None:
    answer = ask(client, question)
    pieces = [(c, c["quote"]) for c in answer["citations"]]
    pieces += [(hit, hit["text"]) for hit in answer["hits"]]
    assert answer["hits"]
    for place, words in pieces:
        source = document(client, place["document"])
        assert source["text"][place["start"] : place["end"]] == words
        raw = mended(source["raw"][place["raw_start"] : place["raw_end"]])
        assert raw.startswith(mended(words)[:5])
        assert raw.endswith(mended(words)[-5:])
        statement = source["statements"][place["statement"] - 1]
        assert statement["start"] <= place["start"] < place["end"] <= statement["end"]


def test_every_answer_fits_the_models_to_the_last_field(client: TestClient) -> None:
    def check(fields: dict[str, Any], model: type[BaseModel]) -> None:
        assert set(fields) <= set(model.model_fields)
        model.model_validate(fields)

    for question in (QUESTIONS[0], QUESTIONS[2], REFUSED):
        check(ask(client, question), schemas.AskResponse)
    check(client.post("/v1/search", json={"question": "恐怖主义"}).json(), schemas.SearchResponse)
    check(client.get("/v1/documents").json(), schemas_held.DocumentsResponse)
    for summary in client.get("/v1/documents").json()["documents"]:
        check(document(client, summary["document"]), schemas_held.DocumentResponse)


def test_a_refusal_says_who_did_not_speak(client: TestClient) -> None:
    answer = ask(client, REFUSED)
    assert answer["refused"]
    assert "Iceland" in answer["reason"]
    assert answer["hits"]


def test_a_symbol_is_read_in_any_of_its_written_forms(client: TestClient) -> None:
    wanted = document(client, "S/PV.8626")["document"]
    for form in ("S%2FPV.8626", "s/pv.8626", "S/PV. 8626"):
        assert document(client, form)["document"] == wanted


def test_an_unknown_delegation_or_symbol_in_a_filter_is_named(client: TestClient) -> None:
    for filters, word in [({"delegations": ["Atlantis"]}, "Atlantis"),
                          ({"documents": ["S/PV.1"]}, "S/PV.1")]:  # fmt: skip
        answer = client.post("/v1/search", json={"question": "恐怖主义", "filters": filters})
        assert answer.status_code == 422
        assert answer.json()["type"] == "urn:rostrum:problem:filter"
        assert word in answer.json()["detail"]
        assert answer.json()["hint"]


def test_a_filter_keeps_everyone_else_out(client: TestClient) -> None:
    body = {"question": "恐怖主义", "k": 50, "filters": {"delegations": ["乌克兰"]}}
    hits = client.post("/v1/search", json=body).json()["hits"]
    assert {hit["delegation_code"] for hit in hits} == {"UA"}


def test_many_readers_at_once_get_what_each_gets_alone(client: TestClient) -> None:
    def told(question: str) -> tuple[Any, ...]:
        answer = ask(client, question)
        return answer["answer"], [hit["passage"] for hit in answer["hits"]]

    alone = [told(question) for question in QUESTIONS]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(told, QUESTIONS * 3)) == alone * 3


def test_a_library_that_is_deleted_or_made_anew_is_noticed(tmp_path: Path) -> None:
    folder, later = tmp_path / "library", tmp_path / "later"
    for place, name in [(folder, "003*"), (later, "004*")]:
        with Library.open(place, FakeEncoder(), create=True) as library:
            library.add(sorted(SEEDS.glob(name)))

    desk = Desk(lambda: Library.open(folder, FakeEncoder()), file=folder / FILE_NAME)

    def symbols() -> list[str | None]:
        return [one.document.symbol for one in desk.holdings.library.documents()]

    assert symbols() == ["S/PRST/2021/1"]
    assert desk.holdings is desk.holdings
    shutil.rmtree(folder)
    with pytest.raises(StoreMissing):
        symbols()
    later.rename(folder)
    assert symbols() == ["S/2019/537"]
    desk.close()


def test_the_example_of_the_description_is_a_true_one(client: TestClient) -> None:
    example = examples.ASK_RESPONSE["citations"][0]
    source = document(client, example["document"])
    assert (source["symbol"], source["digest"][:16]) == ("S/PV.8626", example["document"])
    assert example["quote"] in source["text"]
    assert source["statements"][3]["speaker"] == example["speaker"]


def test_health_counts_what_is_held(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert (health["status"], health["documents"]) == ("ok", 5)
    listed = client.get("/v1/documents").json()["documents"]
    assert health["passages"] == sum(one["passages"] for one in listed) > 300
