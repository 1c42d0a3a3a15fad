"""Where an English question names somebody, and where it says what it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rag.follow_up.english_words import AND, MEETING, NAME, SPEAKING, VIEW, inner
from rag.follow_up.mask import PERSON, compiled, is_adjective, mask

TAIL = re.compile(
    r", and (?:(?:by|at|in|on|since|over) )?(?:why|when|where|how|who|whom|which|what)\b"
    r"[^,?]{0,24}(?=\??$)"
)
_SLOT = compiled(NAME)
_ATTRIBUTE = re.compile(rf" (?:{VIEW})\b", re.IGNORECASE)
_TOPIC = compiled(
    rf"(?:\b(?:{SPEAKING}|{VIEW}|statements?|remarks?|spoken|seen)\b(?:(?! about )[^?,]){{0,40}}?"
    r" |^)(?:about|on|regarding|concerning|of|to|towards?|with regard to) (?!⟨T⟩|⟨S⟩|the ⟨T⟩)"
    r"(?P<topic>[^?]+)"
    r"|\b(?:about|regarding|concerning) (?P<topic2>[^?]+)"
    r"|\b(?:accept|address|advocat|assess|condemn|critici[sz]|defend|denounc|describ|discuss"
    r"|emphasi[sz]|encourag|endors|favou?r|highlight|mention|oppos|prais|promot|propos|rais|reject"
    r"|stress|support|welcom)(?:e|es|ed|s)? (?!that\b|to\b|by\b|about\b)(?P<topic3>[^?]+)"
)
_ADJUNCT = compiled(
    r"(?:,? (?:in|on|at|during|since|before|after|until) (?:the )?(?:year )?(?:document |meeting )?"
    rf"(?:⟨T⟩|⟨S⟩)(?: {MEETING})?)+\s*$"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A phrase that names somebody: where it stands, and where, inside, the names alone.

    `preposition` is the word before it in lower case, `plural` tells that there are several names,
    `adjective` that the name says whose something is: "the Polish position", "the US position".
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    preposition: str
    person: bool
    plural: bool
    adjective: bool


def slots_of(question: str, names: Collection[str]) -> Iterator[Slot]:
    """The phrases of a question that name somebody, in order."""
    read = mask(question, names)
    adjectives = [m.start for m in read.named if is_adjective(m, question)]
    for match in _SLOT.finditer(read.signs):
        start, end = inner(match)
        governed = re.search(r"(\b(?:according )?\w+)\s+$", question[: match.start()])
        yield Slot(
            match.start(),
            match.end(),
            start,
            end,
            governed[1].lower() if governed else "",
            PERSON in match[0],
            re.search(AND, match[0]) is not None,
            any(start <= place < end for place in adjectives)
            or _ATTRIBUTE.match(question, match.end()) is not None,
        )


def topic_of(question: str, names: Collection[str]) -> str | None:
    """What a question is about: "the CSTO" of "What did Ukraine say about the CSTO?"."""
    tail = TAIL.search(question)
    span = topic_span(question[: tail.start()] if tail else question, names)
    return question[slice(*span)] if span else None


def topic_span(question: str, names: Collection[str]) -> tuple[int, int] | None:
    """Where the question says what it is about, without the time and place at its end."""
    signs = mask(question, names).signs
    match = _TOPIC.search(signs)
    if not match:
        return None
    start, end = match.span(next(g for g, value in match.groupdict().items() if value))
    adjunct = _ADJUNCT.search(signs, start, end)
    end = adjunct.start() if adjunct else end
    end = start + len(question[start:end].rstrip(" .!"))
    return (start, end) if start < end else None
