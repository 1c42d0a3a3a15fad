"""Which of a question's terms a sentence holds, and how alike two sentences are.

The terms are those of retrieval (`index.search.words`): words, English stems, symbols and numbers
in one form for both languages. Chinese terms are looked for as they stand, so that no sentence
has to be cut into words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from index.search.atoms import find_atoms, take_symbols
from index.search.translate import translated
from index.search.words import fold, question_terms, terms

_HAN = re.compile("[\u3400-\u9fff]+")
# From which share on a translation stands for the word.
LIKELY = 0.1


def question_words(question: str) -> tuple[str, ...]:
    """The terms of a question without the pairs of characters that retrieval adds to the words.

    In a single sentence a pair across two words is chance, and its absence says nothing.
    """
    return tuple(term for term in question_terms(question) if not term.startswith("_"))


def held(wanted: Collection[str], text: str) -> frozenset[str]:
    """The terms of a question that a text holds."""
    folded = fold(text)
    chinese = {term for term in wanted if _HAN.search(term)}
    found = {term for term in chinese if term in folded}
    others = set(wanted) - chinese
    latin = _other_terms(folded) if others or not _HAN.search(folded) else set()
    found |= others & latin
    return frozenset(found | _translated(set(wanted) - found, folded, latin))


def _translated(wanted: Collection[str], folded: str, latin: Collection[str]) -> set[str]:
    """Those terms of which a likely translation stands in a text.

    A single Chinese character is left out: it is too often part of another word.
    """
    return {
        term.text
        for term in translated(tuple(wanted))
        for other, share in term.translations
        if share >= LIKELY and (other in latin or (len(other) > 1 and _in_chinese(other, folded)))
    }


def _in_chinese(term: str, folded: str) -> bool:
    return _HAN.match(term) is not None and term in folded


def _other_terms(folded: str) -> set[str]:
    """Symbols, numbers, dates and Latin words of a text in NFKC."""
    rest, symbols = take_symbols(folded)
    return {*symbols, *find_atoms(rest.lower()), *terms(_HAN.sub(" ", rest))}


def weights(found: Sequence[Collection[str]]) -> Mapping[str, float]:
    """Inverse document frequency of every term over the candidates, in (0, 1]."""
    frequency = Counter(term for terms in found for term in terms)
    scale = math.log(len(found) + 1)
    return {term: math.log((len(found) + 1) / n) / scale for term, n in frequency.items()}


def coverage(
    question: Collection[str], sentence: Collection[str], weight: Mapping[str, float]
) -> float:
    """The share of the question's weight that a sentence holds, in [0, 1].

    A term that no candidate holds weighs 1: what is nowhere to be found counts as missing.
    """
    total = sum(weight.get(term, 1.0) for term in question)
    held = sum(weight.get(term, 1.0) for term in question if term in sentence)
    return held / total if total else 0.0


def alike(one: str, other: str) -> float:
    """The Jaccard likeness of two texts by neighbouring characters, in [0, 1]."""
    a, b = set(pairwise(one)), set(pairwise(other))
    return len(a & b) / len(a | b) if a | b else 0.0
