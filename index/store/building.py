"""Which segments a new generation is made of, and what of the one before it takes over."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index.search.dense import FlatIndex
from index.search.lexical_files import compose
from index.search.quantised import FEWEST, QuantisedIndex
from index.search.words import fingerprint
from index.store.changes import Changes
from index.store.database import encoder_stamp, get_meta
from index.store.disk import share
from index.store.manifest import (
    FORMAT,
    Manifest,
    Segment,
    UnusableError,
    check_made,
    digests,
    read_manifest,
)
from index.store.model import EncoderStamp
from index.store.plan import Piece, largest, plan
from index.store.segments import KINDS, LEXICAL, Workshop

# Up to so many passages every vector is compared with the question, in 4 ms.
EXACT_TO = 50_000

Tick = Callable[[int, int], None]


def build(
    before: Path,
    state: str,
    connection: sqlite3.Connection,
    unfinished: Path,
    tick: Tick,
    changes: Changes | None,
    damaged: frozenset[str],
) -> tuple[Manifest, list[Path]]:
    """Make or take over all segments; the manifest, and the files that are not on disk yet.

    `before` is the folder of the generation that is current, `unfinished` that of the new one.
    """
    stamp = encoder_stamp(connection)
    base = None if changes is None else _base(before, connection, stamp)
    if base is None or changes is None:
        base, changes = Manifest({}), Changes((), _all_rows(connection))
    pieces = plan(
        [segment.extent for segment in base.segments],
        changes.removed,
        changes.added,
        _lost(before, base.segments, damaged),
    )
    held = sum(piece.passages for piece in pieces)
    dense = dense_kind(kind_of(base), held)
    total = sum(piece.passages for piece in pieces if piece.changed)
    counted = iter(range(1, total + 1))
    workshop = Workshop(
        unfinished, connection, stamp, before, lambda: tick(next(counted, total), total)
    )
    segments = _segments(workshop, pieces, base.segments, dense, largest(held))
    lexical = unfinished / LEXICAL
    compose(lexical, [part for segment in segments for part in segment.parts])
    frame = [path for path in lexical.iterdir() if path.suffix == ".json"]
    manifest = Manifest(made(state, stamp, dense), segments, digests(unfinished, frame))
    shared = {s.name for s in base.segments}
    new = [unfinished / file for s in segments if s.name not in shared for file in s.files]
    return manifest, [*new, *frame]


def _segments(
    workshop: Workshop,
    pieces: Sequence[Piece],
    held: tuple[Segment, ...],
    dense: str,
    most: int,
) -> tuple[Segment, ...]:
    """The segments of the new generation: made, converted or the same files as before.

    One write converts at least one segment that is of the wrong kind, and no more than `most`
    passages otherwise.
    """
    segments: list[Segment] = []
    converted = 0
    for piece in pieces:
        kind = dense if piece.passages >= FEWEST else FlatIndex.kind
        sources = [held[at] for at in piece.sources]
        if piece.changed:
            segments.append(workshop.build(piece.first, piece.last, sources, kind))
        elif sources[0].dense != kind and (not converted or converted + piece.passages <= most):
            segments.append(workshop.convert(sources[0], kind))
            converted += piece.passages
        else:
            segments.append(_taken_over(workshop, sources[0]))
    return tuple(segments)


def _taken_over(workshop: Workshop, segment: Segment) -> Segment:
    for file in segment.files:
        share(workshop.before / file, workshop.folder / file)
    return segment


def dense_kind(before: str, passages: int) -> str:
    """The kind of vector index for a library of so many passages that had the kind `before`.

    It changes back only below half the border: a library at the border is not built to and fro.
    """
    border = EXACT_TO // 2 if before == QuantisedIndex.kind else EXACT_TO
    return QuantisedIndex.kind if passages > border else FlatIndex.kind


def kind_of(manifest: Manifest) -> str:
    """The kind of vector index that a manifest names, the exact one if it names none we have."""
    named = str(manifest.made.get("dense"))
    return named if named in KINDS else FlatIndex.kind


def _base(
    folder: Path, connection: sqlite3.Connection, stamp: EncoderStamp | None
) -> Manifest | None:
    """The current generation's manifest, None where nothing can be taken over from it."""
    try:
        manifest = read_manifest(folder)
        state = str(get_meta(connection, "state"))
        check_made(folder, manifest, made(state, stamp, kind_of(manifest)))
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


def made(state: str, stamp: EncoderStamp | None, dense: str) -> dict[str, Any]:
    """Of what and how a generation is made now; the same encoder may go by several names."""
    return {
        "format": FORMAT,
        "state": state,
        "encoder": stamp and [stamp.digest, stamp.dimensions, stamp.token_dimensions],
        "words": fingerprint(),
        "dense": dense,
    }
