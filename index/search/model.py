"""What a search asks for and what it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.records.model import Document, Kind, Language, Passage, Statement

FacetKind = Literal["delegation", "speaker", "document", "meeting", "date"]
Leg = Literal["lexical", "dense", "late"]
LEGS: tuple[Leg, ...] = ("lexical", "dense", "late")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; an empty tuple or None narrows nothing.

    `documents` holds symbols, document ids or file names; `delegations` codes or any written
    form in either language; `speakers` names as written or romanised. Dates are ISO 8601, both
    ends included. `ignore` narrows nothing: it holds facets of the question that shall not count,
    each as `kind:value` with a FacetKind and a value as in `Facets` (`delegation:PL`).
    """

    documents: tuple[str, ...] = ()
    delegations: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    kinds: tuple[Kind, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    ignore: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.narrows or bool(self.ignore)

    @property
    def narrows(self) -> bool:
        """Whether anything is kept out."""
        return (
            bool(
                self.documents or self.delegations or self.speakers or self.languages or self.kinds
            )
            or (self.date_from or self.date_to) is not None
        )


@dataclass(frozen=True, slots=True)
class Facets:
    """What a question itself says about where its answer stands; never more than a preference.

    `delegations` are codes, `speakers` names as written in the records, `symbols` and `meetings`
    those that are held, `dates` ISO 8601 prefixes (`2019`, `2019-09`, `2019-09-25`).
    """

    delegations: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    meetings: tuple[int, ...] = ()
    dates: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.delegations or self.speakers or self.symbols or self.meetings or self.dates
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that a search found, with everything needed to show and cite it.

    `score` orders the hits of one search (higher is better); after a reranker the scores of fusion
    are dealt out in its order, and `reranked` is what it gave this hit, comparable only between
    hits of one question and one reranker (None where it did not read the hit). `similarity` is
    the cosine of question and passage in [-1, 1], comparable between questions (None without a
    dense leg); `share` says how much of the question's words the passage has, by weight (about 1:
    all of them; 0: none; None without a lexical leg). `legs` says what each leg contributed, by
    rank counted from 1. `late` is the score of late interaction, in [-1, 1] and comparable between
    questions (None without token vectors).
    """

    rank: int
    score: float
    passage: Passage
    statement: Statement
    document: Document
    raw_start: int
    raw_end: int
    similarity: float | None = None
    share: float | None = None
    late: float | None = None
    legs: Mapping[Leg, int] = field(default_factory=dict)
    reranked: float | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near some texts are to a question, one value a text.

    `cosines` are those of the single vectors. `met` is late interaction: the mean, over the
    question's tokens, of the best cosine among the text's tokens; `weakest` is that mean over the
    quarter of the question's tokens that the text meets worst. An encoder without token vectors
    gives the cosine for both.
    """

    cosines: NDArray[np.float32]
    met: NDArray[np.float32]
    weakest: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of one question, best first, and how long each stage took (milliseconds)."""

    question: str
    language: Language
    hits: tuple[Hit, ...]
    filters: Filters = Filters()
    timings: Mapping[str, float] = field(default_factory=dict)
    facets: Facets = Facets()
