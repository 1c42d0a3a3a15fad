"""A record made by hand and a searcher over it, small enough to be read in a test.

    record = made([(NOROV, "第一段。", "第二段。"), (CHAIR, "谢谢。")])
    shelf = Shelf([record])
    WordSearcher(shelf)

The searcher ranks paragraphs by shared character pairs; its similarities are the same measure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import NotHeld, QuestionError
from index.records.delegations import find
from index.records.model import (
    Delegation,
    Document,
    OffsetMap,
    Paragraph,
    Passage,
    Record,
    Speaker,
    Statement,
)
from index.search.model import Filters, Hit, Likeness, SearchResult


def person(name: str, delegation: str, honorific: str = "先生", **fields: Any) -> Speaker:
    return Speaker(name, honorific, delegation=find(delegation), **fields)


NOROV = person("诺罗夫", "SCO", name_en="Norov")
WANG = person("王毅", "CN", name_en="Wang Yi")
POLE = person("普日达克茨", "PL")


def made(
    statements: Sequence[tuple[Speaker | None, *tuple[str, ...]]],
    symbol: str | None = "S/PV.1",
    spoken: str | None = None,
    **fields: Any,
) -> Record:
    """A record whose statements are a speaker and paragraphs, each paragraph on a line."""
    known: dict[str, Any] = {"language": "zh", "kind": "verbatim", "date": "2019-09-25"} | fields
    text, told = "", []
    for number, (speaker, *lines) in enumerate(statements, 1):
        paragraphs = []
        for at, line in enumerate(lines, 1):
            paragraphs.append(Paragraph(at, len(text), len(text) + len(line)))
            text += line + "\n"
        start, end = paragraphs[0].start, paragraphs[-1].end
        told.append(
            Statement(
                number,
                start,
                end,
                start,
                start,
                speaker or Speaker(None),
                tuple(paragraphs),
                spoken,
            )
        )
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document(digest[:16], digest, "made.txt", symbol=symbol, **known)
    # Three characters of the file come before the text, so that the two offsets differ.
    offsets = OffsetMap((0,), (3,), len(text))
    return Record(document, "###" + text, text, offsets, (), tuple(told))


class Shelf:
    """The part of a library that answering needs, in memory."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = {record.document.id: record for record in records}

    def record(self, symbol_or_id: str) -> Record:
        return self.records[self.resolve(symbol_or_id).id]

    def resolve(self, symbol_or_id: str) -> Document:
        for record in self.records.values():
            if symbol_or_id in (record.document.id, record.document.symbol):
                return record.document
        raise NotHeld(f"{symbol_or_id} is not held.")

    def delegations(self) -> tuple[Delegation, ...]:
        heard = (s.speaker.delegation for r in self.records.values() for s in r.statements)
        return tuple(dict.fromkeys(delegation for delegation in heard if delegation))

    def catalogue(self) -> tuple[Document, ...]:
        return tuple(record.document for record in self.records.values())


class WordSearcher:
    """Every paragraph as a passage, ranked by the share of the question's character pairs."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def search(self, question: str, k: int = 10, filters: Filters | None = None) -> SearchResult:
        if not question.strip() or k < 1:
            raise QuestionError("The question is empty.", "Ask something.")
        hits = [hit for record in self._shelf.records.values() for hit in _hits(record)]
        codes = set(filters.delegations if filters else ())
        hits = [hit for hit in hits if not codes or _code(hit) in codes]
        scores = [_share(question, hit.passage.text) for hit in hits]
        order = sorted(range(len(hits)), key=lambda at: -scores[at])[:k]
        ranked = tuple(_ranked(hits[at], rank, scores[at]) for rank, at in enumerate(order, 1))
        return SearchResult(question, "en" if question.isascii() else "zh", ranked)

    def similarities(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([_share(question, text) for text in texts], np.float32)

    def likeness(self, question: str, texts: Sequence[str]) -> Likeness:
        shares = self.similarities(question, texts)
        return Likeness(shares, shares, shares)


def _hits(record: Record) -> list[Hit]:
    return [
        Hit(1, 0.0, _passage(record, s, p), s, record.document, p.start + 3, p.end + 3)
        for s in record.statements
        for p in s.paragraphs
    ]


def _passage(record: Record, statement: Statement, paragraph: Paragraph) -> Passage:
    start, end = paragraph.start, paragraph.end
    id = f"{record.document.id}:{start}-{end}"
    words = record.text[start:end]
    return Passage(
        id, record.document.id, statement.number, (paragraph.number,), start, end, words, ""
    )


def _ranked(hit: Hit, rank: int, score: float) -> Hit:
    return Hit(
        rank, score, hit.passage, hit.statement, hit.document, hit.raw_start, hit.raw_end, score
    )


def _code(hit: Hit) -> str | None:
    delegation = hit.statement.speaker.delegation
    return delegation.code if delegation else None


def _share(question: str, text: str) -> float:
    asked = {question[i : i + 2] for i in range(len(question) - 1)}
    return len({pair for pair in asked if pair in text}) / max(1, len(asked))
