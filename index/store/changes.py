"""What a transaction changes among the passages, noted by the database itself."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

_NOTE = (
    'CREATE TEMP TABLE removed ("row" INTEGER PRIMARY KEY)',
    'CREATE TEMP TABLE begun ("row" INTEGER NOT NULL)',
    "CREATE TEMP TRIGGER note_removed AFTER DELETE ON main.passages "
    'BEGIN INSERT INTO removed VALUES (old."row"); END',
    "INSERT INTO begun SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passages'",
)


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows that are gone, and new rows; both rising."""

    removed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


def note_changes(connection: sqlite3.Connection) -> None:
    """Let the transaction that `connection` is in note what it changes from now on.

    Deletions that cascade from a document are noted too.
    """
    for statement in _NOTE:
        connection.execute(statement)


def first_new_row(connection: sqlite3.Connection) -> int:
    """The lowest row that a passage added since `note_changes` can have."""
    return int(connection.execute('SELECT "row" FROM begun').fetchone()[0]) + 1


def changes(connection: sqlite3.Connection) -> Changes:
    """What has changed since `note_changes`; what came and went in between is left out."""
    first = first_new_row(connection)
    removed = connection.execute('SELECT "row" FROM removed WHERE "row" < ? ORDER BY 1', (first,))
    added = connection.execute('SELECT "row" FROM passages WHERE "row" >= ? ORDER BY 1', (first,))
    return Changes(
        tuple(row for (row,) in removed.fetchall()), tuple(row for (row,) in added.fetchall())
    )
