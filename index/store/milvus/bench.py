"""Where a change is made: a small SQLite of its own with what it touches, and nothing else.

What decides what becomes of an arrival (`index.store.put`) works on SQLite. So the documents that
it may meet are brought here before: the same file, the same symbol, the same or similar words, what
its file held before, and the versions of all of these.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.records.model import Record
from index.store.changes import note_changes
from index.store.likeness import bands, shingles, words_digest
from index.store.milvus import schema
from index.store.milvus.cards import write_stamp
from index.store.milvus.catalogue import Held
from index.store.milvus.parcel import Parcel, Values, parcel_of, write_parcel
from index.store.milvus.passages import read_passages
from index.store.milvus.pieces import read_pieces, unpacked
from index.store.milvus.server import Server
from index.store.schema import SCHEMA
from index.store.watched import key

# So many candidates are compared with an arrival, as in a folder.
_COMPARED = 8


class Bench:
    """One transaction: `connection` holds what has been fetched and what is put in."""

    def __init__(
        self, server: Server, name: str, held: Held, connection: sqlite3.Connection
    ) -> None:
        self.connection, self.held = connection, held
        self._server, self._name = server, name
        # Documents that were brought here, with the columns that may change.
        self.fetched: dict[int, tuple[object, object]] = {}
        self._entries = held.entries()

    def entry(self, number: int) -> int:
        """The entry of a document that is held."""
        return self._entries[number]

    def fetch_for(self, record: Record, path: Path | None, compare: bool) -> None:
        """Bring what putting this record in may meet."""
        document = record.document
        with self.held.lock:
            rows = self.held.connection.execute(
                "SELECT number FROM documents WHERE id = :id "
                "OR (symbol = :symbol AND language = :language)",
                {"id": document.id, "symbol": document.symbol, "language": document.language},
            ).fetchall()
        numbers = {number for (number,) in rows}
        if compare:
            numbers |= set(self._alike(record))
        self.fetch(numbers)
        if path is not None:
            self.fetch_path(key(path))

    def fetch_path(self, path: str) -> None:
        """Bring what a watched file holds."""
        with self.held.lock:
            rows = self.held.connection.execute(
                "SELECT number FROM watched_documents JOIN documents "
                "ON documents.id = watched_documents.document_id WHERE path = ?",
                (path,),
            ).fetchall()
        self.fetch(number for (number,) in rows)

    def fetch(self, numbers: Iterable[int]) -> None:
        """Bring documents by their numbers, with all their versions."""
        wanted = sorted(self._with_versions(numbers) - self.fetched.keys())
        if not wanted:
            return
        records = read_pieces(self._server, self._name, "record", wanted)
        for number in wanted:
            record = unpacked(records.get(number, ""), f"Document {number}")
            write_parcel(self.connection, self._parcel(number, record))
            self._fetched(number)

    def fetch_bare(self, ids: Iterable[str]) -> None:
        """Bring documents to be removed: without their words."""
        found = []
        with self.held.lock:
            for id in ids:
                rows = self.held.connection.execute(
                    "SELECT * FROM documents WHERE ? IN (id, replaced_by)", (id,)
                )
                names = [column[0] for column in rows.description]
                found += [dict(zip(names, row, strict=True)) for row in rows]
        for document in found:
            statements, passages = self._outline(document["id"])
            write_parcel(self.connection, Parcel(document, statements, (), passages))
            self._fetched(document["number"])

    def _with_versions(self, numbers: Iterable[int]) -> set[int]:
        found: set[int] = set()
        with self.held.lock:
            for number in numbers:
                rows = self.held.connection.execute(
                    "SELECT other.number FROM documents AS one JOIN documents AS other ON "
                    "coalesce(one.replaced_by, one.id) IN (other.id, other.replaced_by) "
                    "WHERE one.number = ?",
                    (number,),
                )
                found |= {number, *(other for (other,) in rows)}
        return found

    def _parcel(self, number: int, record: Values) -> Parcel:
        with self.held.lock:
            connection = self.held.connection
            changing = connection.execute(
                "SELECT replaced_at, replaced_by FROM documents WHERE number = ?", (number,)
            ).fetchone()
            rows = connection.execute(
                'SELECT "row" FROM passages WHERE document_id = ? ORDER BY 1',
                (record["document"]["id"],),
            ).fetchall()
        collection = schema.passages(self._name, self.held.state.passages)
        passages = read_passages(self._server, self._name, collection, [row for (row,) in rows])
        columns = dict(zip(("replaced_at", "replaced_by"), changing, strict=True))
        return parcel_of(record, columns, passages)

    def _outline(self, id: str) -> tuple[list[Values], list[Values]]:
        """Statements and passages by their numbers alone."""
        places = dict.fromkeys(("start", "end"), 0)
        with self.held.lock:
            statements = [
                {"document_id": id, "number": number, "speaker": "", **places,
                 "heading_start": 0, "heading_end": 0}
                for (number,) in self.held.connection.execute(
                    "SELECT number FROM statements WHERE document_id = ?", (id,)
                )
            ]  # fmt: skip
            passages = [
                {"row": row, "id": str(row), "document_id": id, "statement": statement, **places,
                 "paragraphs": "", "raw_start": 0, "raw_end": 0, "text": "", "context": "",
                 "vector": None, "codes": None}
                for row, statement in self.held.connection.execute(
                    'SELECT "row", statement FROM passages WHERE document_id = ?', (id,)
                )
            ]  # fmt: skip
        return statements, passages

    def _fetched(self, number: int) -> None:
        id, *changing = self.connection.execute(
            "SELECT id, replaced_at, replaced_by FROM documents WHERE number = ?", (number,)
        ).fetchone()
        self.fetched[number] = (changing[0], changing[1])
        with self.held.lock:
            files = self.held.connection.execute(
                "SELECT * FROM watched_documents WHERE document_id = ?", (id,)
            ).fetchall()
        self.connection.executemany("INSERT INTO watched_documents VALUES (?, ?)", files)

    def _alike(self, record: Record) -> Iterator[int]:
        """Documents with the same words, and the most likely ones to have similar words."""
        own, digest = bands(shingles(record.text)), words_digest(record.text)
        rows = self._server.query(
            schema.documents(self._name),
            f'language == "{record.document.language}" and '
            f'(words == "{digest}" or array_contains_any(bands, {own}))',
            ("entry", "number", "words", "bands"),
            strong=True,
        )
        visible = set(self._entries.values())
        shared = []
        for row in rows:
            if int(row["entry"]) not in visible:
                continue
            if row["words"] == digest:
                yield int(row["number"])
            same = sum(a == b for a, b in zip(own, row["bands"], strict=False))
            shared.append((-same, int(row["number"])))
        yield from (number for _, number in sorted(shared)[: 2 * _COMPARED])


@contextmanager
def bench(
    server: Server, name: str, held: Held, floors: tuple[int, int] = (0, 0)
) -> Iterator[Bench]:
    """An empty bench with the numbers, the encoder and the watched files of a state; it is thrown
    away at the end. `floors` are numbers of passages and documents that must not be given again."""
    with tempfile.TemporaryDirectory(prefix="rostrum-") as folder:
        connection = sqlite3.connect(Path(folder) / "bench.sqlite3", isolation_level=None)
        with closing(connection):
            connection.executescript(
                f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA}"
            )
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO sqlite_sequence VALUES (?, ?)",
                [
                    ("passages", max(held.state.last_row, floors[0])),
                    ("documents", max(held.state.last_number, floors[1])),
                ],
            )
            if held.state.stamp is not None:
                write_stamp(connection, held.state.stamp)
            with held.lock:
                files = held.connection.execute("SELECT * FROM watched").fetchall()
            connection.executemany("INSERT INTO watched VALUES (?, ?, ?)", files)
            note_changes(connection)
            yield Bench(server, name, held, connection)
