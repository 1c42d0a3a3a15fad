"""What a library says about itself and about the work it does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import DocumentError
from index.records.model import Document

Stage = Literal["read", "parse", "cut", "encode", "index", "move", "check"]


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of `Library.add`: `done` of `total` are finished in this stage.

    `total` counts files in the stages read, parse and cut, passages in encode and index, documents
    in move and check;
    `name` is the file being worked on, where there is one.
    """

    stage: Stage
    done: int
    total: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that did not go in, and why."""

    path: Path
    error: DocumentError


@dataclass(frozen=True, slots=True)
class Replacement:
    """A document that took the place of another one with the same symbol."""

    old: Document
    new: Document


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that says the same as one that was held already, or nearly.

    `share` is the part of all runs of five characters that both have, 1 for the same words;
    `added` says whether it went in all the same.
    """

    document: Document
    held: Document
    share: float
    added: bool


@dataclass(frozen=True, slots=True)
class Warned:
    """A document that went in, and what is doubtful or missing about it."""

    document: Document
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddReport:
    """What `Library.add` did with each file it was given.

    `warned` are those of `added` and `replaced` about which something is doubtful; `passed_over`
    are files of folders that are of no kind that is read. `duplicates` are documents that say
    what another one says: where they were not added, that one is in `unchanged`.
    """

    added: tuple[Document, ...] = ()
    replaced: tuple[Replacement, ...] = ()
    unchanged: tuple[Document, ...] = ()
    failed: tuple[Failure, ...] = ()
    warned: tuple[Warned, ...] = ()
    passed_over: tuple[Path, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the library holds something else than before."""
        return bool(self.added or self.replaced)


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A held document and how much is in it; `added_at` is ISO 8601 in UTC.

    `speakers` counts different people (or offices, where no name is known); `characters` those
    of the mended text. `warnings` are sentences about what is doubtful or missing. `translations`
    are the held documents with the same symbol in another language, `earlier` the versions of this
    one that are kept, oldest first.
    """

    document: Document
    statements: int
    paragraphs: int
    passages: int
    characters: int
    speakers: int
    added_at: str
    warnings: tuple[str, ...] = ()
    translations: tuple[Document, ...] = ()
    earlier: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class EncoderStamp:
    """Which encoder made the vectors of a library; without token vectors their length is 0."""

    name: str
    digest: str
    dimensions: int
    token_dimensions: int = 0
