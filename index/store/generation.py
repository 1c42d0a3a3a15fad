"""The derived indexes: one folder for one state of the database.

A generation is written aside, synced, sealed by a manifest with the SHA-256 of every file, and
only then renamed into its place; which one is current is written in the database, in the same
commit as the change it was built from. So readers see old words with the old indexes or new
words with the new ones, and whatever is damaged, missing or left over is built again from SQLite.

A generation shares the files of all segments that did not change with the one before it (hard
links), so that adding one document to a large library writes little more than that document.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.search.dense import VectorSearch
from index.search.lexical import LexicalIndex
from index.search.roster import Roster
from index.search.segmented import SegmentedLate, SegmentedVectors
from index.store.building import build, kind_of, made
from index.store.changes import Changes
from index.store.database import encoder_stamp, get_meta
from index.store.disk import put_in_place, sync
from index.store.manifest import (
    FILE_NAME,
    UnusableError,
    check_files,
    check_made,
    read_manifest,
    write_manifest,
)
from index.store.places import read_roster
from index.store.segments import LEXICAL, OpenSegment, open_segment
from index.store.stamps import Audit

FOLDER = "generations"
_UNFINISHED = ".unfinished-"

Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Generation:
    """The open indexes of one state; they keep working after their folder has been removed.

    `segments` are the open parts of `dense` and `late` by name, for the next generation to share.
    """

    number: int
    built_from: str
    lexical: LexicalIndex
    dense: VectorSearch
    late: SegmentedLate
    roster: Roster
    segments: Mapping[str, OpenSegment]
    audit: Audit

    @property
    def state(self) -> str:
        """The state of the database it was built from; of none once a file of it turns out to be
        damaged, so that it is opened, and mended, anew."""
        return "damaged" if self.audit.failed else self.built_from


def write_generation(
    library: Path,
    number: int,
    state: str,
    connection: sqlite3.Connection,
    tick: Tick,
    changes: Changes | None = None,
    damaged: frozenset[str] = frozenset(),
) -> None:
    """Build the indexes of what `connection` sees and put them in their place, complete.

    With `changes` only what they touch, and the `damaged` segments, are built; the rest is taken
    over from the generation that is current. `tick` is called with (passages done, passages in
    all).

    Raises:
        OSError, RuntimeError, ValueError: nothing more can be written.
    """
    root = library / FOLDER
    root.mkdir(exist_ok=True)
    sync(library)
    unfinished = root / f"{_UNFINISHED}{number}-{os.getpid()}"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        (unfinished / LEXICAL).mkdir(parents=True)
        before = root / _name(int(get_meta(connection, "generation") or 0))
        manifest, fresh = build(before, state, connection, unfinished, tick, changes, damaged)
        fresh.append(write_manifest(unfinished, manifest))
        for path in (*fresh, unfinished / LEXICAL, unfinished):
            sync(path)
        put_in_place(unfinished, root / _name(number))
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def open_generation(
    library: Path, connection: sqlite3.Connection, before: Generation | None = None
) -> Generation:
    """The current generation of the state that `connection` sees.

    Segments that it shares with `before` are neither read nor checked again.

    Raises:
        UnusableError: there is none, or it is damaged, incomplete or of another state.
    """
    number, state = int(get_meta(connection, "generation") or 0), str(get_meta(connection, "state"))
    folder = library / FOLDER / _name(number)
    known, proven = _of(before)
    with _kept(folder):
        manifest = read_manifest(folder)
        check_made(folder, manifest, made(state, encoder_stamp(connection), kind_of(manifest)))
        unread = check_files(folder, manifest, frozenset(known), proven)
        try:
            lexical = LexicalIndex.open(folder / LEXICAL)
            segments = {
                s.name: known.get(s.name) or open_segment(folder, s) for s in manifest.segments
            }
        except (ValueError, RuntimeError, OSError, EOFError) as error:
            raise UnusableError(f"{folder.name} does not open: {error}") from error
    return Generation(
        number=number,
        built_from=state,
        lexical=lexical,
        dense=SegmentedVectors([(s.span, s.dense) for s in segments.values()]),
        late=SegmentedLate([(s.span, s.late) for s in segments.values()]),
        roster=read_roster(connection),
        segments=segments,
        audit=Audit(folder, unread, frozenset(manifest.all_files()) - unread.keys()),
    )


def _of(before: Generation | None) -> tuple[Mapping[str, OpenSegment], frozenset[str]]:
    """The segments that are open, and the files that are proven; of a damaged one nothing."""
    if before is None or before.audit.failed:
        return {}, frozenset()
    return before.segments, before.audit.proven


def next_number(library: Path, connection: sqlite3.Connection) -> int:
    """A number that no generation has had, current or left over."""
    used = [int(folder.name) for folder in (library / FOLDER).glob("[0-9]*")]
    return max([int(get_meta(connection, "generation") or 0), *used]) + 1


def sweep(library: Path, current: int) -> None:
    """Remove every generation but the current one and what interrupted writers left.

    One that a reader is just opening stays until the next sweep; a reader that has an old one
    open keeps its files until it closes them.
    """
    for folder in (library / FOLDER).glob("*"):
        if folder.name != _name(current) and not _being_opened(folder):
            shutil.rmtree(folder, ignore_errors=True)
    for left in library.glob("*.new*"):
        left.unlink(missing_ok=True)


def _name(number: int) -> str:
    return f"{number:06d}"


@contextmanager
def _kept(folder: Path) -> Iterator[None]:
    """Keep a generation from being swept away while it is opened."""
    try:
        file = (folder / FILE_NAME).open("rb")
    except OSError as error:
        raise UnusableError(f"{folder.name} cannot be read: {error.strerror}") from error
    with file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _being_opened(folder: Path) -> bool:
    try:
        with (folder / FILE_NAME).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
