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
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from index.records.model import Language, Record
from index.search.model import Filters, Hit
from rag.answer import READ_AT_LEAST, PassageSearch, citation_of
from rag.generate.check import Checked, Checker
from rag.generate.errors import ModelError
from rag.generate.near import CLOSENESS, Closeness
from rag.generate.prompt import Prompt, build_prompt
from rag.generate.quote import Rest, rests
from rag.generate.reply import read_reply, says_nothing
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

    def complete(
        self, messages: Sequence[Mapping[str, str]], seconds: float | None = None
    ) -> str: ...


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
        began = time.perf_counter()
        # However few passages the caller wants to see, the model reads as many as the answerer.
        wide = max(k, READ_AT_LEAST) if k > 0 else k
        found = self._answerer.ask(question, wide, filters)
        readable = [hit for hit in found.hits if self._stands(hit)]
        plain = replace(found, hits=found.hits[:k])
        if found.refused or not readable:
            return plain
        asked = time.perf_counter()
        answer = self._generated(plain, readable, self._model.deadline - (asked - began))
        ended = time.perf_counter()
        timings = {"model": (ended - asked) * 1000, "total": (ended - began) * 1000}
        return replace(answer, timings={**answer.timings, **timings})

    def _stands(self, hit: Hit) -> bool:
        """Whether a passage is, byte for byte, in its record."""
        passage = hit.passage
        record = self._record(hit.document.id)
        return record.text[passage.start : passage.end] == passage.text

    def _generated(self, plain: Answer, hits: Sequence[Hit], seconds: float) -> Answer:
        """The model's answer, or the plain one with the reason why it stands in."""
        if seconds <= 0:
            return replace(plain, fallback=_LATE)
        prompt = build_prompt(plain.question, plain.language, hits)
        try:
            reply = self._model.complete(prompt.messages, seconds)
        except ModelError as error:
            _log.warning("%s: %s", type(error).__name__, error)
            return replace(plain, fallback=str(error))
        return self._checked(plain, prompt, reply)

    def _checked(self, plain: Answer, prompt: Prompt, reply: str) -> Answer:
        """The sentences of a reply that stand, as an answer; those that do not beside it."""
        checker = Checker(
            prompt.passages, plain.language, self._searcher.similarities, self._closeness
        )
        checked = checker.check(read_reply(reply, prompt.prefix))
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


def _left_out(checked: Checked) -> LeftOut:
    """A sentence that failed, told in a length that can be read."""
    text, reason = checked.sentence.text, "; ".join(checked.faults)
    return LeftOut(_short(text), _short(reason))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TOLD else text[: LONGEST_TOLD - 1] + "…"
