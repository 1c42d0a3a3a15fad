"""What an answer is made of: citations, each a verified quotation, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.records.model import Document, Language, Statement
from index.search.model import FacetKind, Hit

EXTRACTIVE = "extractive"


@dataclass(frozen=True, slots=True)
class Citation:
    """One quotation and where it stands.

    `number` is the mark in the answer's text ("[1]"). `start`/`end` are characters of the mended
    text of the record, so that `record.text[start:end] == quote`; `raw_start`/`raw_end` are
    characters of the file as given. `paragraphs` are the statement's paragraphs that the quotation
    touches, `reference` the UN-style reference in the question's language, and `translated_from`
    the language spoken (its English name) where the printed words are a translation. `gloss` helps
    a reader of the other language: words of the quotation with their meaning (see `rag.gloss`).
    """

    number: int
    document: Document
    statement: Statement
    paragraphs: tuple[int, ...]
    start: int
    end: int
    raw_start: int
    raw_end: int
    quote: str
    reference: str
    translated_from: str | None
    passage_id: str
    gloss: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that a question names; `kind:value` is how `Filters.ignore` spells it.

    `value` is a delegation's code, a speaker's name as the records write it, a symbol, the number
    of a meeting or the beginning of an ISO 8601 date; `label` says it in the question's language.
    """

    kind: FacetKind
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sentence that a language model wrote and that did not pass the check; `reason` says why."""

    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, or an honest refusal.

    `text` is what a reader sees: quotations with numbered marks, or the reason of the refusal.
    A refused answer has a `reason` and no citations; its `hits` are the nearest passages.
    `confidence` is the evidence that the refusal was decided on, comparable between questions
    (0 where the records were known not to hold the answer). `timings` are milliseconds by stage.

    `engine` is `extractive`, or the name of the language model that wrote `text`. Where a model was
    asked and the extractive answer stands in for it, `fallback` says why. `left_out` are the
    sentences of the model that are no part of the answer, since what they cite does not bear them
    out.

    `asked` is the question as it was put in a conversation, where `question` is the complete one
    that it stands for; None outside of one.

    `facets` are what the question names that counted for where its answer was looked for,
    `ignored` what `Filters.ignore` kept from counting.
    """

    question: str
    language: Language
    refused: bool
    reason: str | None
    text: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    timings: Mapping[str, float] = field(default_factory=dict)
    confidence: float = 0.0
    engine: str = EXTRACTIVE
    fallback: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    asked: str | None = None
    facets: tuple[Facet, ...] = ()
    ignored: tuple[Facet, ...] = ()
