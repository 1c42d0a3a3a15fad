"""Opening the library for a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.store.library import Library


def open_library(path: Path, encoder: str | None = None, *, create: bool = False) -> Library:
    """The library in a folder, with the shipped encoder or the one named.

    Raises:
        StoreError: if it is missing (unless `create`), damaged or from another encoder.
        EncoderError: if the named encoder cannot be loaded.
    """
    from index.store.library import Library

    if encoder is None:
        return Library.open(path.expanduser(), create=create)
    from index.encode import load_encoder

    return Library.open(path.expanduser(), load_encoder(encoder), create=create)
