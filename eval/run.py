"""Asking every question of the set, through the searcher and the answerer that the service uses."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from eval.judged import SEEDS, digest, library_digest, texts_digest
from eval.model import (
    AnswerGiven,
    CitedSpan,
    Half,
    QuestionRun,
    RankedHit,
    Run,
    Setting,
)
from eval.question_set import QUESTIONS, Need
from index.records.model import Language, Record
from index.search.model import LEGS, Filters, Leg, Likeness, SearchResult
from rag.model import Answer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.encode import Encoder
    from index.search.searcher import Searcher
    from index.store.library import Library

LANGUAGES: tuple[Language, ...] = ("zh", "en")
# How deep rankings are kept: average precision and the pool of unjudged passages read this far.
DEPTH = 100
# How many hits an answer carries along; the default of the service.
SHOWN = 10


class Search(Protocol):
    """What a run needs of a searcher."""

    def search(
        self, question: str, k: int = 10, filters: Filters | None = None
    ) -> SearchResult: ...


class Ask(Protocol):
    """What a run needs of an answerer."""

    def ask(self, question: str, k: int = 10) -> Answer: ...


class LegSearcher:
    """A searcher held to some of its legs, for comparing them."""

    def __init__(self, searcher: Searcher, legs: tuple[Leg, ...]) -> None:
        self._searcher = searcher
        self._legs = legs

    def search(self, question: str, k: int = 10, filters: Filters | None = None) -> SearchResult:
        """As `Searcher.search`, with these legs only."""
        return self._searcher.search(question, k, filters, self._legs)

    def similarities(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `Searcher.similarities`."""
        return self._searcher.similarities(question, texts)

    def likeness(self, question: str, texts: Sequence[str]) -> Likeness:
        """As `Searcher.likeness`."""
        return self._searcher.likeness(question, texts)


@dataclass(frozen=True, slots=True)
class System:
    """What is evaluated: a search, and an answerer over it (None: search only)."""

    search: Search
    ask: Ask | None
    depth: int = DEPTH


def run_needs(
    name: str,
    needs: Sequence[Need],
    system: System,
    settings: dict[str, Setting],
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Ask every need in both languages, in the order of the set."""
    questions = []
    for done, need in enumerate(needs, start=1):
        questions += [ask_need(need, language, system) for language in LANGUAGES]
        if progress:
            progress(done, len(needs))
    return Run(name, settings, tuple(questions))


def ask_need(need: Need, language: Language, system: System) -> QuestionRun:
    """One need in one language: answered first, as a user would meet it, then ranked deeper."""
    question = need.question(language)
    answer = system.ask.ask(question, k=SHOWN) if system.ask else None
    result = system.search.search(question, k=system.depth)
    timings = {f"search.{stage}": ms for stage, ms in result.timings.items()}
    if answer:
        timings |= {f"answer.{stage}": ms for stage, ms in answer.timings.items()}
    return QuestionRun(
        id=f"{need.id}-{language}",
        need=need.id,
        question=question,
        language=language,
        kind=need.kind,
        half=need.half,
        answerable=need.answerable,
        hits=_ranking(result),
        answer=_given(answer) if answer else None,
        timings=timings,
    )


def _ranking(result: SearchResult) -> tuple[RankedHit, ...]:
    return tuple(
        RankedHit(hit.document.id, hit.passage.start, hit.passage.end, float(hit.score))
        for hit in result.hits
    )


def _given(answer: Answer) -> AnswerGiven:
    return AnswerGiven(
        refused=answer.refused,
        text=answer.text,
        citations=tuple(
            CitedSpan(c.document.id, c.start, c.end, c.quote, c.reference) for c in answer.citations
        ),
        confidence=float(answer.confidence),
    )


def system_of(library: Library, legs: tuple[Leg, ...], answers: bool = True) -> System:
    """The system over a library. Search and answers have a searcher each, so that both pay for
    encoding a question and their times are those that a user would see."""
    from rag.answer import Answerer

    def searcher() -> Searcher | LegSearcher:
        # With all legs the searcher is used bare, exactly as the service does.
        plain = library.searcher()
        return plain if set(legs) == set(LEGS) else LegSearcher(plain, legs)

    return System(searcher(), Answerer(searcher(), library) if answers else None)


def settings_of(
    library: Library,
    records: Mapping[str, Record],
    legs: tuple[Leg, ...],
    system: System,
    half: Half | None,
    questions: Path = QUESTIONS,
) -> dict[str, Setting]:
    """What was run, and on what: enough to tell two runs apart."""
    from importlib.metadata import version

    from rag.refuse import THRESHOLDS

    return {
        "rostrum": version("rostrum"),
        "legs": sorted(legs),
        "depth": system.depth,
        "answers": system.ask is not None,
        "threshold": THRESHOLDS.floor,
        "half": half,
        "questions": digest(questions.read_bytes()),
        "library": library_digest(library),
        "texts": texts_digest(records),
        "documents": sorted(s.document.label for s in library.documents()),
        "encoder": library.encoder.name,
        "encoder_digest": library.encoder.digest,
    }


@contextmanager
def seeds_library(encoder: Encoder | None = None) -> Iterator[Library]:
    """A library of the five seeds in a folder of its own, gone afterwards."""
    from index.encode import load_encoder
    from index.store.library import Library

    with tempfile.TemporaryDirectory(prefix="rostrum-eval-") as place:
        chosen = encoder or load_encoder()
        with Library.open(Path(place) / "library", chosen, create=True) as library:
            library.add([SEEDS])
            yield library
