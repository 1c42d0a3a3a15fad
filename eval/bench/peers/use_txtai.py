"""txtai: one embeddings database, dense and BM25, with content in SQLite; hybrid by itself.

Vectors come from a function, as its documentation has it for vectors made elsewhere; the index
types are those that it chooses. A filter is a clause of its SQL.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from txtai import Embeddings  # type: ignore[import-not-found,unused-ignore]

from eval.bench.peers.harness import K, Passages, Question, Search, System, read_questions, run

_QUERY = "select id from txtai where similar(:words)"
# Chinese comes with spaces between its words.
_WORDS = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"regexp": r"\w+"}}


def ingest(passages: Passages, store: Path) -> None:
    """One call, which indexes and writes content, words and vectors."""
    at = {words: row for row, words in enumerate(passages.words)}

    def transform(texts: list[str]) -> Any:
        return passages.vectors[[at[text] for text in texts]]

    with _embeddings(transform) as embeddings:
        embeddings.index(
            (id, {"text": words, **metadata}, None)
            for id, words, metadata in zip(
                passages.ids, passages.words, passages.metadata, strict=True
            )
        )
        embeddings.save(str(store))


def open_store(store: Path, workload: Path) -> Search:
    """The database as it was saved."""
    vectors = {question.words: question.vector for question in read_questions(workload)}

    def transform(texts: list[str]) -> Any:
        return np.stack([vectors[text] for text in texts])

    embeddings = _embeddings(transform)
    embeddings.load(str(store), config={"transform": transform})

    def search(question: Question, delegation: str | None) -> list[str]:
        parameters = {"words": question.words}
        query = _QUERY
        if delegation:
            query, parameters["only"] = f"{_QUERY} and delegation = :only", delegation
        found = embeddings.search(query, K, parameters=parameters)
        return [row["id"] for row in found]

    return search


def _embeddings(transform: Any) -> Any:
    return Embeddings(
        method="external", transform=transform, content=True, scoring=_WORDS, hybrid=True
    )


if __name__ == "__main__":
    run(System(("txtai", "faiss-cpu", "torch"), ingest, open_store))
