"""The door to reading: a path in, the file's digest and its text out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import UnreadableFile
from index.formats.detect import detect
from index.formats.model import Extracted, Format
from index.formats.names import shown
from index.formats.worker import SHARED, Worker
from index.records.read import decode, read_bytes


@dataclass(frozen=True, slots=True)
class Given:
    """A file as given: its bytes' SHA-256 in hexadecimal, what it is, and its words."""

    digest: str
    format: Format
    extracted: Extracted


def read(path: Path, worker: Worker = SHARED) -> Given:
    """Read one file that holds one document.

    Raises:
        UnreadableFile: missing, empty, too large, damaged, locked, scanned, or of a kind that is
            not read; the hint says what to do.
    """
    content = read_bytes(path, worker.limits.file_bytes)
    form, note = detect(content, path)
    if form == "jsonl":
        raise UnreadableFile(
            f"{shown(path)} is JSON Lines, which holds many documents.",
            "Add it to a library: each line becomes a document.",
            path,
        )
    extracted = _text_of(form, content, path, worker)
    if note:
        extracted = replace(extracted, notes=(note, *extracted.notes))
    return Given(hashlib.sha256(content).hexdigest(), form, extracted)


def _text_of(form: Format, content: bytes, path: Path, worker: Worker) -> Extracted:
    if form == "text":
        return Extracted(decode(content, path)[0])
    try:
        return worker.read(form, content, shown(path))
    except UnreadableFile as error:
        error.path = path
        raise
