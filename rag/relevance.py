"""How much each passage and each sentence speaks to a question, without encoding any of them.

nearness   every passage by late interaction
meaning    the same, and how far it stands out from the others
learn      the words that the nearest passages share and the others lack
weigh      the evidence of each sentence: its passage's meaning, those words, the question's own

An English question shares no words with a Chinese record, and a question in its own language may
call the matter by another name. So the words of the nearest passages are taken for the question's
as well (pseudo-relevance feedback, Rocchio 1971; Lavrenko & Croft 2001). Encoding the sentences
instead costs 4 ms each and tells less: of the sentences chosen for English topics from statements
of the seeds that speak on them .62 are on the topic by their cosines, .88 by these words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

import numpy as np

from index.encode.protocol import Encoder, TokenEncoder
from index.records.model import Language
from index.search.model import Hit
from index.search.words import is_symbol
from rag.cues import is_courtesy
from rag.extract import Candidate, candidates
from rag.question import Asked
from rag.terms import coverage, held, question_words, weights

if TYPE_CHECKING:
    from index.search.holdings import Snapshot

Frequency = Callable[[str], int]
# How many of the best passages are read at any rate.
_READ = 12


@dataclass(frozen=True, slots=True)
class Signs:
    """How much each sign of relevance counts, in units of the mean cosine of late interaction.

    `stands_out` is worth a standard deviation above the mean passage (none is taken as smaller
    than `spread`), `found` a full share of the question's words where passages are chosen. In a
    sentence the question's own words count by `words` and those learnt by `learnt`; a word that
    only its passage holds counts by the share `around`. The words are learnt from the `nearest`
    passages: at most `most`, each from two passages or more that weigh at least the share
    `common` of them all. `unnamed` is added where the question names a resolution or document and
    the passage does not. From `floor` on a sentence is on the question; from `sure` on it holds so
    many of its words that the question is answered whatever else speaks against it.
    """

    stands_out: float = 0.07
    spread: float = 0.05
    found: float = 0.1
    words: float = 0.6
    learnt: float = 0.6
    around: float = 0.4
    courtesy: float = -0.3
    unnamed: float = -0.5
    nearest: int = 8
    most: int = 6
    common: float = 0.3
    floor: float = 0.95
    sure: float = 1.6


# Set over 38 topics in both languages, on which a statement of the seeds speaks or not by a
# pattern of words: the area under the curve is .94 in Chinese and .92 in English. At the floor .7
# of the statements named are on the topic; of those on it .8 are named in Chinese, .7 in English.
# The evidence of the refusal (`rag.refuse`) is made for another task, whether the records answer a
# question at all: the cosines that it looks at reach .79 and .77 here. Of the six topics on which
# nobody speaks it refuses three in Chinese and one in English; the one that it refuses wrongly (the
# Belt and Road Initiative) is `sure`.
SIGNS = Signs()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence with its evidence; `coverage` is the share of the question's words it holds."""

    candidate: Candidate
    evidence: float
    coverage: float


def nearness(
    asked: Asked, snapshot: Snapshot, encoder: Encoder, rows: Sequence[int]
) -> dict[int, float]:
    """How near passages are to the question in meaning, by row: late interaction.

    Without token vectors the cosines of whole passages stand in; `Signs` is not set for them.
    """
    scores: dict[int, float] = {}
    if isinstance(encoder, TokenEncoder):
        vector, tokens = encoder.encode_question_tokens(asked.text)
        scores = snapshot.late.score(tokens, rows)
    else:
        vector = encoder.encode_questions([asked.text])[0]
    if not scores and rows:
        found, cosines = snapshot.dense.search(vector, len(rows), np.array(rows, np.int64))
        scores = dict(zip(found.tolist(), cosines.tolist(), strict=True))
    return scores


def meaning(near: Mapping[int, float], signs: Signs = SIGNS) -> dict[int, float]:
    """Each nearness raised by how far it stands out from the mean."""
    if not near:
        return {}
    mean, spread = fmean(near.values()), max(pstdev(near.values()), signs.spread)
    return {row: score + signs.stands_out * (score - mean) / spread for row, score in near.items()}


def learn(
    nearest: Sequence[tuple[str, float]], total: int, frequency: Frequency, signs: Signs = SIGNS
) -> dict[str, float]:
    """The words that the nearest passages share and the others lack, each with its weight.

    Args:
        nearest: text and score of each passage, in one language.
        total: how many passages there are, of which `frequency` gives how many hold a word.
    """
    if not nearest:
        return {}
    least = min(score for _, score in nearest)
    scores = [score - least + signs.spread for _, score in nearest]
    shares: dict[str, float] = defaultdict(float)
    passages: Counter[str] = Counter()
    for (text, _), score in zip(nearest, scores, strict=True):
        for word in question_words(text):
            shares[word] += score / sum(scores)
            passages[word] += 1
    worth = {
        word: share * math.log(max(total, 2) / max(frequency(word), 1))
        for word, share in shares.items()
        if share >= signs.common and passages[word] > 1 and len(word) > 1
    }
    best = sorted(worth, key=lambda word: (-worth[word], word))[: signs.most]
    return {word: worth[word] for word in best if worth[word] > 0}


def weigh(
    asked: Asked,
    hits: Sequence[Hit],
    learnt: Mapping[Language, Mapping[str, float]],
    signs: Signs = SIGNS,
) -> tuple[Weighed, ...]:
    """The sentences of the hits with their evidence; `Hit.score` is the meaning of the passage.

    No sentence has more evidence than its passage would have as one. So passages that cannot
    reach the floor are not read, but for a few of the best.
    """
    scale = _Scale(asked, hits, learnt, signs)
    best = sorted(hits, key=lambda hit: -scale.reach(hit))
    read = [hit for n, hit in enumerate(best) if n < _READ or scale.reach(hit) >= signs.floor]
    return tuple(scale.weighed(one) for one in candidates(read))


class _Scale:
    """What words and symbols are worth for one question, from the passages that are weighed."""

    def __init__(
        self,
        asked: Asked,
        hits: Sequence[Hit],
        learnt: Mapping[Language, Mapping[str, float]],
        signs: Signs,
    ) -> None:
        self._terms, self._learnt, self._signs = asked.terms, learnt, signs
        self._symbols = {term for term in asked.terms if is_symbol(term)}
        self._wanted = {word for words in learnt.values() for word in words} | set(asked.terms)
        self._held = {hit.passage.id: held(self._wanted, hit.passage.text) for hit in hits}
        self._weight = weights([words.intersection(asked.terms) for words in self._held.values()])

    def reach(self, hit: Hit) -> float:
        """The evidence that a passage would have as one sentence."""
        return self._meaning(hit) + self._worth(hit, self._held[hit.passage.id])

    def weighed(self, one: Candidate) -> Weighed:
        """A sentence with its evidence."""
        hit, words = one.hit, held(self._wanted, one.text)
        own, passage = self._worth(hit, words), self._worth(hit, self._held[hit.passage.id])
        evidence = self._meaning(hit) + own + self._signs.around * (passage - own)
        evidence += self._signs.courtesy * is_courtesy(one.text)
        return Weighed(one, evidence, self._share(words))

    def _meaning(self, hit: Hit) -> float:
        named = not self._symbols or not self._symbols.isdisjoint(self._held[hit.passage.id])
        return hit.score + (0.0 if named else self._signs.unnamed)

    def _worth(self, hit: Hit, words: Collection[str]) -> float:
        known = self._learnt.get(hit.document.language, {})
        return self._signs.words * self._share(words) + self._signs.learnt * _share(known, words)

    def _share(self, words: Collection[str]) -> float:
        return coverage(self._terms, words, self._weight)


def _share(known: Mapping[str, float], words: Collection[str]) -> float:
    """The share of the learnt words, by weight, that a text holds."""
    total = sum(known.values())
    return sum(weight for word, weight in known.items() if word in words) / total if total else 0.0
