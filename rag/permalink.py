"""Links to a range of a document that hold whatever becomes of the index.

    permalink   the address at which the page shows a range
    cited       what a range of a record is: document, statement, paragraphs
    follow      the same from what a link carries

A link names the document by the digest of its file and the range by characters of the mended
text. Neither depends on passages, vectors or the order of adding, so that a link leads to the same
words after the library was indexed anew, with whatever else in it. Another version of a file has
another digest: a link never leads to words that somebody else has changed meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from index.errors import InputError, NotHeld
from index.records.model import Document, Language, Record, Statement
from rag.model import Citation

_DIGEST = re.compile(r"[0-9a-f]{16}(?:[0-9a-f]{48})?", re.IGNORECASE)


class Records(Protocol):
    """What following a link needs of a library."""

    def record(self, symbol_or_id: str) -> Record: ...


@dataclass(frozen=True, slots=True)
class Cited:
    """A range of a document, as much of it as a reference needs.

    `statement` is the one that the range lies in, None where it lies in none or reaches over
    several; `paragraphs` are the numbers of that statement's paragraphs that it touches, `raw` is
    the range in the text of the file.
    """

    document: Document
    statement: Statement | None
    paragraphs: tuple[int, ...]
    start: int
    end: int
    raw: tuple[int, int] | None = None

    @classmethod
    def of(cls, citation: Citation) -> Cited:
        """The range that a citation of an answer quotes."""
        return cls(
            citation.document,
            citation.statement,
            citation.paragraphs,
            citation.start,
            citation.end,
            (citation.raw_start, citation.raw_end),
        )


def permalink(
    document: Document, start: int, end: int, language: Language, address: str = ""
) -> str:
    """Where the page shows `start:end` of a document, below the service's `address`.

    Without an address (`https://records.example`, no slash at its end) it is the part behind it.
    """
    place = {"doc": document.id, "start": start, "end": end}
    return f"{address}/?lang={language}#{urlencode(place)}"


def cited(record: Record, start: int, end: int) -> Cited:
    """What the characters `start:end` of a record's mended text are; headings belong to the words.

    Raises:
        InputError: the range is empty or reaches over the end of the text.
    """
    if not 0 <= start < end <= len(record.text):
        raise InputError(
            f"Characters {start}–{end} are no range of {record.document.label}, which has "
            f"{len(record.text):,}.",
            "start counts from 0 and is less than end.",
        )
    touched = [s for s in record.statements if s.heading_start < end and start < s.end]
    statement = touched[0] if len(touched) == 1 else None
    paragraphs = statement.paragraphs if statement else ()
    numbers = tuple(p.number for p in paragraphs if p.start < end and start < p.end)
    raw = record.raw_span(start, end)
    return Cited(record.document, statement, numbers, start, end, (raw.start, raw.end))


def follow(library: Records, document: str, start: int, end: int) -> Cited:
    """What a link leads to; `document` is a digest or the id that it begins with, or a symbol.

    Raises:
        NotHeld: the document is not held, or not any more.
        InputError: the range is none of the document's.
    """
    try:
        record = library.record(document)
    except NotHeld:
        if not _DIGEST.fullmatch(document):
            raise
        raise NotHeld(
            f"This link leads to the document with the digest {document}, which is not held.",
            "It was removed, or another version took its place. The link works again once the "
            "same file is indexed.",
        ) from None
    return cited(record, start, end)
