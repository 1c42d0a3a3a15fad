"""What readers keep of a library in memory, as tables: cards of documents, watched files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from index.store.database import set_meta
from index.store.milvus.parcel import Values, bare_document, passages_of
from index.store.model import EncoderStamp
from index.store.schema import DOCUMENT_INDEXES, DOCUMENTS, WATCHED

TABLES = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
{DOCUMENTS}{DOCUMENT_INDEXES}{WATCHED}
CREATE TABLE statements (
    document_id TEXT NOT NULL, number INTEGER NOT NULL, speaker TEXT NOT NULL, delegation TEXT,
    PRIMARY KEY (document_id, number)
) WITHOUT ROWID;
CREATE TABLE paragraphs (document_id TEXT);
CREATE TABLE passages ("row" INTEGER PRIMARY KEY, document_id TEXT, statement INTEGER);
CREATE INDEX passages_by_statement ON passages (document_id, statement);
CREATE TABLE sizes (document_id TEXT PRIMARY KEY, characters INTEGER, paragraphs INTEGER)
    WITHOUT ROWID;
CREATE TABLE entries (entry INTEGER PRIMARY KEY, number INTEGER NOT NULL);
"""
_DOCUMENT_TABLES = ("statements", "passages", "sizes")
# Rows of the tables of watched files by table.
Files = dict[str, list[list[object]]]


def forget(connection: sqlite3.Connection, entries: Iterable[int]) -> None:
    """Take documents out of a catalogue by their entries."""
    for entry in entries:
        row = connection.execute(
            "SELECT documents.number, id FROM entries JOIN documents USING (number) "
            "WHERE entry = ?",
            (entry,),
        ).fetchone()
        connection.execute("DELETE FROM entries WHERE entry = ?", (entry,))
        if row is not None:
            for table in _DOCUMENT_TABLES:
                connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (row[1],))
            connection.execute("DELETE FROM documents WHERE number = ?", (row[0],))


def write_card(connection: sqlite3.Connection, entry: int, card: Values) -> None:
    """Put a document into a catalogue."""
    values = bare_document(card)
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO documents ({names}) VALUES ({marks})", tuple(values.values()))
    connection.execute("INSERT INTO entries VALUES (?, ?)", (entry, values["number"]))
    id = values["id"]
    codes = [_code(speaker) for speaker in card["speakers"]]
    connection.executemany(
        "INSERT INTO statements VALUES (?, ?, ?, ?)",
        [(id, number, card["speakers"][at], codes[at]) for number, at in card["statements"]],
    )
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?)",
        [(row, id, statement) for row, statement in passages_of(card)],
    )
    connection.execute(
        "INSERT INTO sizes VALUES (?, ?, ?)", (id, card["characters"], card["paragraphs"])
    )


def read_watched(connection: sqlite3.Connection) -> Files:
    """What is known of watched files, ready to be packed."""
    return {
        table: [list(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]
        for table in ("watched", "watched_documents")
    }


def write_watched(connection: sqlite3.Connection, found: Files) -> None:
    """What `read_watched` gave."""
    connection.executemany("INSERT INTO watched VALUES (?, ?, ?)", found["watched"])
    connection.executemany(
        "INSERT INTO watched_documents VALUES (?, ?)", found["watched_documents"]
    )


def write_stamp(connection: sqlite3.Connection, stamp: EncoderStamp) -> None:
    """Say which encoder made the vectors, as a database does."""
    set_meta(
        connection,
        encoder_name=stamp.name,
        encoder_digest=stamp.digest,
        encoder_dimensions=stamp.dimensions,
        encoder_token_dimensions=stamp.token_dimensions,
    )


def _code(speaker: str) -> str | None:
    delegation = json.loads(speaker)["delegation"]
    return None if delegation is None else str(delegation["code"])
