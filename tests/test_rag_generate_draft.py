"""Sentences of a language model are told as soon as they stand."""

from __future__ import annotations

import threading

import pytest
from small_record import NOROV, WANG, Shelf, WordSearcher, made

from eval.bench.model_server import DONE, Behaviour, Handler, LanguageModel, chunk, cut_off, says
from rag.answer import Answerer
from rag.events import Citations, Done, Event, Hits, Piece, Stage, Waiting
from rag.generate.breaker import Breaker
from rag.generate.client import Client, Limits
from rag.generate.endpoint import Endpoint
from rag.generate.generated import GeneratedAnswerer
from rag.refuse import Thresholds

RECORD = made(
    [
        (NOROV, "过去五年来，上合组织缴获了212.1吨毒品，占全球缴获量的35%。"),
        (WANG, "中国反对双重标准。"),
    ]
)
QUESTION = "上合组织五年来缴获了多少毒品？"
FIRST, SECOND = "上合组织缴获了212.1吨毒品。", "占全球缴获量的35%。"


def answerer(url: str, breaker: Breaker | None = None) -> GeneratedAnswerer:
    shelf = Shelf([RECORD])
    searcher = WordSearcher(shelf)
    plain = Answerer(searcher, shelf, thresholds=Thresholds(floor=0.1))
    limits = Limits(first_pause=0.01, at_once=1)
    client = Client(Endpoint(url, "tiny", None, 10.0), limits, breaker)
    return GeneratedAnswerer(plain, searcher, shelf, client)


def in_parts(go_on: threading.Event, *parts: str) -> Behaviour:
    """The first part, and the others when it may go on."""

    def behave(handler: Handler) -> None:
        handler.begin()
        handler.write(chunk(parts[0]))
        go_on.wait(10)
        for part in parts[1:]:
            handler.write(chunk(part))
        handler.write(chunk(None, "stop") + DONE)

    return behave


def pieces(events: list[Event]) -> list[Piece]:
    return [event for event in events if isinstance(event, Piece)]


def answer_of(events: list[Event]) -> str:
    """The text that a reader of the events ends up with."""
    text = ""
    for piece in pieces(events):
        text = piece.text if piece.anew else text + piece.text
    return text


def test_a_sentence_is_told_while_the_next_is_written() -> None:
    go_on = threading.Event()
    with LanguageModel(in_parts(go_on, f"{FIRST}[p1]占", "全球缴获量的35%。[p1]")) as model:
        seen: list[Event] = []
        for event in answerer(model.url).events(QUESTION):
            seen.append(event)
            if isinstance(event, Piece) and not go_on.is_set():
                assert event == Piece(f"{FIRST}[1]")
                go_on.set()
    told = [event for event in seen if not isinstance(event, Waiting)]
    assert pieces(told) == [Piece(f"{FIRST}[1]"), Piece(f"{SECOND}[1]")]
    done = told[-1]
    assert isinstance(done, Done)
    assert (done.answer.text, done.answer.engine) == (f"{FIRST}[1]{SECOND}[1]", "tiny")
    kinds = [type(event) for event in told if not isinstance(event, Piece)]
    assert kinds == [Stage, Stage, Hits, Stage, Stage, Stage, Citations, Done]


@pytest.mark.parametrize(
    "reply",
    [
        f"{FIRST}[p1]{SECOND}[p1]",
        f"{FIRST}[p1]火星上缴获了99吨。[p1]{SECOND}[p1]",
        f"{FIRST[:-1]} [p1]。\n\n{SECOND[:-1]}【p1】。",
        f"<think>占了35%。对。</think>{FIRST}[p1] {SECOND}（p1）",
    ],
)
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_what_is_told_is_the_answer_however_the_reply_is_cut(reply: str, size: int) -> None:
    with LanguageModel(says(reply, size)) as model:
        one = answerer(model.url)
        events = list(one.events(QUESTION))
        waited = one.ask(QUESTION)
    done = events[-1]
    assert isinstance(done, Done)
    assert answer_of(events) == done.answer.text == waited.text
    assert done.answer.engine == "tiny"
    assert not any(piece.anew for piece in pieces(events))


def test_quotations_that_stand_in_for_a_broken_reply_begin_anew() -> None:
    with LanguageModel(cut_off(f"{FIRST}[p1]占全球")) as model:
        events = list(answerer(model.url).events(QUESTION))
    done = events[-1]
    assert isinstance(done, Done)
    assert done.answer.fallback
    assert answer_of(events) == done.answer.text


def test_a_reader_who_goes_away_frees_the_model_and_blames_nobody() -> None:
    go_on = threading.Event()
    with LanguageModel(in_parts(go_on, FIRST), says(f"{FIRST}[p1]")) as model:
        one = answerer(model.url, Breaker(failures=1))
        events = one.events(QUESTION)
        assert any(isinstance(event, Waiting) for event in events)
        events.close()
        go_on.set()
        assert one.ask(QUESTION).engine == "tiny"
