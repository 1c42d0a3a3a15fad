"""A document as the rows it has in SQLite: taken out, packed, put into another database.

So a document is the same in a folder and in Milvus, whichever way it went.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.store.rows import DOCUMENT_FIELDS, write_bands

Values = dict[str, Any]
# What belongs to a document besides its passages, and how its rows are found.
_STATEMENTS = "SELECT * FROM statements WHERE document_id = ? ORDER BY number"
_PARAGRAPHS = "SELECT * FROM paragraphs WHERE document_id = ? ORDER BY statement, number"
_PASSAGES = (
    'SELECT passages.*, vector, codes FROM passages LEFT JOIN vectors USING ("row") '
    'LEFT JOIN tokens USING ("row") WHERE document_id = ? ORDER BY "row"'
)
# The columns of a document that change after it was written.
CHANGING = ("replaced_at", "replaced_by")
_LONG = ("raw", "text", "offsets", "blocks")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One document: its row, its statements and paragraphs, and its passages with vectors."""

    document: Values
    statements: Sequence[Values] = ()
    paragraphs: Sequence[Values] = ()
    passages: Sequence[Values] = field(default=())

    @property
    def number(self) -> int:
        """The number of the document; of the passages those of their rows are never used twice."""
        return int(self.document["number"])


def read_parcel(connection: sqlite3.Connection, number: int) -> Parcel:
    """The document with this number, which is held."""
    (document,) = _rows(connection, "SELECT * FROM documents WHERE number = ?", number)
    id = document["id"]
    return Parcel(
        document,
        _rows(connection, _STATEMENTS, id),
        _rows(connection, _PARAGRAPHS, id),
        _rows(connection, _PASSAGES, id),
    )


def write_parcel(connection: sqlite3.Connection, parcel: Parcel) -> None:
    """Put a document in with the numbers that it has."""
    insert(connection, "documents", [parcel.document])
    write_bands(connection, parcel.number, parcel.document["text"])
    insert(connection, "statements", parcel.statements)
    insert(connection, "paragraphs", parcel.paragraphs)
    added = ("vector", "codes")
    bare = [{k: v for k, v in one.items() if k not in added} for one in parcel.passages]
    insert(connection, "passages", bare)
    for table, column in zip(("vectors", "tokens"), added, strict=True):
        connection.executemany(
            f"INSERT INTO {table} VALUES (?, ?)",
            [(one["row"], one[column]) for one in parcel.passages if one[column] is not None],
        )


def record_of(parcel: Parcel) -> Values:
    """What never changes of a document but its passages, ready to be packed."""
    fixed = {name: value for name, value in parcel.document.items() if name not in CHANGING}
    return {"document": fixed, **statements_of(parcel)}


def statements_of(parcel: Parcel) -> Values:
    """Statements and paragraphs, ready to be packed."""
    return {"statements": _table(parcel.statements), "paragraphs": _table(parcel.paragraphs)}


def parcel_of(record: Values, changing: Mapping[str, Any], passages: Sequence[Values]) -> Parcel:
    """A document from what `record_of` gave, the columns that change, and its passages."""
    document = {**record["document"], **{name: changing.get(name) for name in CHANGING}}
    return Parcel(
        document, untabled(record["statements"]), untabled(record["paragraphs"]), passages
    )


def card_of(parcel: Parcel) -> Values:
    """What readers keep of a document in memory: what it is, who speaks in it, which passages.

    A speaker is written once; `runs` are (first row, statement, passages) where rows follow on.
    """
    kept = (*DOCUMENT_FIELDS, "number", "added_at", "warnings", "words", *CHANGING)
    speakers: dict[str, int] = {}
    statements = [
        (one["number"], speakers.setdefault(one["speaker"], len(speakers)))
        for one in parcel.statements
    ]
    return {
        "document": {name: parcel.document[name] for name in kept},
        "speakers": list(speakers),
        "statements": statements,
        "runs": _runs((one["row"], one["statement"]) for one in parcel.passages),
        "characters": len(parcel.document["text"]),
        "paragraphs": len(parcel.paragraphs),
    }


def bare_document(card: Values) -> Values:
    """The row of a document as its card has it, without its words."""
    return {**card["document"], "delegations": "[]", "seal": "", **dict.fromkeys(_LONG, "")}


def passages_of(card: Values) -> list[tuple[int, int]]:
    """The rows of a document's passages with the statements they stand in."""
    return [
        (row, statement)
        for first, statement, count in card["runs"]
        for row in range(first, first + count)
    ]


def untabled(table: Values) -> list[Values]:
    """Rows from column names, written once, and values."""
    return [dict(zip(table["columns"], values, strict=True)) for values in table["rows"]]


def _table(rows: Sequence[Values]) -> Values:
    return {
        "columns": list(rows[0]) if rows else [],
        "rows": [list(row.values()) for row in rows],
    }


def _runs(passages: Iterable[tuple[int, int]]) -> list[list[int]]:
    runs: list[list[int]] = []
    for row, statement in passages:
        if runs and runs[-1][1] == statement and runs[-1][0] + runs[-1][2] == row:
            runs[-1][2] += 1
        else:
            runs.append([row, statement, 1])
    return runs


def _rows(connection: sqlite3.Connection, query: str, *values: Any) -> list[Values]:
    found = connection.execute(query, values)
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found]


def insert(connection: sqlite3.Connection, table: str, rows: Sequence[Values]) -> None:
    """Put rows into a table, all with the same columns."""
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({marks})", [tuple(row.values()) for row in rows]
    )
