"""When an answer says what it must: the matching rules of `questions/RULES.md`.

Case, blanks and the width of characters do not count. A Latin variant matches at the start of a
word; one of fewer than four letters must be the whole word, and a number, in figures or in
words, must stand alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_LETTER = r"[^\W\d_\u3400-\u9fff]"
_HAN_NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty"
    " ninety hundred thousand million billion half third quarter"
)
_NUMBER_WORDS = frozenset(_WORDS.split())
_SHORT = 4


def normal(text: str) -> str:
    """Text as it is compared: NFKC, case folded, runs of white space as one blank."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def met(key: Sequence[str], text: str) -> bool:
    """Whether one of a key's variants occurs in a text that is normal already."""
    return any(_pattern(variant).search(text) for variant in key)


def share_met(keys: Sequence[Sequence[str]], text: str) -> float:
    """The share of the keys that a text meets; 1 where there are none to meet."""
    compared = normal(text)
    return sum(met(key, compared) for key in keys) / len(keys) if keys else 1.0


@lru_cache(maxsize=8192)
def _pattern(variant: str) -> re.Pattern[str]:
    """A variant as a pattern over normal text; blanks may stand or lack wherever they like."""
    bare = normal(variant)
    body = r"\s*".join(map(re.escape, bare.replace(" ", "")))
    return re.compile(_before(bare) + body + _after(bare))


def _before(bare: str) -> str:
    """What may not stand before: the beginning of the same word or number."""
    if bare in _NUMBER_WORDS:
        return r"(?<![\w-])"
    if bare[:1].isdigit():
        return r"(?<![0-9])(?<![0-9][.,])"
    if re.match(_HAN_NUMERAL, bare):
        return f"(?<!{_HAN_NUMERAL})"
    return f"(?<!{_LETTER})" if re.match(_LETTER, bare) else ""


def _after(bare: str) -> str:
    """What may not follow: the rest of the same word or number."""
    if bare in _NUMBER_WORDS:
        return r"(?![\w-])"
    if bare[-1:].isdigit():
        # Thousands are set off by a comma or a blank.
        return r"(?![0-9]|[.,][0-9]|\s[0-9]{3}(?![0-9]))"
    if re.search(f"{_HAN_NUMERAL}$", bare):
        return f"(?!{_HAN_NUMERAL})"
    short = len(re.findall(_LETTER, bare)) < _SHORT and re.search(f"{_LETTER}$", bare)
    return f"(?!{_LETTER})" if short else ""
