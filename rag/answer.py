"""From a question to a cited answer or an honest refusal.

    answerer = Answerer(library.searcher(), library)
    answerer.ask("上合组织五年来缴获的毒品占多大比例？")

The stages: search, read the question, choose sentences, cite and verify. `events` tells of each as
it ends.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.records.model import Delegation, Document, Language, Record, Statement
from index.search.model import Filters, Hit, Likeness, SearchResult
from rag import refuse
from rag.cite import reference, translated_from
from rag.compose import compose
from rag.events import Event, Events, Hits, Stage, outcome, told
from rag.extract import WEIGHING, Quotation, Scored, Weighing, candidates, choose, quotations, score
from rag.facets import forget, left_aside, named
from rag.gloss import gloss
from rag.model import Answer, Citation
from rag.question import Asked, meetings_meant, read_question
from rag.topic import topic_asked

_log = logging.getLogger(__name__)

# Sentences are chosen from at least this many passages, however few the caller wants to see.
READ_AT_LEAST = 10


class PassageSearch(Protocol):
    """What answering needs of a searcher."""

    def search(
        self, question: str, k: int = 10, filters: Filters | None = None
    ) -> SearchResult: ...

    def similarities(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def likeness(self, question: str, texts: Sequence[str]) -> Likeness: ...


class RecordShelf(Protocol):
    """What answering needs of a library."""

    def record(self, symbol_or_id: str) -> Record: ...

    def resolve(self, symbol_or_id: str) -> Document: ...

    def delegations(self) -> tuple[Delegation, ...]: ...

    def catalogue(self) -> tuple[Document, ...]: ...


class Stopwatch:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of a block to a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            passed = (time.perf_counter() - began) * 1000
            self.timings[name] = self.timings.get(name, 0.0) + passed

    def told(self, name: str) -> Stage:
        """The event that a stage has ended."""
        return Stage(name, self.timings[name])


class Answerer:
    """Answers questions from the passages of one library; safe to share between threads."""

    def __init__(
        self,
        searcher: PassageSearch,
        library: RecordShelf,
        weighing: Weighing = WEIGHING,
        thresholds: refuse.Thresholds = refuse.THRESHOLDS,
    ) -> None:
        self._searcher = searcher
        self._library = library
        self._weighing = weighing
        self._thresholds = thresholds
        # A record never changes under its id, which is a digest of the file.
        self._record = lru_cache(maxsize=32)(library.record)

    def ask(self, question: str, k: int = 10, filters: Filters | None = None) -> Answer:
        """Answer a question from the held records, or refuse with a reason.

        Args:
            question: Chinese or English, at most 10,000 characters.
            k: how many of the found passages the answer carries along, 1 to 1000.
            filters: what the search is narrowed to.

        Raises:
            QuestionError: an empty or over-long question, k out of range.
            FilterError: a filter names something the library does not know.
        """
        return outcome(self.events(question, k, filters))

    def events(self, question: str, k: int = 10, filters: Filters | None = None) -> Events:
        """The stages of answering as they end, then the answer, which is that of `ask`.

        Raises:
            QuestionError, FilterError: as `ask`, with the first event.
        """
        watch = Stopwatch()
        with watch.stage("total"):
            answer = yield from self._steps(question, k, filters or Filters(), watch)
        yield from told(replace(answer, timings=watch.timings))

    def _steps(
        self, question: str, k: int, filters: Filters, watch: Stopwatch
    ) -> Generator[Event, None, Answer]:
        with watch.stage("search"):
            result = self._search(question, k, filters)
        yield watch.told("search")
        asked = forget(read_question(question, result.language), filters.ignore)
        answer = yield from self._answered(asked, result, k, filters, watch)
        counted = named(asked, result, self._library.catalogue())
        return replace(answer, facets=counted, ignored=left_aside(asked, result, filters.ignore))

    def _answered(
        self, asked: Asked, result: SearchResult, k: int, filters: Filters, watch: Stopwatch
    ) -> Generator[Event, None, Answer]:
        """The answer to a question as read, from what the search found."""
        with watch.stage("refuse"):
            reason = self._refusal(asked, result.hits)
        yield watch.told("refuse")
        if reason:
            yield Hits(result.hits[:k], asked.language)
            return _refused(asked, reason, result.hits[:k])
        with watch.stage("search"):
            meetings = self._meetings(asked, result, filters)
            hits, narrowed = self._narrow(asked, result, k, filters, meetings)
        if narrowed:
            yield watch.told("search")
        silent = bool(meetings) and not hits
        shown = hits[:k] if narrowed and not silent else result.hits[:k]
        yield Hits(shown, asked.language)
        if silent:
            return _refused(asked, refuse.silent_there(asked, meetings), shown)
        with watch.stage("choose"):
            scored = score(
                asked,
                candidates(hits, self._weighing),
                self._searcher.likeness,
                self._weighing,
            )
        yield watch.told("choose")
        confidence = refuse.evidence(asked, scored, self._thresholds)
        if confidence < self._thresholds.floor:
            confidence = max(confidence, self._evidence_on_topic(asked, scored))
        if confidence < self._thresholds.floor:
            reason = refuse.not_close_enough(asked, scored, narrowed)
            return _refused(asked, reason, shown, confidence)
        with watch.stage("cite"):
            citations = self._citations(asked, scored)
        yield watch.told("cite")
        if not citations:
            return _refused(asked, refuse.not_close_enough(asked, (), narrowed), shown)
        text = compose(citations, asked.language)
        return Answer(
            asked.text, asked.language, False, None, text, citations, shown, confidence=confidence
        )

    def _evidence_on_topic(self, asked: Asked, scored: Sequence[Scored]) -> float:
        """The evidence that somebody speaks on a topic, where their words on it are all that is
        asked for; 0 where the question asks for more."""
        topic = topic_asked(asked)
        if topic is None:
            return 0.0
        cosines = self._searcher.similarities(topic, [one.candidate.text for one in scored])
        nearer = [
            replace(one, similarity=cosine)
            for one, cosine in zip(scored, cosines.tolist(), strict=True)
        ]
        return refuse.evidence(asked, nearer, self._thresholds)

    def _search(self, question: str, k: int, filters: Filters) -> SearchResult:
        # k = 0 or -1 must reach the searcher unchanged: it is the one to object.
        return self._searcher.search(question, max(k, READ_AT_LEAST) if k > 0 else k, filters)

    def _refusal(self, asked: Asked, hits: Sequence[Hit]) -> str | None:
        return refuse.document_not_held(
            asked, hits, self._library.resolve
        ) or refuse.delegation_silent(asked, self._library.delegations())

    def _meetings(
        self, asked: Asked, result: SearchResult, filters: Filters
    ) -> tuple[Document, ...]:
        """The meetings at which the question places the words of a delegation, if it does."""
        if not asked.speakers or filters.documents or filters.delegations:
            return ()
        return meetings_meant(asked.text, result.facets, self._library.catalogue())

    def _narrow(
        self,
        asked: Asked,
        result: SearchResult,
        k: int,
        filters: Filters,
        meetings: Sequence[Document],
    ) -> tuple[tuple[Hit, ...], bool]:
        """The hits to read, and whether they are only those of the speakers asked about.

        Where the question wants the words of a delegation or of a person, only those are read,
        and only at the meetings that it names.
        """
        persons = result.facets.speakers if asked.speech else ()
        if asked.speakers and not filters.delegations:
            heard = {delegation.code for delegation in self._library.delegations()}
            codes = tuple(d.code for d in asked.speakers if d.code in heard)
            there = tuple(document.id for document in meetings) or filters.documents
            narrower = replace(filters, delegations=codes, documents=there)
        elif persons and not filters.speakers:
            narrower = replace(filters, speakers=persons)
        else:
            return result.hits, False
        return self._search(asked.text, k, narrower).hits, True

    def _citations(self, asked: Asked, scored: Sequence[Scored]) -> tuple[Citation, ...]:
        chosen = choose(asked, [one for one in scored if self._stands(one)], self._weighing)
        quoted = quotations(chosen, lambda id: self._record(id).text)
        return tuple(
            self._citation(asked, number, quotation)
            for number, quotation in enumerate(_grouped(quoted), start=1)
        )

    def _stands(self, one: Scored) -> bool:
        """Whether a candidate is, byte for byte, in the record at its offsets."""
        candidate = one.candidate
        text = self._record(candidate.hit.document.id).text
        stands = text[candidate.start : candidate.end] == candidate.text
        if not stands:
            place = f"{candidate.hit.document.label} {candidate.start}:{candidate.end}"
            _log.warning("a sentence of the index is not in its record, left out: %s", place)
        return stands

    def _citation(self, asked: Asked, number: int, quotation: Quotation) -> Citation:
        hit = quotation.hit
        record = self._record(hit.document.id)
        start, end = quotation.start, quotation.end
        citation = citation_of(record, hit, start, end, number, asked.language)
        return replace(citation, gloss=gloss(asked.text, asked.language, citation.quote))


def citation_of(
    record: Record, hit: Hit, start: int, end: int, number: int, language: Language
) -> Citation:
    """The words `record.text[start:end]`, which lie in the passage of a hit, as a citation."""
    raw = record.raw_span(start, end)
    paragraphs = _paragraphs(hit.statement, start, end)
    return Citation(
        number=number,
        document=hit.document,
        statement=hit.statement,
        paragraphs=paragraphs,
        start=start,
        end=end,
        raw_start=raw.start,
        raw_end=raw.end,
        quote=record.text[start:end],
        reference=reference(
            hit.document, hit.statement, paragraphs, language, (raw.start, raw.end)
        ),
        translated_from=translated_from(hit.document, hit.statement),
        passage_id=hit.passage.id,
    )


def _refused(asked: Asked, reason: str, hits: tuple[Hit, ...], confidence: float = 0.0) -> Answer:
    return Answer(asked.text, asked.language, True, reason, reason, (), hits, confidence=confidence)


def _paragraphs(statement: Statement, start: int, end: int) -> tuple[int, ...]:
    return tuple(p.number for p in statement.paragraphs if p.start < end and start < p.end)


def _grouped(quoted: Sequence[Quotation]) -> list[Quotation]:
    """The best first, and with each what else is quoted from the same statement, in its order."""
    groups: dict[tuple[str, int], list[Quotation]] = {}
    for quotation in quoted:
        place = (quotation.hit.document.id, quotation.hit.statement.number)
        groups.setdefault(place, []).append(quotation)
    return [
        quotation
        for group in groups.values()
        for quotation in sorted(group, key=lambda one: one.start)
    ]
