"""Reading for search: the roster of a state, the places of hits, vectors by row."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.records.model import Delegation, Document, Passage, Speaker, Statement
from index.search.names import fold_name
from index.search.roster import Floor, Roster
from index.store.rows import (
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    document_from,
    passage_from,
    read_statement,
    speaker_from,
    vectors_from,
)

# SQLite takes 32,766 parameters in one statement; this stays well below.
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """A passage with the statement and document it stands in and its range in the file."""

    passage: Passage
    statement: Statement
    document: Document
    raw_start: int
    raw_end: int


def read_documents(connection: sqlite3.Connection) -> Iterator[Document]:
    """Every held document in the order in which they were added; of each the current version."""
    for row in connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE replaced_by IS NULL ORDER BY number"
    ):
        yield document_from(row)


def find_document(connection: sqlite3.Connection, symbol: str, name: str) -> Document | None:
    """The first document added with this symbol, or with `name` as its id, digest or file name.

    An earlier version that is kept has to be named by its id or digest.
    """
    row = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} FROM documents "
        "WHERE (replaced_by IS NULL AND (symbol = :symbol OR name = :name)) "
        "OR :name IN (id, digest) ORDER BY replaced_by IS NOT NULL, number LIMIT 1",
        {"symbol": symbol, "name": name},
    ).fetchone()
    return None if row is None else document_from(row)


def read_roster(connection: sqlite3.Connection) -> Roster:
    """Who speaks where, and which passages are theirs."""
    floors: list[Floor] = []
    delegations: dict[str, Delegation] = {}
    names: dict[str, str] = {}
    # One who takes the floor often is stored in the same words each time.
    known: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    for document_id, number, stored in connection.execute(
        "SELECT document_id, number, speaker FROM statements WHERE document_id IN "
        "(SELECT id FROM documents WHERE replaced_by IS NULL) ORDER BY document_id, number"
    ):
        if stored not in known:
            speaker = speaker_from(json.loads(stored))
            forms = name_forms(speaker)
            names.update({form: name for form, name in forms.items() if form not in names})
            if speaker.delegation:
                delegations.setdefault(speaker.delegation.code, speaker.delegation)
            code = speaker.delegation.code if speaker.delegation else None
            known[stored] = (code, tuple(forms))
        code, spoken_by = known[stored]
        floors.append(Floor(document_id, number, code, spoken_by))
    rows, floor_of = _rows(connection, floors)
    documents = {document.id: document for document in read_documents(connection)}
    return Roster(documents, delegations, tuple(floors), names, rows, floor_of)


def name_forms(speaker: Speaker) -> dict[str, str]:
    """The folded forms of a speaker's name, each with the name as written."""
    written = speaker.name or speaker.name_en
    forms = (speaker.name, speaker.name_en, *speaker.aliases)
    return {fold_name(form): written or form for form in forms if form}


def read_places(connection: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Place]:
    """Passages by row with all that a hit shows; rows that are no longer held are left out."""
    documents: dict[str, Document] = {}
    statements: dict[tuple[str, int], Statement | None] = {}
    places = {}
    for row, raw_start, raw_end, *values in _by_rows(
        connection, f'"row", raw_start, raw_end, {PASSAGE_COLUMNS}', "passages", rows
    ):
        passage = passage_from(values)
        key = (passage.document_id, passage.statement)
        if key not in statements:
            statements[key] = read_statement(connection, *key)
        if key[0] not in documents:
            documents[key[0]] = _read_document(connection, key[0])
        statement = statements[key]
        if statement is not None:
            places[row] = Place(passage, statement, documents[key[0]], raw_start, raw_end)
    return places


def read_vectors(
    connection: sqlite3.Connection, rows: Sequence[int], dimensions: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The rows among `rows` that are held, and their vectors, shape (rows held, dimensions)."""
    found = list(_by_rows(connection, '"row", vector', "vectors", rows))
    vectors = vectors_from((blob for _, blob in found), dimensions)
    return np.array([row for row, _ in found], np.int64), vectors


def _by_rows(
    connection: sqlite3.Connection, columns: str, table: str, rows: Sequence[int]
) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), _AT_ONCE):
        wanted = list(rows[start : start + _AT_ONCE])
        marks = ", ".join("?" * len(wanted))
        yield from connection.execute(
            f'SELECT {columns} FROM {table} WHERE "row" IN ({marks})', wanted
        )


def _read_document(connection: sqlite3.Connection, document_id: str) -> Document:
    row = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    return document_from(row)


def _rows(
    connection: sqlite3.Connection, floors: Sequence[Floor]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    places: Mapping[tuple[str, int], int] = {
        (floor.document_id, floor.statement): place for place, floor in enumerate(floors)
    }
    rows, floor_of = [], []
    # In the order of an index that holds all three, so that the words are not read.
    for row, document_id, statement in connection.execute(
        'SELECT "row", document_id, statement FROM passages INDEXED BY passages_by_statement'
    ):
        rows.append(row)
        floor_of.append(places[document_id, statement])
    order = np.argsort(rows)
    return np.array(rows, np.int64)[order], np.array(floor_of, np.int32)[order]
