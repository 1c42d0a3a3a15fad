"""The collections of a library in Milvus. A change here means a new `VERSION`.

    NAME__meta          commits and the lease: few rows, read often
    NAME__documents     one row for each state of a document: what writers look documents up by
    NAME__pieces        whatever is long (records, catalogue cards, counts of terms), cut
    NAME__passages_N    one row for each passage: vectors, words, filters; N changes at a rebuild

Every collection has a vector field, since Milvus before 2.6 wants one; where none is needed it is
`filler`, of two dimensions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from index.store.milvus.address import Address

if TYPE_CHECKING:
    from pymilvus import MilvusClient

VERSION = 1
# Bytes of a VARCHAR field of Milvus.
LONGEST = 65_535
FILLER = [0.0, 0.0]
# What an index is told. `auto` is exact in the embedded twin and a graph on a server.
_DENSE = {
    "flat": ("FLAT", {}),
    "hnsw": ("HNSW", {"M": 32, "efConstruction": 200}),
    "ivf_sq8": ("IVF_SQ8", {"nlist": 4096}),
    "diskann": ("DISKANN", {}),
}
# How far each looks: for the best 100 of some thousand.
SEARCHING: dict[str, dict[str, Any]] = {
    "flat": {}, "hnsw": {"ef": 400}, "ivf_sq8": {"nprobe": 128},
    "diskann": {"search_list": 200},
}  # fmt: skip

# Given the client: the schema, its indexes, and the name of a field of arrays worth an index
# where the server has such indexes.
Build = Callable[["MilvusClient"], tuple[Any, Any, str]]


def meta(name: str) -> str:
    """The collection of commits and the lease."""
    return f"{name}__meta"


def documents(name: str) -> str:
    """The collection that documents are looked up in."""
    return f"{name}__documents"


def pieces(name: str) -> str:
    """The collection of whatever is long."""
    return f"{name}__pieces"


def passages(name: str, number: int) -> str:
    """The collection of passages that the rebuild of this number made."""
    return f"{name}__passages_{number}"


def build_meta(client: MilvusClient) -> tuple[Any, Any, str]:
    """`key` is `commit/5/0` or `lease`; `number` the number of the commit, `of` its pieces."""
    schema, types = _schema(client)
    schema.add_field("key", types.VARCHAR, is_primary=True, max_length=128)
    schema.add_field("number", types.INT64)
    schema.add_field("of", types.INT64)
    schema.add_field("value", types.VARCHAR, max_length=LONGEST)
    return schema, _filled(client, schema, types), ""


def build_documents(client: MilvusClient) -> tuple[Any, Any, str]:
    """`entry` counts states of documents, `number` documents; neither is used twice.

    `words` is the digest of the text, `bands` its min-hashes (see `index.store.likeness`).
    """
    schema, types = _schema(client)
    schema.add_field("entry", types.INT64, is_primary=True)
    schema.add_field("number", types.INT64)
    for field, length in (("id", 64), ("language", 8), ("kind", 64), ("words", 64)):
        schema.add_field(field, types.VARCHAR, max_length=length)
    for field in ("symbol", "name", "replaced_by"):
        schema.add_field(field, types.VARCHAR, max_length=LONGEST)
    schema.add_field("date", types.INT64)
    schema.add_field("bands", types.ARRAY, element_type=types.INT64, max_capacity=64)
    indexes = _filled(client, schema, types)
    _index(indexes, ("words",))
    return schema, indexes, "bands"


def build_pieces(client: MilvusClient) -> tuple[Any, Any, str]:
    """`part` says of what (record, card, terms …), `owner` of which, `place` is the order."""
    schema, types = _schema(client)
    schema.add_field("key", types.VARCHAR, is_primary=True, max_length=128)
    schema.add_field("part", types.VARCHAR, max_length=16)
    schema.add_field("owner", types.INT64)
    schema.add_field("place", types.INT64)
    schema.add_field("value", types.VARCHAR, max_length=LONGEST, mmap_enabled=True)
    indexes = _filled(client, schema, types)
    _index(indexes, ("part", "owner"))
    return schema, indexes, ""


def build_passages(address: Address, dimensions: int) -> Build:
    """Passages with vectors of so many dimensions.

    `weights` holds the sparse vectors of `index.store.milvus.weights`, `text_terms` and
    `context_terms` how many terms they count; `codes` coded token vectors in base64. Words or
    codes that are too long for a field are in pieces, `spilled` of them.
    """

    def build(client: MilvusClient) -> tuple[Any, Any, str]:
        schema, types = _schema(client)
        schema.add_field("row", types.INT64, is_primary=True)
        schema.add_field("dense", types.FLOAT_VECTOR, dim=dimensions)
        schema.add_field("weights", types.SPARSE_FLOAT_VECTOR)
        for field in ("number", "statement", "start", "end", "raw_start", "raw_end", "text_terms",
                      "context_terms", "spilled", "date"):  # fmt: skip
            schema.add_field(field, types.INT64)
        for field, length in (("id", 128), ("document", 64), ("delegation", 64), ("language", 8),
                              ("kind", 64)):  # fmt: skip
            schema.add_field(field, types.VARCHAR, max_length=length)
        # Long, and read by key alone: left on the disk of a query node, not held in its memory.
        for field in ("paragraphs", "text", "context", "codes"):
            schema.add_field(field, types.VARCHAR, max_length=LONGEST, mmap_enabled=True)
        schema.add_field(
            "speakers", types.ARRAY, element_type=types.VARCHAR, max_capacity=256, max_length=1024
        )
        kind, parameters = _DENSE[address.dense]
        indexes = client.prepare_index_params()
        indexes.add_index("dense", index_type=kind, metric_type="IP", params=parameters)
        indexes.add_index(
            "weights", index_type="SPARSE_INVERTED_INDEX", metric_type="IP", params={}
        )
        _index(indexes, ("id", "document", "delegation", "date"))
        return schema, indexes, "speakers"

    return build


def _schema(client: MilvusClient) -> tuple[Any, Any]:
    from pymilvus import DataType

    return client.create_schema(auto_id=False, enable_dynamic_field=False), DataType


def _filled(client: MilvusClient, schema: Any, types: Any) -> Any:
    schema.add_field("filler", types.FLOAT_VECTOR, dim=len(FILLER))
    indexes = client.prepare_index_params()
    indexes.add_index("filler", index_type="FLAT", metric_type="IP", params={})
    return indexes


def _index(indexes: Any, fields: Iterable[str]) -> None:
    for field in fields:
        indexes.add_index(field, index_type="INVERTED")
