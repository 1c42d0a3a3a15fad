"""Putting files in: parse, cut and write each, then encode what has no vector yet.

Everything happens inside one transaction of the caller; nothing here commits.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.encode.protocol import Encoder, TokenEncoder
from index.errors import DocumentError, UnparsableRecord, UnreadableFile
from index.formats.detect import READ, SUFFIXES
from index.formats.names import shown
from index.passages import cut
from index.records.model import Document, Passage, Record
from index.records.parse import parse_documents
from index.records.sources import FILE_NAME as SIDE_CAR
from index.search import codes
from index.store.database import check_encoder, set_meta
from index.store.model import AddReport, Failure, Progress, Replacement, Stage, Warned
from index.store.rows import (
    DOCUMENT_COLUMNS,
    delete_document,
    document_from,
    read_record,
    write_codes,
    write_record,
    write_vector,
)

_log = logging.getLogger(__name__)
_BATCH = 64

Report = Callable[[Progress], None]


@dataclass(slots=True)
class _Intake:
    """What has been done so far."""

    added: list[Document] = field(default_factory=list)
    replaced: list[Replacement] = field(default_factory=list)
    unchanged: list[Document] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    warned: list[Warned] = field(default_factory=list)
    passed_over: list[Path] = field(default_factory=list)

    def report(self) -> AddReport:
        return AddReport(
            tuple(self.added),
            tuple(self.replaced),
            tuple(self.unchanged),
            tuple(self.failed),
            tuple(self.warned),
            tuple(self.passed_over),
        )


def ingest(
    connection: sqlite3.Connection,
    paths: Sequence[Path],
    report: Report,
    given: Mapping[str, str] | None = None,
) -> AddReport:
    """Write the records and passages of files and folders; vectors are still missing then.

    A file that cannot be read or parsed is listed and the rest goes in. `given` are fields of the
    documents (symbol, date …) for where neither text nor file nor side-car says them.
    """
    intake = _Intake()
    files = _expand(paths, intake)
    for done, path in enumerate(files):
        name = shown(path.name)
        report(Progress("read", done, len(files), name))
        tick = _stages(report, done + 1, len(files), name)
        try:
            for record in _guarded(path, given or {}):
                _take(connection, record, path, intake, tick)
        except DocumentError as error:
            intake.failed.append(Failure(path, error))
        report(Progress("read", done + 1, len(files), name))
    return intake.report()


def ingest_records(
    connection: sqlite3.Connection, records: Iterable[Record], report: Report
) -> AddReport:
    """Write records that were made elsewhere; as `ingest`, without reading and parsing."""
    intake = _Intake()
    for done, record in enumerate(records, start=1):
        _put(connection, record, cut(record), intake)
        report(Progress("cut", done, done, record.document.name))
    return intake.report()


def encode_missing(connection: sqlite3.Connection, encoder: Encoder, report: Report) -> int:
    """Give every passage without a vector one; the number of passages that were encoded.

    Raises:
        StoreMismatch: the vectors that are there are another encoder's.
    """
    check_encoder(connection, encoder)
    query = (
        'SELECT "row", context, text FROM passages WHERE "row" NOT IN '
        '(SELECT "row" FROM vectors) ORDER BY length(context) + length(text), "row"'
    )
    # Passages of one length go together, so that none is padded to a longer one.
    waiting = connection.execute(query).fetchall()
    with ThreadPoolExecutor(max_workers=1) as coding:
        # Token vectors are pooled and coded while the next batch is encoded.
        coded: list[Future[list[tuple[int, codes.Codes]]]] = []
        for start in range(0, len(waiting), _BATCH):
            report(Progress("encode", start, len(waiting)))
            batch = waiting[start : start + _BATCH]
            texts = [encoding_text(context, text) for _, context, text in batch]
            tokens = _encode(connection, encoder, [row for row, _, _ in batch], texts)
            coded.append(coding.submit(_code, tokens))
            for row, own in coded.pop(0).result() if len(coded) > 1 else ():
                write_codes(connection, row, own)
        for last in coded:
            for row, own in last.result():
                write_codes(connection, row, own)
    report(Progress("encode", len(waiting), len(waiting)))
    set_meta(
        connection,
        encoder_name=encoder.name,
        encoder_digest=encoder.digest,
        encoder_dimensions=encoder.dimensions,
        encoder_token_dimensions=(
            encoder.token_dimensions if isinstance(encoder, TokenEncoder) else 0
        ),
    )
    return len(waiting)


def _encode(
    connection: sqlite3.Connection, encoder: Encoder, rows: Sequence[int], texts: Sequence[str]
) -> list[tuple[int, codes.Vectors]]:
    """Write the vectors of some passages; their token vectors by row, where there are any."""
    tokens: list[tuple[int, codes.Vectors]] = []
    if isinstance(encoder, TokenEncoder):
        vectors, found = encoder.encode_passage_tokens(texts)
        tokens = list(zip(rows, found, strict=True))
    else:
        vectors = encoder.encode_passages(texts)
    for row, vector in zip(rows, np.asarray(vectors, np.float32), strict=True):
        write_vector(connection, row, vector)
    return tokens


def _code(tokens: Sequence[tuple[int, codes.Vectors]]) -> list[tuple[int, codes.Codes]]:
    return [(row, codes.encode(codes.pool(own))) for row, own in tokens]


def encoding_text(context: str, text: str) -> str:
    """What an encoder is given of a passage: the context, then the words."""
    return f"{context}\n{text}" if context else text


def _expand(paths: Sequence[Path], intake: _Intake) -> list[Path]:
    """The files meant, each once: folders give those of kinds that are read, in order."""
    found: dict[Path, Path] = {}
    for path in paths:
        files = [path]
        if _is_folder(path):
            files, others = _within(path)
            intake.passed_over += others
            if not files:
                error = UnreadableFile(f"{shown(path)} holds no file that is read.", READ, path)
                intake.failed.append(Failure(path, error))
        for file in files:
            found.setdefault(file.absolute(), file)
    return list(found.values())


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        # A name that no file can have is told of when it is read.
        return False


def _within(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of a folder at any depth that are read, and the others; hidden ones are neither.

    Links to folders are not followed, since they may lead in a circle.
    """
    files: list[Path] = []
    others: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith(".") or name == SIDE_CAR or not path.is_file():
                continue
            (files if path.suffix.lower() in SUFFIXES else others).append(path)
    return files, others


def _stages(report: Report, done: int, total: int, name: str) -> Callable[[Stage], None]:
    return lambda stage: report(Progress(stage, done, total, name))


def _take(
    connection: sqlite3.Connection,
    record: Record | DocumentError,
    path: Path,
    intake: _Intake,
    tick: Callable[[Stage], None],
) -> None:
    """Cut one document of a file, and write it unless it is held as it is."""
    tick("parse")
    if isinstance(record, DocumentError):
        intake.failed.append(Failure(path, record))
        return
    try:
        passages = cut(record)
    except Exception as error:
        raise _fault(path, error) from error
    tick("cut")
    _put(connection, record, passages, intake)


def _put(
    connection: sqlite3.Connection, record: Record, passages: Sequence[Passage], intake: _Intake
) -> None:
    """Write a record and its passages, in the place of what they replace."""
    held = read_record(connection, record.document.id)
    if held is not None and _same(connection, held, record, passages):
        intake.unchanged.append(held.document)
        return
    old = held.document if held else _namesake(connection, record.document)
    if old is not None:
        delete_document(connection, old.id)
        intake.replaced.append(Replacement(old, record.document))
    else:
        intake.added.append(record.document)
    if record.warnings:
        intake.warned.append(Warned(record.document, record.warnings))
    write_record(connection, record, passages)


def _guarded(path: Path, given: Mapping[str, str]) -> Iterator[Record | DocumentError]:
    """The documents of one file; a fault in it costs this file, not the others."""
    try:
        yield from parse_documents(path, given)
    except DocumentError as error:
        error.path = error.path or path
        raise
    except Exception as error:
        raise _fault(path, error) from error


def _fault(path: Path, error: Exception) -> UnparsableRecord:
    _log.exception("%s could not be parsed", path)
    return UnparsableRecord(
        f"{shown(path)} could not be parsed ({error!r}).", "Please report the file.", path
    )


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


def _namesake(connection: sqlite3.Connection, document: Document) -> Document | None:
    """The held document with the same symbol in the same language."""
    row = connection.execute(
        f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE symbol = ? AND language = ?",
        (document.symbol, document.language),
    ).fetchone()
    return None if row is None else document_from(row)
