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
from typing import Any

from index.search.dense import FlatIndex, VectorSearch
from index.search.lexical import LexicalIndex
from index.search.lexical_files import compose
from index.search.roster import Roster
from index.search.segmented import SegmentedLate, SegmentedVectors
from index.search.words import fingerprint
from index.store.changes import Changes
from index.store.database import encoder_stamp, get_meta
from index.store.disk import put_in_place, share, sync
from index.store.manifest import (
    FILE_NAME,
    FORMAT,
    Manifest,
    Segment,
    UnusableError,
    check_files,
    check_made,
    digests,
    read_manifest,
    write_manifest,
)
from index.store.model import EncoderStamp
from index.store.places import read_roster
from index.store.plan import Piece, plan
from index.store.segments import LEXICAL, OpenSegment, Workshop, open_segment

FOLDER = "generations"
_UNFINISHED = ".unfinished-"

Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Generation:
    """The open indexes of one state; they keep working after their folder has been removed.

    `segments` are the open parts of `dense` and `late` by name, for the next generation to share.
    """

    number: int
    state: str
    lexical: LexicalIndex
    dense: VectorSearch
    late: SegmentedLate
    roster: Roster
    segments: Mapping[str, OpenSegment]


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
        manifest, fresh = _build(library, state, connection, unfinished, tick, changes, damaged)
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
    known = before.segments if before else {}
    with _kept(folder):
        manifest = read_manifest(folder)
        check_made(folder, manifest, _made(state, encoder_stamp(connection)))
        check_files(folder, manifest, frozenset(known))
        try:
            lexical = LexicalIndex.open(folder / LEXICAL)
            segments = {
                s.name: known.get(s.name) or open_segment(folder, s) for s in manifest.segments
            }
        except (ValueError, RuntimeError, OSError) as error:
            raise UnusableError(f"{folder.name} does not open: {error}") from error
    return Generation(
        number=number,
        state=state,
        lexical=lexical,
        dense=SegmentedVectors([(s.span, s.dense) for s in segments.values()]),
        late=SegmentedLate([(s.span, s.late) for s in segments.values()]),
        roster=read_roster(connection),
        segments=segments,
    )


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


def _build(
    library: Path,
    state: str,
    connection: sqlite3.Connection,
    unfinished: Path,
    tick: Tick,
    changes: Changes | None,
    damaged: frozenset[str],
) -> tuple[Manifest, list[Path]]:
    """Make or take over all segments; the manifest, and the files that are not on disk yet."""
    stamp = encoder_stamp(connection)
    folder = library / FOLDER / _name(int(get_meta(connection, "generation") or 0))
    base = None if changes is None else _base(folder, connection, stamp)
    if base is None or changes is None:
        base, changes = Manifest({}), Changes((), _all_rows(connection))
    pieces = plan(
        [segment.extent for segment in base.segments],
        changes.removed,
        changes.added,
        _lost(folder, base.segments, damaged),
    )
    total = sum(piece.passages for piece in pieces if piece.changed)
    counted = iter(range(1, total + 1))
    workshop = Workshop(
        unfinished, connection, stamp, folder, lambda: tick(next(counted, total), total)
    )
    segments = tuple(_segment(workshop, piece, base.segments) for piece in pieces)
    lexical = unfinished / LEXICAL
    compose(lexical, [part for segment in segments for part in segment.parts])
    frame = [path for path in lexical.iterdir() if path.suffix == ".json"]
    manifest = Manifest(_made(state, stamp), segments, digests(unfinished, frame))
    shared = {s.name for s in base.segments}
    new = [unfinished / file for s in segments if s.name not in shared for file in s.files]
    return manifest, [*new, *frame]


def _segment(workshop: Workshop, piece: Piece, held: tuple[Segment, ...]) -> Segment:
    """A segment of the new generation: made, or the same files as before."""
    sources = [held[at] for at in piece.sources]
    if piece.changed:
        return workshop.build(piece.first, piece.last, sources)
    for file in sources[0].files:
        share(workshop.before / file, workshop.folder / file)
    return sources[0]


def _base(
    folder: Path, connection: sqlite3.Connection, stamp: EncoderStamp | None
) -> Manifest | None:
    """The current generation's manifest, None where nothing can be taken over from it."""
    try:
        manifest = read_manifest(folder)
        check_made(folder, manifest, _made(str(get_meta(connection, "state")), stamp))
    except UnusableError:
        return None
    return manifest


def _lost(folder: Path, segments: tuple[Segment, ...], damaged: frozenset[str]) -> list[int]:
    """Which segments cannot be taken over: known to be damaged, or files of them are missing."""
    return [
        at
        for at, segment in enumerate(segments)
        if segment.name in damaged or not all((folder / file).is_file() for file in segment.files)
    ]


def _all_rows(connection: sqlite3.Connection) -> tuple[int, ...]:
    return tuple(row for (row,) in connection.execute('SELECT "row" FROM passages ORDER BY 1'))


def _name(number: int) -> str:
    return f"{number:06d}"


def _made(state: str, stamp: EncoderStamp | None) -> dict[str, Any]:
    """Of what and how a generation is made now; the same encoder may go by several names."""
    return {
        "format": FORMAT,
        "state": state,
        "encoder": stamp and [stamp.digest, stamp.dimensions, stamp.token_dimensions],
        "words": fingerprint(),
        "dense": FlatIndex.kind,
    }


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
