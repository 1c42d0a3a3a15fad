"""Opening a library wherever it is: in a folder, or in Milvus."""

from __future__ import annotations

from pathlib import Path

from index.encode.protocol import Encoder
from index.store.library import Library
from index.store.milvus.address import Address, Where, where


def open_library(
    place: Where | str, encoder: Encoder | None = None, *, create: bool = False
) -> Library:
    """The library in a folder or at an address of Milvus; with `create` a new one where none is.

    Raises:
        InputError: the address is not one.
        StoreError: as `Library.open` and `MilvusLibrary.connect`.
    """
    found = where(place) if isinstance(place, str) else place
    if isinstance(found, Address):
        from index.store.milvus.library import MilvusLibrary

        return MilvusLibrary.connect(found, encoder, create=create)
    return Library.open(Path(found), encoder, create=create)
