"""Who speaks in each turn: name, honorific, role, delegation, other spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.records.behalf import on_behalf_of
from index.records.chair import Stretch, minister, presidency
from index.records.delegations import find, mentioned
from index.records.model import Delegation, Language, Span, Speaker
from index.records.people import (
    Person,
    alike,
    divide,
    guests,
    people_in,
    place,
    roster,
    variants,
)
from index.records.turns import Turn

_INTRODUCED = re.compile(
    r"请(?!求)(?P<zh>[^。，；]{2,60}?)(?:阁下)?发言|"
    r"(?:give the floor to|invite|call on) (?P<en>[^.;]{3,160}?)"
    r"(?: to (?:make|take|speak|address)[^.]*)?\."
)
_GENERAL_SECRETARY = re.compile(
    r"(?<![\u4e00-\u9fff])(?:我(?:现在|热烈|谨)*(?:请|欢迎|感谢))?秘书长"
    r"(?P<zh>[\u4e00-\u9fff·•]{2,16}?)(?:先生|女士)|"
    r"Secretary-General,? (?:His Excellency |Her Excellency )?(?:Mr\. |Ms\. |Mrs\. )?"
    r"(?P<en>(?:[A-ZÀ-Þ][\w'’-]+ ?){2,3})"
)
_ORGANISED = re.compile(
    r"组织|联盟|联合体|委员会|法院|基金|银行|会议|运动|集团|论坛|署$|厅$|处$|"
    r"Organi[sz]ation|Union|League|Committee|Court|Agency|Council|Fund|Forum|Group|Conference"
)
_SEPARATOR = re.compile(r"[·•]")
# From which likeness on a listed name and a spoken one are taken for one person.
_LIKE: Mapping[Language, float] = {"zh": 0.4, "en": 0.65}
_LIKE_A_GUEST = 0.3


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is known of the people of one meeting before its turns are read one by one.

    `heard` are the names in statement headings, `spellings` other spellings of a surname.
    """

    text: str
    language: Language
    listed: tuple[Person, ...]
    guests: tuple[Person, ...]
    chair_of: Delegation | None
    presiding: tuple[Person, ...]
    heard: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]]


def meet(
    text: str,
    language: Language,
    front: Sequence[Span],
    turns: Sequence[Turn],
    divided: Sequence[Sequence[Stretch]],
) -> Meeting:
    """Gather the people of a meeting from its first page, invitations and headings."""
    listed = roster(text[span.start : span.end] for span in front)
    capacities = [part.capacity for parts in divided for part in parts if part.capacity]
    chair_of, presiding = presidency(listed, text, capacities)
    heard = frozenset(turn.heading.name for turn in turns if turn.heading.name)
    invited = guests(chaired(text, turns))
    spellings = variants(text, [*heard, *(guest.surname for guest in invited)])
    return Meeting(text, language, listed, invited, chair_of, presiding, heard, spellings)


def chaired(text: str, turns: Sequence[Turn]) -> list[str]:
    """The paragraphs that the presiding officer speaks."""
    return [text[s.start : s.end] for turn in turns if turn.is_chair for s in turn.spans]


def presiders(
    meeting: Meeting, turns: Sequence[Turn], divided: Sequence[Sequence[Stretch]]
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
            noted = Person(turn.holder.name, None, represents, None, True)
            held[number] = next((p for p in meeting.listed if p.name == noted.name), noted)
    return held


def chair_speaker(meeting: Meeting, turn: Turn, part: Stretch, person: Person | None) -> Speaker:
    """The presiding officer, or the same person while speaking for a country."""
    others = () if person else tuple(p.name for p in meeting.presiding)
    delegation = (person and person.delegation) or meeting.chair_of
    role: str | None = turn.heading.office
    if part.capacity:
        represents, role = place(part.capacity)
        delegation = represents or delegation
    return Speaker(
        name=person.name if person else None,
        honorific=person.honorific if person else turn.heading.honorific,
        role=role,
        delegation=delegation,
        chair=part.capacity is None,
        aliases=others,
    )


def speaker_of(meeting: Meeting, turn: Turn, before: Turn | None) -> Speaker:
    """Whoever speaks under a heading that is not the chair's."""
    heading = turn.heading
    if heading.office:
        return _officer(meeting, turn)
    name = heading.name or ""
    introduced = _introduction(meeting, before, name)
    guest = None if heading.represents else _guest(meeting, name)
    represents = _represented(heading.represents) if heading.represents else None
    delegation = represents or (guest and guest.delegation) or introduced.delegation
    fits = introduced.delegation in (delegation, None)
    return Speaker(
        name=name,
        honorific=heading.honorific,
        role=(guest and guest.role) or (introduced.role if fits else None),
        delegation=delegation,
        on_behalf_of=on_behalf_of(meeting.text, turn.span, delegation, meeting.language),
        aliases=_aliases(meeting, name, represents, guest),
    )


def _officer(meeting: Meeting, turn: Turn) -> Speaker:
    """The Secretary-General, or another office that speaks under its own name."""
    office = turn.heading.office or ""
    found = None
    if office in ("秘书长", "Secretary-General"):
        found = next(_GENERAL_SECRETARY.finditer(meeting.text[: turn.heading_start]), None)
    name = (found["zh"] or found["en"]).strip() if found else None
    surname = _surname(name) if name else None
    return Speaker(
        name=name,
        role=office,
        delegation=find(office) or find("UN"),
        aliases=(surname,) if surname and surname != name else (),
    )


def _represented(written: str) -> Delegation | None:
    """The delegation in the brackets of a heading; an unknown organisation is taken as written."""
    known = find(written) or place(written)[0]
    if known is None and _ORGANISED.search(written):
        return Delegation(written, written, written, "organisation")
    return known


def _introduction(meeting: Meeting, before: Turn | None, name: str) -> Person:
    """What the chair said of the next speaker: `我现在请中国国务委员兼外交部长发言`."""
    if before is None or not before.is_chair:
        return Person("")
    words = meeting.text[before.span.start : before.span.end]
    found = list(_INTRODUCED.finditer(words))
    if not found:
        return _welcomed(words, name)
    what = found[-1]["zh"] or found[-1]["en"]
    people = people_in(what)
    if people:
        return people[0]
    delegation, role = place(divide(what)[0] or what)
    if delegation is None:
        return _welcomed(words, name)
    plain = role is None or re.match(r"(?:the )?representative|代表", role)
    return Person("", None, delegation, None if plain else role)


def _welcomed(words: str, name: str) -> Person:
    """A head of state is welcomed by name, in a sentence that names one state."""
    surname = re.split(r"[·• ]", name)[-1]
    for sentence in re.split(r"(?<=[。！？])|(?<=[a-z]\.)\s", words):
        states = [d for d in mentioned(sentence) if d.kind == "state"]
        if surname in sentence and len(states) == 1:
            return Person("", None, states[0])
    return Person("")


def _guest(meeting: Meeting, name: str) -> Person | None:
    """The invited person who speaks as `name`: the same surname, else the likeliest one left."""
    for guest in meeting.guests:
        if name in (guest.name, guest.surname) or guest.name.endswith(name):
            return guest
    left = [guest for guest in meeting.guests if guest.surname not in meeting.heard]
    best = max(left, key=lambda guest: alike(guest.surname, name), default=None)
    return best if best and alike(best.surname, name) >= _LIKE_A_GUEST else None


def _aliases(
    meeting: Meeting, name: str, represents: Delegation | None, guest: Person | None
) -> tuple[str, ...]:
    """Other spellings of one speaker: of the list of members, the invitation, other speakers."""
    found: list[str] = []
    theirs = [p.name for p in meeting.listed if represents and p.delegation == represents]
    if name not in theirs:
        # Another person may speak for the delegation: then the names are not alike.
        like = _LIKE[meeting.language]
        unheard = [other for other in theirs if other not in meeting.heard]
        found += [other for other in unheard if alike(other, name) >= like]
    if guest:
        found += [guest.name, guest.surname, *meeting.spellings.get(guest.surname, ())]
    found += meeting.spellings.get(name, ())
    return tuple(alias for alias in dict.fromkeys(found) if alias != name)


def _surname(name: str) -> str:
    return _SEPARATOR.split(name)[-1]


def with_romanised(speaker: Speaker, names: Mapping[str, str], language: Language) -> Speaker:
    """The speaker with the romanised name, where `names` or the record itself has it."""
    if speaker.name is None:
        return speaker
    candidates = (speaker.name, *_SEPARATOR.split(speaker.name)[::-1], *speaker.aliases)
    known = next((names[name] for name in candidates if name in names), None)
    if known is None and (language == "en" or speaker.name.isascii()):
        known = speaker.name
    return replace(speaker, name_en=known) if known else speaker
