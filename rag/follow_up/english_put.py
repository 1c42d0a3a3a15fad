"""Putting what a follow-up names or asks into the English question before it.

Each function gives the changed question, or None where the question has no place for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.follow_up.english_slots import TAIL, Slot, slots_of, topic_of, topic_span
from rag.follow_up.english_words import AUXILIARY, MEETING, PAST, PRESENT, agreeing
from rag.follow_up.mask import compiled, mask
from rag.follow_up.model import FollowUp, Piece

_WHEN = compiled(
    r"(?:\b(?P<lead>in|on|at|during|since|from|of|by|until|before|after) )?(?:the )?(?:year )?"
    rf"(?P<date>⟨T⟩)(?P<meeting> {MEETING}\b)?"
)
_WHERE = compiled(
    r"(?:\b(?P<lead>in|at|during|on|from|of) )?(?:the )?(?:document |meeting |record )?⟨S⟩"
)
_RESOLUTION = compiled(r"(?:the )?(?:resolution )?⟨R⟩")
_OBJECT = re.compile(
    r"\b(?:about|on|regarding|concerning|against|between|with|to|towards?|in|at|over|than|versus|for"
    r"|into|inside|within)\s+$",
    re.IGNORECASE,
)
_GENITIVE = re.compile(r"\b(?:of|from|by)\s+$", re.IGNORECASE)
_SOURCE = re.compile(r"\baccording to\s+$", re.IGNORECASE)
# Between two, nobody can take the place of both.
_COMPARES = re.compile(
    r"\b(?:compare\w*|differ\w*|between|both|common|agree (?:on|with)|disagree\w*)\b", re.IGNORECASE
)
_OF_SPEAKERS = ("", "by", "from", "of", "for", "according to", "those of", "that of")
_WHO = re.compile(
    r"^(?:who|(?:which|what) (?:\w+ ){0,2}?(?:countr(?:y|ies)|states?|delegations?|members?"
    r"|speakers?|representatives?|organi[sz]ations?))(?: else)? (?P<verb>\w+)\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(r"^(?:when|where|why|how(?! (?:many|much|long|often|far|big|old)))\b", re.I)
_POLAR = re.compile(rf"^(?:{AUXILIARY})\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:was|were|been|is|are) (?:\w+ )?\w+(?:ed|en|id|ade)\b")


def put(question: str, follow_up: FollowUp, names: Collection[str]) -> str | None:
    """The question with the pieces of a follow-up put in, or asked on."""
    tail = TAIL.search(question)
    base = question[: tail.start()] + question[tail.end() :] if tail else question
    if follow_up.asks:
        return _asked_on(base, follow_up)
    if follow_up.more:
        return _more(base, follow_up.more, names)
    changed: str | None = base
    for piece in follow_up.pieces:
        changed = _with_piece(changed, piece, names) if changed else None
    return _at_end(changed, tail[0]) if changed and tail else changed


def _with_piece(question: str, piece: Piece, names: Collection[str]) -> str | None:
    if piece.sort == "topic" or (piece.sort == "name" and piece.is_about):
        return _with_topic(question, piece, names)
    if piece.sort == "name":
        return _with_name(question, piece, names)
    if piece.sort == "resolution":
        return _with_resolution(question, piece, names)
    return _with_place(question, piece, names)


def _with_topic(question: str, piece: Piece, names: Collection[str]) -> str | None:
    span = topic_span(question, names)
    if piece.preposition and not piece.is_about:
        # "And from Europe?" where somebody comes from Asia.
        before, found, _ = question.rpartition(f" {piece.preposition} ")
        return f"{before}{found}{piece.text}?" if found else None
    if span:
        return question[: span[0]] + piece.text + question[span[1] :]
    if re.search(r"\b(?:say|said|think|speak|spoke)\b", question):
        return _at_end(question, f" about {piece.text}")
    return None


def _with_name(question: str, piece: Piece, names: Collection[str]) -> str | None:
    slots = list(slots_of(question, names))
    slot = _chosen(question, slots, piece, names)
    if slot:
        several = slot.plural and not piece.plural
        return None if several and _COMPARES.search(question) else _replaced(question, slot, piece)
    asked = None if slots or piece.preposition else _asked_of(question, piece)
    if asked:
        return asked
    if piece.preposition in ("", "by") and _PASSIVE.search(question):
        return _at_end(question, f" by {piece.text}")
    # "And in Afghanistan?" where nothing is said to be anywhere.
    placed = piece.preposition not in _OF_SPEAKERS
    return _at_end(question, f" {piece.preposition} {piece.text}") if placed else None


def _chosen(question: str, slots: list[Slot], piece: Piece, names: Collection[str]) -> Slot | None:
    """The phrase that a name takes the place of: with its preposition, else who speaks."""
    same = [slot for slot in slots if slot.preposition == piece.preposition]
    if piece.preposition not in _OF_SPEAKERS or (piece.preposition and same):
        return same[-1] if same else None
    span = topic_span(question, names)
    said = [slot for slot in slots if span is None or slot.start < span[0]]
    for governed in (_is_subject, _is_genitive):
        found = [slot for slot in said if governed(question[: slot.start])]
        if found:
            return found[0]
    return slots[0] if len(slots) == 1 and piece.preposition != "by" else None


def _is_subject(before: str) -> bool:
    return bool(_SOURCE.search(before)) or not (_OBJECT.search(before) or _GENITIVE.search(before))


def _is_genitive(before: str) -> bool:
    return bool(_GENITIVE.search(before))


def _replaced(question: str, slot: Slot, piece: Piece) -> str:
    """A question with another name in a slot, in the form that stands there."""
    bare = not (piece.titled or piece.person or slot.person)
    start, end = (slot.inner_start, slot.inner_end) if bare else (slot.start, slot.end)
    text = piece.text
    if slot.adjective and bare:
        # "the Polish position" becomes "Ukraine's position".
        text = f"{text}'s"
    if start == 0 or question[:start].isspace():
        text = text[:1].upper() + text[1:]
    changed = question[:start] + text + question[end:]
    return agreeing(changed, start, piece.plural) if start == slot.start else changed


def _asked_of(question: str, piece: Piece) -> str | None:
    """Whether somebody is among those whom a question asks for: "Who opposed ...?"."""
    match = _WHO.match(question)
    if not match:
        return None
    verb, rest = match["verb"].lower(), match["rest"]
    if verb in ("did", "does", "do"):
        return None
    if verb in AUXILIARY.split("|"):
        start = f"{verb.capitalize()} "
        return agreeing(f"{start}{piece.text}{rest}", len(start), piece.plural)
    if verb in PAST:
        return f"Did {piece.text} {PAST[verb]}{rest}"
    if verb in PRESENT:
        return f"{'Do' if piece.plural else 'Does'} {piece.text} {PRESENT[verb]}{rest}"
    return None


def _with_resolution(question: str, piece: Piece, names: Collection[str]) -> str | None:
    match = _RESOLUTION.search(mask(question, names).signs)
    if match:
        return question[: match.start()] + piece.text + question[match.end() :]
    return _with_topic(question, piece, names)


def _with_place(question: str, piece: Piece, names: Collection[str]) -> str:
    """A question about another time or another document, or about one where it named none."""
    signs = mask(question, names).signs
    own, other = (_WHEN, _WHERE) if piece.sort == "date" else (_WHERE, _WHEN)
    match = own.search(signs)
    if match is None:
        match = other.search(signs)
        # A day and a meeting exclude each other; a symbol may also be spoken about.
        if match and (match["lead"] or "") not in ("in", "on", "at", "during"):
            match = None
    if match is None:
        return _at_end(question, f" {_placed(piece)}")
    before, after = question[: match.start()], question[match.end() :]
    lead = match["lead"] or ""
    if own is _WHEN and match.re is own and not piece.meeting and match["meeting"]:
        start, end = match.span("date")
        return question[:start] + re.sub(r"^the (?:year )?", "", piece.text) + question[end:]
    if lead in ("", "in", "on", "at", "during") and (lead or before.strip() == ""):
        placed = _placed(piece)
        return before + (placed if before.strip() else placed[:1].upper() + placed[1:]) + after
    return f"{before}{lead}{' ' if lead else ''}{piece.text}{after}"


def _placed(piece: Piece) -> str:
    """A date or a document behind its preposition."""
    if piece.preposition:
        return f"{piece.preposition} {piece.text}"
    if piece.meeting or re.search(r"\bmeeting\b", piece.text):
        return f"at {piece.text}"
    day = re.search(r"\b\d{1,2}(?:st|nd|rd|th)? [A-Z]|[a-z] \d{1,2}\b", piece.text)
    return f"{'on' if day and piece.sort == 'date' else 'in'} {piece.text}"


def _asked_on(question: str, follow_up: FollowUp) -> str:
    """A question asked on by an interrogative: ", and why?"."""
    word = follow_up.asks
    adverb = word in ("why", "when", "where", "how")
    if adverb and _POLAR.match(question):
        return f"{word.capitalize()} {question[0].lower()}{question[1:]}"
    same = _ADVERBIAL.match(question)
    if adverb and same and _POLAR.match(question[same.end() :].lstrip()):
        return word.capitalize() + question[same.end() :]
    if word in ("who", "whom", "by whom"):
        word = "by whom" if _PASSIVE.search(question) else "who was it"
    return _at_end(question, f", and {word}")


def _more(question: str, kind: str, names: Collection[str]) -> str | None:
    """A question for what else was said, or for who else said it."""
    if kind == "what":
        match = re.match(rf"what(?= (?:{AUXILIARY})\b)(?! else)", question, re.IGNORECASE)
        return f"{match[0]} else{question[match.end() :]}" if match else None
    match = re.match(r"who(?! else)\b|(?:which|what)(?= (?!other)\w+ )", question, re.IGNORECASE)
    if match and _WHO.match(question):
        word = "else" if match[0].lower() == "who" else "other"
        return f"{match[0]} {word}{question[match.end() :]}"
    topic = topic_of(question, names)
    return f"Who else spoke about {topic}?" if topic else None


def _at_end(question: str, text: str) -> str:
    """A question with some words before its question mark."""
    bare = question.rstrip()
    mark = re.search(r"[?.!？]*$", bare)
    end = mark.start() if mark else len(bare)
    return bare[:end] + text + (bare[end:] or "?")
