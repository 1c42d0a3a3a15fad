"""Opening the library for a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from index.errors import StoreMissing

if TYPE_CHECKING:
    from index.encode import Encoder
    from index.store.library import Library
    from index.store.milvus.address import Where

    # How a command gets to a library; `main(obj=...)` may bring another one.
    Opener = Callable[[Where, Encoder | None, bool], Library]

_FIRST = "Make one with: rostrum index seeds (or index your own records, or name a --library)."


def open_library(
    path: Where, encoder: str | None = None, *, create: bool = False, reranker: str | None = None
) -> Library:
    """The library in a folder or in Milvus, with the shipped encoder or the one named.

    A reranker is used if one is named.

    Raises:
        StoreError: if it is missing (unless `create`), damaged or from another encoder.
        EncoderError: if the named encoder or reranker cannot be loaded.
    """
    opener: Opener = click.get_current_context().find_root().obj or _open
    try:
        library = opener(path.expanduser(), _encoder(encoder), create)
    except StoreMissing as error:
        raise StoreMissing(error.message, _FIRST) from None
    if reranker is not None:
        _rerank(library, reranker)
    return library


def _encoder(name: str | None) -> Encoder | None:
    if name is None:
        return None
    from index.encode import load_encoder

    return load_encoder(name)


def _rerank(library: Library, name: str) -> None:
    from index.search.rerank import load_reranker

    try:
        library.use_reranker(load_reranker(name))
    except BaseException:
        library.close()
        raise


def _open(path: Where, encoder: Encoder | None, create: bool) -> Library:
    from index.store.place import open_library

    return open_library(path, encoder, create=create)
