"""The derived indexes: one folder for one state of the database.

A generation is written aside, synced, sealed by a manifest with the SHA-256 of every file, and
only then renamed into its place; which one is current is written in the database, in the same
commit as the change it was built from. So readers see old words with the old indexes or new
words with the new ones, and whatever is damaged, missing or left over is built again from SQLite.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from index.records.model import Document, Passage, Statement
from index.search import codes
from index.search.dense import FlatIndex, VectorIndex
from index.search.filters import day_number
from index.search.late import LateIndex
from index.search.lexical import Entry, LexicalIndex
from index.search.roster import Roster
from index.search.words import fingerprint, terms
from index.store.database import encoder_stamp, get_meta
from index.store.model import EncoderStamp
from index.store.places import name_forms, read_roster
from index.store.rows import (
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    document_from,
    passage_from,
    read_statement,
    vectors_from,
)

FOLDER = "generations"
FORMAT = 3
_MANIFEST, _LEXICAL, _DENSE = "manifest.json", "lexical", "dense.faiss"
_UNFINISHED = ".unfinished-"
_CHUNK = 1 << 20

Tick = Callable[[int, int], None]


class UnusableError(Exception):
    """A generation that must be built again; the message says why."""


@dataclass(frozen=True, slots=True)
class Generation:
    """The open indexes of one state; they keep working after their folder has been removed."""

    number: int
    state: str
    lexical: LexicalIndex
    dense: VectorIndex
    late: LateIndex
    roster: Roster


def write_generation(
    library: Path, number: int, state: str, connection: sqlite3.Connection, tick: Tick
) -> None:
    """Build the indexes of what `connection` sees and put them in their place, complete.

    `tick` is called with (passages done, passages in all).
    """
    root = library / FOLDER
    root.mkdir(exist_ok=True)
    unfinished = root / f"{_UNFINISHED}{number}-{os.getpid()}"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir()
        stamp = encoder_stamp(connection)
        LexicalIndex.build(unfinished / _LEXICAL, _entries(connection, tick))
        _dense(connection, stamp).save(unfinished / _DENSE)
        _late(connection, stamp).save(unfinished)
        _seal(unfinished, _expected(state, stamp))
        unfinished.replace(root / _name(number))
        _sync(root)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def open_generation(library: Path, connection: sqlite3.Connection) -> Generation:
    """The current generation of the state that `connection` sees.

    Raises:
        UnusableError: there is none, or it is damaged, incomplete or of another state.
    """
    number, state = int(get_meta(connection, "generation") or 0), get_meta(connection, "state")
    folder = library / FOLDER / _name(number)
    _verify(folder, _expected(str(state), encoder_stamp(connection)))
    try:
        lexical = LexicalIndex.open(folder / _LEXICAL)
        dense = FlatIndex.load(folder / _DENSE)
        late = LateIndex.load(folder)
    except (ValueError, RuntimeError, OSError) as error:
        raise UnusableError(f"{folder.name} does not open: {error}") from error
    return Generation(number, str(state), lexical, dense, late, read_roster(connection))


def next_number(library: Path, connection: sqlite3.Connection) -> int:
    """A number that no generation has had, current or left over."""
    used = [int(folder.name) for folder in (library / FOLDER).glob("[0-9]*")]
    return max([int(get_meta(connection, "generation") or 0), *used]) + 1


def sweep(library: Path, current: int) -> None:
    """Remove every generation but the current one and what interrupted writers left.

    A reader that has an old one open keeps its files until it closes them.
    """
    root = library / FOLDER
    for folder in root.glob("*"):
        if folder.name != _name(current):
            shutil.rmtree(folder, ignore_errors=True)
    for left in library.glob("*.new"):
        left.unlink(missing_ok=True)


def _name(number: int) -> str:
    return f"{number:06d}"


def _expected(state: str, stamp: EncoderStamp | None) -> dict[str, Any]:
    """What a manifest must say besides the digests of the files."""
    return {
        "format": FORMAT,
        "state": state,
        "encoder": None if stamp is None else asdict(stamp),
        "words": fingerprint(),
        "dense": FlatIndex.kind,
    }


def _seal(folder: Path, description: dict[str, Any]) -> None:
    files = {str(path.relative_to(folder)): _digest(path) for path in _files(folder)}
    manifest = folder / _MANIFEST
    text = json.dumps({**description, "files": files}, indent=1, sort_keys=True)
    manifest.write_text(text, encoding="utf-8")
    for path in (*_files(folder), manifest, folder / _LEXICAL, folder):
        _sync(path)


def _verify(folder: Path, expected: dict[str, Any]) -> None:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        files = manifest.pop("files")
        if manifest != expected:
            different = sorted(key for key in expected if manifest.get(key) != expected[key])
            raise UnusableError(
                f"{folder.name} is stale: other {', '.join(different) or 'manifest'}"
            )
        for name, digest in files.items():
            if _digest(folder / name) != digest:
                raise UnusableError(f"{folder.name}/{name} is damaged")
    except FileNotFoundError as error:
        raise UnusableError(f"{error.filename} is missing") from error
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UnusableError(f"the manifest of {folder.name} cannot be read: {error!r}") from error


def _files(folder: Path) -> list[Path]:
    """The files that are sealed: all but tantivy's lock files."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in paths if path.suffix != ".lock" and path.name != _MANIFEST]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _dense(connection: sqlite3.Connection, stamp: EncoderStamp | None) -> VectorIndex:
    dimensions = 1 if stamp is None else stamp.dimensions
    found = connection.execute('SELECT "row", vector FROM vectors ORDER BY "row"').fetchall()
    rows = np.array([row for row, _ in found], np.int64)
    return FlatIndex.build(rows, vectors_from((blob for _, blob in found), dimensions))


def _late(connection: sqlite3.Connection, stamp: EncoderStamp | None) -> LateIndex:
    width = max(1, (stamp.token_dimensions if stamp else 0) // codes.PER_BYTE)
    found = connection.execute('SELECT "row", codes FROM tokens ORDER BY "row"')
    return LateIndex.build(
        (row, np.frombuffer(blob, np.uint8).reshape(-1, width)) for row, blob in found
    )


def _entries(connection: sqlite3.Connection, tick: Tick) -> Iterator[Entry]:
    """Every passage as the lexical index wants it, in the order of rows."""
    total = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    query = (
        f'SELECT passages."row", {PASSAGE_COLUMNS}, {DOCUMENT_COLUMNS} FROM passages '
        'JOIN documents ON documents.id = passages.document_id ORDER BY passages."row"'
    )
    width = PASSAGE_COLUMNS.count(",") + 1
    held: tuple[tuple[str, int], Statement | None] | None = None
    for done, (row, *values) in enumerate(connection.execute(query), start=1):
        passage, document = passage_from(values), document_from(values[width:])
        key = (passage.document_id, passage.statement)
        if held is None or held[0] != key:
            held = (key, read_statement(connection, *key))
        assert held[1] is not None, key
        yield _entry(row, passage, held[1], document)
        tick(done, total)


def _entry(row: int, passage: Passage, statement: Statement, document: Document) -> Entry:
    delegation = statement.speaker.delegation
    return Entry(
        row=row,
        text=terms(passage.text),
        context=_context_terms(_surroundings(passage, statement, document)),
        document=document.id,
        language=document.language,
        kind=document.kind,
        date=day_number(document.date),
        delegation=delegation.code if delegation else None,
        speakers=tuple(name_forms(statement.speaker)),
    )


# The passages of a statement follow each other and mostly have the same surroundings.
_context_terms = lru_cache(maxsize=64)(terms)


def _surroundings(passage: Passage, statement: Statement, document: Document) -> str:
    """Who speaks, for whom and in which document, in both languages: one line each.

    "Poland" finds the statements of 波兰 here.
    """
    speaker, delegation = statement.speaker, statement.speaker.delegation
    lines = [passage.context, document.symbol, document.title, document.agenda, document.date]
    lines += [speaker.name, speaker.name_en, speaker.role, *speaker.aliases, *speaker.on_behalf_of]
    if delegation:
        lines += [delegation.code, delegation.name_zh, delegation.name_en]
    return "\n".join(line for line in lines if line)
