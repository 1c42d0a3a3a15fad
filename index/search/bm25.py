"""What the terms of a question weigh, the same for every store of words.

BM25 (Robertson & Zaragoza 2009) weighs a term by its idf; how often it stands in a passage is the
business of the index. What all terms together weigh is what scores are divided by (see
`index.search.lexical`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.search.atoms import is_shared, is_symbol
from index.search.translate import Term

_HAN = re.compile("[㐀-鿿]")
_UNKNOWN = 0.5

# The idf of a term in the text of passages.
Idf = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Boosts:
    """How much a term counts by where it matches and what it is.

    A symbol is what a question is about; who speaks and in which document only supports.
    """

    text: float = 1.0
    context: float = 0.3
    symbol: float = 5.0

    def of(self, term: str) -> float:
        """What a term counts by what it is."""
        return self.symbol if is_symbol(term) else 1.0


BOOSTS = Boosts()


def inverse_frequency(passages: int, frequency: int) -> float:
    """The idf of a term that `frequency` of so many passages hold."""
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def total_weight(terms: Sequence[Term], chinese: bool, idf: Idf, boosts: Boosts) -> float:
    """What all terms together weigh for a passage in Chinese or in English; 1 without any."""
    total = 0.0
    for wanted in terms:
        own = idf(wanted.text)
        if chinese != bool(_HAN.search(wanted.text)) and not is_shared(wanted.text):
            own = _across(wanted, own, idf)
        total += boosts.of(wanted.text) * boosts.text * own
    return total or 1.0


def _across(wanted: Term, own: float, idf: Idf) -> float:
    """What a term weighs in the other language: as much as its translations. A word without any is
    half missed; a pair of characters is no word and asks for nothing there."""
    if wanted.translations:
        return sum(share * idf(term) for term, share in wanted.translations)
    return 0.0 if wanted.text.startswith("_") else _UNKNOWN * own
