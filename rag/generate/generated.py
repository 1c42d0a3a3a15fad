"""Answers by a language model: passages found, reply checked, citations verified.

    answerer = GeneratedAnswerer(answerer, searcher, library, client)
    answerer.ask("谁反对把恐怖主义和宗教挂钩？")

The extractive answer is made first. It decides whether the records answer at all, it gives the
passages, and it stands in whenever the model has nothing usable in time; the answer then says why
(`Answer.fallback`). So a model can only make an answer read better, never make it unverified.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from index.records.model import Language, Record
from index.search.model import Filters, Hit
from rag.answer import READ_AT_LEAST, PassageSearch, citation_of
from rag.events import (
    Done,
    Event,
    Events,
    Hits,
    Piece,
    Stage,
    Waiting,
    events_of,
    outcome,
    told,
)
from rag.generate.check import Checked, Checker
from rag.generate.draft import Draft
from rag.generate.errors import ModelError
from rag.generate.near import CLOSENESS, Closeness
from rag.generate.prompt import build_prompt
from rag.generate.quote import Rest, rests
from rag.generate.reply import says_nothing
from rag.model import Answer, Citation, LeftOut

_log = logging.getLogger(__name__)
# How much is told of what was left out: enough to see what the model does.
MOST_LEFT_OUT = 20
LONGEST_TOLD = 300
_NOT_ANSWERED = {
    "zh": "所收录的记录没有回答这个问题。",
    "en": "The records held do not answer this question.",
}
_UNSUPPORTED = "No sentence of the model's reply is borne out by the passages it cites."
_LATE = "Finding the passages took all the time that the answer may take."


class Asks(Protocol):
    """Who answers without a model."""

    def ask(self, question: str, k: int = 10, filters: Filters | None = None) -> Answer: ...


class Records(Protocol):
    """What citing needs of a library."""

    def record(self, symbol_or_id: str) -> Record: ...


class Completes(Protocol):
    """A language model; `deadline` is in seconds and covers a whole answer."""

    @property
    def model(self) -> str: ...

    @property
    def deadline(self) -> float: ...

    def stream(
        self, messages: Sequence[Mapping[str, str]], seconds: float | None = None
    ) -> Generator[str, None, str]: ...


class GeneratedAnswerer:
    """Answers in the words of a language model; safe to share between threads."""

    def __init__(
        self,
        answerer: Asks,
        searcher: PassageSearch,
        library: Records,
        model: Completes,
        closeness: Closeness = CLOSENESS,
    ) -> None:
        self._answerer = answerer
        self._searcher = searcher
        # A record never changes under its id, which is a digest of the file.
        self._record = lru_cache(maxsize=32)(library.record)
        self._model = model
        self._closeness = closeness

    def ask(self, question: str, k: int = 10, filters: Filters | None = None) -> Answer:
        """Answer a question as `Answerer.ask` does, in the model's words where they hold.

        Raises:
            QuestionError: an empty or over-long question, k out of range.
            FilterError: a filter names something the library does not know.
        """
        return outcome(self.events(question, k, filters))

    def events(self, question: str, k: int = 10, filters: Filters | None = None) -> Events:
        """What happens until `ask` has its answer; the model's sentences as soon as they stand.

        Raises:
            QuestionError, FilterError: as `ask`, with the first event.
        """
        began = time.perf_counter()
        # However few passages the caller wants to see, the model reads as many as the answerer.
        wide = max(k, READ_AT_LEAST) if k > 0 else k
        found = yield from _found(events_of(self._answerer, question, wide, filters), k)
        readable = [hit for hit in found.hits if self._stands(hit)]
        plain = replace(found, hits=found.hits[:k])
        if found.refused or not readable:
            yield from told(plain)
            return
        asked = time.perf_counter()
        seconds = self._model.deadline - (asked - began)
        answer, said = yield from self._generated(plain, readable, seconds)
        ended = time.perf_counter()
        timings = {"model": (ended - asked) * 1000, "total": (ended - began) * 1000}
        yield Stage("model", timings["model"])
        yield from told(replace(answer, timings={**answer.timings, **timings}), said)

    def _stands(self, hit: Hit) -> bool:
        """Whether a passage is, byte for byte, in its record."""
        passage = hit.passage
        record = self._record(hit.document.id)
        return record.text[passage.start : passage.end] == passage.text

    def _generated(
        self, plain: Answer, hits: Sequence[Hit], seconds: float
    ) -> Generator[Event, None, tuple[Answer, str]]:
        """The model's answer, or the plain one with the reason why it stands in; and what of its
        text has been told."""
        if seconds <= 0:
            return replace(plain, fallback=_LATE), ""
        prompt = build_prompt(plain.question, plain.language, hits)
        checker = Checker(
            prompt.passages, plain.language, self._searcher.similarities, self._closeness
        )
        draft, said = Draft(checker, prompt.prefix), ""
        with closing(self._model.stream(prompt.messages, seconds)) as replies:
            while True:
                try:
                    reply = next(replies)
                except StopIteration as end:
                    return self._checked(plain, draft.whole(end.value), end.value), said
                except ModelError as error:
                    _log.warning("%s: %s", type(error).__name__, error)
                    return replace(plain, fallback=str(error)), said
                standing = [one for one in draft.settled(reply) if not one.faults]
                text, _ = self._composed(standing, plain.language)
                yield _further(text, said)
                said = text or said

    def _checked(self, plain: Answer, checked: Sequence[Checked], reply: str) -> Answer:
        """The sentences of a reply that stand, as an answer; those that do not beside it."""
        standing = [one for one in checked if not one.faults]
        left_out = tuple(_left_out(one) for one in checked if one.faults)[:MOST_LEFT_OUT]
        if standing:
            text, citations = self._composed(standing, plain.language)
            return replace(
                plain, text=text, citations=citations, engine=self._model.model, left_out=left_out
            )
        if says_nothing(reply):
            return self._refused(plain)
        return replace(plain, fallback=_UNSUPPORTED, left_out=left_out)

    def _refused(self, plain: Answer) -> Answer:
        reason = _NOT_ANSWERED[plain.language]
        return replace(
            plain, refused=True, reason=reason, text=reason, citations=(), engine=self._model.model
        )

    def _composed(
        self, standing: Sequence[Checked], language: Language
    ) -> tuple[str, tuple[Citation, ...]]:
        """The text with numbered marks, a paragraph for each line of the reply, and citations."""
        cited: dict[tuple[str, int, int], Citation] = {}
        lines: dict[int, list[str]] = {}
        for one in standing:
            resting = rests(one, language)
            for rest in resting:
                if rest.place not in cited:
                    cited[rest.place] = self._citation(len(cited) + 1, rest, language)
            marks = "".join(f"[{cited[rest.place].number}]" for rest in resting)
            space = "" if language == "zh" else " "
            sentence = f"{one.sentence.text}{space}{marks}"
            lines.setdefault(one.sentence.line, []).append(sentence)
        between = "" if language == "zh" else " "
        text = "\n\n".join(between.join(sentences) for sentences in lines.values())
        return text, tuple(cited.values())

    def _citation(self, number: int, rest: Rest, language: Language) -> Citation:
        record = self._record(rest.hit.document.id)
        return citation_of(record, rest.hit, rest.start, rest.end, number, language)


def _further(text: str, said: str) -> Event:
    """The event that leads from what is told of a text to the text; none yet is no reason to."""
    if text in ("", said):
        return Waiting()
    anew = not text.startswith(said)
    return Piece(text if anew else text[len(said) :], anew)


def _found(events: Events, k: int) -> Generator[Event, None, Answer]:
    """The answer of the answerer without a model; its work is told, its words are not."""
    for event in events:
        if isinstance(event, Done):
            return event.answer
        if isinstance(event, Hits):
            yield replace(event, hits=event.hits[:k])
        elif isinstance(event, Stage):
            yield event
    raise ValueError("the events end without an answer")


def _left_out(checked: Checked) -> LeftOut:
    """A sentence that failed, told in a length that can be read."""
    text, reason = checked.sentence.text, "; ".join(checked.faults)
    return LeftOut(_short(text), _short(reason))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TOLD else text[: LONGEST_TOLD - 1] + "…"
