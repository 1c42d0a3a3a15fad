"""Vectors that outlive a version: what a new one says in the same words is not encoded again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from index.records.model import Document

_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS kept_vectors
    (text TEXT, context TEXT, vector BLOB, codes BLOB, PRIMARY KEY (text, context))
"""
_KEEP = """
INSERT OR IGNORE INTO kept_vectors
SELECT text, context, vector, codes FROM passages JOIN vectors USING ("row")
LEFT JOIN tokens USING ("row") WHERE document_id = ?
"""
_GIVE_BACK = """
INSERT OR IGNORE INTO {table} SELECT passages."row", kept_vectors.{column}
FROM passages JOIN kept_vectors USING (text, context)
WHERE document_id = ? AND kept_vectors.{column} IS NOT NULL
"""


@contextmanager
def keep_vectors(
    connection: sqlite3.Connection, old: Document | None, new: Document
) -> Iterator[None]:
    """Give passages of `new`, written inside, the vectors that `old` had for the same words."""
    if old is None:
        yield
        return
    connection.execute(_TABLE)
    connection.execute(_KEEP, (old.id,))
    yield
    for table, column in (("vectors", "vector"), ("tokens", "codes")):
        connection.execute(_GIVE_BACK.format(table=table, column=column), (new.id,))
    connection.execute("DELETE FROM kept_vectors")
