"""How much of a question's words a sentence covers, and how alike two sentences are.

The words are those of retrieval (`index.search.words`): jieba words, English stems, symbols and
numbers in one form for both languages.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence


def weights(texts: Sequence[Collection[str]]) -> Mapping[str, float]:
    """Inverse document frequency of every term over the candidates, in (0, 1]."""
    frequency = Counter(term for text in texts for term in text)
    scale = math.log(len(texts) + 1)
    return {term: math.log((len(texts) + 1) / n) / scale for term, n in frequency.items()}


def coverage(
    question: Collection[str], sentence: Collection[str], weight: Mapping[str, float]
) -> float:
    """The share of the question's weight that a sentence holds, in [0, 1].

    A term that no candidate holds weighs 1: what is nowhere to be found counts as missing.
    """
    total = sum(weight.get(term, 1.0) for term in question)
    held = sum(weight.get(term, 1.0) for term in question if term in sentence)
    return held / total if total else 0.0


def alike(a: Collection[str], b: Collection[str]) -> float:
    """The Jaccard likeness of two texts by their terms, in [0, 1]."""
    union = len(set(a) | set(b))
    return len(set(a) & set(b)) / union if union else 0.0
