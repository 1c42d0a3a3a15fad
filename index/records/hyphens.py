"""Which hyphens at the end of a line belong to the word and which only divide it.

`coopera-` over `tion` loses its hyphen when the line break goes, `long-` over `term` keeps it. What
the rest of the text writes decides first, then a table of common words, then whether this text
divides words at all: many records are set without.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "tables" / "hyphens.txt"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*(?:-[^\W\d_]+)*")
_BEFORE = re.compile(r"(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)[-\u2010]$")
_AFTER = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SOFT = "\u00ad"
_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))


def divided(before: str, after: str) -> tuple[str, str] | None:
    """The two parts of a word with a hyphen between two lines, None where there is no such word.

    A part in capitals or before a capital is no part of a divided word (`Al-` over `Qaida`).
    """
    if before[-1] not in "-\u2010":
        return None
    found, rest = _BEFORE.search(before), _AFTER.match(after)
    if found is None or rest is None or not rest[0][0].islower():
        return None
    return None if found["word"].isupper() else (found["word"].lower(), rest[0].lower())


def soft_hyphens(lines: Sequence[str], joins: Sequence[bool]) -> frozenset[int]:
    """The numbers of the lines whose last character, a hyphen, goes with the line break.

    `joins[n]` says whether line n goes on the paragraph of line n - 1.
    """
    cases = {
        number - 1: parts
        for number in range(1, len(lines))
        if joins[number] and (parts := divided(lines[number - 1], lines[number]))
    }
    sure = {
        number - 1
        for number in range(1, len(lines))
        if joins[number] and lines[number - 1].endswith(_SOFT)
    }
    if not cases:
        return frozenset(sure)
    known = _words(lines, cases)
    decided = {number: _by_words(parts, known) for number, parts in cases.items()}
    # A text that keeps every hyphen that can be judged does not divide words.
    divides = any(decided.values()) or all(soft is None for soft in decided.values())
    for number, parts in cases.items():
        if decided[number] is None:
            decided[number] = divides and not known.issuperset(parts)
    return frozenset(sure | {number for number, soft in decided.items() if soft})


def _words(lines: Sequence[str], cases: Iterable[int]) -> frozenset[str]:
    """The words of the text, without the halves that stand at the ends of divided lines."""
    ends = set(cases)
    words: set[str] = set()
    for number, line in enumerate(lines):
        found = _WORD.findall(line.lower())
        words.update(found[number - 1 in ends : len(found) - (number in ends)])
    return frozenset(words)


def _by_words(parts: tuple[str, str], known: frozenset[str]) -> bool | None:
    """Whether the hyphen is soft by what the text or the table writes; None if neither tells."""
    first, second = parts
    joined, compound = f"{first}{second}", f"{first}-{second}"
    for words in (known, _table()):
        if (joined in words) != (compound in words):
            return joined in words
    if "-" not in first:
        starts, parts_known = _parts()
        return False if first in starts and (second in known or second in parts_known) else None
    # Of a longer compound (`state-of-` over `the-art`) not every piece need be known.
    last = f"{first.rpartition('-')[2]}{second}"
    return last in known or last in _table()


@cache
def _parts() -> tuple[frozenset[str], frozenset[str]]:
    """What several compounds of the table begin with (`self`, `post`), and all that they hold."""
    compounds = [word.split("-") for word in _table() if "-" in word]
    starts = Counter(parts[0] for parts in compounds)
    several = {start for start, count in starts.items() if count > 1}
    return _TENS | several, frozenset(part for parts in compounds for part in parts)


@cache
def _table() -> frozenset[str]:
    return frozenset(_TABLE.read_text(encoding="utf-8").split())
