"""One segment of a generation, written and opened: words, vectors, token vectors of some rows."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.search import codes
from index.search.dense import FlatIndex, Rows, Vectors, VectorSearch
from index.search.late import CODES, PLACES, LateIndex, write_late
from index.search.lexical import Entry
from index.search.lexical_files import build_parts, part_files
from index.search.quantised import QuantisedIndex
from index.search.segmented import Range
from index.store.disk import share
from index.store.entries import EntryWriter, entry_from, kept_entries, read_entries
from index.store.manifest import Segment, digests
from index.store.model import EncoderStamp
from index.store.rows import VECTOR_TYPE
from index.store.stamps import stamps

LEXICAL = "lexical"
_DENSE, _ENTRIES = "dense.faiss", "entries.z"
KINDS: dict[str, type[FlatIndex] | type[QuantisedIndex]] = {
    FlatIndex.kind: FlatIndex,
    QuantisedIndex.kind: QuantisedIndex,
}
# Vectors read from the database at once.
_AT_ONCE = 4096


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

    def build(self, first: int, last: int, sources: Sequence[Segment], dense: str) -> Segment:
        """A new segment of the rows `first` to `last` that are held now.

        `sources` are older segments, in order, whose words need not be found again; `dense` is
        the kind of the vector index.
        """
        name = secrets.token_hex(8)
        rows = self._save_dense(name, first, last, dense)
        self._save_late(name, first, last)
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
        marks = stamps(self.folder, made)
        return Segment(name, first, last, len(rows), tuple(parts), made, dense, marks)

    def convert(self, segment: Segment, dense: str) -> Segment:
        """The same segment with a vector index of another kind, and a name of its own."""
        name, made = secrets.token_hex(8), {}
        for file, found in segment.files.items():
            if file != f"{segment.name}.{_DENSE}":
                target = file.replace(f"{segment.name}.", f"{name}.")
                share(self.before / file, self.folder / target)
                made[target] = found
        marks = {
            file.replace(f"{segment.name}.", f"{name}."): mark
            for file, mark in segment.stamps.items()
        }
        self._save_dense(name, segment.first, segment.last, dense)
        fresh = digests(self.folder, [self._path(name, _DENSE)])
        marks |= stamps(self.folder, fresh)
        return replace(segment, name=name, files=made | fresh, dense=dense, stamps=marks)

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

    def _save_dense(self, name: str, first: int, last: int, dense: str) -> Rows:
        rows, vectors = self._vectors(first, last)
        KINDS[dense].build(rows, vectors).save(self._path(name, _DENSE))
        return rows

    def _vectors(self, first: int, last: int) -> tuple[Rows, Vectors]:
        """The rows of a range that are held, and their vectors, shape (rows, dimensions)."""
        within = '"row" BETWEEN ? AND ?'
        (count,) = self.connection.execute(
            f"SELECT count(*) FROM vectors WHERE {within}", (first, last)
        ).fetchone()
        rows = np.empty(count, np.int64)
        vectors = np.empty((count, 1 if self.stamp is None else self.stamp.dimensions), np.float32)
        found = self.connection.execute(
            f'SELECT "row", vector FROM vectors WHERE {within} ORDER BY "row"', (first, last)
        )
        for start in range(0, count, _AT_ONCE):
            part = found.fetchmany(_AT_ONCE)
            rows[start : start + len(part)] = [row for row, _ in part]
            joined = np.frombuffer(b"".join(blob for _, blob in part), VECTOR_TYPE)
            vectors[start : start + len(part)] = joined.reshape(len(part), -1)
        return rows, vectors

    def _save_late(self, name: str, first: int, last: int) -> None:
        width = max(1, (self.stamp.token_dimensions if self.stamp else 0) // codes.PER_BYTE)
        within = '"row" BETWEEN ? AND ?'
        (size,) = self.connection.execute(
            f"SELECT coalesce(sum(length(codes)), 0) FROM tokens WHERE {within}", (first, last)
        ).fetchone()
        found = self.connection.execute(
            f'SELECT "row", codes FROM tokens WHERE {within} ORDER BY "row"', (first, last)
        )
        passages = ((row, np.frombuffer(blob, np.uint8).reshape(-1, width)) for row, blob in found)
        write_late(self.folder, passages, size // width, width, f"{name}.")


def open_segment(folder: Path, segment: Segment) -> OpenSegment:
    """The indexes of a segment whose files have been checked."""
    return OpenSegment(
        Range(segment.first, segment.last),
        KINDS[segment.dense].load(folder / f"{segment.name}.{_DENSE}"),
        LateIndex.load(folder, f"{segment.name}."),
    )


def _digest(segment: Segment) -> str:
    return segment.files[f"{segment.name}.{_ENTRIES}"]
