"""Records as rows and back: what `write_record` puts in, `read_record` gives out unchanged."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreDamaged
from index.records.model import (
    Block,
    Delegation,
    Document,
    OffsetMap,
    PageMap,
    Paragraph,
    Passage,
    Record,
    Speaker,
    Statement,
)
from index.store.likeness import bands, shingles, words_digest

VECTOR_TYPE = np.dtype("<f4")
DOCUMENT_FIELDS = (
    "id",
    "digest",
    "name",
    "language",
    "kind",
    "symbol",
    "title",
    "body",
    "date",
    "meeting",
    "agenda",
    "origins",
    "pages",
)
DOCUMENT_COLUMNS = ", ".join(f"documents.{name}" for name in DOCUMENT_FIELDS)
STATEMENT_COLUMNS = (
    'statements.document_id, statements.number, statements.start, statements."end", '
    "statements.heading_start, statements.heading_end, statements.language, statements.part, "
    "statements.speaker"
)
PASSAGE_COLUMNS = (
    "passages.id, passages.document_id, passages.statement, passages.paragraphs, "
    'passages.start, passages."end", passages.text, passages.context'
)


def write_record(
    connection: sqlite3.Connection,
    record: Record,
    passages: Sequence[Passage],
    added_at: datetime | None = None,
) -> None:
    """Put a record and its passages in; their vectors follow by `write_vector`."""
    number = _write_document(connection, record, added_at or datetime.now(UTC))
    write_bands(connection, number, record.text)
    document_id = record.document.id
    for statement in record.statements:
        _write_statement(connection, document_id, statement)
    for passage in passages:
        _write_passage(connection, record, passage)


def write_vector(connection: sqlite3.Connection, row: int, vector: NDArray[np.float32]) -> None:
    """Put in the vector of one passage, replacing what was there."""
    blob = np.ascontiguousarray(vector, dtype=VECTOR_TYPE).tobytes()
    connection.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?)", (row, blob))


def write_codes(connection: sqlite3.Connection, row: int, codes: NDArray[np.uint8]) -> None:
    """Put in the coded token vectors of one passage, replacing what was there."""
    connection.execute("INSERT OR REPLACE INTO tokens VALUES (?, ?)", (row, codes.tobytes()))


def write_bands(connection: sqlite3.Connection, number: int, text: str) -> None:
    """Put in what tells which documents may say the same as the one with this number."""
    connection.executemany(
        "INSERT INTO bands VALUES (?, ?, ?)",
        [(band, found, number) for band, found in enumerate(bands(shingles(text)))],
    )


def delete_document(connection: sqlite3.Connection, document_id: str) -> None:
    """Take a document out with all that belongs to it but its earlier versions."""
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))


def delete_versions(connection: sqlite3.Connection, document_id: str) -> None:
    """Take out the earlier versions that are kept of a document."""
    connection.execute("DELETE FROM documents WHERE replaced_by = ?", (document_id,))


def read_record(connection: sqlite3.Connection, document_id: str) -> Record | None:
    """A whole record; None if it is not held.

    Raises:
        StoreDamaged: the words on disk are not the ones that were put in.
    """
    row = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS}, raw, text, offsets, blocks, delegations, warnings, seal "
        "FROM documents WHERE id = ?",
        (document_id,),
    ).fetchone()
    if row is None:
        return None
    raw, text, offsets, blocks, delegations, warnings, seal = row[len(DOCUMENT_FIELDS) :]
    if seal != _seal(raw, text, offsets, blocks, row[DOCUMENT_FIELDS.index("pages")]):
        raise StoreDamaged(
            f"The stored words of {row[5] or row[2]} are not the ones that were indexed.",
            f"Remove the document and index its file again (`rostrum remove {row[5] or row[0]}`).",
        )
    return Record(
        document=document_from(row),
        raw=raw,
        text=text,
        offsets=_offsets_from(offsets),
        blocks=tuple(Block(*block) for block in json.loads(blocks)),
        statements=tuple(read_statements(connection, document_id)),
        delegations=tuple(_delegation_from(found) for found in json.loads(delegations)),
        warnings=tuple(json.loads(warnings)),
    )


def read_statements(connection: sqlite3.Connection, document_id: str) -> Iterator[Statement]:
    """The statements of a document in order."""
    rows = connection.execute(
        'SELECT statement, number, start, "end", label, heading FROM paragraphs '
        "WHERE document_id = ? ORDER BY statement, number",
        (document_id,),
    )
    paragraphs = {
        number: tuple(Paragraph(*row[1:]) for row in group)
        for number, group in groupby(rows, key=lambda row: row[0])
    }
    for row in connection.execute(
        f"SELECT {STATEMENT_COLUMNS} FROM statements WHERE document_id = ? ORDER BY number",
        (document_id,),
    ):
        yield statement_from(row, paragraphs.get(row[1], ()))


def read_statement(
    connection: sqlite3.Connection, document_id: str, number: int
) -> Statement | None:
    """One statement with its paragraphs."""
    row = connection.execute(
        f"SELECT {STATEMENT_COLUMNS} FROM statements WHERE document_id = ? AND number = ?",
        (document_id, number),
    ).fetchone()
    if row is None:
        return None
    paragraphs = connection.execute(
        'SELECT number, start, "end", label, heading FROM paragraphs '
        "WHERE document_id = ? AND statement = ? ORDER BY number",
        (document_id, number),
    )
    return statement_from(row, tuple(Paragraph(*found) for found in paragraphs))


def document_from(row: Sequence[Any]) -> Document:
    """A document from the values of DOCUMENT_COLUMNS (further values are left alone)."""
    fields = dict(zip(DOCUMENT_FIELDS, row, strict=False))
    fields["origins"] = json.loads(fields["origins"])
    fields["pages"] = _pages_from(fields["pages"])
    return Document(**fields)


def statement_from(row: Sequence[Any], paragraphs: tuple[Paragraph, ...]) -> Statement:
    """A statement from the values of STATEMENT_COLUMNS and its paragraphs."""
    _, number, start, end, heading_start, heading_end, language, part, speaker = row
    return Statement(
        number=number,
        start=start,
        end=end,
        heading_start=heading_start,
        heading_end=heading_end,
        speaker=speaker_from(json.loads(speaker)),
        paragraphs=paragraphs,
        language=language,
        part=part,
    )


def passage_from(row: Sequence[Any]) -> Passage:
    """A passage from the values of PASSAGE_COLUMNS (further values are left alone)."""
    identifier, document_id, statement, paragraphs, start, end, text, context = row[:8]
    numbers = tuple(json.loads(paragraphs))
    return Passage(identifier, document_id, statement, numbers, start, end, text, context)


def speaker_from(fields: Mapping[str, Any]) -> Speaker:
    """A speaker from its stored fields."""
    delegation = fields["delegation"]
    values = {
        **fields,
        "delegation": None if delegation is None else _delegation_from(delegation),
        "on_behalf_of": tuple(fields["on_behalf_of"]),
        "aliases": tuple(fields["aliases"]),
    }
    return Speaker(**values)


def vectors_from(blobs: Iterable[bytes], dimensions: int) -> NDArray[np.float32]:
    """Stored vectors as one array, shape (number of blobs, dimensions)."""
    joined = b"".join(blobs)
    return np.frombuffer(joined, dtype=VECTOR_TYPE).reshape(-1, dimensions)


def _write_document(connection: sqlite3.Connection, record: Record, added_at: datetime) -> int:
    document = record.document
    offsets = _json(
        [record.offsets.clean_starts, record.offsets.raw_starts, record.offsets.clean_length]
    )
    blocks = _json([(block.kind, block.raw_start, block.raw_end) for block in record.blocks])
    values = {name: getattr(document, name) for name in DOCUMENT_FIELDS}
    found = document.pages
    pages = None if found is None else _json([found.starts, found.numbers, found.count])
    values |= {
        "origins": _json(dict(document.origins)),
        "pages": pages,
        "delegations": _json([asdict(found) for found in record.delegations]),
        "warnings": _json(record.warnings),
        "raw": record.raw,
        "text": record.text,
        "offsets": offsets,
        "blocks": blocks,
        "seal": _seal(record.raw, record.text, offsets, blocks, pages),
        "added_at": added_at.isoformat(timespec="seconds"),
        "words": words_digest(record.text),
    }
    return _insert(connection, "documents", values)


def _write_statement(
    connection: sqlite3.Connection, document_id: str, statement: Statement
) -> None:
    speaker = statement.speaker
    values = {
        "document_id": document_id,
        "number": statement.number,
        "start": statement.start,
        "end": statement.end,
        "heading_start": statement.heading_start,
        "heading_end": statement.heading_end,
        "language": statement.language,
        "part": statement.part,
        "speaker": _json(asdict(speaker)),
        "delegation": speaker.delegation.code if speaker.delegation else None,
    }
    _insert(connection, "statements", values)
    connection.executemany(
        "INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                document_id,
                statement.number,
                found.number,
                found.start,
                found.end,
                found.label,
                found.heading,
            )
            for found in statement.paragraphs
        ],
    )


def _write_passage(connection: sqlite3.Connection, record: Record, passage: Passage) -> None:
    raw = record.raw_span(passage.start, passage.end)
    values = {
        "id": passage.id,
        "document_id": passage.document_id,
        "statement": passage.statement,
        "paragraphs": _json(passage.paragraphs),
        "start": passage.start,
        "end": passage.end,
        "raw_start": raw.start,
        "raw_end": raw.end,
        "text": passage.text,
        "context": passage.context,
    }
    _insert(connection, "passages", values)


def _insert(connection: sqlite3.Connection, table: str, values: Mapping[str, Any]) -> int:
    """Put one row in; its number, where the table gives one."""
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    made = connection.execute(
        f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())
    )
    return made.lastrowid or 0


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _seal(raw: str, text: str, offsets: str, blocks: str, pages: str | None) -> str:
    # Documents without pages are sealed as they were before any had them.
    parts = (raw, text, offsets, blocks, *((pages,) if pages else ()))
    # The lengths keep two different cuts of the same characters apart.
    sizes = ",".join(str(len(part)) for part in parts)
    return hashlib.sha256("\n".join((sizes, *parts)).encode()).hexdigest()


def _offsets_from(stored: str) -> OffsetMap:
    clean_starts, raw_starts, clean_length = json.loads(stored)
    return OffsetMap(tuple(clean_starts), tuple(raw_starts), clean_length)


def _pages_from(stored: str | None) -> PageMap | None:
    if stored is None:
        return None
    starts, numbers, count = json.loads(stored)
    return PageMap(tuple(starts), tuple(numbers), count)


def _delegation_from(fields: Mapping[str, Any]) -> Delegation:
    return Delegation(**{**fields, "forms": tuple(fields["forms"])})
