"""Where a record goes: is it held already, does it take another one's place, who says the same?"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from index.records.model import Document, Passage, Record
from index.store.model import AddReport, Duplicate, Failure, Replacement, Warned
from index.store.reuse import keep_vectors
from index.store.rows import (
    DOCUMENT_COLUMNS,
    delete_document,
    document_from,
    read_record,
    write_record,
)
from index.store.twins import find_twin


@dataclass(slots=True)
class Intake:
    """What has become of everything so far.

    With `keep_versions` a document whose place another one takes is kept as its earlier version;
    without `compare` texts that say the same are all taken in and none is told of. `written` counts
    the passages since the last commit, `changed` says whether there is anything to commit.
    """

    keep_versions: bool = False
    compare: bool = True
    added: list[Document] = field(default_factory=list)
    replaced: list[Replacement] = field(default_factory=list)
    unchanged: list[Document] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    warned: list[Warned] = field(default_factory=list)
    passed_over: list[Path] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    removed: list[Document] = field(default_factory=list)
    written: int = 0
    changed: bool = False

    def committed(self) -> None:
        """Everything so far is held for good."""
        self.written, self.changed = 0, False

    def pass_over(self, copy: Duplicate, silently: bool = False) -> Document:
        """Take a copy for the document that is held, which is returned."""
        self.unchanged.append(copy.held)
        if not silently:
            self.duplicates.append(copy)
        return copy.held

    def report(self) -> AddReport:
        """What to tell."""
        return AddReport(
            tuple(self.added),
            tuple(self.replaced),
            tuple(self.unchanged),
            tuple(self.failed),
            tuple(self.warned),
            tuple(self.passed_over),
            tuple(self.duplicates),
        )


def put(
    connection: sqlite3.Connection,
    record: Record,
    passages: Sequence[Passage],
    intake: Intake,
    instead: Document | None = None,
) -> Document:
    """Write a record and its passages unless nothing is new in it; the document held then.

    It takes the place of the version before: the held document with the same symbol in the same
    language, else the one that its file held before (`instead`), else one of the same name that
    says nearly the same.
    """
    document = record.document
    held = _held(connection, document)
    if held is not None and _same(connection, held, record, passages):
        copy = Duplicate(document, held.document, 1.0, False)
        return intake.pass_over(copy, silently=held.document.name == document.name)
    twin = find_twin(connection, record) if held is None and intake.compare else None
    old = held.document if held else _predecessor(connection, document, instead)
    if twin is not None:
        known, same = twin.held, twin.share == 1.0
        distinct = _contradict(known, document)
        if same and not distinct and _is_copy(known, document, old):
            return intake.pass_over(twin)
        if old is None and not distinct and (same or known.name == document.name):
            old = known
        if old is None or old.id != known.id:
            intake.duplicates.append(replace(twin, added=True))
    if old is None:
        intake.added.append(document)
    else:
        intake.replaced.append(Replacement(old, document))
    _write(connection, record, passages, old, intake)
    return document


def _held(connection: sqlite3.Connection, document: Document) -> Record | None:
    """The record of the same file; an earlier version that comes back is let go of first."""
    row = connection.execute(
        "SELECT replaced_by FROM documents WHERE id = ?", (document.id,)
    ).fetchone()
    if row is not None and row[0] is not None:
        delete_document(connection, document.id)
    return read_record(connection, document.id)


def _is_copy(known: Document, document: Document, old: Document | None) -> bool:
    """Whether words that are held come again under another name, without a symbol of their own.

    A file that was only saved in another way keeps its name: it takes the place of the one before.
    """
    if known.name == document.name or document.symbol is not None:
        return False
    return old is None or old.id == known.id


def _contradict(one: Document, other: Document) -> bool:
    """Whether both have symbols, and different ones."""
    return None not in (one.symbol, other.symbol) and one.symbol != other.symbol


def _write(
    connection: sqlite3.Connection,
    record: Record,
    passages: Sequence[Passage],
    old: Document | None,
    intake: Intake,
) -> None:
    document = record.document
    with keep_vectors(connection, old, document):
        if old is not None:
            _replace(connection, old, document, intake.keep_versions)
        write_record(connection, record, passages)
    if record.warnings:
        intake.warned.append(Warned(document, record.warnings))
    intake.written += len(passages)
    intake.changed = True


def _replace(connection: sqlite3.Connection, old: Document, new: Document, keep: bool) -> None:
    """Take the old version out, or aside; those before it follow the new one."""
    connection.execute(
        "UPDATE documents SET replaced_by = ? WHERE replaced_by = ?", (new.id, old.id)
    )
    if not keep or old.id == new.id:
        delete_document(connection, old.id)
        return
    connection.execute("DELETE FROM passages WHERE document_id = ?", (old.id,))
    connection.execute(
        "UPDATE documents SET replaced_by = ?, replaced_at = ? WHERE id = ?",
        (new.id, datetime.now(UTC).isoformat(timespec="seconds"), old.id),
    )


def _predecessor(
    connection: sqlite3.Connection, document: Document, instead: Document | None
) -> Document | None:
    """The held document with the same symbol in the same language, else `instead`."""
    row = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} FROM documents "
        "WHERE symbol = ? AND language = ? AND replaced_by IS NULL",
        (document.symbol, document.language),
    ).fetchone()
    if row is not None:
        return document_from(row)
    return None if instead is None or _contradict(instead, document) else instead


def _same(
    connection: sqlite3.Connection, held: Record, record: Record, passages: Sequence[Passage]
) -> bool:
    """Whether a file brings nothing new: the same record cut the same way.

    A copy under another name is the document that is held, whatever its name suggests.
    """
    if held.document.name != record.document.name:
        return True
    stored = connection.execute(
        'SELECT id, context FROM passages WHERE document_id = ? ORDER BY "row"',
        (held.document.id,),
    ).fetchall()
    return held == record and stored == [(found.id, found.context) for found in passages]
