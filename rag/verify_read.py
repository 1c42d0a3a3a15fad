"""Reading a quotation: what of it is to be found, in which parts, and whether it can be."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from index.errors import InputError
from index.records.model import Language
from index.search.searcher import LONGEST_QUESTION, question_language
from rag.verify_fold import HAN, Folded, is_traditional

LONGEST_QUOTATION = LONGEST_QUESTION
MOST_PARTS = 20
# A window of this many characters names its statement; more of them cost time and tell no more.
WINDOW = 200
MOST_PROBES = 6
_LAYERS = 3

_DOTS = r"(?:…|⋯|\.{3}|．{3}|。{3}|(?:\. ){2}\.)[….⋯．。]*"
_ELLIPSIS = re.compile(rf"[\[(（［【]\s*{_DOTS}\s*[\])）］】]|{_DOTS}")
_INSIDE_CHINESE = re.compile(rf"(?<={HAN.pattern}) (?={HAN.pattern})")
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "«": "»", "„": "“", '"': '"', "'": "'"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A quotation as it will be looked for.

    `words` is what was given without white space and quotation marks around it, `parts` is that
    between its ellipses. `probes` are the stretches to search for.
    """

    words: Folded
    parts: tuple[Folded, ...]
    probes: tuple[str, ...]
    language: Language
    traditional: bool


def read_quotation(quotation: str) -> Asked:
    """Read what was given.

    Raises:
        InputError: nothing or a single character is quoted, or too much, or in too many parts.
    """
    _check(quotation)
    words = Folded(_bare(quotation))
    parts = tuple(part for part in map(_part, _ELLIPSIS.split(words.source)) if part.text)
    if len(words.text) < 2:
        raise InputError(
            "There is nothing in the quotation to look for.",
            "Give at least two characters of the words themselves, better a whole sentence.",
        )
    if len(parts) > MOST_PARTS:
        raise InputError(
            f"The quotation has {len(parts)} parts between ellipses.",
            f"At most {MOST_PARTS} are allowed: check it piece by piece.",
        )
    return Asked(
        words, parts, _probes(parts), question_language(quotation), is_traditional(quotation)
    )


def _check(quotation: str) -> None:
    if not quotation.strip():
        raise InputError("The quotation is empty.", "Give the words to look for.")
    if len(quotation) > LONGEST_QUOTATION:
        raise InputError(
            f"The quotation has {len(quotation):,} characters.",
            f"At most {LONGEST_QUOTATION:,} are allowed: check it piece by piece.",
        )


def _part(text: str) -> Folded:
    return Folded(text.strip())


def _bare(quotation: str) -> str:
    """The quotation without white space and without quotation marks around the whole of it."""
    bare = quotation.strip()
    for _ in range(_LAYERS):
        if len(bare) > 2 and _encloses(bare):
            bare = bare[1:-1].strip()
    return bare


def _encloses(text: str) -> bool:
    """Whether the first and the last character are one pair of quotation marks."""
    opening, closing = text[0], _PAIRS.get(text[0])
    inside = text[1:-1]
    if text[-1] != closing:
        return False
    if opening == closing:
        return opening not in inside
    depth = 0
    for character in inside:
        depth += (character == opening) - (character == closing)
        if depth < 0:
            return False
    return depth == 0


def _probes(parts: tuple[Folded, ...]) -> tuple[str, ...]:
    """Stretches to search for, spread over the quotation; short ones only where all are short."""
    windows = [window for part in parts for window in _windows(_spaced(part.source))]
    windows = [window for window in windows if Folded(window).text]
    longest = max(map(len, windows))
    telling = [window for window in windows if 2 * len(window) >= longest]
    step = max(1, -(-len(telling) // MOST_PROBES))
    return tuple(dict.fromkeys(telling[::step]))


def _spaced(text: str) -> str:
    """The text with white space only where words of the index are divided by it."""
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return _INSIDE_CHINESE.sub("", " ".join(visible.split()))


def _windows(text: str) -> list[str]:
    return [text[at : at + WINDOW] for at in range(0, len(text), WINDOW)]
