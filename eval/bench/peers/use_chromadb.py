"""Chroma in a folder, with BM25 beside it: its sparse vectors and `search` are not local yet.

Vectors, texts and metadata are in a `PersistentClient` collection (HNSW as it comes); the words in
a bm25s index, kept in the same folder, as its users do who need both; joined by reciprocal rank.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import bm25s  # type: ignore[import-not-found,unused-ignore]
import chromadb  # type: ignore[import-not-found,unused-ignore]
import numpy as np

from eval.bench.peers.harness import DEPTH, K, Passages, Question, Search, System, joined, run

_WORD = r"(?u)\b\w\w+\b"


def ingest(passages: Passages, store: Path) -> None:
    """In batches as large as Chroma takes."""
    client = _client(store)
    collection = client.create_collection(
        "passages", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )
    batch = client.get_max_batch_size()
    for start in range(0, len(passages.ids), batch):
        part = slice(start, start + batch)
        collection.add(
            ids=passages.ids[part],
            embeddings=passages.vectors[part],
            documents=passages.words[part],
            metadatas=passages.metadata[part],  # type: ignore[arg-type,unused-ignore]
        )
    index = bm25s.BM25()
    index.index(_tokens(passages.words), show_progress=False)
    index.save(str(store / "bm25"))
    named = [
        [id, row["delegation"]] for id, row in zip(passages.ids, passages.metadata, strict=True)
    ]
    (store / "bm25.json").write_text(json.dumps(named), "utf8")


def open_store(store: Path, _: Path) -> Search:
    """The collection and the words beside it."""
    collection = _client(store).get_collection("passages", embedding_function=None)
    index = bm25s.BM25.load(str(store / "bm25"))
    ids, delegations = zip(*json.loads((store / "bm25.json").read_text("utf8")), strict=True)
    whose = np.array(delegations)

    @cache
    def mask(delegation: str) -> Any:
        return (whose == delegation).astype(np.float32)

    def search(question: Question, delegation: str | None) -> list[str]:
        near = collection.query(
            query_embeddings=[question.vector],
            n_results=DEPTH,
            where={"delegation": delegation} if delegation else None,
        )
        rows, scores = index.retrieve(
            _tokens([question.words]),
            k=min(DEPTH, len(ids)),
            weight_mask=mask(delegation) if delegation else None,
            show_progress=False,
        )
        worded = [ids[row] for row, score in zip(rows[0], scores[0], strict=True) if score > 0]
        best = joined([near["ids"][0], worded], K)
        # The texts of what only the words found.
        missing = [id for id in best if id not in near["ids"][0]]
        if missing:
            collection.get(ids=missing)
        return best

    return search


def _client(store: Path) -> Any:
    settings = chromadb.Settings(anonymized_telemetry=False)
    return chromadb.PersistentClient(path=str(store), settings=settings)


def _tokens(texts: list[str]) -> Any:
    return bm25s.tokenize(texts, stopwords="en", token_pattern=_WORD, show_progress=False)


if __name__ == "__main__":
    run(System(("chromadb", "bm25s"), ingest, open_store))
