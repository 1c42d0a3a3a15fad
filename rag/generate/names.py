"""The names that a sentence uses, and whether what it cites has them.

Delegations are compared by code, so that 波兰, Poland and "the Polish minister" are one.
Persons are compared with all written forms of the speakers. Other names are looked for as they
stand, which needs the same script on both sides: whether "Tashkent" is in a Chinese passage is
not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from index.records.delegations import find, mentions
from index.records.model import Speaker
from index.search.atoms import MONTHS
from index.search.words import fold

_NAME = r"(?:[A-Z][\w'’-]+|[\u3400-\u9fff·]+)"
_ADDRESSED = re.compile(rf"\b(?:Mr|Mrs|Ms|Mme|Dr|Sir|Lord|Ambassador)\.?\s+({_NAME}(?:\s{_NAME})*)")
_ADDRESSED_HAN = re.compile("([\u3400-\u9fff·]{2})(?:先生|女士|夫人|小姐|阁下|爵士)")
_OFFICES_HAN = frozenset(
    {"主席", "书长", "部长", "大使", "代表", "外长", "专员", "总统", "总理", "各位"}
)
_POSSESSIVE = re.compile(r"['’]s?$")
_PREFIXED = re.compile(r"[A-Za-z]-\Z")
_LATIN = re.compile(r"[A-Za-z][A-Za-zÀ-ÿ]+(?:[-'’][A-Za-zÀ-ÿ0-9]+)*")
_CAPITAL = re.compile(r"(?<![\w-])[A-ZÀ-Þ][A-Za-zÀ-ÿ]+(?:[-'’][A-Za-zÀ-ÿ0-9]+)*")
# Words with a capital that name no one and nothing by themselves.
_COMMON = frozenset(
    (
        *("council", "security", "general", "assembly", "united", "nations", "un"),
        *("organization", "organizations", "organisation", "member", "members", "state"),
        *("states", "government", "governments", "minister", "ministers", "ministry"),
        *("foreign", "president", "vice", "deputy", "prime", "secretary"),
        *("secretary-general", "under-secretary-general", "ambassador", "representative"),
        *("representatives", "permanent", "delegation", "delegations", "chair", "chairman"),
        *("chairperson", "charter", "resolution", "resolutions", "declaration"),
        *("statement", "meeting", "mr", "mrs", "ms", "mme", "dr", "sir", "lord", "north"),
        *("south", "east", "west", "northern", "southern", "eastern", "western"),
        *("international", "mission", "committee", "according", "the", "monday", "tuesday"),
        *("wednesday", "thursday", "friday", "saturday", "sunday", "annex", "article"),
        *("chapter", "paragraph", "document", "documents", "letter", "record", "records"),
        *("passage", "passages"),
        *MONTHS,
    )
)
_OFFICES = frozenset(
    ("president", "secretary-general", "chair", "chairman", "minister", "ambassador")
)


def delegation_codes(*texts: str) -> frozenset[str]:
    """The codes of the delegations that some texts name; "Inter-American" names none."""
    return frozenset(
        one.delegation.code
        for text in texts
        for one in mentions(text)
        if not _PREFIXED.search(text, max(0, one.start - 2), one.start)
    )


def bodies(symbols: Iterable[str]) -> frozenset[str]:
    """The codes of the bodies whose documents some symbols are, given in lower case."""
    begins = {"s/": "UN-SC", "a/": "UN-GA"}
    return frozenset(begins[symbol[:2]] for symbol in symbols if symbol[:2] in begins)


def spoken_for(speaker: Speaker) -> frozenset[str]:
    """The codes of those for whom a speaker speaks."""
    own = {speaker.delegation.code} if speaker.delegation else set()
    others = (find(name) for name in speaker.on_behalf_of)
    return frozenset(own | {other.code for other in others if other})


def forms_of(speaker: Speaker) -> frozenset[str]:
    """Every written form of a speaker's name, folded, in lower case."""
    forms = (speaker.name, speaker.name_en, *speaker.aliases)
    return frozenset(fold(form).lower() for form in forms if form and len(form) > 1)


def named(forms: Iterable[str], text: str) -> str | None:
    """The form that stands in a folded text in lower case, Latin ones as whole words; else None."""
    return next((form for form in sorted(forms) if _stands(form, text)), None)


def _stands(form: str, text: str) -> bool:
    if form not in text:
        return False
    return not form.isascii() or re.search(rf"\b{re.escape(form)}\b", text) is not None


def persons_addressed(text: str) -> Iterator[str]:
    """What stands beside a form of address: the last word of a name, or its two last characters."""
    for match in _ADDRESSED.finditer(text):
        last = _POSSESSIVE.sub("", match[1].split()[-1]).lower()
        if last not in _OFFICES:
            yield last
    for match in _ADDRESSED_HAN.finditer(text):
        if match[1] not in _OFFICES_HAN:
            yield match[1]


def latin_words(text: str) -> Iterator[str]:
    """The Latin words of a Chinese sentence: all of them are names."""
    yield from (match[0] for match in _LATIN.finditer(text))


def proper_names(text: str) -> Iterator[str]:
    """The capitalised words inside an English sentence that are no common words."""
    for match in _CAPITAL.finditer(text):
        before = text[: match.start()].rstrip()
        begins = not before or before[-1] in '.!?:;“"‘(['
        word = _POSSESSIVE.sub("", match[0])
        if not begins and word.lower() not in _COMMON:
            yield word
