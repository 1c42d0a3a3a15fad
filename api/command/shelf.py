"""Opening the library for a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from index.encode import Encoder
    from index.store.library import Library

    # How a command gets from a folder to a library; `main(obj=...)` may bring another one.
    Opener = Callable[[Path, Encoder | None, bool], Library]


def open_library(path: Path, encoder: str | None = None, *, create: bool = False) -> Library:
    """The library in a folder, with the shipped encoder or the one named.

    Raises:
        StoreError: if it is missing (unless `create`), damaged or from another encoder.
        EncoderError: if the named encoder cannot be loaded.
    """
    opener: Opener = click.get_current_context().find_root().obj or _open
    if encoder is None:
        return opener(path.expanduser(), None, create)
    from index.encode import load_encoder

    return opener(path.expanduser(), load_encoder(encoder), create)


def _open(path: Path, encoder: Encoder | None, create: bool) -> Library:
    from index.store.library import Library

    return Library.open(path, encoder, create=create)
