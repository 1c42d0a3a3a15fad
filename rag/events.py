"""What happens while a question is answered, one event after the other.

    Stage       a stage of the work has ended, and the milliseconds it took so far
    Hits        the passages found, best first
    Piece       the next words of the answer
    Waiting     nothing, for a moment
    Citations   the quotations behind the marks of the answer
    Done        the whole answer, the same that is given to whoever waits for it

    events_of   the events of one question, as they happen
    outcome     only the answer
    told        the events of an answer that is there already

The pieces, put together, are the answer's text. An answer is told from `Hits` to `Done`, a refusal
too: its piece is the reason, its citations are none. Closing the iterator stops the work at the
next event.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeAlias, runtime_checkable

from index.records.model import Language
from index.search.model import Filters, Hit
from rag.compose import pieces
from rag.model import EXTRACTIVE, Answer, Citation

# The marks that end a sentence: "[1]", "[1][2]".
_MARKS = re.compile(r"(?:\[\d+\])+")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that has ended; one that goes on later is told again, with all its time."""

    name: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Hits:
    """The passages that the answer carries along, with the language to name speakers in."""

    hits: tuple[Hit, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Piece:
    """The next words of the answer, with the space before them.

    `anew` makes the pieces before it void: the answer begins again with this one.
    """

    text: str
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing new: who follows the events may leave off here too."""


@dataclass(frozen=True, slots=True)
class Citations:
    """All citations of the answer."""

    citations: tuple[Citation, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer."""

    answer: Answer


Event: TypeAlias = Stage | Hits | Piece | Waiting | Citations | Done
Events: TypeAlias = Generator[Event, None, None]


class Asks(Protocol):
    """Who answers a question."""

    def ask(self, question: str, k: int = 10, filters: Filters | None = None) -> Answer: ...


@runtime_checkable
class Tells(Asks, Protocol):
    """Who also tells of it while it happens."""

    def events(self, question: str, k: int = 10, filters: Filters | None = None) -> Events: ...


def events_of(answerer: Asks, question: str, k: int = 10, filters: Filters | None = None) -> Events:
    """The events of one question; of an answerer that does not tell, all at the end.

    Raises:
        RostrumError: as the answerer's `ask`, when the events are taken.
    """
    if isinstance(answerer, Tells):
        yield from answerer.events(question, k, filters)
        return
    answer = answerer.ask(question, k, filters)
    for name, milliseconds in answer.timings.items():
        yield Stage(name, milliseconds)
    yield Hits(answer.hits, answer.language)
    yield from told(answer)


def outcome(events: Events) -> Answer:
    """The answer that some events end with.

    Raises:
        ValueError: they end with none.
    """
    for event in events:
        if isinstance(event, Done):
            return event.answer
    raise ValueError("the events end without an answer")


def told(answer: Answer, said: str = "") -> Iterator[Event]:
    """An answer from its first words on, or from what is `said` of it; the hits have been told."""
    anew = not answer.text.startswith(said)
    begin = 0 if anew else len(said)
    cuts = [begin, *(end for end in _ends(answer) if end > begin), len(answer.text)]
    for start, end in pairwise(cuts):
        if start < end:
            yield Piece(answer.text[start:end], anew and start == 0)
    yield Citations(answer.citations, answer.language)
    yield Done(answer)


def _ends(answer: Answer) -> list[int]:
    """Where the quotations of an answer end, or the sentences of a language model."""
    if answer.engine != EXTRACTIVE:
        return [marks.end() for marks in _MARKS.finditer(answer.text)]
    # Quotations may hold what looks like a mark, so the paragraphs are composed once more.
    lengths = [len(piece) for piece in pieces(answer.citations, answer.language)]
    return [sum(lengths[:count]) + 2 * (count - 1) for count in range(1, len(lengths) + 1)]
