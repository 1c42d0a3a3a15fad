"""Rostrum by its own doors: `Library.add_records` to put in, `Searcher.search` to ask.

Its encoder here looks vectors up, so that no encoding is measured, of Rostrum or of anybody; with
ROSTRUM_PEERS_LATE=1 it gives token vectors too, and Rostrum codes, keeps and scores them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

# As the commands set it for themselves (see api/command).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from eval.bench.peers.harness import (
    K,
    Passages,
    Question,
    Search,
    System,
    read_questions,
    rows_of,
    run,
)
from index.encode.protocol import Vectors
from index.records.model import Record
from index.search.model import Filters
from index.store.library import Library

LATE = "ROSTRUM_PEERS_LATE"


class LookedUp:
    """Vectors by text: of questions as they are, of passages whatever context is before them."""

    name = digest = "looked up"

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._rows = {text: row for row, text in enumerate(texts)}
        self._vectors = vectors

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._vectors.shape[1])

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """See `index.encode.protocol.Encoder`."""
        return self._vectors[[self._row(text) for text in texts]]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `index.encode.protocol.Encoder`."""
        return self.encode_questions(texts)

    def _row(self, text: str) -> int:
        """Where a text stands; a passage may have its line of context before it."""
        known = self._rows.get(text)
        return self._rows[text.partition("\n")[2]] if known is None else known


class LookedUpTokens(LookedUp):
    """The same with token vectors: `pieces` of all texts one after the other, where each one
    `ends`, and a `table` of one vector a piece."""

    def __init__(self, texts: Sequence[str], vectors: Vectors, folder: Path, name: str) -> None:
        super().__init__(texts, vectors)
        self._pieces = np.load(folder / f"{name}pieces.npy", mmap_mode="r")
        self._ends = np.load(folder / f"{name}ends.npy")
        self._table = np.load(folder / "table.npy", mmap_mode="r")

    @property
    def token_dimensions(self) -> int:
        """Length of a token's vector."""
        return int(self._table.shape[1])

    def encode_question_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """See `index.encode.protocol.TokenEncoder`."""
        return self.encode_questions([text])[0], self._tokens(text)

    def encode_passage_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """See `index.encode.protocol.TokenEncoder`."""
        return self.encode_passages(texts), [self._tokens(text) for text in texts]

    def _tokens(self, text: str) -> Vectors:
        row = self._row(text)
        begin = self._ends[row - 1] if row else 0
        return np.asarray(self._table[self._pieces[begin : self._ends[row]]], np.float32)


def ingest(passages: Passages, store: Path) -> None:
    """All documents in one transaction, with every index that Rostrum keeps."""
    encoder = _encoder(passages.texts, passages.vectors, passages.folder, "")
    with Library.open(store, encoder, create=True) as library:
        library.add_records(_records(passages.folder))


def open_store(store: Path, workload: Path) -> Search:
    """The searcher that service and command line use."""
    questions = read_questions(workload)
    vectors = np.stack([question.vector for question in questions])
    encoder = _encoder([question.words for question in questions], vectors, workload, "asked_")
    searcher = Library.open(store, encoder).searcher()

    def search(question: Question, delegation: str | None) -> list[str]:
        filters = Filters(delegations=(delegation,)) if delegation else None
        return [hit.passage.id for hit in searcher.search(question.words, K, filters).hits]

    return search


def _encoder(texts: Sequence[str], vectors: Vectors, folder: Path, name: str) -> LookedUp:
    if os.environ.get(LATE) == "1":
        return LookedUpTokens(texts, vectors, folder, name)
    return LookedUp(texts, vectors)


def _records(folder: Path) -> Iterator[Record]:
    from eval.bench.peers.text import Text

    for row in rows_of(folder / "documents.jsonl"):
        spans = tuple((start, end) for start, end in row.pop("paragraphs"))
        yield Text(paragraphs=spans, **row).record()


if __name__ == "__main__":
    run(System(("rostrum", "faiss-cpu", "tantivy"), ingest, open_store))
