"""A file system that is truly full: a small tmpfs, where one can be mounted.

`run` starts this module again in a namespace of its own, where mounting needs no rights.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.bench.crash.process import ROOT
from eval.bench.crash.world import HashEncoder, World, difference, group_name, held, hits
from index.errors import RostrumError
from index.store.library import Library

_SIZE = "8m"
_STEPS = 24
_MOST = 300_000


@dataclass(frozen=True, slots=True)
class Filled:
    """What happened with so many bytes left: `told` is empty where the change went through."""

    left: int
    told: str
    kept: bool


def run() -> list[Filled] | None:
    """Change a library with less and less room; None where no file system can be mounted."""
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as place:
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", _MOUNT, "sh", place, sys.executable, __spec__.name],
            env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            check=False,
        )
    if done.returncode:
        return None
    return [Filled(**found) for found in json.loads(done.stdout)]


_MOUNT = f'mount -t tmpfs -o size={_SIZE} tmpfs "$1" && exec "$2" -m "$3" "$1"'


def fill(place: Path) -> list[Filled]:
    """The same on the file system at `place`, from no room at all to more than enough."""
    outside = Path(tempfile.mkdtemp(prefix="rostrum-bench-"))
    try:
        world = World(outside / "files")
        world.prepare()
        with Library.open(outside / "library", HashEncoder(), create=True) as library:
            library.add([world.write(group_name(0, member), 1) for member in range(3)])
        return [_filled(place, outside, world, _MOST * at // _STEPS) for at in range(_STEPS)]
    finally:
        shutil.rmtree(outside)


def _filled(place: Path, outside: Path, world: World, left: int) -> Filled:
    path = place / "library"
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(outside / "library", path)
    with Library.open(path, HashEncoder()) as library:
        before, found = held(library), hits(library)
    newer = [world.write(group_name(0, member), 2) for member in range(3)]
    ballast, told = place / "ballast", ""
    _leave(ballast, left)
    try:
        with Library.open(path, HashEncoder()) as library:
            library.add(newer)
    except RostrumError as error:
        told = error.message
    finally:
        ballast.unlink()
    with Library.open(path, HashEncoder()) as library:
        same = held(library) == before and difference(hits(library), found) is None
        new = held(library).keys() == before.keys() and held(library) != before
    return Filled(left, told, same if told else new)


def _leave(ballast: Path, left: int) -> None:
    """Fill the file system but for `left` bytes."""
    room = os.statvfs(ballast.parent)
    with ballast.open("wb") as file:
        file.write(bytes(max(0, room.f_bavail * room.f_frsize - left)))


if __name__ == "__main__":
    print(json.dumps([asdict(found) for found in fill(Path(sys.argv[1]))]))  # noqa: T201
