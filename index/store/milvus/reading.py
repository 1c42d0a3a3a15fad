"""Records and statements from what Milvus keeps of them, by way of a SQLite in memory."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from index.records.model import Record, Statement
from index.store.milvus.parcel import Values, insert, parcel_of, untabled, write_parcel
from index.store.rows import read_record, read_statement
from index.store.schema import SCHEMA


def record_from(packed: Values) -> Record:
    """A record from what `index.store.milvus.parcel.record_of` gave.

    Raises:
        StoreDamaged: its words are not the ones that were put in.
    """
    with closing(_empty()) as connection:
        write_parcel(connection, parcel_of(packed, {}, ()))
        record = read_record(connection, packed["document"]["id"])
    assert record is not None
    return record


def statements_from(table: dict[str, Any]) -> dict[int, Statement]:
    """Statements by number."""
    with closing(_empty()) as connection:
        for name in ("statements", "paragraphs"):
            insert(connection, name, untabled(table[name]))
        keys = connection.execute("SELECT document_id, number FROM statements").fetchall()
        found = {number: read_statement(connection, id, number) for id, number in keys}
    return {number: statement for number, statement in found.items() if statement is not None}


def _empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA)
    return connection
