"""Verbatim records: from turns to statements with their speakers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.records.chair import Stretch, is_procedure, stretches
from index.records.clean import Mended
from index.records.model import Delegation, Language, Speaker, Statement
from index.records.people import invited
from index.records.speakers import Meeting, chair_speaker, chaired, meet, presiders, speaker_of
from index.records.turns import Turn, cut_turns
from index.records.units import Piece, paragraphs, within

# A heading that names no language means that the record's own language was spoken.
_SPOKEN_BY_DEFAULT: Mapping[Language, str] = {"zh": "Chinese", "en": "English"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser found: pieces that cover the text, statements, and who takes part."""

    pieces: tuple[Piece, ...]
    statements: tuple[Statement, ...]
    delegations: tuple[Delegation, ...] = ()


def parse_verbatim(mended: Mended, language: Language) -> Parsed:
    """Statements of a verbatim record, in order, each with its speaker."""
    text = mended.flat
    sitting = cut_turns(text, mended.paragraphs)
    divided = [_stretches(text, turn) for turn in sitting.turns]
    meeting = meet(text, language, sitting.front, sitting.turns, divided)
    held = presiders(meeting, sitting.turns, divided)
    pieces = list(sitting.pieces)
    statements: list[Statement] = []
    for number, (turn, parts) in enumerate(zip(sitting.turns, divided, strict=True)):
        pieces += _pieces(text, turn, parts)
        before = sitting.turns[number - 1] if number else None
        for part in parts:
            speaker = (
                chair_speaker(meeting, turn, part, held[number])
                if turn.is_chair
                else speaker_of(meeting, turn, before)
            )
            statements.append(_statement(meeting, turn, part, speaker, len(statements) + 1))
    return Parsed(tuple(pieces), tuple(statements), _present(meeting, sitting.turns, statements))


def _stretches(text: str, turn: Turn) -> list[Stretch]:
    return stretches(text, turn.span) if turn.is_chair else [Stretch(turn.span, None)]


def _statement(
    meeting: Meeting, turn: Turn, part: Stretch, speaker: Speaker, number: int
) -> Statement:
    opens = part.span.start == turn.span.start
    spans = within(turn.spans, part.span.start, part.span.end)
    heading_end = turn.heading_start + turn.heading.length
    return Statement(
        number=number,
        start=part.span.start,
        end=part.span.end,
        heading_start=turn.heading_start if opens else part.span.start,
        heading_end=heading_end if opens else part.span.start,
        speaker=speaker,
        paragraphs=paragraphs(meeting.text, spans),
        language=turn.heading.language or _SPOKEN_BY_DEFAULT[meeting.language],
    )


def _pieces(text: str, turn: Turn, parts: Sequence[Stretch]) -> list[Piece]:
    """The heading, then every paragraph: procedure where the chair only runs the meeting."""
    heading_end = turn.heading_start + turn.heading.length
    pieces = [Piece("statement_heading", turn.heading_start, heading_end)]
    for part in parts:
        presides = turn.is_chair and part.capacity is None
        for span in within(turn.spans, part.span.start, part.span.end):
            runs = presides and is_procedure(text[span.start : span.end])
            pieces.append(Piece("procedure" if runs else "statement_text", span.start, span.end))
    return pieces


def _present(
    meeting: Meeting, turns: Sequence[Turn], statements: Sequence[Statement]
) -> tuple[Delegation, ...]:
    """Everybody represented: members, those invited, those who spoke. Who is silent shows too."""
    found = [
        *(person.delegation for person in meeting.listed),
        meeting.chair_of,
        *invited(chaired(meeting.text, turns)),
        *(guest.delegation for guest in meeting.guests),
        *(statement.speaker.delegation for statement in statements),
    ]
    return tuple(dict.fromkeys(delegation for delegation in found if delegation is not None))
