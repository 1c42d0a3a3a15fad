"""Writing result files: aside first, then renamed, so that none is ever half written.

A file whose name ends in `.xz` is compressed on disk and text everywhere else.
"""

from __future__ import annotations

import lzma
import os
from contextlib import suppress
from pathlib import Path

from index.errors import InputError

PACKED = ".xz"
# Level 6 unpacks in 9 MB of memory, level 9 in 65.
_LEVEL = 6


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
        with aside.open("wb") as file:
            file.write(_packed(text.encode(), path))
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
        ResultFileError: it is missing, a folder, not UTF-8, or damaged where it is compressed.
    """
    try:
        content = path.read_bytes()
        if path.suffix == PACKED:
            content = lzma.decompress(content)
        # One kind of line end, as in a file that is opened as text.
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except lzma.LZMAError as error:
        raise ResultFileError(f"{path} is damaged ({error}).", "Write it anew.") from None
    except UnicodeDecodeError:
        raise ResultFileError(f"{path} is not UTF-8 text.", "Give a file of results.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ResultFileError(f"{path} cannot be read: {reason}.", "Check the name.") from None


def _packed(content: bytes, path: Path) -> bytes:
    return lzma.compress(content, preset=_LEVEL) if path.suffix == PACKED else content
