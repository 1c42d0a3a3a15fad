"""Over every seed: whatever is quoted stands in the record, and in the file, byte for byte."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from small_record import Shelf, WordSearcher

from eval.question_set import read_needs
from eval.run import LANGUAGES
from index.records.model import Record
from index.records.parse import parse_file
from index.sentences import sentence_spans
from index.store.library import Library
from rag.answer import Answerer
from rag.extract import WEIGHING
from rag.model import Citation
from rag.refuse import THRESHOLDS, Thresholds

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
# Every so many sentences one is asked about: some 60 questions over the two long records.
STEP = 25


@cache
def record(seed: Path) -> Record:
    return parse_file(seed)


@cache
def citations(seed: Path) -> list[Citation]:
    """What is quoted when a record is asked about its own sentences, whatever the evidence."""
    shelf = Shelf([record(seed)])
    answerer = Answerer(WordSearcher(shelf), shelf, thresholds=Thresholds(floor=-9.0))
    text = record(seed).text
    questions = [text[span.start : span.end] for span in sentence_spans(text)[::STEP]]
    return [c for question in questions for c in answerer.ask(question).citations]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name[:3])
def test_every_quotation_is_the_records_and_the_files_own(seed: Path) -> None:
    held, quoted = record(seed), citations(seed)
    assert quoted
    for citation in quoted:
        assert held.text[citation.start : citation.end] == citation.quote
        kept = [held.raw[held.offsets.raw(at)] for at in range(citation.start, citation.end)]
        assert "".join(kept) == citation.quote
        raw = held.raw[citation.raw_start : citation.raw_end]
        assert (raw[0], raw[-1]) == (citation.quote[0], citation.quote[-1])


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name[:3])
def test_every_quotation_lies_inside_its_statement_and_its_paragraphs(seed: Path) -> None:
    for citation in citations(seed):
        statement = citation.statement
        assert statement.start <= citation.start < citation.end <= statement.end
        numbered = [p for p in statement.paragraphs if p.number in citation.paragraphs]
        assert numbered[0].start <= citation.start
        assert citation.end <= numbered[-1].end
        assert citation.quote == citation.quote.strip()


def asked_at_random(texts: list[str], count: int) -> list[str]:
    """Runs of words of the records, of any length and from anywhere."""
    chance = random.Random(20190925)
    questions: list[str] = []
    while len(questions) < count:
        text = chance.choice(texts)
        begin = chance.randrange(len(text))
        questions.append(text[begin : begin + chance.randrange(4, 60)])
    return [question for question in questions if question.strip()]


@pytest.mark.parametrize("asked", ["the question set", "500 runs of words"])
def test_every_citation_is_byte_for_byte_in_its_file(seeds: Library, asked: str) -> None:
    """Nothing is refused here, and few sentences are encoded, so that much is quoted quickly."""
    records = {one.document.id: seeds.record(one.document.id) for one in seeds.documents()}
    files = {sha256(seed.read_bytes()).hexdigest(): seed for seed in SEEDS}
    questions = asked_at_random([record.text for record in records.values()], 500)
    if asked == "the question set":
        questions = [need.question(language) for need in read_needs() for language in LANGUAGES]
    answerer = Answerer(
        seeds.searcher(), seeds, replace(WEIGHING, encoded=2), Thresholds(floor=-9.0)
    )
    quoted = 0
    for question in questions:
        for citation in answerer.ask(question, k=1).citations:
            record = records[citation.document.id]
            file = files[citation.document.digest].read_bytes().decode("utf-8-sig")
            places = [record.offsets.raw(at) for at in range(citation.start, citation.end)]
            assert "".join(file[at] for at in places) == citation.quote, question
            assert record.text[citation.start : citation.end] == citation.quote, question
            assert places[0] == citation.raw_start and places[-1] + 1 == citation.raw_end
            quoted += 1
    assert quoted > len(questions)


@pytest.mark.parametrize(
    "question", ["How long does sourdough bread have to rise?", "面包要发酵多长时间？"]
)
def test_the_shipped_threshold_refuses_what_nobody_speaks_of(seeds: Library, question: str) -> None:
    answer = Answerer(seeds.searcher(), seeds).ask(question)
    assert answer.refused and answer.confidence < THRESHOLDS.floor
