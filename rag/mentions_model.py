"""What the mentions of a resolution or document are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.records.model import Delegation, Document, Language
from rag.model import Citation


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that names the symbol: the sentence as a citation, and the form in it.

    `start`/`end` are the characters of the form `written` in the record's mended text; they lie
    inside the citation.
    """

    citation: Citation
    written: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mentioner:
    """Who names it how often: a delegation (None where the records do not tell), or the chair.

    `chair` is True for what is said by whoever presides, as such. `mentions` counts places,
    `documents` the documents they are in.
    """

    delegation: Delegation | None
    chair: bool
    mentions: int
    documents: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where a symbol is mentioned, those who name it most often first.

    `symbol` is the normal form of what was asked for; `held` are the documents of the library
    that carry it, in either language. `total` and `documents` count all mentions under the filters,
    `mentions` are those from `offset` on.
    """

    asked: str
    symbol: str
    language: Language
    held: tuple[Document, ...] = ()
    total: int = 0
    documents: int = 0
    by: tuple[Mentioner, ...] = ()
    offset: int = 0
    mentions: tuple[Mention, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
