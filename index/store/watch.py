"""Keeping a library in step with a folder: look, take in what is new or changed, look again.

Looking is by size and time of change, so that it costs little and works on any file system. A file
that has changed just now is left until it has stayed the same for a while: it may be half copied.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UnreadableFile
from index.formats.names import shown
from index.records.model import Document
from index.records.sources import FILE_NAME as SIDE_CAR
from index.store.folders import files_within
from index.store.model import AddReport, Progress
from index.store.watched import key

if TYPE_CHECKING:
    from index.store.library import Library

SETTLED_S = 2.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at a folder led to.

    `removed` are documents whose files no longer hold them, or are gone; `gone` the files that
    are; `unsettled` counts those that are left for the next look.
    """

    report: AddReport
    removed: tuple[Document, ...] = ()
    gone: tuple[str, ...] = ()
    unsettled: int = 0

    @property
    def changed(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.report.changed or self.removed or self.report.failed)


class FolderWatch:
    """One folder and the library that follows it.

    Args:
        library: where documents go.
        folder: the folder, with all in it.
        mirror: whether documents are removed when their files are gone.
        keep_versions: whether the version before is kept when a file changes.
        settled_s: how long a file must have stayed the same, in seconds.
        clock: the time now, in seconds since 1970, as files have it.
    """

    def __init__(
        self,
        library: Library,
        folder: Path,
        *,
        mirror: bool = False,
        keep_versions: bool = False,
        settled_s: float = SETTLED_S,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._library = library
        self._folder = folder
        self._mirror = mirror
        self._keep_versions = keep_versions
        self._settled_s = settled_s
        self._clock = clock

    def look(self, progress: Callable[[Progress], None] | None = None) -> Seen:
        """Take in what is new or has changed since the last look, by whomever that was.

        A file that cannot be read is told of once, and again when it has changed.

        Raises:
            UnreadableFile: there is no such folder (nothing is taken for gone then).
            StoreError, EncoderError: as `Library.add`.
        """
        if not self._folder.is_dir():
            raise UnreadableFile(
                f"There is no folder {shown(self._folder)}.",
                "See that its disk is there; nothing was removed.",
                self._folder,
            )
        found = {path: stamp for path in files_within(self._folder)[0] if (stamp := _stamp(path))}
        known = self._library.watched_stamps(self._folder)
        changed = {path: stamp for path, stamp in found.items() if known.get(key(path)) != stamp}
        ready = {path: stamp for path, stamp in changed.items() if self._settled(path)}
        gone = tuple(sorted(known.keys() - {key(path) for path in found}))
        report, removed = self._library.follow(
            ready, gone, progress, mirror=self._mirror_now(known, gone),
            keep_versions=self._keep_versions,
        )  # fmt: skip
        return Seen(report, removed, gone, len(changed) - len(ready))

    def _settled(self, path: Path) -> bool:
        try:
            changed = max(_times(path))
        except OSError:
            return False
        # A file from the future (another clock) is never young.
        return not 0 <= self._clock() - changed < self._settled_s

    def _mirror_now(self, known: Mapping[str, str], gone: tuple[str, ...]) -> bool:
        """Whether files that are gone take their documents along: not if all are gone at once,
        since then it is rather the disk that is missing."""
        return self._mirror and (len(gone) < len(known) or len(gone) == 1)


def _stamp(path: Path) -> str | None:
    """What changes when a file does, or the side-car beside it; None for a file that is gone."""
    parts = []
    for file in (path, path.parent / SIDE_CAR):
        try:
            found = file.stat()
            parts.append(f"{found.st_size} {found.st_mtime_ns}")
        except OSError:
            if file is path:
                return None
            parts.append("-")
    return ", ".join(parts)


def _times(path: Path) -> tuple[float, ...]:
    """When a file and the side-car beside it were changed last."""
    side_car = path.parent / SIDE_CAR
    return path.stat().st_mtime, side_car.stat().st_mtime if side_car.is_file() else 0.0
