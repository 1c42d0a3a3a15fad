"""Making the collections of a library in Milvus, and taking them away."""

from __future__ import annotations

from pathlib import Path

from index.errors import StoreMissing
from index.store.milvus import schema
from index.store.milvus.address import Address
from index.store.milvus.server import Server
from index.store.milvus.state import State, write_commit


def drop(address: Address) -> None:
    """Take a library away with all its collections, if there is one."""
    if address.lite and not Path(address.uri).exists():
        return
    server = Server(address)
    try:
        own = sorted(one for one in server.collections() if one.startswith(f"{address.name}__"))
        # Without `meta` there is no library: what is left is no half of one.
        for collection in sorted(own, key=lambda one: one != schema.meta(address.name)):
            server.drop(collection)
    finally:
        server.close()


def missing(address: Address) -> StoreMissing:
    """There is no library at an address."""
    return StoreMissing(
        f"There is no library at {address}.", "`rostrum index --library ADDRESS PATH…` makes one."
    )


def create_collections(server: Server, name: str) -> None:
    """The collections of an empty library; whoever sees `meta` sees them all."""
    server.create(schema.documents(name), schema.build_documents)
    server.create(schema.pieces(name), schema.build_pieces)
    server.create(schema.meta(name), schema.build_meta)
    write_commit(server, name, State(0, "empty", schema.VERSION, 0))
