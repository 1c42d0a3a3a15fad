"""Whether a file is still the one whose digest was taken, told at once and proven later.

Reading a gigabyte to take its digest costs a second or more, which a service need not wait for
before it starts. So beside the digest of a segment's file stands its stamp: size, time of the last
change and inode. In a large library a file that fits its stamp is opened on trust, and read in the
background; one found damaged is touched, so that its stamp fits no more: from then on, whoever
opens the library takes its digest first, as of every file that was copied or written to.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from index.store.disk import digest

_log = logging.getLogger(__name__)

# Taking the digests of so many bytes takes some 0.2 s: up to here nothing is taken on trust.
CHECKED_AT_OPEN = 256 * 2**20
# A command is over before the background begins; a service leaves the processor to questions.
BEGIN_S = 5.0
_PIECE = 2**20
_PAUSE_S = 0.01


def stamp(path: Path) -> str:
    """What changes when a file is written to, or is another file: size, time and inode.

    Raises:
        OSError: there is no such file.
    """
    found = path.stat()
    return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}"


def stamps(folder: Path, files: Iterable[str]) -> dict[str, str]:
    """The stamps of files inside a folder by their names there."""
    return {name: stamp(folder / name) for name in files}


def trusted(folder: Path, held: Mapping[str, str]) -> frozenset[str]:
    """Which files may be opened before their digests are taken: those that fit their stamps
    (`held`, by name), where they are too large together to be read first."""
    fitting, size = set(), 0
    for name, expected in held.items():
        try:
            found = stamp(folder / name)
        except OSError:
            continue
        if found == expected:
            fitting.add(name)
            size += int(found.partition("-")[0])
    return frozenset(fitting) if size > CHECKED_AT_OPEN else frozenset()


class Audit:
    """Takes the digests of files in the background, and stops when nobody holds it any more.

    Args:
        folder: where the files are.
        expected: those to read by their names there, each with the SHA-256 that it should have.
        proven: those whose digests have been found right before.
    """

    def __init__(
        self, folder: Path, expected: Mapping[str, str], proven: frozenset[str] = frozenset()
    ) -> None:
        self._progress = _Progress(folder, proven)
        if expected:
            threading.Thread(
                target=self._progress.run, args=(dict(expected),), name="audit", daemon=True
            ).start()

    @property
    def proven(self) -> frozenset[str]:
        """The files whose digests are right."""
        return self._progress.proven

    @property
    def failed(self) -> bool:
        """Whether a file turned out damaged."""
        return self._progress.failed

    def __del__(self) -> None:
        if hasattr(self, "_progress"):
            self._progress.stop.set()


class _Progress:
    """What the thread knows; it must not hold the audit itself."""

    def __init__(self, folder: Path, proven: frozenset[str]) -> None:
        self._folder = folder
        self.proven, self.failed, self.stop = proven, False, threading.Event()

    def run(self, expected: Mapping[str, str]) -> None:
        if self.stop.wait(BEGIN_S):
            return
        for name, wanted in expected.items():
            path = self._folder / name
            found = self._slow_digest(path)
            if self.stop.is_set():
                return
            if found == wanted:
                self.proven |= {name}
            elif found is not None:
                self._condemn(path, wanted)

    def _slow_digest(self, path: Path) -> str | None:
        """SHA-256 of a file; None if it has been swept away, or nobody wants to know any more."""
        made = hashlib.sha256()
        try:
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    made.update(piece)
                    if self.stop.wait(_PAUSE_S):
                        return None
        except FileNotFoundError:
            return None
        except OSError as error:
            return str(error)
        return made.hexdigest()

    def _condemn(self, path: Path, wanted: str) -> None:
        try:
            # It may have been swept away, and its name used again, while it was read.
            if digest(path) == wanted:
                return
            os.utime(path)
        except FileNotFoundError:
            return
        except OSError as error:
            _log.warning("%s is damaged and cannot be marked: %s", path, error)
            return
        _log.warning("%s is damaged", path)
        self.failed = True
