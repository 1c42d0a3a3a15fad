"""Files put on disk so that a loss of power leaves what was there or what is new, never a half.

What is new is written aside, synced, and gets its name last; then the folder that holds the name
is synced, since a rename is only an entry in it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# File systems without hard links, and links over their border or their limit.
_NO_LINKS = (errno.EXDEV, errno.EMLINK, errno.EPERM, errno.ENOTSUP, errno.ENOSYS)
_HINT = "Free some space (or raise the limit on file sizes) and try again; what was finished stays."


def sync(path: Path) -> None:
    """Wait until a file, or the entries of a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(unfinished: Path, final: Path) -> None:
    """Give a synced file or folder its name, for good."""
    unfinished.replace(final)
    sync(final.parent)


def share(source: Path, target: Path) -> None:
    """The same content under a second name: a hard link, or a copy where there are none."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copyfile(source, target)
        sync(target)


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def fullness_named(path: Path) -> Iterator[None]:
    """Say in plain words that there is no room left for the library in `path`.

    Raises:
        StoreError: in place of the error of the operating system.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise _no_room(path, error.strerror) from error
    except (RuntimeError, ValueError) as error:
        # tantivy and FAISS hand on what the operating system says as text.
        said = [text for text in map(os.strerror, _FULL) if text in str(error)]
        if not said:
            raise
        raise _no_room(path, said[0]) from error


def _no_room(path: Path, said: str | None) -> StoreError:
    return StoreError(f"There is no room left to write {path}: {said}.", _HINT)
