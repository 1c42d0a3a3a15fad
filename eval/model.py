"""What evaluation is made of: a run, the judgments it is held against, and its scores.

A question is one need in one language: `n001-zh`. `document` is a document's id in the library,
or an id of the corpus for other data sets; `start`/`end` are characters of the mended text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.records.model import Language

Half = Literal["dev", "test"]
Setting = str | int | float | bool | None | list[str]


@dataclass(frozen=True, slots=True)
class RankedHit:
    """One passage of a ranking; its place in the tuple is its rank."""

    document: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """One citation of an answer: where it points, what it quotes, how it is referred to."""

    document: str
    start: int
    end: int
    quote: str
    reference: str


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """What a reader saw: an answer with its citations, or a refusal.

    `confidence` is the evidence that the refusal is decided on; it grows with the belief that
    the records answer, and orders questions, refused or not.
    """

    refused: bool
    text: str
    citations: tuple[CitedSpan, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class QuestionRun:
    """What the system did with one question.

    `answer` is None where only the search was run. `timings` are milliseconds by stage.
    """

    id: str
    need: str
    question: str
    language: Language
    kind: str
    half: Half
    answerable: bool
    hits: tuple[RankedHit, ...]
    answer: AnswerGiven | None = None
    timings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """All questions of one set as one system answered them.

    `settings` say what was run (legs, depth, threshold) and on what (digests of the question
    set, the library and the encoder), so that two runs can be told apart and put side by side.
    """

    name: str
    settings: Mapping[str, Setting]
    questions: tuple[QuestionRun, ...]

    def question(self, id: str) -> QuestionRun | None:
        """What was done with one question, None if it is missing."""
        return next((one for one in self.questions if one.id == id), None)


@dataclass(frozen=True, slots=True)
class JudgedSpan:
    """A span of a document that answers a need (grade 2) or helps (grade 1)."""

    document: str
    start: int
    end: int
    grade: int


@dataclass(frozen=True, slots=True)
class Judgments:
    """The judged spans of every answerable need, by need id; they fix every denominator."""

    spans: Mapping[str, tuple[JudgedSpan, ...]]

    def of(self, need: str) -> tuple[JudgedSpan, ...]:
        """The judged spans of one need; none for an unanswerable one."""
        return self.spans.get(need, ())


@dataclass(frozen=True, slots=True)
class Scores:
    """Values of one run: `values[measure][question id]`.

    A measure holds exactly the questions that it is defined for; one that the run lacks is 0.
    """

    run: str
    values: Mapping[str, Mapping[str, float]]

    def mean(self, measure: str) -> float:
        """The mean over all questions of a measure; 0 where there is none."""
        values = self.values.get(measure, {})
        return sum(values.values()) / len(values) if values else 0.0
