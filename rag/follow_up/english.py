"""Reading English follow-ups that are no sentences: phrases and lone interrogatives."""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.follow_up.english_words import AND, AUXILIARY, MEETING, NAME, PAST, VIEW, inner
from rag.follow_up.mask import PERSON, Masked, compiled, is_adjective, mask
from rag.follow_up.model import FollowUp, Piece, Sort
from rag.follow_up.translate import joined, short_name

LEAD = re.compile(
    r"^(?:(?:and|but|so|then|also|ok(?:ay)?|well|now|or|yes|no|right|thanks|please|sorry)\b"
    r"[,.!]?\s*)+",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"^(?:(?:what|how) about|as (?:for|to)|(?:the )?same (?:question |thing )?(?:for|about|to)|for)"
    r"\s+",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:[\s,]+(?:then|too|also|as well|instead|please|though|exactly))*[\s?.!？。！]*$",
    re.IGNORECASE,
)

# Phrases.
_VERBS = re.compile(
    rf"\b(?:{AUXILIARY}|who|whom|whose|what|which|when|where|why|how|list|tell|show|give|explain"
    rf"|compare|find|name|describe|summari[sz]e|thank|says|{'|'.join(PAST)})\b",
    re.IGNORECASE,
)
PIECE = compiled(
    r"(?:\b(?P<lead>about|on|regarding|concerning|over|in|at|during|by|from|for|those of|that of|of"
    r"|to|with|against|between|according to|towards?|under|since|until|before|after) )?"
    rf"(?:(?P<name>{NAME})(?:['’]s?(?!\w))?(?: (?:{VIEW})\b)?"
    rf"|(?P<date>(?:the )?(?:year )?⟨T⟩(?: {MEETING}\b)?)"
    r"|(?P<resolution>(?:the )?(?:resolution )?⟨R⟩)"
    r"|(?P<document>(?:the )?(?:document |meeting |record )?⟨S⟩))"
)
_SORTS: tuple[Sort, ...] = ("name", "date", "resolution", "document")
_CONNECTED = re.compile(r"(?:\s|[,;&]|\b(?:and|or|both|the|also)\b)*", re.IGNORECASE)
_TOPICAL = re.compile(r"\b(?P<said>about|on|regarding|concerning|over) (?=\S)", re.IGNORECASE)
_PHRASAL = re.compile(r"(?P<said>from|with|against|in|to|for) (?=\S)", re.IGNORECASE)
_PRONOUN = re.compile(
    "I|me|you|he|him|she|her|it|we|us|they|them|this|that|these|those", re.IGNORECASE
)
_LONGEST_TOPIC = 12

# Lone interrogatives.
_ASKED_NOUN = (
    "meeting|debate|session|document|statement|resolution|year|month|day|date|period|country"
    "|countries|city|place|context|occasion|extent|reason|purpose|grounds|basis|ones?|delegations?"
    "|states?|speakers?"
)
_INTERROGATIVE = re.compile(
    r"(?P<asks>(?:(?:at|in|on|by|from|for|since|to|with|of|until|under|over) )?"
    r"(?:why(?: not)?|when|where|who|whom|how (?:long|often|far|big|come|so)"
    rf"|how (?:many|much)(?: (?!(?:{'|'.join(PAST)})\b)\w+)?|how"
    rf"|(?:what|which) (?:exact )?(?:{_ASKED_NOUN})))"
    r"(?: (?:is|was|were|are) (?:that|this|it|so)"
    r"| (?:did|does|do|has|have) (?:he|she|they|it) (?:say|said|think|believe|argue|claim|state"
    r"|mention|propose|suggest|do) (?:that|this|so|it))?",
    re.IGNORECASE,
)
_REASONS = ("how come", "how so", "for what reason", "for which reason", "why")
_MORE = re.compile(
    r"(?:(?P<what>(?:what|anything|something) (?:else|more)|(?:tell me |say )?more(?: details?)?"
    r"|(?:can|could) you (?:elaborate|say more|tell me more)|elaborate|go on|continue)"
    r"|(?P<who>(?:who|anyone|anybody) else|(?:which|what|any) (?:other )?"
    r"(?:others?|countries|states|delegations|speakers)(?: else)?|others)"
    r"(?: (?:said|says|say|spoke|thinks?|thought|agreed?|did)"
    r"(?: (?:so|that|this|it|about (?:it|that|this)))?)?)",
    re.IGNORECASE,
)


def follow_up(question: str, names: Collection[str]) -> FollowUp | None:
    """A question that is no whole sentence, as read; None for one that is."""
    core = core_of(question)
    asked = _INTERROGATIVE.fullmatch(core)
    if asked:
        word = asked["asks"].lower()
        return FollowUp(asks="why" if word in _REASONS else word, text=word)
    more = _MORE.fullmatch(core)
    if more:
        return FollowUp(more="what" if more["what"] else "who", text=core)
    pieces = _phrase(core, names, follows=core != _END.sub("", question.strip()))
    return FollowUp(pieces) if pieces else None


def core_of(question: str) -> str:
    """A question without the "And" that it begins with and the marks that it ends with."""
    return _END.sub("", LEAD.sub("", question.strip()))


def _phrase(core: str, names: Collection[str], follows: bool) -> tuple[Piece, ...]:
    """The pieces of a phrase without a verb: "Poland in 2016"; `follows` after "and"."""
    introduced = _INTRODUCED.match(core)
    core = core[introduced.end() :] if introduced else core
    read = mask(core, names)
    if not introduced and _VERBS.search(read.signs):
        return ()
    pieces, rest = _pieces(read)
    if pieces and _CONNECTED.fullmatch(rest):
        return pieces
    about = _TOPICAL.search(rest) or (_PHRASAL.match(rest) if follows or introduced else None)
    if _PRONOUN.fullmatch(core[about.end() :] if about else core):
        return ()
    if about and _CONNECTED.fullmatch(rest[: about.start()]):
        kept, _ = _pieces(mask(core[: about.start()], names))
        return (*kept, Piece("topic", core[about.end() :], "en", about["said"].lower()))
    if not (introduced or follows) or len(core.split()) > _LONGEST_TOPIC:
        return ()
    return (Piece("topic", core, "en"),) if core else ()


def _pieces(read: Masked) -> tuple[tuple[Piece, ...], str]:
    """The names, dates and documents of a phrase, and the phrase with blanks for them."""
    found: list[Piece] = []
    rest = read.signs
    for match in PIECE.finditer(read.signs):
        rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
        preposition = (match["lead"] or "").lower()
        sort = next(sort for sort in _SORTS if match[sort])
        if sort == "name":
            found.append(named(read, match, preposition))
        else:
            text = read.text[match.start(sort) : match.end(sort)]
            meeting = re.search(rf"\b{MEETING}$", text) is not None
            found.append(Piece(sort, text, "en", preposition, meeting=meeting))
    return tuple(found), rest


def named(read: Masked, match: re.Match[str], preposition: str) -> Piece:
    """The piece that `PIECE` matched, where that is somebody."""
    start, end = match.span("name")
    delegations, titled = read.delegations(start, end), inner(match) != (start, end)
    text = read.text[start:end]
    adjectives = [m for m in read.named if start <= m.start < end and is_adjective(m, read.text)]
    if adjectives and not titled:
        # "And the Polish position?" asks about Poland.
        text = short_name(adjectives[0].delegation, "en")
    if text.islower() and delegations:
        text = joined([short_name(one, "en") for one in delegations], "en")
    return Piece(
        "name",
        text,
        "en",
        preposition,
        delegations,
        person=PERSON in match["name"],
        titled=titled,
        plural=re.search(AND, match["name"]) is not None,
    )
