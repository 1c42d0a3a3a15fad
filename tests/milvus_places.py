"""Places for libraries in tests: folders, and names on one Milvus server in this process.

The server is milvus-lite behind a port of this machine, reached over the network as any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from index.store.library import Library
from index.store.milvus.address import Address, where
from index.store.milvus.lease import Times
from index.store.milvus.library import MilvusLibrary

# What writers wait for elsewhere need not be waited for on one machine.
QUICK = {"poll_s": 0.0, "times": Times(holds=30.0, renewed=5.0, pause=0.01), "grace_s": 0.0}


@dataclass
class MilvusPlaces:
    """New, empty names on one server."""

    port: int
    _names: Iterator[int] = field(default_factory=count)

    def new(self) -> Address:
        found = where(f"milvus://127.0.0.1:{self.port}/test{next(self._names)}?index=flat")
        assert isinstance(found, Address)
        return found


@contextmanager
def milvus_server(folder: Path) -> Iterator[MilvusPlaces]:
    """A server with what lies in a folder, stopped at the end."""
    from milvus_lite.adapter.grpc.server import start_server_in_thread

    server, database, port = start_server_in_thread(data_dir=str(folder), host="127.0.0.1", port=0)
    try:
        yield MilvusPlaces(port)
    finally:
        server.stop(grace=0).wait()
        database.close()


def open_at(place: Path | Address, encoder: object = None, *, create: bool = False) -> Library:
    """The library at a place, quick about what another process might do."""
    if isinstance(place, Address):
        return MilvusLibrary.connect(place, encoder, create=create, **QUICK)  # type: ignore[arg-type]
    return Library.open(place, encoder, create=create)  # type: ignore[arg-type]
