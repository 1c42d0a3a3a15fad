"""Verbatim records: from turns to statements with their speakers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.records.behalf import on_behalf_of
from index.records.chair import Stretch, is_procedure, minister, presidency, stretches
from index.records.clean import Mended
from index.records.delegations import find
from index.records.model import Delegation, Language, Span, Speaker, Statement
from index.records.people import (
    Person,
    alike,
    divide,
    guests,
    invited,
    people_in,
    place,
    roster,
    variants,
)
from index.records.turns import Turn, cut_turns
from index.records.units import Piece, paragraphs, within

_INTRODUCED = re.compile(
    r"请(?!求)(?P<zh>[^。，；]{2,60}?)(?:阁下)?发言|"
    r"(?:give the floor to|invite|call on) (?P<en>[^.;]{3,160}?)(?: to (?:make|take|speak|address)[^.]*)?\."
)
_GENERAL_SECRETARY = re.compile(
    r"(?<![\u4e00-\u9fff])(?:我(?:现在|热烈|谨)*(?:请|欢迎|感谢))?秘书长(?P<zh>[\u4e00-\u9fff·•]{2,16}?)(?:先生|女士)|"
    r"Secretary-General,? (?:His Excellency |Her Excellency )?(?:Mr\. |Ms\. |Mrs\. )?"
    r"(?P<en>(?:[A-ZÀ-Þ][\w'’-]+ ?){2,3})"
)
_ORGANISED = re.compile(
    r"组织|联盟|联合体|委员会|法院|基金|银行|会议|运动|集团|论坛|署$|厅$|处$|"
    r"Organi[sz]ation|Union|League|Committee|Court|Agency|Council|Fund|Forum|Group|Conference"
)
_SPOKEN_BY_DEFAULT: Mapping[Language, str] = {"zh": "Chinese", "en": "English"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser found: pieces that cover the text, statements, and who takes part."""

    pieces: tuple[Piece, ...]
    statements: tuple[Statement, ...]
    delegations: tuple[Delegation, ...] = ()


@dataclass(frozen=True, slots=True)
class _Meeting:
    """What is known of the people of one meeting before its turns are read one by one."""

    text: str
    language: Language
    listed: tuple[Person, ...]
    guests: tuple[Person, ...]
    chair_of: Delegation | None
    presiding: tuple[Person, ...]
    heard: frozenset[str]
    names: tuple[str, ...]
    spellings: Mapping[str, tuple[str, ...]]


def parse_verbatim(mended: Mended, language: Language) -> Parsed:
    """Statements of a verbatim record, in order, each with its speaker."""
    text = mended.text
    sitting = cut_turns(text, mended.paragraphs)
    divided = [
        stretches(text, turn.span) if turn.is_chair else [Stretch(turn.span, None)]
        for turn in sitting.turns
    ]
    meeting = _meeting(text, language, sitting.front, sitting.turns, divided)
    chairs = _chairs(meeting, sitting.turns, divided)
    pieces = list(sitting.pieces)
    statements: list[Statement] = []
    for number, (turn, parts) in enumerate(zip(sitting.turns, divided, strict=True)):
        pieces += _pieces(text, turn, parts)
        before = sitting.turns[number - 1] if number else None
        for part in parts:
            speaker = (
                _chair_speaker(meeting, turn, part, chairs[number])
                if turn.is_chair
                else _speaker(meeting, turn, before)
            )
            statements.append(_statement(meeting, turn, part, speaker, len(statements) + 1))
    return Parsed(tuple(pieces), tuple(statements), _present(meeting, sitting.turns, statements))


def _meeting(
    text: str,
    language: Language,
    front: Sequence[Span],
    turns: Sequence[Turn],
    divided: Sequence[Sequence[Stretch]],
) -> _Meeting:
    listed = roster(text[span.start : span.end] for span in front)
    chaired = [text[s.start : s.end] for turn in turns if turn.is_chair for s in turn.spans]
    capacities = [part.capacity for parts in divided for part in parts if part.capacity]
    chair_of, presiding = presidency(listed, text, capacities)
    heard = [turn.heading.name for turn in turns if turn.heading.name]
    guest_list = guests(chaired)
    names = tuple(dict.fromkeys([*heard, *(guest.surname for guest in guest_list)]))
    spellings = variants(text, names)
    return _Meeting(
        text, language, listed, guest_list, chair_of, presiding, frozenset(heard), names, spellings
    )


def _chairs(
    meeting: _Meeting, turns: Sequence[Turn], divided: Sequence[Sequence[Stretch]]
) -> list[Person | None]:
    """Who presides in each turn, None where several may.

    The list of members names presidents in the order in which they presided. So up to the last
    turn that the first one is known to hold, it is the first one.
    """
    presiding = meeting.presiding
    sole = presiding[0] if len(presiding) == 1 else None
    held: list[Person | None] = [sole] * len(turns)
    for number, parts in enumerate(divided):
        for part in parts:
            if part.capacity and sole is None:
                held[number] = minister(presiding, part.capacity, meeting.text)
    known = [number for number, person in enumerate(held) if presiding and person == presiding[0]]
    if known and sole is None:
        held[: known[-1]] = [presiding[0]] * known[-1]
    for number, turn in enumerate(turns):
        if turn.holder and turn.holder.name:
            represents = find(turn.holder.represents or "")
            held[number] = Person(turn.holder.name, None, represents, None, True)
    return held


def _chair_speaker(
    meeting: _Meeting, turn: Turn, part: Stretch, person: Person | None
) -> Speaker:
    others = () if person else tuple(p.name for p in meeting.presiding)
    delegation = (person and person.delegation) or meeting.chair_of
    role: str | None = turn.heading.office
    if part.capacity:
        delegation = place(part.capacity)[0] or delegation
        role = place(part.capacity)[1]
    return Speaker(
        name=person.name if person else None,
        honorific=person.honorific if person else turn.heading.honorific,
        role=role,
        delegation=delegation,
        chair=part.capacity is None,
        aliases=others,
    )


def _speaker(meeting: _Meeting, turn: Turn, before: Turn | None) -> Speaker:
    heading = turn.heading
    introduced = _introduction(meeting, before)
    if heading.office:
        return _officer(meeting, turn)
    name = heading.name or ""
    guest = None if heading.represents else _guest(meeting, name)
    delegation = _represented(heading.represents) if heading.represents else None
    delegation = delegation or (guest and guest.delegation) or introduced.delegation
    role = (guest and guest.role) or (
        introduced.role if introduced.delegation in (delegation, None) else None
    )
    return Speaker(
        name=name,
        honorific=heading.honorific,
        role=role,
        delegation=delegation,
        on_behalf_of=on_behalf_of(meeting.text, turn.span, delegation, meeting.language),
        aliases=_aliases(meeting, name, heading.represents and delegation, guest),
    )


def _officer(meeting: _Meeting, turn: Turn) -> Speaker:
    """The Secretary-General, or another office that speaks under its own name."""
    office = turn.heading.office or ""
    found = None
    if office in ("秘书长", "Secretary-General"):
        ahead = meeting.text[: turn.heading_start]
        found = next(_GENERAL_SECRETARY.finditer(ahead), None)
    name = (found["zh"] or found["en"]).strip() if found else None
    surname = re.split(r"[·•]", name)[-1] if name else None
    return Speaker(
        name=name,
        role=office,
        delegation=find(office) or find("UN"),
        on_behalf_of=(),
        aliases=(surname,) if surname and surname != name else (),
    )


def _represented(written: str) -> Delegation | None:
    """The delegation in the brackets of a heading; an organisation not known is taken as written."""
    known = find(written) or place(written)[0]
    if known is None and _ORGANISED.search(written):
        return Delegation(written, written, written, "organisation")
    return known


def _introduction(meeting: _Meeting, before: Turn | None) -> Person:
    """What the chair said of the next speaker: `我现在请中国国务委员兼外交部长发言`."""
    if before is None or not before.is_chair:
        return Person("")
    words = meeting.text[before.span.start : before.span.end]
    found = list(_INTRODUCED.finditer(words))
    if not found:
        return Person("")
    what = found[-1]["zh"] or found[-1]["en"]
    people = people_in(what)
    if people:
        return people[0]
    delegation, role = place(divide(what)[0] or what)
    spoken = role if role and not re.match(r"(?:the )?representative|代表", role) else None
    return Person("", None, delegation, spoken)


def _guest(meeting: _Meeting, name: str) -> Person | None:
    """The invited person who speaks under `name`: the same surname, else the likeliest one left."""
    for guest in meeting.guests:
        if name in (guest.name, guest.surname) or guest.name.endswith(name):
            return guest
    left = [guest for guest in meeting.guests if guest.surname not in meeting.heard]
    best = max(left, key=lambda guest: alike(guest.surname, name), default=None)
    return best if best and alike(best.surname, name) >= 0.3 else None


def _aliases(
    meeting: _Meeting, name: str, represents: Delegation | str | None, guest: Person | None
) -> tuple[str, ...]:
    """Other spellings of one speaker: of the list of members, the invitation, other speakers."""
    found: list[str] = []
    if isinstance(represents, Delegation):
        theirs = [p.name for p in meeting.listed if p.delegation == represents]
        if name not in theirs:
            spoken = set(meeting.names)
            found += [other for other in theirs if other not in spoken]
    if guest:
        found += [guest.name, guest.surname, *meeting.spellings.get(guest.surname, ())]
    found += meeting.spellings.get(re.split(r"[·•]", name)[-1], ())
    return tuple(alias for alias in dict.fromkeys(found) if alias != name)


def _statement(
    meeting: _Meeting, turn: Turn, part: Stretch, speaker: Speaker, number: int
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
    length = turn.heading.length
    pieces = [Piece("statement_heading", turn.heading_start, turn.heading_start + length)]
    for part in parts:
        for span in within(turn.spans, part.span.start, part.span.end):
            presides = turn.is_chair and part.capacity is None
            runs = presides and is_procedure(text[span.start : span.end])
            pieces.append(
                Piece("procedure" if runs else "statement_text", span.start, span.end)
            )
    return pieces


def _present(
    meeting: _Meeting, turns: Sequence[Turn], statements: Sequence[Statement]
) -> tuple[Delegation, ...]:
    """Everybody represented: members, those invited, those who spoke. Who is silent shows too."""
    chaired = [meeting.text[s.start : s.end] for t in turns if t.is_chair for s in t.spans]
    found = [
        *(person.delegation for person in meeting.listed),
        meeting.chair_of,
        *invited(chaired),
        *(guest.delegation for guest in meeting.guests),
        *(statement.speaker.delegation for statement in statements),
    ]
    return tuple(dict.fromkeys(d for d in found if d is not None))


def with_names(statement: Statement, names: Mapping[str, str], language: Language) -> Statement:
    """The statement with the romanised name of its speaker, where one is known."""
    speaker = statement.speaker
    candidates = [speaker.name, *(re.split(r"[·•]", speaker.name) if speaker.name else ())]
    if speaker.name is not None:
        candidates += speaker.aliases
    known = next((names[name] for name in candidates if name and name in names), None)
    if known is None and speaker.name and (language == "en" or speaker.name.isascii()):
        known = speaker.name
    return replace(statement, speaker=replace(speaker, name_en=known)) if known else statement
