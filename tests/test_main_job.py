"""The main job end to end with the shipped encoder: ask in either language, get citations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.command import main
from index.store.library import Library
from rag.answer import Answerer

ASKED = {
    "zh": "上合组织五年来缴获的毒品占多大比例？",
    "en": "How many weapons did the CSTO confiscate in 2018?",
}


def run(*arguments: str) -> str:
    done = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_answer_rests_on_quotations_of_the_record(seeds: Library, language: str) -> None:
    answer = Answerer(seeds.searcher(), seeds).ask(ASKED[language])
    assert not answer.refused
    assert answer.language == language
    for citation in answer.citations:
        record = seeds.record(citation.document.id)
        assert record.text[citation.start : citation.end] == citation.quote
        assert citation.quote in answer.text.replace("\n", "") or citation.quote[:10] in answer.text


def test_a_chinese_question_finds_its_passage(seeds: Library) -> None:
    hits = seeds.searcher().search(ASKED["zh"]).hits[:3]
    assert any("40%以上的非法麻醉品" in hit.passage.text for hit in hits)


def test_an_english_question_finds_a_chinese_passage(seeds: Library) -> None:
    hits = seeds.searcher().search(ASKED["en"]).hits[:5]
    assert any("武器" in hit.passage.text and "2018年" in hit.passage.text for hit in hits)


def test_every_leg_takes_part(seeds: Library) -> None:
    hit = seeds.searcher().search(ASKED["zh"]).hits[0]
    assert set(hit.legs) == {"lexical", "dense", "late"}
    assert hit.late is not None
    assert -1 <= hit.late <= 1


def test_a_delegation_that_did_not_speak_is_refused_with_the_reason(seeds: Library) -> None:
    answer = Answerer(seeds.searcher(), seeds).ask("冰岛代表说了什么？")
    assert answer.refused
    assert "冰岛" in (answer.reason or "")
    assert not answer.citations


def test_a_document_that_is_not_held_is_refused_by_its_symbol(seeds: Library) -> None:
    answer = Answerer(seeds.searcher(), seeds).ask("What was said at S/PV.9999?")
    assert answer.refused
    assert "S/PV.9999" in (answer.reason or "")


def test_the_batch_formats_are_those_of_the_description(seeds_folder: Path, tmp_path: Path) -> None:
    lines = [{"id": key, "question": question} for key, question in ASKED.items()]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(json.dumps(line) for line in lines), "utf8")
    common = ("--questions", str(questions), "--json", "--library", str(seeds_folder))
    found = [json.loads(line) for line in run("search", "-k", "3", *common).splitlines()]
    assert [row["id"] for row in found] == ["zh", "en"]
    assert [hit["rank"] for hit in found[0]["hits"]] == [1, 2, 3]
    assert found[0]["hits"][0].keys() >= {
        "rank", "score", "document", "symbol", "statement", "paragraphs", "speaker",
        "delegation", "start", "end", "raw_start", "raw_end", "text",
    }  # fmt: skip
    answered = [json.loads(line) for line in run("ask", *common).splitlines()]
    assert answered[0].keys() >= {"id", "question", "refused", "reason", "answer", "citations"}
    assert answered[0]["citations"][0].keys() >= {
        "document", "symbol", "speaker", "delegation", "start", "end", "raw_start", "raw_end",
        "quote", "reference",
    }  # fmt: skip


def test_hits_are_slices_of_the_text_and_of_the_file(seeds: Library) -> None:
    for hit in seeds.searcher().search(ASKED["en"], k=50).hits:
        record = seeds.record(hit.document.id)
        assert record.text[hit.passage.start : hit.passage.end] == hit.passage.text
        given = record.raw[hit.raw_start : hit.raw_end]
        assert "".join(hit.passage.text.split()) in "".join(given.split()) or "S/PV" in given
