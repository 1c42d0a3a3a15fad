"""Putting files in: parse, cut and write each, then encode what has no vector.

Everything happens inside one transaction of the caller; nothing here commits.
"""

from __future__ import annotations

import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.encode.protocol import Encoder, TokenEncoder
from index.errors import DocumentError, UnparsableRecord
from index.formats.names import shown
from index.passages import cut
from index.records.model import Passage, Record
from index.records.parse import parse_documents
from index.search import codes
from index.store.database import check_encoder, set_meta
from index.store.folders import expand
from index.store.model import Failure, Progress, Stage
from index.store.put import Intake, put
from index.store.rows import write_codes, write_vector
from index.store.watched import Watched

_log = logging.getLogger(__name__)
_BATCH = 64
# So many batches are on their way at most.
_AHEAD = 2

Report = Callable[[Progress], None]
# A passage by its row, with its context and its words.
Waiting = tuple[int, str, str]
# A row with its vector and the vectors of its tokens, as they are and as they are stored.
Found = tuple[int, codes.Vectors, codes.Vectors | None]
Encoded = tuple[int, codes.Vectors, codes.Codes | None]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record with its passages, and the file that it is from, where it is from one."""

    record: Record
    passages: Sequence[Passage]
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file is through; `error` is why it was not read to its end."""

    path: Path
    error: DocumentError | None = None


def from_files(
    paths: Sequence[Path],
    intake: Intake,
    report: Report,
    given: Mapping[str, str] | None = None,
) -> Iterator[Arrival | FileRead]:
    """The records and passages of files and folders, read one after the other.

    A file that cannot be read or parsed is listed in `intake` and the rest comes. `given` are
    fields of the documents (symbol, date …) for where neither text nor file nor side-car says them.
    """
    files = expand(paths, intake)
    for done, path in enumerate(files):
        name = shown(path.name)
        report(Progress("read", done, len(files), name))
        tick = _stages(report, done + 1, len(files), name)
        fault = None
        try:
            for record in _guarded(path, given or {}):
                tick("parse")
                if isinstance(record, DocumentError):
                    intake.failed.append(Failure(path, record))
                    continue
                passages = _passages(record, path)
                tick("cut")
                yield Arrival(record, passages, path)
        except DocumentError as error:
            fault = error
            intake.failed.append(Failure(path, error))
        yield FileRead(path, fault)
        report(Progress("read", done + 1, len(files), name))


def from_records(records: Iterable[Record], report: Report) -> Iterator[Arrival]:
    """Records that were made elsewhere, cut into passages."""
    for done, record in enumerate(records, start=1):
        yield Arrival(record, cut(record))
        report(Progress("cut", done, done, record.document.name))


def put_portion(
    connection: sqlite3.Connection,
    arrivals: Iterator[Arrival | FileRead],
    intake: Intake,
    portion: int | None,
    watched: Watched | None = None,
) -> bool:
    """Write what arrives until `portion` passages are waiting; whether more may come.

    Vectors are still missing then. What is `watched` remembers which file holds which documents.
    """
    for arrival in arrivals:
        if isinstance(arrival, FileRead):
            if watched is not None:
                watched.read(connection, arrival.path, arrival.error, intake)
            continue
        held = arrival.record.document
        path = arrival.path if watched is not None else None
        before = watched.before(connection, path, held) if watched and path else None
        held = put(connection, arrival.record, arrival.passages, intake, before)
        if watched and path:
            watched.holds(connection, path, held)
        if portion is not None and intake.written >= portion:
            return True
    return False


def missing(connection: sqlite3.Connection, first: int = 0) -> list[Waiting]:
    """The passages from row `first` on that have no vector."""
    query = (
        'SELECT "row", context, text FROM passages WHERE "row" >= :first AND "row" NOT IN '
        '(SELECT "row" FROM vectors WHERE "row" >= :first) '
        'ORDER BY length(context) + length(text), "row"'
    )
    # Passages of one length go together, so that none is padded to a longer one.
    return connection.execute(query, {"first": first}).fetchall()


def encode_missing(
    connection: sqlite3.Connection, waiting: Sequence[Waiting], encoder: Encoder, report: Report
) -> None:
    """Give passages their vectors, in the order given.

    Raises:
        StoreMismatch: the vectors that are there are another encoder's.
    """
    check_encoder(connection, encoder)
    done = 0
    report(Progress("encode", done, len(waiting)))
    for batch in _encoded(waiting, encoder):
        for row, vector, own in batch:
            write_vector(connection, row, vector)
            if own is not None:
                write_codes(connection, row, own)
        done += len(batch)
        report(Progress("encode", done, len(waiting)))
    set_meta(
        connection,
        encoder_name=encoder.name,
        encoder_digest=encoder.digest,
        encoder_dimensions=encoder.dimensions,
        encoder_token_dimensions=(
            encoder.token_dimensions if isinstance(encoder, TokenEncoder) else 0
        ),
    )


def _encoded(waiting: Sequence[Waiting], encoder: Encoder) -> Iterator[list[Encoded]]:
    """What is to be written, batch by batch, in the order given.

    One batch is encoded while the token vectors of the one before are pooled and coded and what is
    done is written: no core waits for the other.
    """
    begun: deque[Future[list[Encoded]]] = deque()
    with ThreadPoolExecutor(1) as encoding, ThreadPoolExecutor(1) as coding:
        try:
            for start in range(0, len(waiting), _BATCH):
                found = encoding.submit(_encode, encoder, waiting[start : start + _BATCH])
                begun.append(coding.submit(_code, found))
                if len(begun) > _AHEAD:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            # Whatever interrupts this need not wait for more than what is being worked on.
            encoding.shutdown(wait=False, cancel_futures=True)
            coding.shutdown(wait=False, cancel_futures=True)


def _encode(encoder: Encoder, batch: Sequence[Waiting]) -> list[Found]:
    """The vectors of some passages, by row, and their token vectors, where there are any."""
    rows = [row for row, _, _ in batch]
    texts = [encoding_text(context, text) for _, context, text in batch]
    tokens: Sequence[codes.Vectors | None] = [None] * len(batch)
    if isinstance(encoder, TokenEncoder):
        vectors, tokens = encoder.encode_passage_tokens(texts)
    else:
        vectors = encoder.encode_passages(texts)
    return list(zip(rows, np.asarray(vectors, np.float32), tokens, strict=True))


def _code(found: Future[list[Found]]) -> list[Encoded]:
    return [
        (row, vector, None if own is None else codes.encode(codes.pool(own)))
        for row, vector, own in found.result()
    ]


def encoding_text(context: str, text: str) -> str:
    """What an encoder is given of a passage: the context, then the words."""
    return f"{context}\n{text}" if context else text


def _stages(report: Report, done: int, total: int, name: str) -> Callable[[Stage], None]:
    return lambda stage: report(Progress(stage, done, total, name))


def _passages(record: Record, path: Path) -> tuple[Passage, ...]:
    try:
        return cut(record)
    except Exception as error:
        raise _fault(path, error) from error


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
