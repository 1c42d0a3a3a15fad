"""Passages as the lexical index wants them, and kept so that a merge need not find words again.

Finding the words of a passage takes 1 to 4 ms, indexing them 0.1 ms.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import fields as fields_of
from functools import lru_cache
from pathlib import Path

from index.records.model import Document, Passage, Statement
from index.search.filters import day_number
from index.search.lexical import Entry
from index.search.words import terms
from index.store.places import name_forms
from index.store.rows import (
    DOCUMENT_COLUMNS,
    PASSAGE_COLUMNS,
    document_from,
    passage_from,
    read_statement,
)

_LEVEL = 1
_FIELDS = tuple(field.name for field in fields_of(Entry))


def read_entries(connection: sqlite3.Connection, first: int, last: int) -> Iterator[Entry]:
    """The entries of rows `first` to `last`, from the words of the passages, in order."""
    query = (
        f'SELECT passages."row", {PASSAGE_COLUMNS}, {DOCUMENT_COLUMNS} FROM passages '
        "JOIN documents ON documents.id = passages.document_id "
        'WHERE passages."row" BETWEEN ? AND ? ORDER BY passages."row"'
    )
    width = PASSAGE_COLUMNS.count(",") + 1
    held: tuple[tuple[str, int], Statement | None] | None = None
    for row, *values in connection.execute(query, (first, last)):
        passage, document = passage_from(values), document_from(values[width:])
        key = (passage.document_id, passage.statement)
        if held is None or held[0] != key:
            held = (key, read_statement(connection, *key))
        assert held[1] is not None, key
        yield _entry(row, passage, held[1], document)


class EntryWriter:
    """Keeps entries in a file while they pass through."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The same entries; the file is complete after the last."""
        packer = zlib.compressobj(_LEVEL)
        with self._path.open("wb") as file:
            for entry in entries:
                file.write(packer.compress(_line(entry)))
                yield entry
            file.write(packer.flush())


def kept_entries(path: Path, digest: str) -> list[bytes] | None:
    """The lines that `EntryWriter` wrote; None if the file has not the SHA-256 `digest`."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest() != digest:
        return None
    return zlib.decompress(content).splitlines()


def entry_from(line: bytes) -> Entry:
    """The entry of one kept line."""
    fields = json.loads(line)
    fields["text"], fields["context"] = _split(fields["text"]), _split(fields["context"])
    return Entry(**{**fields, "speakers": tuple(fields["speakers"])})


def _split(terms: str) -> list[str]:
    return terms.split(" ") if terms else []


def _line(entry: Entry) -> bytes:
    fields = {name: getattr(entry, name) for name in _FIELDS}
    fields |= {"text": " ".join(entry.text), "context": " ".join(entry.context)}
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


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
