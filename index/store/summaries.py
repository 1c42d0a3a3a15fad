"""What a library says of its documents: how much is in each, and which belong together."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from index.records.model import Document
from index.store.model import DocumentSummary
from index.store.rows import DOCUMENT_COLUMNS, DOCUMENT_FIELDS, document_from


def read_summaries(connection: sqlite3.Connection) -> Iterator[DocumentSummary]:
    """Every held document with its counts, in the order in which they were added."""
    found = list(_counted(connection))
    by_symbol: dict[str, list[Document]] = {}
    for document in (summary.document for summary in found):
        if document.symbol:
            by_symbol.setdefault(document.symbol, []).append(document)
    earlier = _earlier(connection)
    for summary in found:
        document = summary.document
        others = by_symbol.get(document.symbol or "", ())
        yield replace(
            summary,
            translations=tuple(other for other in others if other.id != document.id),
            earlier=tuple(earlier.get(document.id, ())),
        )


def read_translations(connection: sqlite3.Connection, document: Document) -> tuple[Document, ...]:
    """The held documents with the same symbol in another language."""
    rows = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} FROM documents "
        "WHERE symbol = ? AND language <> ? AND replaced_by IS NULL ORDER BY number",
        (document.symbol, document.language),
    )
    return tuple(map(document_from, rows))


def read_versions(connection: sqlite3.Connection, document: Document) -> tuple[Document, ...]:
    """Every version of a document that is held, oldest first, the current one last."""
    rows = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE :current IN (id, replaced_by) "
        "ORDER BY replaced_by IS NULL, number",
        {"current": current_id(connection, document.id)},
    )
    return tuple(map(document_from, rows))


def current_id(connection: sqlite3.Connection, document_id: str) -> str:
    """The id of the version of a document that is current; its own, if that is the one."""
    row = connection.execute(
        "SELECT coalesce(replaced_by, id) FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    return document_id if row is None else str(row[0])


def _earlier(connection: sqlite3.Connection) -> dict[str, list[Document]]:
    earlier: dict[str, list[Document]] = {}
    for *values, current in connection.execute(
        f"SELECT {DOCUMENT_COLUMNS}, replaced_by FROM documents "
        "WHERE replaced_by IS NOT NULL ORDER BY number"
    ):
        earlier.setdefault(current, []).append(document_from(values))
    return earlier


def _counted(connection: sqlite3.Connection) -> Iterator[DocumentSummary]:
    query = f"""
        SELECT {DOCUMENT_COLUMNS}, added_at, length(text), warnings,
            (SELECT count(*) FROM statements WHERE document_id = documents.id),
            (SELECT count(*) FROM paragraphs WHERE document_id = documents.id),
            (SELECT count(*) FROM passages WHERE document_id = documents.id)
        FROM documents WHERE replaced_by IS NULL ORDER BY documents.number"""
    people: dict[str, set[tuple[str | None, str | None]]] = {}
    for document_id, speaker in connection.execute(
        "SELECT DISTINCT document_id, speaker FROM statements"
    ):
        people.setdefault(document_id, set()).add(_person(json.loads(speaker)))
    for row in connection.execute(query):
        added_at, characters, warnings, *counts = row[len(DOCUMENT_FIELDS) :]
        statements, paragraphs, passages = counts
        yield DocumentSummary(
            document=document_from(row),
            statements=statements,
            paragraphs=paragraphs,
            passages=passages,
            characters=characters,
            speakers=len(people.get(row[0], ())),
            added_at=added_at,
            warnings=tuple(json.loads(warnings)),
        )


def _person(speaker: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """What makes two headings the same person: delegation and name, or the office."""
    delegation = speaker["delegation"]
    names = sorted([speaker["name"] or "", *speaker["aliases"]])
    return (delegation and delegation["code"], names[-1] or speaker["role"])
