"""What has become of a bench: what was put in, what has gone, what has changed."""

from __future__ import annotations

import sqlite3

from index.store.milvus.bench import Bench
from index.store.milvus.cards import Files, read_watched
from index.store.milvus.state import State


def new_numbers(connection: sqlite3.Connection, state: State) -> list[int]:
    """Documents that were put in."""
    rows = connection.execute(
        "SELECT number FROM documents WHERE number > ? ORDER BY number", (state.last_number,)
    )
    return [number for (number,) in rows]


def dropped(bench: Bench) -> list[int]:
    """Documents that were brought and are there no longer."""
    rows = bench.connection.execute("SELECT number FROM documents").fetchall()
    return sorted(bench.fetched.keys() - {number for (number,) in rows})


def altered(bench: Bench) -> list[int]:
    """Documents that were brought and have become earlier versions of others."""
    rows = bench.connection.execute("SELECT number, replaced_at, replaced_by FROM documents")
    return [
        number
        for number, *changing in rows.fetchall()
        if number in bench.fetched and bench.fetched[number] != tuple(changing)
    ]


def watched(bench: Bench) -> Files | None:
    """What is known of watched files now; None if that has not changed."""
    with bench.held.lock:
        before = read_watched(bench.held.connection)
        documents = dict(bench.held.connection.execute("SELECT id, number FROM documents"))
    now = read_watched(bench.connection)
    paths = {str(row[0]) for row in now["watched"]}
    # Of documents that were not brought here, all is as it was unless their file is forgotten.
    now["watched_documents"] += [
        row
        for row in before["watched_documents"]
        if documents.get(row[1]) not in bench.fetched and row[0] in paths
    ]
    now["watched_documents"].sort(key=lambda row: (str(row[0]), str(row[1])))
    return None if now == before else now


def sequence(connection: sqlite3.Connection, table: str) -> int:
    """The highest number that a table has given."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) if row else 0
