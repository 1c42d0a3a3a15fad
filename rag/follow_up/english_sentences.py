"""Reading English follow-ups that are sentences: those that lack a topic, and pronouns."""

from __future__ import annotations

import re

from rag.follow_up.english import LEAD, PIECE, core_of, named
from rag.follow_up.english_words import AUXILIARY, BASES, NAME, PAST, VIEW, agreeing
from rag.follow_up.mask import DATE, DOCUMENT, Masked, compiled, mask, names_somebody
from rag.follow_up.model import Context, Gender, Piece, Reference

# Whole sentences that lack what they are about, or whom.
_SAYING = compiled(
    rf"(?:what|how) (?:did|does|do|has|have|would) (?P<name>{NAME}) "
    r"(?P<verb>say|said|think|thought|feel|felt|respond|responded|react|reacted|argue|reply)"
)
_HOLDING = compiled(
    rf"what (?:is|was|are|were) (?:(?:the )?(?P<name>{NAME})(?:['’]s?)?"
    rf" (?P<verb>{VIEW})|the (?P<verb2>{VIEW}) of (?:{NAME.replace('(?P<', '(?P<x')}))"
)
_AGREEING = compiled(
    rf"(?:did|does|do|is|was|has|have|would) (?P<name>{NAME})"
    r"(?: (?:say|said|think|thought|do|done|mention|mentioned|argue|claim) (?:so|that|the same|it)"
    r"| agree(?: with (?:that|this|it))?| of the same (?:view|opinion))?"
)
_PREPOSITIONS = {
    "say": "about", "said": "about", "think": "about", "thought": "about", "feel": "about",
    "felt": "about", "argue": "about", "respond": "to", "responded": "to", "react": "to",
    "reacted": "to", "reply": "to", "response": "to", "reaction": "to", "answer": "to",
    "opinion": "of", "assessment": "of",
}  # fmt: skip
_THAT = re.compile(
    r"\b(?P<before>about|on|of|to|regarding|towards?|with|in|mention\w*|address\w*|rais\w+"
    r"|discuss\w*|oppos\w+|support\w*|condemn\w*|critici[sz]\w+|welcom\w+|reject\w*|see|sees|saw"
    r"|assess|describe)"
    r" (?:it|this|that|th(?:is|at|e same) (?:issue|matter|topic|subject|question|point|problem)"
    r"|the (?:matter|issue|subject|topic))$",
    re.IGNORECASE,
)

# Words that name nobody: before a pronoun they leave nothing that it could mean but another turn.
_LIGHT_WORDS = """
what how why when where who whom whose which else also then not and but so or the a in on at about
of to by for from with according point points time way reason reasons ever still already he she they
him them his her their it its as far what's who's exactly other countries delegations speakers
states view views position stance opinion anyone anybody meeting context answer
"""
_LIGHT = frozenset((*AUXILIARY.split("|"), *BASES, *PAST, *_LIGHT_WORDS.split()))
_SUBJECT = re.compile(
    rf"\b(?:{AUXILIARY}|what|why|how|when|where) (?P<it>he|she|they)\b"
    r"|\b(?:did|does|do|has|have|had|will|would|can|could) (?P<it2>it) (?!(?:really |actually )?"
    r"(?:be|been|take|mean|matter|happen|seem|appear|become|come|cost|help|make)\b)"
    r"|^(?P<it3>he|she|they)\b",
    re.IGNORECASE,
)
_ASKED = compiled(
    r"(?:and |but |so )?(?:\w+ )?(?:what|which|how|whose|why|when|where)(?: [\w-]+){0,5} ?"
)
_OWNED = re.compile(r"\b(?P<it>his|her|their|its)(?= [\w-]{3})", re.IGNORECASE)
_OBJECT = re.compile(
    r"\b(?P<it>him|them|her)(?= (?:about|on|in|at|for|and|to)\b|\s*[?.,]|$)", re.IGNORECASE
)
_POINTING: tuple[tuple[Reference, re.Pattern[str]], ...] = (
    (
        "delegation",
        re.compile(
            r"\b(?:that|this|the same) (?:country|state|delegation|organi[sz]ation|government"
            r"|nation|group|bloc)(?! of| from)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "person",
        re.compile(
            r"\b(?:that|this|the same|the) (?:speaker|representative|minister|ambassador|delegate"
            r"|official|envoy|diplomat|person)\b(?! of| from| for| who|['’])",
            re.IGNORECASE,
        ),
    ),
    (
        "several",
        re.compile(
            r"\b(?:these|those) (?:countries|states|delegations|speakers|organi[sz]ations"
            r"|representatives)\b(?! that| who| which)",
            re.IGNORECASE,
        ),
    ),
    (
        "document",
        re.compile(
            r"\b(?:that|this|the same) (?:meeting|debate|session|document|record|letter)\b",
            re.IGNORECASE,
        ),
    ),
    ("resolution", re.compile(r"\b(?:that|this|the same) resolution\b", re.IGNORECASE)),
)
_PRONOUNS: dict[str, tuple[Reference, Gender | None]] = {
    "he": ("person", "m"), "him": ("person", "m"), "his": ("person", "m"),
    "she": ("person", "f"), "her": ("person", "f"),
    "it": ("delegation", None), "its": ("delegation", None),
    "they": ("several", None), "them": ("several", None), "their": ("several", None),
}  # fmt: skip


def complete(question: str, context: Context) -> str | Piece | None:
    """A sentence that lacks what it is about with that added: "What does Poland say?"

    Where nothing can be added, whom it names, to be asked about in the question before.
    """
    core = core_of(question)
    read = mask(core, context.names)
    told = _told(read, context)
    if told:
        return told
    match = _SAYING.fullmatch(read.signs) or _HOLDING.fullmatch(read.signs)
    if match and context.topic:
        groups = match.groupdict()
        verb = groups.get("verb") or groups["verb2"]
        return _sentence(f"{core} {_PREPOSITIONS.get(verb.lower(), 'on')} {context.topic}")
    match = match or _AGREEING.fullmatch(read.signs)
    somebody = PIECE.search(read.signs) if match else None
    return named(read, somebody, "") if somebody and somebody["name"] else None


def refer(question: str, context: Context) -> str | None:
    """A question with somebody's name for the pronoun that means somebody named before."""
    for reference, pattern in _POINTING:
        match = pattern.search(question)
        found = context.antecedents(reference, None) if match else None
        if match and found and _points_back(reference, question, match, context):
            return _put(question, match.span(), found.text, found.plural)
    for pattern in (_SUBJECT, _OWNED, _OBJECT):
        match = pattern.search(question)
        if not match or not _looks_back(pattern, question[: match.start()], context):
            continue
        group = next(name for name, value in match.groupdict().items() if value)
        found = context.antecedents(*_PRONOUNS[match[group].lower()])
        if found:
            text = f"{found.text}'s" if pattern is _OWNED else found.text
            plural = found.plural if pattern is _SUBJECT else None
            return _put(question, match.span(group), text, plural)
    return None


def _sentence(core: str) -> str:
    return core[:1].upper() + core[1:] + "?"


def _told(read: Masked, context: Context) -> str | None:
    """A question about "it" or "that", which stand for what the question before is about."""
    that = _THAT.search(read.text)
    if not that or not context.topic:
        return None
    if not _is_light(read.text[: that.start()], context, named=True):
        return None
    return _sentence(f"{read.text[: that.end('before')]} {context.topic}")


def _points_back(
    reference: Reference, question: str, match: re.Match[str], context: Context
) -> bool:
    """Whether the question itself names nothing that "that country" or "that meeting" could be."""
    before = question[: match.start()]
    if reference in ("document", "resolution"):
        signs = mask(question, context.names).signs
        return DATE not in signs and DOCUMENT not in signs
    if reference == "several":
        return _is_light(before, context)
    return not names_somebody(mask(before, context.names).signs)


def _looks_back(pattern: re.Pattern[str], before: str, context: Context) -> bool:
    """Whether what stands before a pronoun leaves nothing that it could mean."""
    # What is asked for is not who did it: "How many members does it have?"
    asked = pattern is _SUBJECT and _ASKED.fullmatch(mask(before, context.names).signs)
    return bool(asked) or _is_light(before, context, pattern is _OBJECT)


def _is_light(text: str, context: Context, named: bool = False) -> bool:
    """Whether a text has only words that a pronoun after it cannot mean; `named`: names may be."""
    signs = mask(text, context.names).signs
    if not named and names_somebody(signs):
        return False
    return all(word.lower() in _LIGHT for word in re.findall(r"[^\W\d_]+(?:['’]\w+)?", signs))


def _put(question: str, span: tuple[int, int], text: str, plural: bool | None) -> str:
    """A question with a name in place of a pronoun, without the "And" that it began with."""
    start, end = span
    changed = agreeing(question[:start] + text + question[end:], start, plural)
    lead = LEAD.match(changed)
    changed = changed[lead.end() :] if lead else changed
    return changed[:1].upper() + changed[1:]
