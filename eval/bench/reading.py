"""How fast files become records, and how much of them is understood, format by format.

`read` is from the file to its text (in the other process for all but plain text), `parse` from the
text to the record. Rates are of the text in UTF-8, since a PDF may weigh anything.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import DocumentError
from index.formats.detect import SUFFIXES
from index.formats.read import read
from index.records.model import Record
from index.records.parse import parse_file


@dataclass(slots=True)
class Figures:
    """The files of one format: how many, how large, how long they took, what is known of them.

    `text_bytes` is their text in UTF-8. `dated`, `with_symbol` and `spoken` count the documents of
    which the date, the symbol, and for every statement a delegation or an office is known.
    """

    format: str
    files: int = 0
    failed: int = 0
    file_bytes: int = 0
    text_bytes: int = 0
    read_s: float = 0.0
    parse_s: float = 0.0
    dated: int = 0
    with_symbol: int = 0
    spoken: int = 0


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those of folders that are one document each."""
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in found:
            if SUFFIXES.get(file.suffix.lower(), "jsonl") != "jsonl" and file.is_file():
                yield file


def measure(paths: Iterable[Path]) -> list[Figures]:
    """Read and parse every file once, after one that is not counted."""
    figures: dict[str, Figures] = {}
    files = list(files_in(paths))
    for counted, path in enumerate([*files[:1], *files]):
        try:
            took, form, record = _take(path)
        except DocumentError:
            form = SUFFIXES.get(path.suffix.lower(), "text")
            figures.setdefault(form, Figures(form)).failed += counted > 0
            continue
        if counted:
            _count(figures.setdefault(form, Figures(form)), path, took, record)
    return [figures[form] for form in sorted(figures)]


def _take(path: Path) -> tuple[tuple[float, float], str, Record]:
    """The seconds of reading and of parsing, the format, and the record."""
    started = time.perf_counter()
    given = read(path)
    read_s = time.perf_counter() - started
    record = parse_file(path)
    # Parsing reads the file once more.
    return (read_s, time.perf_counter() - started - 2 * read_s), given.format, record


def _count(found: Figures, path: Path, took: tuple[float, float], record: Record) -> None:
    found.files += 1
    found.file_bytes += path.stat().st_size
    found.text_bytes += len(record.raw.encode())
    found.read_s += took[0]
    found.parse_s += max(0.0, took[1])
    found.dated += record.document.date is not None
    found.with_symbol += record.document.symbol is not None
    speakers = [statement.speaker for statement in record.statements]
    found.spoken += bool(speakers) and all(s.delegation or s.role for s in speakers)


def as_json(figures: Sequence[Figures]) -> str:
    """The figures for programs."""
    return json.dumps([asdict(found) for found in figures])


def table(figures: Sequence[Figures]) -> str:
    """The figures as a table in Markdown."""
    heads = (
        "format", "files", "failed", "MB", "MB of text", "read MB/s", "parse MB/s", "both MB/s",
        "date", "symbol", "who speaks",
    )  # fmt: skip
    rows = [heads, tuple("---" for _ in heads), *(_row(found) for found in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(found: Figures) -> tuple[str, ...]:
    megabytes = found.text_bytes / 1e6

    def rate(seconds: float) -> str:
        return f"{megabytes / seconds:.2f}" if seconds else "–"

    return (
        found.format,
        str(found.files),
        str(found.failed),
        f"{found.file_bytes / 1e6:.2f}",
        f"{megabytes:.2f}",
        rate(found.read_s),
        rate(found.parse_s),
        rate(found.read_s + found.parse_s),
        *(f"{known}/{found.files}" for known in (found.dated, found.with_symbol, found.spoken)),
    )
