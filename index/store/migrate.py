"""How a library of an older schema is brought up to the next one.

Each step runs inside one transaction, without foreign keys; all steps are done or none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from index.store.likeness import words_digest
from index.store.rows import write_bands
from index.store.schema import DOCUMENT_INDEXES, DOCUMENTS, LIKENESS, WATCHED

_OLD = (
    "number, id, digest, name, language, kind, symbol, title, body, date, meeting, agenda, "
    "origins, pages, delegations, warnings, raw, text, offsets, blocks, seal, added_at"
)


def _pages(connection: sqlite3.Connection) -> None:
    """Documents that were held before pages were known have none."""
    connection.execute("ALTER TABLE documents ADD COLUMN pages TEXT")


def _versions(connection: sqlite3.Connection) -> None:
    """Earlier versions may be kept, so that a symbol no longer stands once in a language; what
    tells documents that say the same is worked out for those that are held."""
    connection.create_function("words_digest", 1, words_digest, deterministic=True)
    _run(connection, DOCUMENTS.replace("TABLE documents", "TABLE documents_new"))
    connection.execute(
        f"INSERT INTO documents_new ({_OLD}, words) SELECT {_OLD}, words_digest(text) "
        "FROM documents ORDER BY number"
    )
    connection.execute("DROP TABLE documents")
    connection.execute("ALTER TABLE documents_new RENAME TO documents")
    for script in (DOCUMENT_INDEXES, LIKENESS, WATCHED):
        _run(connection, script)
    for (number,) in connection.execute("SELECT number FROM documents").fetchall():
        row = connection.execute("SELECT text FROM documents WHERE number = ?", (number,))
        write_bands(connection, number, row.fetchone()[0])


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Every statement of a script; `executescript` would commit first."""
    statement = ""
    for line in script.splitlines():
        statement += f"{line}\n"
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {2: _pages, 3: _versions}
