"""BM25 as sparse vectors: the same scores as `index.search.lexical`, from an inner product.

A passage's vector holds what a term weighs in it (k1 = 1.2, b = 0.75) by field, text and context;
a question's vector holds idf x boost x share. The length of a passage is rounded as Lucene and
tantivy do (SmallFloat.intToByte4: three bits of mantissa), so that the scores agree.

The mean length changes as passages come and go, and is part of what a passage weighs. So vectors
are made for reference means, and the share of a passage that is found is worked out anew for the
means of the moment (`Weigher.exact`): only which passages are among the first hundred depends on
the reference. A rebuild takes the means of its time.

A term is known by 32 bits of a hash. Of two million terms some 470 pairs share a number, so that a
term counts for another one in one of 4,000 cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from index.search.bm25 import BOOSTS, Boosts, inverse_frequency, total_weight
from index.search.translate import Term

K1, B = 1.2, 0.75
FIELDS = ("text", "context")
# Milvus takes numbers below 2^32 - 1.
_NUMBERS = 2**32 - 1
# Lucene's codes below this one are the numbers themselves.
_FREE = 24

Vector = dict[int, float]


@dataclass(frozen=True, slots=True)
class Means:
    """The mean number of terms in the text and around it."""

    text: float = 1.0
    context: float = 1.0

    def of(self, field: str) -> float:
        """That of one field, never 0."""
        return max(self.text if field == "text" else self.context, 1e-9)

    def near(self, other: Means, share: float) -> bool:
        """Whether both differ from another's by less than this share."""
        return all(
            abs(self.of(field) - other.of(field)) <= share * other.of(field) for field in FIELDS
        )


@lru_cache(maxsize=200_000)
def dimension(field: str, term: str) -> int:
    """The number of a term in a field."""
    digest = blake2b(f"{field[0]}{term}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % _NUMBERS


def rounded(length: int) -> int:
    """A number of terms as the index remembers it: exactly up to 40, then to 4 significant bits."""
    if length < _FREE:
        return length
    rest = length - _FREE
    shift = max(0, rest.bit_length() - 4)
    return _FREE + (rest >> shift << shift)


def passage_vector(text: Sequence[str], context: Sequence[str], means: Means) -> Vector:
    """What each term weighs in a passage."""
    vector: Vector = {}
    for field, terms in zip(FIELDS, (text, context), strict=True):
        damping = _damping(len(terms), means.of(field))
        for term, count in Counter(terms).items():
            at = dimension(field, term)
            vector[at] = vector.get(at, 0.0) + (1 + K1) * count / (count + damping)
    return vector


def dimensions(text: Iterable[str], context: Iterable[str]) -> set[int]:
    """The numbers of a passage's terms."""
    return {
        dimension(field, term)
        for field, terms in zip(FIELDS, (text, context), strict=True)
        for term in set(terms)
    }


class Weigher:
    """One question against one state: its vector, and what its terms weigh in all.

    Args:
        terms: the question's, with their translations.
        frequency: in how many passages the term of a number stands.
        passages: how many there are.
        reference: the means that the vectors of passages were made for.
        means: those of the moment.
    """

    def __init__(
        self,
        terms: Sequence[Term],
        frequency: Callable[[int], int],
        passages: int,
        reference: Means,
        means: Means,
        boosts: Boosts = BOOSTS,
    ) -> None:
        self._frequency = lru_cache(maxsize=None)(frequency)
        self._passages = passages
        self._reference, self._means = reference, means
        self._boosts = boosts
        self._field: dict[int, str] = {}
        self.vector = self._vector(terms)
        self._weights = tuple(self._weight(terms, chinese) for chinese in (False, True))

    @property
    def settled(self) -> bool:
        """Whether vectors were made for the means of the moment: then the server's scores hold."""
        return self._reference.near(self._means, 1e-6)

    def share(self, score: float, language: str) -> float:
        """An inner product as a share of what the terms weigh, by the passage's language."""
        return score / self._weights[language == "zh"]

    def exact(self, passage: Mapping[int, float], lengths: tuple[int, int], language: str) -> float:
        """The share of a passage by its vector and its numbers of terms, for the present means."""
        score = 0.0
        for at, weight in self.vector.items():
            found = passage.get(at)
            if found:
                score += weight * self._moved(float(found), self._field[at], lengths)
        return self.share(score, language)

    def _moved(self, value: float, field: str, lengths: tuple[int, int]) -> float:
        """What a term weighs for the present means, from what it does for the reference."""
        if self.settled:
            return value
        length = lengths[FIELDS.index(field)]
        part = min(value / (1 + K1), 1 - 1e-9)
        count = part * _damping(length, self._reference.of(field)) / (1 - part)
        return (1 + K1) * count / (count + _damping(length, self._means.of(field)))

    def _vector(self, terms: Sequence[Term]) -> Vector:
        vector: Vector = {}
        for wanted in terms:
            boost = self._boosts.of(wanted.text)
            for term, share in ((wanted.text, 1.0), *wanted.translations):
                for field in FIELDS:
                    at = dimension(field, term)
                    self._field[at] = field
                    worth = boost * share * getattr(self._boosts, field) * self._idf(field, term)
                    # A term that stands nowhere finds nothing.
                    if self._frequency(at):
                        vector[at] = vector.get(at, 0.0) + worth
        return vector

    def _weight(self, terms: Sequence[Term], chinese: bool) -> float:
        return total_weight(terms, chinese, lambda term: self._idf("text", term), self._boosts)

    def _idf(self, field: str, term: str) -> float:
        return inverse_frequency(self._passages, self._frequency(dimension(field, term)))


def _damping(length: int, mean: float) -> float:
    return K1 * (1 - B + B * rounded(length) / mean)
