"""Tables of text for other programs: Markdown and CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What Markdown would take for a mark of its own inside a cell.
_MARKS = re.compile(r"([\\`*_\[\]<>|#])")


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as GitHub and pandoc read it; cells are Markdown, each brought onto one line."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(_on_one_line, line))} |" for line in lines)


def plain(text: str) -> str:
    """Text that stands for itself in Markdown."""
    return _MARKS.sub(r"\\\1", text)


def comma_separated(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV (RFC 4180, but with plain line feeds); None is an empty cell."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return written.getvalue().removesuffix("\n")


def _on_one_line(cell: str) -> str:
    return " ".join(cell.split())
