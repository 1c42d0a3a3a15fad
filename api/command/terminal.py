"""Readable output: text broken at the width of the terminal, Chinese counted two columns wide."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import click

_WIDEST = 100
# A Latin word (with the marks that cling to it), a run of spaces, or a single character.
_PIECE = re.compile(r"[!-~\u00a1-\u024f]+|\s+|.", re.DOTALL)
# Marks that may not begin a line.
_CLINGING = frozenset("，。、；：？！”’）》」』…—,.;:?!)]}%")


def columns() -> int:
    """The width to write in: the terminal's, at most 100."""
    return min(_WIDEST, shutil.get_terminal_size((80, 24)).columns)


def width(text: str) -> int:
    """How many columns a text takes: wide and full-width characters two, combining ones none."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, to: int) -> str:
    """The text followed by spaces up to a number of columns."""
    return text + " " * max(0, to - width(text))


def shorten(text: str, to: int) -> str:
    """The text cut to a number of columns, with … where something is left out."""
    if width(text) <= to:
        return text
    kept, room = "", to - 1
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept += character
    return kept + "…"


def wrap(text: str, indent: str = "", to: int | None = None) -> str:
    """The text in lines of at most `to` columns, each behind `indent`; line breaks are kept."""
    room = max(10, (to or columns()) - width(indent))
    return "\n".join(indent + line for part in text.splitlines() for line in _lines(part, room))


def _lines(text: str, room: int) -> Iterator[str]:
    line, used = "", 0
    for piece in _PIECE.findall(text):
        wide = width(piece)
        if used + wide > room and line and piece not in _CLINGING:
            yield line.rstrip()
            line, used = "", 0
            piece = piece.lstrip()
            wide = width(piece)
        line, used = line + piece, used + wide
    yield line.rstrip()


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns, each as wide as its widest cell."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(pad(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def write(text: str = "") -> None:
    """One text on standard output; colours are left out where it is not a terminal."""
    click.echo(text)


def write_json(fields: dict[str, Any], *, line: bool = False) -> None:
    """JSON on standard output, in one line for batches, else indented; Chinese stays readable."""
    click.echo(json.dumps(fields, ensure_ascii=False, indent=None if line else 2))


def quoted(text: str) -> str:
    """The colour of the record's own words."""
    return click.style(text, fg="green")


def placed(text: str) -> str:
    """The colour of references."""
    return click.style(text, fg="cyan")


def faint(text: str) -> str:
    """The colour of what is said beside the matter."""
    return click.style(text, dim=True)


def strong(text: str) -> str:
    """The weight of headings."""
    return click.style(text, bold=True)
