"""Reading for search: the roster of a state, the places of hits, vectors by row."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.records.model import Delegation, Document, Passage, Speaker, Statement
from index.search.columns import Floors, Voice
from index.search.names import fold_name
from index.search.roster import Roster
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
    documents = {document.id: document for document in read_documents(connection)}
    voices = _Voices()
    place = {id: at for at, id in enumerate(documents)}
    document_of, voice_of, numbers = array("i"), array("i"), array("i")
    for document_id, number, stored in connection.execute(
        "SELECT document_id, number, speaker FROM statements WHERE document_id IN "
        "(SELECT id FROM documents WHERE replaced_by IS NULL) ORDER BY document_id, number"
    ):
        document_of.append(place[document_id])
        voice_of.append(voices.place(stored))
        numbers.append(number)
    floors = Floors(tuple(documents), voices.found, *map(_column, (document_of, voice_of, numbers)))
    rows, floor_of = _rows(connection, place, floors)
    return Roster(documents, voices.delegations, floors, voices.names, rows, floor_of)


class _Voices:
    """Who speaks, each as stored read once: one who takes the floor often is stored in the same
    words each time."""

    def __init__(self) -> None:
        self.found: list[Voice] = []
        self.delegations: dict[str, Delegation] = {}
        self.names: dict[str, str] = {}
        self._known: dict[str, int] = {}
        self._places: dict[Voice, int] = {}

    def place(self, stored: str) -> int:
        """The place in `found` of a speaker as stored."""
        if stored not in self._known:
            self._known[stored] = self._read(speaker_from(json.loads(stored)))
        return self._known[stored]

    def _read(self, speaker: Speaker) -> int:
        forms = name_forms(speaker)
        self.names.update({form: name for form, name in forms.items() if form not in self.names})
        if speaker.delegation:
            self.delegations.setdefault(speaker.delegation.code, speaker.delegation)
        code = speaker.delegation.code if speaker.delegation else None
        voice = (code, tuple(forms))
        if voice not in self._places:
            self._places[voice] = len(self.found)
            self.found.append(voice)
        return self._places[voice]


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


def _column(values: array[int]) -> NDArray[np.int32]:
    return np.frombuffer(values, np.int32) if values else np.empty(0, np.int32)


def _rows(
    connection: sqlite3.Connection, place: Mapping[str, int], floors: Floors
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The rows of all passages, rising, and the place in `floors` of each one's statement."""
    found = array("q")
    # In the order of an index that holds all three, so that the words are not read. The passages
    # of a statement have neighbouring rows, so that a line for each statement says it all.
    for document_id, statement, first, last, count in connection.execute(
        'SELECT document_id, statement, min("row"), max("row"), count(*) '
        "FROM passages INDEXED BY passages_by_statement GROUP BY document_id, statement"
    ):
        if count == last - first + 1:
            found.extend((place[document_id], statement, first, count))
            continue
        for (row,) in connection.execute(
            'SELECT "row" FROM passages WHERE document_id = ? AND statement = ?',
            (document_id, statement),
        ):
            found.extend((place[document_id], statement, row, 1))
    runs = np.frombuffer(found, np.int64).reshape(-1, 4) if found else np.empty((0, 4), np.int64)
    documents, statements, firsts, counts = runs[np.argsort(runs[:, 2])].T
    starts = np.cumsum(counts) - counts
    rows = np.arange(counts.sum()) + np.repeat(firsts - starts, counts)
    return rows, np.repeat(floors.find(documents, statements), counts)
