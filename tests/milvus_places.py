"""Places for libraries in tests: folders, and names on one Milvus server.

The server is milvus-lite behind a port of this machine, reached over the network as any other. With
ROSTRUM_TEST_MILVUS=milvus://host:19530 the same tests run against a server of your own; what they
make there is taken away again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from index.store.library import Library
from index.store.milvus.address import Address, where
from index.store.milvus.founding import drop
from index.store.milvus.lease import Times
from index.store.milvus.library import MilvusLibrary

VARIABLE = "ROSTRUM_TEST_MILVUS"
# What writers wait for elsewhere need not be waited for on one machine.
QUICK = {"poll_s": 0.0, "times": Times(holds=30.0, renewed=5.0, pause=0.01), "grace_s": 0.0}


@dataclass
class MilvusPlaces:
    """New, empty names on one server."""

    base: str
    made: list[Address] = field(default_factory=list)

    def new(self) -> Address:
        found = where(self.written())
        assert isinstance(found, Address)
        self.made.append(found)
        return found

    def written(self) -> str:
        """A new place as a user writes it."""
        return f"{self.base}/test_{secrets.token_hex(6)}?index=flat&consistency=strong"


@contextmanager
def milvus_server(folder: Path) -> Iterator[MilvusPlaces]:
    """The server named, else one with what lies in a folder, stopped at the end."""
    if named := os.environ.get(VARIABLE):
        places = MilvusPlaces(named)
        yield places
        for place in places.made:
            drop(place)
        return
    from milvus_lite.adapter.grpc.server import start_server_in_thread

    server, database, port = start_server_in_thread(data_dir=str(folder), host="127.0.0.1", port=0)
    try:
        yield MilvusPlaces(f"milvus://127.0.0.1:{port}")
    finally:
        server.stop(grace=0).wait()
        database.close()


def open_at(place: Path | Address, encoder: object = None, *, create: bool = False) -> Library:
    """The library at a place, quick about what another process might do."""
    if isinstance(place, Address):
        return MilvusLibrary.connect(place, encoder, create=create, **QUICK)  # type: ignore[arg-type]
    return Library.open(place, encoder, create=create)  # type: ignore[arg-type]
