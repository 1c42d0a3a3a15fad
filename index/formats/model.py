"""What reading a file gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from index.records.hints import Hints
from index.records.model import PageMap, Span

Format = Literal["text", "markdown", "html", "docx", "pdf", "jsonl"]
FORMAT_NAMES: Mapping[Format, str] = {
    "text": "plain text",
    "markdown": "Markdown",
    "html": "HTML",
    "docx": "a Word document",
    "pdf": "a PDF",
    "jsonl": "JSON Lines",
}


@dataclass(frozen=True, slots=True)
class Extracted:
    """The words of one file, and what its layout says of them.

    Offsets are characters of `text`, which becomes the raw text of a record. `hints` names page
    furniture and the lines that open or go on a paragraph, `pages` says on which page a character
    stands, `properties` are fields of a document (title …) that the file names as such, and
    `notes` are sentences about what could not be read as it should.
    """

    text: str
    hints: Hints = field(default_factory=Hints)
    pages: PageMap | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def to_plain(extracted: Extracted) -> dict[str, Any]:
    """An extracted text in the types of JSON, to send from one process to another."""
    hints, pages = extracted.hints, extracted.pages
    return {
        "text": extracted.text,
        "furniture": [[span.start, span.end] for span in hints.furniture],
        "opens": sorted(hints.opens),
        "goes_on": sorted(hints.goes_on),
        "pages": pages and [pages.starts, pages.numbers, pages.count],
        "properties": dict(extracted.properties),
        "notes": extracted.notes,
    }


def from_plain(plain: Mapping[str, Any]) -> Extracted:
    """What `to_plain` was given.

    Raises:
        KeyError, TypeError, ValueError: it does not come from `to_plain`.
    """
    pages = plain["pages"]
    return Extracted(
        text=str(plain["text"]),
        hints=Hints(
            tuple(Span(int(start), int(end)) for start, end in plain["furniture"]),
            frozenset(map(int, plain["opens"])),
            frozenset(map(int, plain["goes_on"])),
        ),
        pages=pages and PageMap(tuple(pages[0]), tuple(pages[1]), int(pages[2])),
        properties={str(key): str(value) for key, value in plain["properties"].items()},
        notes=tuple(map(str, plain["notes"])),
    )
