"""One order out of legs that know different things.

Ranks alone hide whether a leg has anything to say: over Chinese passages BM25 returns a hundred
ranks for an English question because of one stray number, and reciprocal-rank fusion believes
them. So scores are fused: the cosine, standardised over the candidates (how far a passage stands
out for the encoder), and the share of the question's terms that BM25 found (0 where it found
nothing). Late interaction, where the encoder gives token vectors, is standardised like the
cosine. Every candidate is scored by every leg, whichever leg brought it in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.records.model import Language


@dataclass(frozen=True, slots=True)
class LegWeights:
    """What a standard deviation of cosine, a full share of terms and a standard deviation of
    late interaction are worth. Without token vectors the cosine has the weight of both."""

    dense: float
    lexical: float
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class FacetWeights:
    """What it is worth, in the same unit, that a passage stands where the question points."""

    delegation: float = 1.0
    speaker: float = 2.25
    document: float = 1.5
    date: float = 0.3


# By (language of the question, language of the passage). Learnt on the development half of the
# question set (`python -m eval.bench weights`), where MRR@10 is .790 for Chinese questions and
# .770 for English ones. The single vector only brings candidates in: beside late interaction its
# cosine made the order worse. Words at 5 gave .771 and .763; between 7 and 9 nothing changes.
# Pairs without questions of their own take the weights of the pair that is like them.
Weights = Mapping[tuple[Language, Language], LegWeights]
_SAME = LegWeights(dense=0.0, lexical=7.0, late=1.0)
_ACROSS = LegWeights(dense=0.0, lexical=7.0, late=1.0)
WEIGHTS: Weights = {
    ("zh", "zh"): _SAME,
    ("en", "en"): _SAME,
    ("en", "zh"): _ACROSS,
    ("zh", "en"): _ACROSS,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that some leg brought in: its row, language and what is known of it.

    `cosine`, `share` and `late` are None where that leg did not take part; `preference` is what
    the facets add.
    """

    row: int
    language: Language
    cosine: float | None = None
    share: float | None = None
    late: float | None = None
    preference: float = 0.0


def fuse(
    question_language: Language, candidates: Sequence[Candidate], weights: Weights = WEIGHTS
) -> list[tuple[Candidate, float]]:
    """Candidates with their scores, best first; equal scores in the order of rows."""
    cosines = _standardised([candidate.cosine for candidate in candidates])
    late = _standardised([candidate.late for candidate in candidates])
    has_late = any(candidate.late is not None for candidate in candidates)
    scored = []
    for candidate, near, met in zip(candidates, cosines.tolist(), late.tolist(), strict=True):
        weight = weights[question_language, candidate.language]
        dense = weight.dense if has_late else weight.dense + weight.late
        meaning = dense * near + weight.late * met
        score = meaning + weight.lexical * (candidate.share or 0.0) + candidate.preference
        scored.append((candidate, score))
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].row))


def _standardised(values: Sequence[float | None]) -> NDArray[np.float64]:
    """Each value's distance from the mean in standard deviations; 0 where it is unknown."""
    known = np.array([np.nan if value is None else value for value in values], np.float64)
    if np.isnan(known).all():
        return np.zeros(len(known))
    centred = known - np.nanmean(known)
    deviation = float(np.nanstd(known))
    return np.nan_to_num(centred / deviation if deviation > 1e-9 else centred * 0.0)
