"""What a search asks for and what it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.records.model import Document, Kind, Language, Passage, Statement

Leg = Literal["lexical", "dense"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; an empty tuple or None narrows nothing.

    `documents` holds symbols, document ids or file names; `delegations` codes or any written
    form in either language; `speakers` names as written or romanised. Dates are ISO 8601, both
    ends included.
    """

    documents: tuple[str, ...] = ()
    delegations: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    kinds: tuple[Kind, ...] = ()
    date_from: str | None = None
    date_to: str | None = None

    def __bool__(self) -> bool:
        return bool(
            self.documents or self.delegations or self.speakers or self.languages or self.kinds
        ) or (self.date_from or self.date_to) is not None


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that a search found, with everything needed to show and cite it.

    `score` orders the hits of one search (higher is better). `similarity` is the cosine of
    question and passage in [-1, 1], comparable between questions (None without a dense leg).
    `legs` says what each leg contributed, by rank counted from 1.
    """

    rank: int
    score: float
    passage: Passage
    statement: Statement
    document: Document
    raw_start: int
    raw_end: int
    similarity: float | None = None
    legs: Mapping[Leg, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of one question, best first, and how long each stage took (milliseconds)."""

    question: str
    language: Language
    hits: tuple[Hit, ...]
    filters: Filters = Filters()
    timings: Mapping[str, float] = field(default_factory=dict)
