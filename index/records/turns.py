"""Cut a verbatim record into turns: a heading and what is said under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records.chair import TakesOver, takes_over
from index.records.grammar import Heading, match_heading
from index.records.model import Span
from index.records.units import Piece

_OPENED = re.compile(
    r"(?:[上下]午|中午|晚上)[^。]{1,14}(?:开会|复会)。?|"
    r"The (?:meeting|debate) (?:was called to order|resumed) .*"
)
_CLOSED = re.compile(
    r"(?:[上下]午|中午|晚上)[^。]{1,14}(?:散会|暂停|休会|复会)。?|"
    r"[^。]{2,60}在陪同下(?:进入|离开|走上|走下|登上)[^。]{2,20}。?|"
    r".{3,120} (?:was|were) escorted (?:from|to|into) .{3,60}|"
    r"会议[^。]{0,16}(?:暂停|休会|复会)[^。]{0,20}。?|"
    r"The (?:meeting|sitting|debate) (?:rose|was suspended|was adjourned|was resumed|resumed) .*"
)
_ROSE = re.compile(
    r"(?:[上下]午|中午|晚上)[^。]{1,14}散会。?|"
    r"The (?:meeting|sitting|debate) (?:rose|was adjourned) .*"
)
_ADOPTION = re.compile(r"(?:通过议程|议程通过。?|Adoption of the agenda|The agenda was adopted\.?)")
_CHAIR_OFFICE = re.compile(r"主席|President|Chair")


@dataclass(frozen=True, slots=True)
class Turn:
    """One heading and the paragraphs under it; `holder` was last noted to take the chair."""

    heading_start: int
    heading: Heading
    spans: tuple[Span, ...]
    holder: TakesOver | None

    @property
    def is_chair(self) -> bool:
        """Whether the presiding officer speaks."""
        office = self.heading.office
        return bool(office and _CHAIR_OFFICE.search(office))

    @property
    def span(self) -> Span:
        """From the first word spoken to the last."""
        return Span(self.spans[0].start, self.spans[-1].end)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A record cut up: its first page, its turns, and the pieces that are in no turn."""

    front: tuple[Span, ...]
    turns: tuple[Turn, ...]
    pieces: tuple[Piece, ...]


def cut_turns(text: str, paragraphs: Sequence[Span]) -> Sitting:
    """Cut a record into turns. Paragraphs ahead of the first heading are the first page."""
    begin = _beginning(text, paragraphs)
    pieces = _front_pieces(text, paragraphs[:begin])
    turns: list[Turn] = []
    holder: TakesOver | None = None
    rose = False
    for span in paragraphs[begin:]:
        words = text[span.start : span.end]
        heading = match_heading(words)
        note = takes_over(words)
        # Notes and corrections behind the end of the meeting are nobody's words.
        rose = heading is None and (rose or _ROSE.fullmatch(words) is not None)
        if heading:
            spoken = Span(span.start + heading.length, span.end)
            turns.append(Turn(span.start, heading, (spoken,) if spoken else (), holder))
        elif note or rose or _CLOSED.fullmatch(words) or not turns:
            holder = note or holder
            pieces.append(Piece("procedure", span.start, span.end))
        else:
            last = turns[-1]
            turns[-1] = Turn(last.heading_start, last.heading, (*last.spans, span), last.holder)
    silent = [turn for turn in turns if not turn.spans]
    pieces += [
        Piece("procedure", t.heading_start, t.heading_start + t.heading.length) for t in silent
    ]
    return Sitting(tuple(paragraphs[:begin]), tuple(t for t in turns if t.spans), tuple(pieces))


def _beginning(text: str, paragraphs: Sequence[Span]) -> int:
    """The first heading after the meeting opened, or at all where that is not said."""
    opened = 0
    for number, span in enumerate(paragraphs):
        words = text[span.start : span.end]
        if _OPENED.fullmatch(words):
            opened = number
            break
    for number in range(opened, len(paragraphs)):
        if match_heading(text[paragraphs[number].start : paragraphs[number].end]):
            return number
    return len(paragraphs)


def _front_pieces(text: str, front: Sequence[Span]) -> list[Piece]:
    """The first page is masthead up to the opening; then procedure and the headings of items."""
    pieces: list[Piece] = []
    opened = False
    for span in front:
        words = text[span.start : span.end]
        procedure = bool(_OPENED.fullmatch(words) or _ADOPTION.fullmatch(words))
        opened = opened or procedure
        kind = "procedure" if procedure else "heading" if opened else "masthead"
        pieces.append(Piece(kind, span.start, span.end))  # type: ignore[arg-type]
    return pieces
