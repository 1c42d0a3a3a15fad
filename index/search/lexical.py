"""The lexical leg: BM25 in tantivy over the terms of `index.search.words`.

The scores that leave here are shares: BM25 (k1 = 1.2, b = 0.75; Robertson & Zaragoza 2009)
divided by the sum of the question's term weights (idf times boost). A passage of average length
that has every term of the question once scores about 1; 0 means that the leg has nothing to say.
So the numbers can be compared between questions and added to another leg's.

A term also matches its translations, each for its share, and a passage in the other language is
measured by what the translations weigh.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from tantivy import FieldType, Occur, Query

from index.search.bm25 import BOOSTS, Boosts, inverse_frequency, total_weight
from index.search.dense import Rows, Scores
from index.search.filters import Selection
from index.search.translate import Term

_HEAP_BYTES = 64 * 2**20
# In how many passages a term stands is looked up once in a state of the library.
_REMEMBERED = 50_000
_WORDS, _KEY = "whitespace", "raw"


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage for the index: its terms, the terms around it and what filters ask for.

    `date` is the number 20190925, 0 where unknown; `speakers` are folded forms of the name.
    """

    row: int
    text: Sequence[str]
    context: Sequence[str]
    document: str
    language: str
    kind: str
    date: int = 0
    delegation: str | None = None
    speakers: Sequence[str] = ()


class LexicalIndex:
    """A folder with a tantivy index, open for searching from any thread."""

    def __init__(self, index: tantivy.Index, boosts: Boosts = BOOSTS) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._boosts = boosts
        self._frequency = lru_cache(maxsize=_REMEMBERED)(self._searcher.doc_freq)

    @staticmethod
    def build(folder: Path, entries: Iterable[Entry]) -> None:
        """Write an index of the entries into an empty folder."""
        # One thread writes one order of passages: the same library gives the same scores.
        writer = LexicalIndex.create(folder).writer(_HEAP_BYTES, num_threads=1)
        for entry in entries:
            writer.add_document(_document(entry))
        writer.commit()
        writer.wait_merging_threads()

    @staticmethod
    def create(folder: Path) -> tantivy.Index:
        """An index without passages in a folder that has none."""
        folder.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(_schema(), path=str(folder))

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """The index in a folder, as it is now."""
        index = tantivy.Index.open(str(folder))
        index.config_reader("Manual")
        return cls(index)

    def __len__(self) -> int:
        return self._searcher.num_docs

    def search(
        self, terms: Sequence[Term], k: int, selection: Selection | None = None
    ) -> tuple[Rows, Scores]:
        """The k best rows for a question's terms and their shares, best first."""
        return self._run(terms, k, _filter_clauses(self._schema, selection))

    def score(self, terms: Sequence[Term], rows: Rows) -> dict[int, float]:
        """The shares of given rows; a row without any of the terms is left out."""
        if not len(rows):
            return {}
        # A set of terms is looked for among all terms of each part: this takes a quarter of it.
        named = [Query.term_query(self._schema, "row", int(row)) for row in rows]
        wanted = Query.boolean_query([(Occur.Should, query) for query in named])
        found, scores = self._run(terms, len(rows), [_silent(wanted)])
        return dict(zip(found.tolist(), scores.tolist(), strict=True))

    def _run(
        self, terms: Sequence[Term], k: int, filters: list[tuple[Occur, Query]]
    ) -> tuple[Rows, Scores]:
        clauses = self._clauses(terms)
        if not clauses or not k:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        query = Query.boolean_query(clauses)
        if filters:
            query = Query.boolean_query([(Occur.Must, query), *filters])
        hits = self._searcher.search(query, k, count=False).hits
        places = [address for _, address in hits]
        found = np.array(self._searcher.fast_field_values("row", places), np.int64)
        chinese = np.array(self._searcher.fast_field_values("chinese", places), np.int64)
        weights = np.array([self._weight(terms, which) for which in (False, True)], np.float32)
        scores = np.array([score for score, _ in hits], np.float32) / weights[chinese]
        order = np.lexsort((found, -scores))
        return found[order], scores[order]

    def _clauses(self, terms: Sequence[Term]) -> list[tuple[Occur, Query]]:
        """One optional clause for each term, translation and field, where there are any such.

        Most words stand in no context, and many translations nowhere: each clause costs time in
        every part of the index, also where it finds nothing.
        """
        clauses = []
        for wanted in terms:
            boost = self._boosts.of(wanted.text)
            for term, share in ((wanted.text, 1.0), *wanted.translations):
                for field, weight in self._fields():
                    if not self._frequency(field, term):
                        continue
                    query = Query.term_query(self._schema, field, term, index_option="freq")
                    clauses.append((Occur.Should, Query.boost_query(query, boost * share * weight)))
        return clauses

    def _fields(self) -> tuple[tuple[str, float], ...]:
        return ("text", self._boosts.text), ("context", self._boosts.context)

    def _weight(self, terms: Sequence[Term], chinese: bool) -> float:
        return total_weight(terms, chinese, self._idf, self._boosts)

    def _idf(self, term: str) -> float:
        return inverse_frequency(len(self), self._frequency("text", term))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", indexed=True, fast=True)
    builder.add_integer_field("chinese", fast=True)
    for name in ("text", "context"):
        builder.add_text_field(name, tokenizer_name=_WORDS, index_option="freq")
    for name in ("document", "language", "kind", "delegation", "speaker"):
        builder.add_text_field(name, tokenizer_name=_KEY, index_option="basic")
    builder.add_integer_field("date", indexed=True, fast=True)
    return builder.build()


def _document(entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("row", entry.row)
    document.add_integer("chinese", int(entry.language == "zh"))
    document.add_text("text", " ".join(entry.text))
    document.add_text("context", " ".join(entry.context))
    document.add_text("document", entry.document)
    document.add_text("language", entry.language)
    document.add_text("kind", entry.kind)
    document.add_integer("date", entry.date)
    if entry.delegation:
        document.add_text("delegation", entry.delegation)
    for speaker in entry.speakers:
        document.add_text("speaker", speaker)
    return document


def _filter_clauses(
    schema: tantivy.Schema, selection: Selection | None
) -> list[tuple[Occur, Query]]:
    if selection is None:
        return []
    named: tuple[tuple[str, frozenset[Any] | None], ...] = (
        ("document", selection.documents),
        ("delegation", selection.delegations),
        ("speaker", selection.speakers),
        ("language", selection.languages),
        ("kind", selection.kinds),
    )
    clauses = [
        _silent(Query.term_set_query(schema, field, sorted(values)))
        for field, values in named
        if values is not None
    ]
    if selection.dates is not None:
        first, last = selection.dates
        clauses.append(_silent(Query.range_query(schema, "date", FieldType.Integer, first, last)))
    return clauses


def _silent(query: Query) -> tuple[Occur, Query]:
    """A clause that must hold and adds nothing to the score."""
    return (Occur.Must, Query.const_score_query(query, 0.0))
