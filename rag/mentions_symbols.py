"""Symbols as a reader writes them: read, found in a text, and what is near an unknown one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator

from index.errors import InputError
from index.records.model import Span
from index.records.symbols import find_symbols, normalise
from index.search.words import fold

LONGEST_SYMBOL = 100
MOST_NEAR = 5
# A bare number is the Security Council's resolution, a pair a General Assembly's.
_BARE = re.compile(
    r"(?:(?:UN)?SCR|(?:UNSC\s*)?RES(?:OLUTION)?S?\.?)?\s*(?P<item>\d{1,2}/\d{1,3}|\d{1,4})"
    r"(?:\s*\((?:19|20)\d\d\))?",
    re.IGNORECASE,
)
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
_DIGITS = "0123456789"
_SERIES = ("S/RES/", "A/RES/", "S/PRST/", "S/PV.")


def read_symbol(written: str) -> str:
    """The normal form of a symbol or of the number of a resolution: `2396` -> `S/RES/2396`.

    Raises:
        InputError: it is neither.
    """
    folded = " ".join(unicodedata.normalize("NFKC", written).split())
    bare = _BARE.fullmatch(folded)
    if bare:
        return f"{'A' if '/' in bare['item'] else 'S'}/RES/{bare['item']}"
    normal = normalise(fold(folded))
    mentions = find_symbols(normal)
    if len(folded) > LONGEST_SYMBOL or [mention.normal for mention in mentions] != [normal]:
        raise InputError(
            f"{written[:LONGEST_SYMBOL]!r} is not a symbol or the number of a resolution.",
            "Write S/RES/2396, 2396, 60/288, 第2396(2017)号决议 or S/2018/614; to find words "
            "there is: rostrum search.",
        )
    return normal


def occurrences(text: str, symbol: str) -> Iterator[Span]:
    """Where a text names a symbol (in normal form), as characters of the text as it stands."""
    for mention in find_symbols(_same_length(text)):
        if mention.normal == symbol:
            yield Span(mention.start, mention.end)


def _same_length(text: str) -> str:
    """The text folded as in the index, but with every character in its place."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    single = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(single, text, strict=True))


def near(symbol: str, held: Collection[str], is_cited: Callable[[str], bool]) -> tuple[str, ...]:
    """The symbols held or cited that are nearest to `symbol`, at most five.

    What is held is compared by likeness. What is only cited is not listed anywhere, so symbols
    with one digit of the last number changed, left out, put in or exchanged, and those of another
    series with the same number, are tried with `is_cited`.
    """
    alike = difflib.get_close_matches(symbol, held, n=MOST_NEAR, cutoff=0.75)
    tried = (one for one in dict.fromkeys(_variants(symbol)) if one != symbol and one not in alike)
    found = [*alike, *(one for one in tried if is_cited(one))]
    likeness = {one: difflib.SequenceMatcher(None, symbol, one).ratio() for one in found}
    return tuple(sorted(found, key=lambda one: (-likeness[one], one))[:MOST_NEAR])


def _variants(symbol: str) -> Iterator[str]:
    found = _LAST_NUMBER.search(symbol)
    if found is None:
        return
    before, number, after = symbol[: found.start()], found[0], symbol[found.end() :]
    for other in _numbers(number):
        yield f"{before}{other}{after}"
    for series in _SERIES:
        if before != series and not after:
            yield f"{series}{number}"


def _numbers(number: str) -> Iterator[str]:
    """Numbers one slip away, none with a leading zero."""
    changed = (
        *(number[:i] + number[i + 1] + number[i] + number[i + 2 :] for i in range(len(number) - 1)),
        *(number[:i] + digit + number[i + 1 :] for i in range(len(number)) for digit in _DIGITS),
        *(number[:i] + number[i + 1 :] for i in range(len(number))),
        *(number[:i] + digit + number[i:] for i in range(len(number) + 1) for digit in _DIGITS),
    )
    return (other for other in changed if other and not other.startswith("0"))
