"""The words of the field as frozen records: Document, Record, Statement, Paragraph, Delegation.

Offsets named `start`/`end` are characters of the mended text (`Record.text`), end exclusive;
offsets named `raw_*` are characters of the file as decoded, byte order mark included.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]
Kind = Literal["verbatim", "letter", "presidential_statement", "text"]
# "derived" follows from what the text says; "supplied" was handed over with the text.
Origin = Literal["text", "file name", "side-car", "command line", "supplied", "derived"]
BlockKind = Literal[
    "masthead",
    "running_header",
    "procedure",
    "statement_heading",
    "statement_text",
    "heading",
    "numbered_paragraph",
    "annex",
]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two ranges share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Exact map from the mended text to the file as given.

    Mending only removes, so the mended text is a sequence of kept runs of the raw text:
    run i covers mended characters `clean_starts[i] : clean_starts[i + 1]` and begins at raw
    character `raw_starts[i]`. `clean_length` closes the last run.
    """

    clean_starts: tuple[int, ...]
    raw_starts: tuple[int, ...]
    clean_length: int

    def raw(self, offset: int) -> int:
        """Raw offset of the mended character at `offset` (0 <= offset < clean_length).

        Raises:
            IndexError: if `offset` is outside the mended text.
        """
        if not 0 <= offset < self.clean_length:
            raise IndexError(f"offset {offset} outside a text of {self.clean_length} characters")
        run = bisect_right(self.clean_starts, offset) - 1
        return self.raw_starts[run] + offset - self.clean_starts[run]

    def raw_span(self, start: int, end: int) -> Span:
        """The smallest raw range that holds the mended range `start:end` (which is not empty)."""
        return Span(self.raw(start), self.raw(end - 1) + 1)


@dataclass(frozen=True, slots=True)
class PageMap:
    """On which page each character of the raw text stands, for files that have pages.

    Run i begins at raw character `starts[i]` (the first at 0) and stands on page `numbers[i]`,
    counted from 1; `count` is how many pages the file has. Notes may come last in the text, so the
    numbers need not ascend.
    """

    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    count: int

    def page(self, raw_offset: int) -> int:
        """The page of one raw character."""
        return self.numbers[max(0, bisect_right(self.starts, raw_offset) - 1)]

    def pages(self, raw_start: int, raw_end: int) -> tuple[int, int]:
        """The first and the last page of a raw range that is not empty."""
        first, last = self.page(raw_start), self.page(raw_end - 1)
        return min(first, last), max(first, last)


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who is represented: a state, an organisation, or an office of the United Nations.

    `code` is ISO 3166-1 alpha-2 for states (`PL`) and a short fixed name for the others
    (`SCO`, `CSTO`, `CIS`, `UN-SG` ...); `forms` are further written forms in either language.
    """

    code: str
    name_zh: str
    name_en: str
    kind: Literal["state", "organisation", "office"]
    forms: tuple[str, ...] = ()

    def name(self, language: Language) -> str:
        """The display name in one language."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who holds the floor in one statement.

    `name` is as written in this heading (None under a bare 主席 that nothing resolves);
    `name_en` a romanised form where known or derivable; `aliases` are other written forms of the
    same person in this document (roster and text vary); `role` the office spoken from (主席,
    秘书长, President). `chair` is True where the speaker acts as presiding officer.
    `on_behalf_of` lists those for whom the speaker says to speak besides the own delegation.
    """

    name: str | None
    honorific: str | None = None
    role: str | None = None
    delegation: Delegation | None = None
    chair: bool = False
    on_behalf_of: tuple[str, ...] = ()
    name_en: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a statement.

    `number` counts from 1 inside the statement; `label` is the number printed in the document
    ("16") where there is one.
    """

    number: int
    start: int
    end: int
    label: str | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One intervention by one speaker; in a letter: the letter, or one annex of it.

    `number` counts from 1 in the document. `start`/`end` bound the words spoken (heading left
    out); `heading_start`/`heading_end` bound the heading ("主席（以俄语发言）：") where there is
    one, else both are equal to `start`. `language` is the language used on the floor as an
    English name ("Russian") where the record states it, which means that the printed words are a
    translation if it differs from the document's language. `part` is "letter", "annex",
    "annex II", "statement" for documents that are not verbatim records, else None.
    """

    number: int
    start: int
    end: int
    heading_start: int
    heading_end: int
    speaker: Speaker
    paragraphs: tuple[Paragraph, ...]
    language: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the raw file; the blocks of a record tile it without gap or overlap."""

    kind: BlockKind
    raw_start: int
    raw_end: int


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a document besides its words.

    `id` is the first 16 hexadecimal digits of the SHA-256 of the file's bytes; `digest` all 64.
    `date` is ISO 8601 (`2019-09-25`, or as much of it as is known). `origins` says for each of
    symbol, title, body, date, language, kind, agenda and delegation where it was learnt. `pages` is
    there for files that have pages (PDF).
    """

    id: str
    digest: str
    name: str
    language: Language
    kind: Kind
    symbol: str | None = None
    title: str | None = None
    body: str | None = None
    date: str | None = None
    meeting: int | None = None
    agenda: str | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)
    pages: PageMap | None = None

    @property
    def label(self) -> str:
        """The symbol where there is one, else the file's name: what users call the document."""
        return self.symbol or self.name


@dataclass(frozen=True, slots=True)
class Record:
    """A parsed document: its mended text, the exact way back to the file, and its structure."""

    document: Document
    raw: str
    text: str
    offsets: OffsetMap
    blocks: tuple[Block, ...]
    statements: tuple[Statement, ...]
    delegations: tuple[Delegation, ...] = ()
    warnings: tuple[str, ...] = ()

    def raw_span(self, start: int, end: int) -> Span:
        """The range of the file as given that holds `text[start:end]`."""
        return self.offsets.raw_span(start, end)

    def statement(self, number: int) -> Statement | None:
        """The statement with this number, counted from 1."""
        return self.statements[number - 1] if 0 < number <= len(self.statements) else None


@dataclass(frozen=True, slots=True)
class Passage:
    """What is indexed: a run of whole sentences inside one statement.

    `id` is `<document id>:<start>-<end>`. `paragraphs` are the numbers of the statement's
    paragraphs that it touches. `context` (who, where, when, topic) is added for encoding only
    and is never part of what is cited.
    """

    id: str
    document_id: str
    statement: int
    paragraphs: tuple[int, ...]
    start: int
    end: int
    text: str
    context: str
