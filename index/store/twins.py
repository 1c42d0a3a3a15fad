"""Which held document says the same as a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index.records.model import Document, Record
from index.store.likeness import NEARLY, alike, bands, shingles, words_digest
from index.store.model import Duplicate
from index.store.rows import DOCUMENT_COLUMNS, DOCUMENT_FIELDS, document_from

# The words of so many candidates are compared.
_COMPARED = 8
# What is not word for word the same is never wholly the same.
_NEAREST = 0.999


def find_twin(connection: sqlite3.Connection, record: Record) -> Duplicate | None:
    """The held document in the same language that says the same as `record`, or nearly."""
    document = record.document
    row = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} FROM documents "
        "WHERE words = ? AND language = ? AND id <> ? AND replaced_by IS NULL "
        "ORDER BY name <> ?, number",
        (words_digest(record.text), document.language, document.id, document.name),
    ).fetchone()
    if row is not None:
        return Duplicate(document, document_from(row), 1.0, False)
    own = shingles(record.text)
    shares = [
        (min(_NEAREST, alike(own, shingles(text))), held)
        for held, text in _candidates(connection, record)
    ]
    # Of several that are equally alike, the first one.
    share, held = max(shares, key=lambda found: found[0], default=(0.0, document))
    return Duplicate(document, held, share, False) if share >= NEARLY else None


def _candidates(connection: sqlite3.Connection, record: Record) -> Iterator[tuple[Document, str]]:
    """Held documents that share a band, those that share most first, with their texts."""
    found = list(enumerate(bands(shingles(record.text))))
    marks = ", ".join(["(?, ?)"] * len(found))
    rows = connection.execute(
        f"WITH wanted (band, hash) AS (VALUES {marks}) "
        f"SELECT {DOCUMENT_COLUMNS}, text FROM wanted "
        "JOIN bands ON bands.band = wanted.band AND bands.hash = wanted.hash "
        "JOIN documents ON documents.number = bands.document "
        "WHERE documents.language = ? AND documents.id <> ? AND replaced_by IS NULL "
        "GROUP BY documents.number ORDER BY count(*) DESC, documents.number LIMIT ?",
        (
            *(value for pair in found for value in pair),
            record.document.language,
            record.document.id,
            _COMPARED,
        ),
    )
    for row in rows.fetchall():
        yield document_from(row), row[len(DOCUMENT_FIELDS)]
