"""The service over HTTP: the routes, their vocabulary, and a library that comes and goes."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from api_fakes import HOSTILE, LETTER, MEETING, FakeAnswerer, FakeLibrary
from pydantic import BaseModel
from starlette.testclient import TestClient

from api import schemas, schemas_documents, schemas_held, schemas_stances, schemas_verify
from api.app import create_app
from api.desk import Desk
from api.settings import Settings
from index.errors import StoreMissing
from index.records.model import OffsetMap
from rag import wire

QUESTION = "上合组织缴获了多少麻醉品？"
SYMBOL = "S%2FPV.8626"


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture
def client(library: FakeLibrary) -> TestClient:
    return TestClient(create_app(Settings(), library, FakeAnswerer))


# ------------------------------------------------------------------------------- what is answered


def test_an_answer_cites_slices_of_the_document_that_the_service_returns(
    client: TestClient,
) -> None:
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    assert answer["question"] == QUESTION
    assert not answer["refused"]
    first = answer["citations"][0]
    document = client.get(f"/v1/documents/{first['document']}?raw=true").json()
    assert document["text"][first["start"] : first["end"]] == first["quote"]
    assert document["raw"][first["raw_start"] : first["raw_end"]] == first["quote"]
    assert "40%以上" in first["quote"]
    assert first["translated_from"] == "Russian"
    assert first["delegation"] == "上海合作组织"
    assert first["reference"].startswith("S/PV.8626，2019年9月25日，诺罗夫先生（上海合作组织）")


def test_a_refusal_is_an_answer_with_a_reason_and_the_nearest_passages(
    client: TestClient,
) -> None:
    answer = client.post("/v1/ask", json={"question": "Who spoke about Mars?", "k": 3})
    assert answer.status_code == 200
    fields = answer.json()
    assert fields["refused"] is True
    assert fields["reason"] == fields["answer"]
    assert fields["citations"] == []
    assert [hit["rank"] for hit in fields["hits"]] == [1, 2, 3]


def test_search_returns_as_many_hits_as_asked_for_best_first(client: TestClient) -> None:
    body = {"question": QUESTION, "k": 3, "legs": ["lexical"]}
    hits = client.post("/v1/search", json=body).json()["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert hits[0]["score"] > hits[1]["score"] > hits[2]["score"]
    assert "40%以上" in hits[0]["text"]


def test_filters_reach_the_search(client: TestClient) -> None:
    body = {"question": QUESTION, "filters": {"delegations": ["PL"], "date_from": "2019-01-01"}}
    assert client.post("/v1/search", json=body).status_code == 200


def test_a_passage_is_found_by_the_id_that_its_hit_names(client: TestClient) -> None:
    hit = client.post("/v1/search", json={"question": QUESTION}).json()["hits"][0]
    passage = client.get(f"/v1/passages/{hit['passage']}?language=en").json()
    same = ("document", "statement", "start", "end", "raw_start", "raw_end", "text", "passage")
    assert {name: passage[name] for name in same} == {name: hit[name] for name in same}
    assert passage["delegation"] == "Shanghai Cooperation Organization"


def test_the_list_of_documents_counts_what_is_in_each(client: TestClient) -> None:
    listed = client.get("/v1/documents").json()["documents"]
    assert [one["symbol"] for one in listed] == ["S/PV.8626", None]
    assert [one["statements"] for one in listed] == [2, 1]
    assert [one["characters"] for one in listed] == [len(MEETING.text), len(LETTER.text)]


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/documents/{SYMBOL}",
        "/v1/documents/S/PV.8626",
        f"/v1/documents/{MEETING.document.id}",
    ],
)
def test_a_document_is_found_by_symbol_or_id(client: TestClient, path: str) -> None:
    assert client.get(path).json()["document"] == MEETING.document.id


def test_a_symbol_in_the_query_narrows_the_list_to_one_document(client: TestClient) -> None:
    listed = client.get("/v1/documents", params={"symbol": "S/PV.8626"}).json()["documents"]
    assert [one["document"] for one in listed] == [MEETING.document.id]


def test_a_document_tells_its_statements_and_paragraphs_by_offsets(client: TestClient) -> None:
    document = client.get(f"/v1/documents/{SYMBOL}").json()
    second = document["statements"][1]
    first = second["paragraphs"][0]
    words = document["text"][first["start"] : first["end"]]
    assert words == "𠮷祥的开场白之后，波兰支持打击恐怖主义。"
    assert second["speaker"] == "普日达奇先生"
    assert "raw" not in document


def test_names_come_in_the_language_that_the_reader_asks_for(client: TestClient) -> None:
    def speaker(query: str) -> str:
        document = client.get(f"/v1/documents/{SYMBOL}{query}").json()
        return str(document["statements"][0]["speaker_label"])

    assert speaker("") == "诺罗夫先生（上海合作组织）"
    assert speaker("?language=en") == "Mr. Norov (Shanghai Cooperation Organization)"


def test_who_takes_the_floor_is_listed_in_both_languages(client: TestClient) -> None:
    listed = client.get("/v1/speakers").json()
    assert listed["delegations"][0] == {"code": "PL", "zh": "波兰", "en": "Poland"}
    assert listed["speakers"] == ["普日达奇", "诺罗夫"]


def test_hostile_text_comes_back_as_json_and_nothing_else(client: TestClient) -> None:
    answer = client.get(f"/v1/documents/{LETTER.document.id}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert HOSTILE in answer.json()["text"]
    asked = client.post("/v1/ask", json={"question": HOSTILE})
    assert asked.headers["content-type"] == "application/json"
    assert asked.json()["question"] == HOSTILE


# --------------------------------------------------------------------------------- the vocabulary


def keys(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


def test_the_models_name_the_fields_that_the_command_line_writes() -> None:
    library = FakeLibrary()
    answer = FakeAnswerer(library, library).ask(QUESTION)
    summary = library.documents()[0]
    passage = library.passage(answer.hits[0].passage.id)
    record = wire.record_fields(MEETING)
    related = wire.relations_fields((), ()) | {"current": None}
    pairs: list[tuple[Mapping[str, Any], type[BaseModel]]] = [
        (wire.answer_fields(answer), schemas.AskResponse),
        (wire.search_fields(library.search(QUESTION)), schemas.SearchResponse),
        (wire.hit_fields(answer.hits[0], "zh"), schemas.HitFields),
        (wire.citation_fields(answer.citations[0], "zh"), schemas.CitationFields),
        (wire.document_fields(summary), schemas_held.SummaryFields),
        (record | related | {"raw": "", "runs": []}, schemas_held.DocumentResponse),
        (record["statements"][0], schemas_held.StatementFields),
        (record["statements"][0]["paragraphs"][0], schemas_held.ParagraphFields),
        (wire.passage_fields(passage, MEETING), schemas_held.PassageResponse),
    ]
    for written, model in pairs:
        assert set(written) == keys(model), model.__name__
        model.model_validate(written)


def test_the_filters_are_those_of_the_search() -> None:
    from index.search.model import Filters

    assert keys(schemas.FilterFields) == set(Filters.__dataclass_fields__)


def test_every_example_fits_its_model() -> None:
    modules = (schemas, schemas_held, schemas_documents, schemas_stances, schemas_verify)
    models = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseModel)
    }
    examples = [
        (model, example)
        for model in models
        if isinstance(model.model_config.get("json_schema_extra"), dict)
        for example in model.model_config["json_schema_extra"].get("examples", [])
    ]
    assert len(examples) >= 16
    for model, example in examples:
        model.model_validate(example)


def test_openapi_shows_an_example_for_every_body_and_every_answer(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    components = described["components"]["schemas"]

    def example_of(content: Mapping[str, Any]) -> Any:
        if "application/json" not in content:
            return all(one.get("example") for one in content.values())
        name = content["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        return components[name].get("examples")

    routes = {
        "/healthz",
        "/v1/search",
        "/v1/ask",
        "/v1/verify",
        "/v1/stances",
        "/v1/symbols/{symbol}/mentions",
        "/v1/citations",
        "/v1/documents",
        "/v1/documents/{name}",
        "/v1/documents/{name}/parse",
        "/v1/writing",
        "/v1/evaluation",
        "/v1/evaluation/compare",
        "/v1/evaluation/questions",
        "/v1/evaluation/questions/check",
        "/v1/evaluation/questions/own",
        "/v1/passages/{name}",
        "/v1/speakers",
    }
    assert set(described["paths"]) == routes
    for path, operations in described["paths"].items():
        for operation in operations.values():
            done = next(told for status, told in operation["responses"].items() if status < "300")
            assert example_of(done["content"]), path
            if "requestBody" in operation:
                assert example_of(operation["requestBody"]["content"]), path
    assert "Problem" in components
    unresolved = set(_references(described)) - {f"#/components/schemas/{n}" for n in components}
    assert unresolved == set()


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in _references(value)]
    return [ref for value in node for ref in _references(value)] if isinstance(node, list) else []


def test_openapi_limits_are_those_that_are_enforced(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["components"]["schemas"]["AskRequest"]
    k = described["properties"]["k"]
    assert (k["minimum"], k["maximum"], k["default"]) == (1, 1000, 10)
    assert described["properties"]["question"]["maxLength"] == 10_000
    assert client.post("/v1/ask", json={"question": "谁" * 10_000, "k": 1000}).status_code == 200


def test_the_models_know_every_kind_of_document() -> None:
    from index.records.model import Kind

    kind = schemas_held.SummaryFields.model_json_schema()["properties"]["kind"]
    assert set(kind["enum"]) == set(get_args(Kind))


# ---------------------------------------------------------------------- the library and the server


def test_health_tells_what_is_held(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert health["status"] == "ok"
    assert (health["documents"], health["passages"]) == (2, 46)
    assert (health["encoder"], health["generation"]) == ("fake-encoder", 1)
    schemas.HealthResponse.model_validate(health)


def test_a_missing_library_leaves_the_service_up_and_saying_what_to_do(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "nothing here")
    with TestClient(create_app(settings)) as client:
        health = client.get("/healthz")
        assert health.status_code == 503
        assert health.json()["status"] == "unavailable"
        assert "nothing here" in health.json()["detail"]
        assert client.get("/").status_code == 200
        for answer in (
            client.post("/v1/ask", json={"question": QUESTION}),
            client.get("/v1/documents"),
        ):
            assert answer.status_code == 503
            assert answer.json()["type"] == "urn:rostrum:problem:library-missing"
            assert answer.json()["hint"]


def test_a_library_that_appears_later_is_taken_into_use() -> None:
    there: list[FakeLibrary] = []

    def open_library() -> FakeLibrary:
        if not there:
            raise StoreMissing("There is no library.", "Index something.")
        return there[0]

    desk = Desk(open_library, FakeAnswerer)  # type: ignore[arg-type]
    assert isinstance(desk.rehearse(), StoreMissing)
    there.append(FakeLibrary())
    assert desk.rehearse() is None
    assert desk.holdings.library is there[0]
    desk.close()
    assert there[0].closed


def test_a_library_handed_in_stays_open_for_its_owner(library: FakeLibrary) -> None:
    with TestClient(create_app(Settings(), library, FakeAnswerer)) as client:
        assert client.get("/healthz").status_code == 200
    assert not library.closed


def test_the_library_is_read_outside_the_event_loop(library: FakeLibrary) -> None:
    loops: set[int] = set()
    app = create_app(Settings(), library, FakeAnswerer)

    @app.get("/thread")
    async def thread() -> None:
        loops.add(threading.get_ident())

    with TestClient(app) as client:
        client.get("/thread")
        client.get("/v1/documents")
    assert library.threads
    assert not library.threads & loops


def test_long_answers_are_compressed_for_those_who_take_it(client: TestClient) -> None:
    plain = client.get(f"/v1/documents/{SYMBOL}", headers={"accept-encoding": "identity"})
    packed = client.get(f"/v1/documents/{SYMBOL}", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()


def test_chinese_is_written_as_itself(client: TestClient) -> None:
    body = client.post("/v1/ask", json={"question": QUESTION}).content
    assert "上合组织".encode() in body
    assert json.loads(body)["language"] == "zh"


def test_the_map_of_the_fake_is_honest() -> None:
    assert OffsetMap((0,), (1,), len(MEETING.text)).raw(0) == 1
    assert MEETING.raw[1:] == MEETING.text
