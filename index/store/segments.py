"""One segment of a generation, written and opened: words, vectors, token vectors of some rows."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.search import codes
from index.search.dense import FlatIndex, Rows, VectorSearch
from index.search.late import CODES, PLACES, LateIndex
from index.search.lexical import Entry
from index.search.lexical_files import build_parts, part_files
from index.search.segmented import Range
from index.store.entries import EntryWriter, entry_from, kept_entries, read_entries
from index.store.manifest import Segment, digests
from index.store.model import EncoderStamp
from index.store.rows import vectors_from

LEXICAL = "lexical"
_DENSE, _ENTRIES = "dense.faiss", "entries.z"


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """What can be searched of a segment besides its words, which all segments share."""

    span: Range
    dense: VectorSearch
    late: LateIndex


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where segments are made: an unfinished folder, the database, the generation before.

    `tick` is called once for each passage.
    """

    folder: Path
    connection: sqlite3.Connection
    stamp: EncoderStamp | None
    before: Path
    tick: Callable[[], None]

    def build(self, first: int, last: int, sources: Sequence[Segment]) -> Segment:
        """A new segment of the rows `first` to `last` that are held now.

        `sources` are older segments, in order, whose words need not be found again.
        """
        name = secrets.token_hex(8)
        rows = self._save_dense(name, first, last)
        self._late(first, last).save(self.folder, f"{name}.")
        unfinished = self.folder / f"{name}.words"
        entries = EntryWriter(self._path(name, _ENTRIES)).keep(
            self._entries(first, last, sources, frozenset(rows.tolist()))
        )
        parts = build_parts(unfinished, self._told(entries))
        files = [self._path(name, suffix) for suffix in (_DENSE, CODES, PLACES, _ENTRIES)]
        for file in part_files(unfinished, parts):
            files.append(file.replace(self.folder / LEXICAL / file.name))
        shutil.rmtree(unfinished)
        made = digests(self.folder, files)
        return Segment(name, first, last, len(rows), tuple(parts), made)

    def _path(self, name: str, suffix: str) -> Path:
        return self.folder / f"{name}.{suffix}"

    def _told(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        for entry in entries:
            yield entry
            self.tick()

    def _entries(
        self, first: int, last: int, sources: Sequence[Segment], held: frozenset[int]
    ) -> Iterator[Entry]:
        """The entries of all rows in `held`, in order, kept ones where they are intact."""
        for source in sources:
            kept = kept_entries(self.before / f"{source.name}.{_ENTRIES}", _digest(source))
            if kept is None:
                yield from read_entries(self.connection, first, source.last)
            else:
                yield from (found for found in map(entry_from, kept) if found.row in held)
            first = source.last + 1
        yield from read_entries(self.connection, first, last)

    def _save_dense(self, name: str, first: int, last: int) -> Rows:
        dimensions = 1 if self.stamp is None else self.stamp.dimensions
        found = self.connection.execute(
            'SELECT "row", vector FROM vectors WHERE "row" BETWEEN ? AND ? ORDER BY "row"',
            (first, last),
        ).fetchall()
        rows = np.array([row for row, _ in found], np.int64)
        vectors = vectors_from((blob for _, blob in found), dimensions)
        FlatIndex.build(rows, vectors).save(self._path(name, _DENSE))
        return rows

    def _late(self, first: int, last: int) -> LateIndex:
        width = max(1, (self.stamp.token_dimensions if self.stamp else 0) // codes.PER_BYTE)
        found = self.connection.execute(
            'SELECT "row", codes FROM tokens WHERE "row" BETWEEN ? AND ? ORDER BY "row"',
            (first, last),
        )
        return LateIndex.build(
            (row, np.frombuffer(blob, np.uint8).reshape(-1, width)) for row, blob in found
        )


def open_segment(folder: Path, segment: Segment) -> OpenSegment:
    """The indexes of a segment whose files have been checked."""
    return OpenSegment(
        Range(segment.first, segment.last),
        FlatIndex.load(folder / f"{segment.name}.{_DENSE}"),
        LateIndex.load(folder, f"{segment.name}."),
    )


def _digest(segment: Segment) -> str:
    return segment.files[f"{segment.name}.{_ENTRIES}"]
