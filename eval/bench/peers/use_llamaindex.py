"""LlamaIndex: a FAISS vector store, its BM25 retriever, joined by its fusion retriever.

Both persist in a folder. The FAISS store knows no metadata filter, so a retriever of a few lines
gives FAISS the rows of the delegation; the BM25 retriever takes filters when it is made, so one is
made for each delegation and kept.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from llama_index.core import (  # type: ignore[import-not-found,unused-ignore]
    MockEmbedding,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.core.llms import MockLLM  # type: ignore[import-not-found,unused-ignore]
from llama_index.core.retrievers import (  # type: ignore[import-not-found,unused-ignore]
    BaseRetriever,
    QueryFusionRetriever,
)
from llama_index.core.schema import (  # type: ignore[import-not-found,unused-ignore]
    NodeWithScore,
    QueryBundle,
    TextNode,
)
from llama_index.core.vector_stores import (  # type: ignore[import-not-found,unused-ignore]
    MetadataFilter,
    MetadataFilters,
)
from llama_index.retrievers.bm25 import (  # type: ignore[import-not-found,unused-ignore]
    BM25Retriever,
)
from llama_index.vector_stores.faiss import (  # type: ignore[import-not-found,unused-ignore]
    FaissVectorStore,
)

from eval.bench.peers.harness import DEPTH, K, Passages, Question, Search, System, run


def ingest(passages: Passages, store: Path) -> None:
    """Nodes with their vectors into one index, the same nodes into BM25."""
    dimensions = passages.vectors.shape[1]
    keys = list(passages.metadata[0])
    nodes = [
        TextNode(
            id_=id,
            text=words,
            metadata=metadata,
            embedding=vector,
            excluded_embed_metadata_keys=keys,
        )
        for id, words, metadata, vector in zip(
            passages.ids, passages.words, passages.metadata, passages.vectors.tolist(), strict=True
        )
    ]
    vectors = FaissVectorStore(faiss_index=faiss.IndexFlatIP(dimensions))
    context = StorageContext.from_defaults(vector_store=vectors)
    index = VectorStoreIndex(
        nodes,
        storage_context=context,
        embed_model=MockEmbedding(dimensions),
        insert_batch_size=len(nodes),
    )
    index.storage_context.persist(str(store))
    for node in nodes:
        node.embedding = None
    BM25Retriever.from_defaults(nodes=nodes).persist(str(store / "bm25"))


class _Among(BaseRetriever):  # type: ignore[misc,unused-ignore]
    """The nearest nodes among some rows of the FAISS index."""

    def __init__(self, index: Any, rows: Any) -> None:
        self._index, self._rows = index, rows
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        vector = np.array([query_bundle.embedding], np.float32)
        chosen = faiss.SearchParameters(sel=faiss.IDSelectorBatch(self._rows))  # type: ignore[call-arg,unused-ignore]
        wanted = min(DEPTH, len(self._rows))
        scores, rows = self._index.vector_store.client.search(vector, wanted, params=chosen)
        ids = [self._index.index_struct.nodes_dict[str(row)] for row in rows[0]]
        nodes = self._index.docstore.get_nodes(ids)
        return [
            NodeWithScore(node=node, score=float(score))
            for node, score in zip(nodes, scores[0], strict=True)
        ]


def open_store(store: Path, _: Path) -> Search:
    """The index and the BM25 retriever as they were persisted."""
    vectors = FaissVectorStore.from_persist_dir(str(store))
    context = StorageContext.from_defaults(vector_store=vectors, persist_dir=str(store))
    index = load_index_from_storage(context, embed_model=MockEmbedding(vectors.client.d))
    worded = BM25Retriever.from_persist_dir(str(store / "bm25"))
    worded.similarity_top_k = DEPTH
    whole = _fused([index.as_retriever(similarity_top_k=DEPTH), worded])

    @cache
    def whose() -> dict[str, list[int]]:
        # `docs` makes every node anew each time it is looked at.
        nodes, rows = index.docstore.docs, defaultdict(list)
        for row, id in index.index_struct.nodes_dict.items():
            rows[nodes[id].metadata["delegation"]].append(int(row))
        return rows

    @cache
    def among(delegation: str) -> Any:
        filters = MetadataFilters(filters=[MetadataFilter(key="delegation", value=delegation)])
        words = BM25Retriever(existing_bm25=worded.bm25, similarity_top_k=DEPTH, filters=filters)
        rows = np.array(whose()[delegation], np.int64)
        return _fused([_Among(index, rows), words])

    def search(question: Question, delegation: str | None) -> list[str]:
        asked = QueryBundle(question.words, embedding=question.vector.tolist())
        fusion = among(delegation) if delegation else whole
        return [found.node.node_id for found in fusion.retrieve(asked)]

    return search


def _fused(retrievers: list[Any]) -> Any:
    return QueryFusionRetriever(
        retrievers,
        llm=MockLLM(),
        mode="reciprocal_rerank",
        num_queries=1,
        similarity_top_k=K,
        use_async=False,
    )


if __name__ == "__main__":
    packages = (
        "llama-index-core",
        "llama-index-vector-stores-faiss",
        "llama-index-retrievers-bm25",
        "faiss-cpu",
    )
    run(System(packages, ingest, open_store))
