"""What is known of the files of watched folders: how they looked, which documents they hold.

Everything happens inside the transaction of whoever writes.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import DocumentError
from index.records.model import Document
from index.store.put import Intake
from index.store.rows import DOCUMENT_COLUMNS, delete_document, delete_versions, document_from


@dataclass(slots=True)
class Watched:
    """Files on their way in, each with its stamp: what it looked like before it was read."""

    stamps: Mapping[Path, str]
    _now: set[str] = field(default_factory=set)

    def before(
        self, connection: sqlite3.Connection, path: Path, document: Document
    ) -> Document | None:
        """The document of the same name that the file held when it was last taken in."""
        row = connection.execute(
            f"SELECT {DOCUMENT_COLUMNS} FROM watched_documents "
            "JOIN documents ON documents.id = watched_documents.document_id "
            "WHERE path = ? AND documents.name = ? AND documents.id <> ? AND replaced_by IS NULL",
            (key(path), document.name, document.id),
        ).fetchone()
        return None if row is None else document_from(row)

    def holds(self, connection: sqlite3.Connection, path: Path, document: Document) -> None:
        """The file holds this document."""
        # Without a stamp until it is read to its end: a file that was begun is read again.
        connection.execute("INSERT OR IGNORE INTO watched VALUES (?, '', NULL)", (key(path),))
        connection.execute(
            "INSERT OR IGNORE INTO watched_documents VALUES (?, ?)", (key(path), document.id)
        )
        self._now.add(document.id)

    def read(
        self,
        connection: sqlite3.Connection,
        path: Path,
        error: DocumentError | None,
        intake: Intake,
    ) -> None:
        """The file is through: what it no longer holds goes. A file at fault takes nothing away."""
        connection.execute(
            "INSERT INTO watched VALUES (:path, :stamp, :error) ON CONFLICT (path) "
            "DO UPDATE SET stamp = excluded.stamp, error = excluded.error",
            {"path": key(path), "stamp": self.stamps[path], "error": error and str(error)},
        )
        if error is None:
            rows = connection.execute(
                "SELECT document_id FROM watched_documents WHERE path = ?", (key(path),)
            )
            gone = [id for (id,) in rows.fetchall() if id not in self._now]
            _let_go(connection, key(path), gone, intake)
        self._now.clear()


def key(path: Path) -> str:
    """The name of a file in the database: absolute, and text whatever its bytes are."""
    return os.fsencode(path.absolute()).decode("utf-8", "backslashreplace")


def known_stamps(connection: sqlite3.Connection, folder: Path) -> dict[str, str]:
    """The files of a folder that were taken in before, with their stamps."""
    start = key(folder).rstrip("/") + "/"
    rows = connection.execute(
        "SELECT path, stamp FROM watched WHERE substr(path, 1, ?) = ?", (len(start), start)
    )
    return dict(rows.fetchall())


def forget(
    connection: sqlite3.Connection, paths: Iterable[str], intake: Intake, *, remove: bool
) -> None:
    """Know no longer of files that are gone; with `remove` their documents go as well."""
    for path in paths:
        if remove:
            rows = connection.execute(
                "SELECT document_id FROM watched_documents WHERE path = ?", (path,)
            )
            _let_go(connection, path, [id for (id,) in rows.fetchall()], intake)
        connection.execute("DELETE FROM watched WHERE path = ?", (path,))


def _let_go(connection: sqlite3.Connection, path: str, ids: Iterable[str], intake: Intake) -> None:
    """Documents that a file no longer holds; those that no other file holds are removed."""
    for id in ids:
        connection.execute(
            "DELETE FROM watched_documents WHERE path = ? AND document_id = ?", (path, id)
        )
        row = connection.execute(
            f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE id = ? AND replaced_by IS NULL "
            "AND id NOT IN (SELECT document_id FROM watched_documents)",
            (id,),
        ).fetchone()
        if row is not None:
            delete_versions(connection, id)
            delete_document(connection, id)
            intake.removed.append(document_from(row))
            intake.changed = True
