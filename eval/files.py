"""Writing result files: aside first, then renamed, so that none is ever half written."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from index.errors import InputError


class ResultFileError(InputError):
    """A file of results cannot be read, or a place cannot be written to."""


def write_whole(path: Path, text: str) -> None:
    """Put a text at a place all at once; what stood there stays until the new one is complete.

    Raises:
        ResultFileError: the folder cannot be made or written to.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ResultFileError(
            f"{path} cannot be written: {reason}.", "Name another place."
        ) from None
    finally:
        with suppress(OSError):
            aside.unlink()


def read_whole(path: Path) -> str:
    """The text of a file.

    Raises:
        ResultFileError: it is missing, a folder, or not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise ResultFileError(f"{path} is not UTF-8 text.", "Give a file of results.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ResultFileError(f"{path} cannot be read: {reason}.", "Check the name.") from None
