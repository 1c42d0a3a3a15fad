"""Haystack: its FAISS store for the vectors, its in-memory store for BM25, its joiner over both.

Both stores are saved to files and loaded again: BM25 is counted anew each time, as nothing of it
is saved. With a filter the FAISS store looks through ten times as many as asked for. Its Chroma
store takes documents one by one: 20,000 of them took five minutes of processor time, not 16 s.
"""

from __future__ import annotations

from pathlib import Path

from haystack import Document  # type: ignore[import-not-found,unused-ignore]
from haystack.components.joiners import (  # type: ignore[import-not-found,unused-ignore]
    DocumentJoiner,
)
from haystack.components.retrievers import (  # type: ignore[import-not-found,unused-ignore]
    InMemoryBM25Retriever,
)
from haystack.document_stores.in_memory import (  # type: ignore[import-not-found,unused-ignore]
    InMemoryDocumentStore,
)
from haystack_integrations.components.retrievers.faiss import (  # type: ignore[import-not-found,unused-ignore]
    FAISSEmbeddingRetriever,
)
from haystack_integrations.document_stores.faiss import (  # type: ignore[import-not-found,unused-ignore]
    FAISSDocumentStore,
)

from eval.bench.peers.harness import DEPTH, K, Passages, Question, Search, System, run

# Chinese comes with spaces between its words; the default would take each character for one.
_WORD = r"(?u)\b\w+\b"


def ingest(passages: Passages, store: Path) -> None:
    """The same documents into both stores, with their vectors and without."""
    store.mkdir()
    dimensions = passages.vectors.shape[1]
    near = FAISSDocumentStore(str(store / "vectors"), "Flat", embedding_dim=dimensions)
    worded = InMemoryDocumentStore(bm25_tokenization_regex=_WORD)
    rows = list(zip(passages.ids, passages.words, passages.metadata, strict=True))
    near.write_documents(
        [
            Document(id=id, content=words, meta=meta, embedding=vector)
            for (id, words, meta), vector in zip(rows, passages.vectors.tolist(), strict=True)
        ]
    )
    near.save(str(store / "vectors"))
    worded.write_documents([Document(id=id, content=words, meta=meta) for id, words, meta in rows])
    worded.save_to_disk(str(store / "words.json"))


def open_store(store: Path, _: Path) -> Search:
    """Both stores as they were saved."""
    near = FAISSEmbeddingRetriever(
        document_store=FAISSDocumentStore(
            str(store / "vectors"), "Flat", embedding_dim=_dimensions(store)
        ),
        top_k=DEPTH,
    )
    worded = InMemoryBM25Retriever(
        document_store=InMemoryDocumentStore.load_from_disk(str(store / "words.json")),
        top_k=DEPTH,
    )
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=K)

    def search(question: Question, delegation: str | None) -> list[str]:
        only = {"field": "meta.delegation", "operator": "==", "value": delegation}
        filters = only if delegation else None
        found = [
            near.run(query_embedding=question.vector.tolist(), filters=filters)["documents"],
            worded.run(query=question.words, filters=filters)["documents"],
        ]
        return [document.id for document in joiner.run(documents=found)["documents"]]

    return search


def _dimensions(store: Path) -> int:
    import faiss

    return int(faiss.read_index(str(store / "vectors.faiss"), faiss.IO_FLAG_MMAP).d)


if __name__ == "__main__":
    run(System(("haystack-ai", "faiss-haystack", "faiss-cpu"), ingest, open_store))
