"""Answers as server-sent events: their order, their end, and readers who go away."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from api_fakes import FakeAnswerer, FakeLibrary
from small_record import NOROV, WANG, Shelf, WordSearcher, made
from starlette.testclient import TestClient

from api import stream
from api.app import create_app
from api.settings import Settings
from eval.bench.model_server import LanguageModel, fails, says
from fakes import FakeEncoder, write_files
from index.errors import NotHeld
from index.search.model import Filters
from index.store.library import Library
from rag.answer import citation_of
from rag.compose import compose
from rag.events import Done, Events, Piece, Stage, outcome, told
from rag.generate.endpoint import Endpoint
from rag.model import Answer

QUESTION = "本组织五年来缴获了多少毒品？"
REFUSED = "巴西代表说了什么？"
ASKED = {"accept": "text/event-stream"}
Told = list[tuple[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library with two small meetings and a note."""
    folder = tmp_path_factory.mktemp("library")
    with Library.open(folder, FakeEncoder(), create=True) as library:
        library.add(list(write_files(tmp_path_factory.mktemp("files"))))
        yield library


@pytest.fixture
def client(library: Library) -> TestClient:
    return TestClient(create_app(Settings(), library))


def read(text: str) -> Told:
    """The events of a stream, as a reader takes it apart."""
    told = []
    for block in text.removesuffix("\n\n").split("\n\n"):
        name, data = block.split("\n")
        assert name.startswith("event: ")
        assert data.startswith("data: ")
        told.append((name[7:], json.loads(data[6:])))
    return told


def streamed(client: TestClient, question: str, **more: Any) -> Told:
    answer = client.post("/v1/ask", json={"question": question, **more}, headers=ASKED)
    assert answer.status_code == 200
    return read(answer.text)


def timeless(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "timings"}


# ------------------------------------------------------------------------------- what is told when


def test_the_events_come_in_the_order_of_the_work(client: TestClient) -> None:
    told = streamed(client, QUESTION)
    names = [name for name, _ in told]
    assert names == [
        *("stage", "stage", "hits", "stage", "stage"),
        *["answer"] * (len(names) - 7),
        *("citations", "done"),
    ]
    stages = [fields for name, fields in told if name == "stage"]
    assert [fields["stage"] for fields in stages] == ["search", "refuse", "choose", "cite"]
    assert all(fields["ms"] >= 0 for fields in stages)


def test_a_stage_that_goes_on_is_told_again(client: TestClient) -> None:
    told = streamed(client, "波兰代表谈到克里米亚了吗？")
    searched = [f["ms"] for n, f in told if n == "stage" and f["stage"] == "search"]
    assert len(searched) == 2
    assert searched[1] == told[-1][1]["timings"]["search"] >= searched[0]


@pytest.mark.parametrize("question", [QUESTION, REFUSED, "What about the ceasefire?"])
def test_the_last_event_is_the_answer_of_those_who_wait(client: TestClient, question: str) -> None:
    waited = client.post("/v1/ask", json={"question": question, "k": 3}).json()
    told = dict(streamed(client, question, k=3))
    assert timeless(told["done"]) == timeless(waited)
    assert told["done"]["timings"].keys() == waited["timings"].keys()
    assert told["hits"]["hits"] == waited["hits"]
    assert told["citations"]["citations"] == waited["citations"]


def test_the_pieces_are_the_quotations_one_by_one(client: TestClient) -> None:
    told = streamed(client, QUESTION)
    pieces = [fields["text"] for name, fields in told if name == "answer"]
    done = told[-1][1]
    assert "".join(pieces) == done["answer"]
    assert len(pieces) == len(done["citations"]) >= 1
    for piece, citation in zip(pieces, done["citations"], strict=True):
        assert f"“{citation['quote']}”" in piece
        assert piece.endswith(f"[{citation['number']}]")


def test_a_refusal_is_told_with_its_reason_and_the_nearest_passages(client: TestClient) -> None:
    told = streamed(client, REFUSED)
    assert [name for name, _ in told] == [
        *("stage", "stage", "hits", "answer", "citations", "done")
    ]
    fields = dict(told)
    assert fields["done"]["refused"]
    assert fields["answer"]["text"] == fields["done"]["reason"]
    assert fields["citations"]["citations"] == []
    assert fields["hits"]["hits"]


def test_marks_inside_a_quotation_do_not_end_a_piece() -> None:
    record = made([(NOROV, "毒品[1]很多，毒品[2]不少。"), (WANG, "毒品[3][4]很多。")])
    hits = WordSearcher(Shelf([record])).search("毒品", 2).hits
    cited = tuple(
        citation_of(record, hit, hit.passage.start, hit.passage.end, number, "zh")
        for number, hit in enumerate(hits, start=1)
    )
    text = compose(cited, "zh")
    above, first, second = text.split("\n\n")
    pieces = list(told(Answer("毒品", "zh", False, None, text, cited, hits)))[:-2]
    assert pieces == [Piece(above), Piece(f"\n\n{first}"), Piece(f"\n\n{second}")]


def test_an_answerer_that_does_not_tell_is_told_at_the_end() -> None:
    client = TestClient(create_app(Settings(), FakeLibrary(), FakeAnswerer))  # type: ignore[arg-type]
    told = streamed(client, "上合组织缴获了多少麻醉品？")
    assert [name for name, _ in told] == ["hits", "answer", "answer", "citations", "done"]


def test_a_language_models_answer_is_told_in_whole_sentences(library: Library) -> None:
    written = "五年来缴获了212.1吨毒品。[p1]这占全球缴获量的35%。[p1]火星上缴获了99吨。[p1]"
    with LanguageModel(says(written)) as model:
        settings = Settings(endpoint=Endpoint(model.url, "tiny"))
        told = streamed(TestClient(create_app(settings, library)), QUESTION, generate=True)
    done = told[-1][1]
    pieces = [fields["text"] for name, fields in told if name == "answer"]
    assert done["engine"] == "tiny"
    assert len(done["left_out"]) == 1
    assert "".join(pieces) == done["answer"]
    assert done["answer"] == "五年来缴获了212.1吨毒品。[1]这占全球缴获量的35%。[1]"
    assert all(piece.endswith("[1]") for piece in pieces)


# --------------------------------------------------------------------------------- how it is sent


def test_nothing_between_keeps_or_packs_the_events(client: TestClient) -> None:
    headers = {**ASKED, "accept-encoding": "gzip"}
    answer = client.post("/v1/ask", json={"question": QUESTION}, headers=headers)
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store, no-transform"
    assert answer.headers["x-accel-buffering"] == "no"
    assert "content-encoding" not in answer.headers
    assert "本组织五年来缴获了".encode() in answer.content


@pytest.mark.parametrize(
    ("accept", "events"),
    [
        ("text/event-stream", True),
        ("Text/Event-Stream; charset=utf-8", True),
        ("text/event-stream, application/json", True),
        ("application/json;q=0.5, text/event-stream", True),
        ("*/*, text/event-stream;q=0.1", True),
        ("application/json, text/event-stream", False),
        ("application/json, text/event-stream;q=0.9", False),
        ("text/event-stream;q=0", False),
        ("text/event-stream;q=much", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_events_are_sent_to_those_who_ask_for_them(accept: str, events: bool) -> None:
    assert stream.wanted(accept) == events


# --------------------------------------------------------------------------------- what goes wrong


class Broken:
    """Tells of one stage, then fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def ask(self, question: str, k: int = 10, filters: Filters | None = None) -> Answer:
        return outcome(self.events(question, k, filters))

    def events(self, question: str, k: int = 10, filters: Filters | None = None) -> Events:
        yield Stage("search", 1.25)
        raise self.error


def broken(error: Exception) -> Told:
    app = create_app(Settings(), FakeLibrary(), lambda *_: Broken(error))  # type: ignore
    return streamed(TestClient(app), QUESTION)


def test_a_failure_on_the_way_is_the_last_event() -> None:
    assert broken(NotHeld("S/PV.1 has just been removed.", "Ask again.")) == [
        ("stage", {"stage": "search", "ms": 1.25}),
        (
            "error",
            {
                "type": "urn:rostrum:problem:not-held",
                "title": "The library does not hold this",
                "status": 404,
                "detail": "S/PV.1 has just been removed.",
                "hint": "Ask again.",
                "instance": "/v1/ask",
            },
        ),
    ]


def test_a_failure_that_nobody_foresaw_tells_nothing_of_the_inside() -> None:
    name, fields = broken(ZeroDivisionError("secret detail"))[-1]
    assert (name, fields["status"]) == ("error", 500)
    assert "secret" not in str(fields)
    assert fields["hint"]


def test_what_fails_before_the_first_event_is_an_ordinary_problem(
    client: TestClient, tmp_path: Path
) -> None:
    blank = client.post("/v1/ask", json={"question": "  "}, headers=ASKED)
    assert (blank.status_code, blank.headers["content-type"]) == (422, "application/problem+json")
    assert blank.json()["type"] == "urn:rostrum:problem:question"
    filters = {"delegations": ["Atlantis"]}
    unknown = client.post("/v1/ask", json={"question": "?", "filters": filters}, headers=ASKED)
    assert unknown.status_code == 422
    empty = TestClient(create_app(Settings(library=tmp_path / "none")))
    missing = empty.post("/v1/ask", json={"question": QUESTION}, headers=ASKED)
    assert missing.status_code == 503


def test_a_model_that_fails_leaves_the_quotations(library: Library) -> None:
    with LanguageModel(fails(401)) as model:
        settings = Settings(endpoint=Endpoint(model.url, "tiny"))
        told = streamed(TestClient(create_app(settings, library)), QUESTION, generate=True)
    name, done = told[-1]
    assert (name, done["engine"]) == ("done", "extractive")
    assert done["fallback"]
    assert "".join(f["text"] for n, f in told if n == "answer") == done["answer"]


# --------------------------------------------------------------------------- waiting and going away


class Slow:
    """Tells of one stage, then works until it is let go on, and notes how it ended."""

    def __init__(self) -> None:
        self.working, self.go_on, self.closed = (threading.Event() for _ in range(3))
        self.told = 0

    def events(self) -> Events:
        try:
            yield Stage("search", 1.0)
            self.working.set()
            assert self.go_on.wait(10)
            for _ in range(5):
                self.told += 1
                yield Piece("。")
            yield Done(Answer(QUESTION, "zh", True, "无", "无", (), ()))
        finally:
            self.closed.set()


def test_a_comment_keeps_a_silent_connection_open() -> None:
    slow = Slow()

    async def listen() -> list[bytes]:
        response = stream.respond(slow.events(), "/v1/ask", keep_alive=0.01)
        blocks: list[bytes] = []
        async for block in response.body_iterator:
            blocks.append(bytes(block))  # type: ignore[arg-type]
            if len(blocks) == 3:
                slow.go_on.set()
        return blocks

    blocks = asyncio.run(listen())
    assert blocks[0].startswith(b"event: stage\n")
    assert all(block.startswith(b": ") and block.endswith(b"\n\n") for block in blocks[1:3])
    told = b"".join(block for block in blocks if not block.startswith(b": "))
    assert [name for name, _ in read(told.decode())] == ["stage", *["answer"] * 5, "done"]


def test_the_work_stops_when_the_reader_goes_away() -> None:
    slow = Slow()
    sent: list[bytes] = []

    async def receive() -> dict[str, Any]:
        assert await asyncio.to_thread(slow.working.wait, 10)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))

    async def visit() -> None:
        response = stream.respond(slow.events(), "/v1/ask")
        await response({"type": "http"}, receive, send)
        # The reader is gone; only now does the work come to its next event.
        slow.go_on.set()
        assert await asyncio.to_thread(slow.closed.wait, 10)

    asyncio.run(visit())
    assert [name for name, _ in read(b"".join(sent).decode())] == ["stage"]
    assert slow.told == 1


def test_a_reader_that_never_comes_leaves_nothing_behind() -> None:
    slow = Slow()
    response = stream.respond(slow.events(), "/v1/ask")
    del response
    assert slow.closed.wait(10)
    assert slow.told == 0


def test_events_that_end_without_an_answer_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="without an answer"):
        outcome(event for event in (Stage("search", 1.0),))
