"""In which order files are written, synced and named, read from the system calls of a change.

After a loss of power a file may lack whatever was written since it was last synced, and a folder
the names it was given since. So nothing may get its final name, and no change may be acknowledged,
before what it stands on is synced: first the file, then the folder that names it. What is removed
may come back, and is removed again.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from eval.bench.crash.process import ROOT
from eval.bench.crash.world import HashEncoder, World, group_name
from index.store.library import Library

ACKNOWLEDGED = "acknowledged"
_CALLS = (
    "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,"
    "mkdir,unlink,unlinkat,rmdir"
)
_CALL = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)")
_BROKEN_OFF = " <unfinished ...>"
_RESUMED = re.compile(r"^\d+\s+<\.\.\. \w+ resumed>(.*)")
_OPEN = re.compile(r"<([^<>]+)>")
_QUOTED = re.compile(r'"([^"]*)"')
# Rebuilt from the log at need, or made anew with every start.
_PASSING = re.compile(r"library\.sqlite3(-shm)?$|/lock$|\.lock$|\.new-journal$")


def run() -> list[str] | None:
    """What was named or acknowledged too early in two changes; None where nothing can be traced."""
    if shutil.which("strace") is None:
        return None
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as place:
        log = Path(place) / "calls"
        strace = ["strace", "-f", "-y", "-o", str(log), "-e", f"trace={_CALLS}"]
        done = subprocess.run(
            [*strace, sys.executable, "-m", __spec__.name, place],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        if done.returncode:
            return None
        lines = log.read_text("utf-8", "replace").splitlines()
        return list(too_early(lines, Path(place) / "library"))


def change(place: Path) -> None:
    """Make a library and change it, with a mark after everything that is acknowledged."""
    world = World(place / "files")
    world.prepare()
    with Library.open(place / "library", HashEncoder(), create=True) as library:
        for edition in (1, 2):
            library.add([world.write(group_name(0, member), edition) for member in range(3)])
            (place / ACKNOWLEDGED).write_text(str(edition), "utf-8")


def too_early(lines: Iterable[str], library: Path) -> Iterator[str]:
    """What the calls named or acknowledged before it was synced."""
    disk = _Disk(library)
    for line in _whole(lines):
        found = _CALL.match(line)
        if found is None or found[3].startswith("-"):
            continue
        yield from disk.call(found[1], found[2])


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Calls in the order in which they ended; those of other threads may stand in between."""
    begun: dict[str, str] = {}
    for line in lines:
        thread = line.partition(" ")[0]
        if line.endswith(_BROKEN_OFF):
            begun[thread] = line.removesuffix(_BROKEN_OFF)
        elif (rest := _RESUMED.match(line)) is not None:
            yield begun.pop(thread, "") + rest[1]
        else:
            yield line


class _Disk:
    """Which files and folders of a library have changed since they were last synced."""

    def __init__(self, library: Path) -> None:
        self._library = str(library)
        self._unsynced: set[str] = set()

    def call(self, name: str, arguments: str) -> Iterator[str]:
        """One system call that went well; what it did too early."""
        opened, quoted = _OPEN.findall(arguments), _QUOTED.findall(arguments)
        if name in ("write", "pwrite64", "ftruncate") and opened:
            if opened[0].endswith(f"/{ACKNOWLEDGED}"):
                yield from self._check("acknowledged", self._library)
            self._touch(opened[0])
        elif name in ("fsync", "fdatasync") and opened:
            self._unsynced.discard(opened[0])
        elif name == "openat" and "O_CREAT" in arguments and quoted:
            self._touch(os.path.dirname(quoted[0]))  # noqa: PTH120
        elif name in ("unlink", "unlinkat", "rmdir") and quoted:
            folder = f"{opened[0]}/" if opened and not quoted[0].startswith("/") else ""
            self._unsynced.discard(folder + quoted[0])
        elif name in ("mkdir", "link", "linkat") and quoted:
            self._touch(os.path.dirname(quoted[-1]))  # noqa: PTH120
        elif name.startswith("rename") and len(quoted) == 2:
            yield from self._rename(quoted[0], quoted[1])

    def _rename(self, old: str, new: str) -> Iterator[str]:
        if not self._passing(new):
            yield from self._check(f"{Path(new).name} named", old)
        for path in [path for path in self._unsynced if f"{path}/".startswith(f"{old}/")]:
            self._unsynced.remove(path)
            self._touch(new + path[len(old) :])
        self._touch(os.path.dirname(new))  # noqa: PTH120

    def _check(self, what: str, place: str) -> Iterator[str]:
        for path in sorted(self._unsynced):
            if f"{path}/".startswith(f"{place}/"):
                yield f"{what} before {path[len(self._library) + 1 :] or 'the folder'} was synced"

    def _touch(self, path: str) -> None:
        if f"{path}/".startswith(f"{self._library}/") and not self._passing(path):
            self._unsynced.add(path)

    def _passing(self, path: str) -> bool:
        return bool(_PASSING.search(path))


if __name__ == "__main__":
    change(Path(sys.argv[1]))
