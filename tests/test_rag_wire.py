"""One vocabulary: the same names for the same things, whoever asks."""

from __future__ import annotations

import json
from typing import Any

from small_record import NOROV, WANG, Shelf, WordSearcher, made

from index.records.model import Passage
from rag import wire
from rag.answer import Answerer
from rag.refuse import Thresholds

RECORD = made(
    [(NOROV, "上合组织在塔什干设有反恐机构。", "我们在上海开会。"), (WANG, "中国反对双重标准。")],
    spoken="Russian",
    title="会议记录",
)
SHELF = Shelf([RECORD])
SEARCHER = WordSearcher(SHELF)
QUESTION = "上合组织的反恐机构设在哪里？"

HIT = {
    *("rank", "score", "document", "symbol", "statement", "paragraphs", "speaker", "delegation"),
    *("start", "end", "raw_start", "raw_end", "text"),
}
CITATION = {
    *("document", "symbol", "speaker", "delegation", "start", "end", "raw_start", "raw_end"),
    *("quote", "reference"),
}


def asked(question: str = QUESTION) -> dict[str, Any]:
    answer = Answerer(SEARCHER, SHELF, thresholds=Thresholds(floor=0.3)).ask(question)
    fields = wire.answer_fields(answer)
    return dict(json.loads(json.dumps(fields, ensure_ascii=False)))


def test_a_hit_has_every_field_that_is_promised() -> None:
    fields = wire.search_fields(SEARCHER.search(QUESTION, 2))
    assert fields["question"] == QUESTION
    first = json.loads(json.dumps(fields["hits"][0]))
    assert first.keys() >= HIT
    assert first["document"] == RECORD.document.id
    assert first["text"] == RECORD.text[first["start"] : first["end"]]
    assert first["text"] == RECORD.raw[first["raw_start"] : first["raw_end"]]
    assert (first["rank"], first["statement"], first["paragraphs"]) == (1, 1, [1])
    assert (first["speaker"], first["delegation"]) == ("诺罗夫先生", "上海合作组织")


def test_an_answer_has_every_field_that_is_promised() -> None:
    fields = asked()
    assert list(fields) == [
        *("question", "language", "refused", "reason", "answer", "opening", "citations", "hits"),
        *("timings", "engine", "fallback", "left_out", "facets", "ignored"),
    ]
    assert (fields["engine"], fields["fallback"], fields["left_out"]) == ("extractive", None, [])
    citation = fields["citations"][0]
    assert citation.keys() >= CITATION
    assert citation["quote"] == RECORD.text[citation["start"] : citation["end"]]
    assert citation["reference"].startswith("S/PV.1，2019年9月25日，诺罗夫先生（上海合作组织）")
    assert citation["translated_from"] == "Russian"
    assert citation["delegation_code"] == "SCO"


def test_a_refusal_has_the_same_fields() -> None:
    fields = asked("巴西代表说了什么？")
    assert fields.keys() == asked().keys()
    assert (fields["refused"], fields["citations"]) == (True, [])
    assert fields["reason"] == fields["answer"] == "巴西没有在所收录的会议记录中发言。"
    assert fields["facets"] == [{"kind": "delegation", "value": "BR", "label": "巴西"}]
    assert fields["ignored"] == []


def test_delegations_are_named_in_the_language_of_the_question() -> None:
    result = SEARCHER.search("terrorism", 1)
    fields = wire.hit_fields(result.hits[0], "en")
    assert fields["delegation"] == "Shanghai Cooperation Organization"
    assert fields["speaker"] == "诺罗夫先生"
    assert fields["speaker_label"] == "Mr. Norov (Shanghai Cooperation Organization)"


def test_a_record_gives_its_text_and_the_place_of_every_statement_and_paragraph() -> None:
    fields = wire.record_fields(RECORD)
    assert fields["text"] == RECORD.text
    statements = fields["statements"]
    assert [s["statement"] for s in statements] == [1, 2]
    assert [len(s["paragraphs"]) for s in statements] == [2, 1]
    for place in (statements[1], statements[0]["paragraphs"][1]):
        text = RECORD.text[place["start"] : place["end"]]
        assert text == RECORD.raw[place["raw_start"] : place["raw_end"]]
    assert "raw" not in fields


def test_a_passage_is_shown_with_its_reference_and_its_context() -> None:
    words = RECORD.statements[1]
    passage = Passage(
        "x", RECORD.document.id, 2, (1,), words.start, words.end,
        RECORD.text[words.start : words.end], "王毅 中国",
    )  # fmt: skip
    fields = wire.passage_fields(passage, RECORD, "en")
    assert fields["text"] == "中国反对双重标准。"
    assert fields["reference"].endswith("Mr. Wang Yi (China), statement 2, para. 1")
    assert fields["context"] == "王毅 中国"
