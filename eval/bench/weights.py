"""Which weights the legs deserve, by the development half of the question set.

A coarse search, one weight at a time, for what finds an answering passage soonest: few values,
so that they say something about questions in general and not about these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from eval.bench.retrieval import first_answering, summarise
from eval.question_set import Need, judgments, read_needs
from index.records.model import Language
from index.search.fuse import WEIGHTS, FacetWeights, LegWeights
from index.search.searcher import Searcher
from index.store.library import Library

Values = TypeVar("Values", LegWeights, FacetWeights)
GRID = {
    "dense": (0.0, 0.25, 0.5, 1.0),
    "lexical": (0.0, 1.0, 3.0, 5.0, 7.0, 9.0),
    "late": (0.0, 0.5, 1.0, 1.5, 2.0),
    "delegation": (0.0, 0.5, 1.0, 1.5, 2.0),
    "speaker": (0.0, 0.75, 1.5, 2.25),
    "document": (0.0, 0.75, 1.5, 2.25),
    "date": (0.0, 0.3, 0.6),
}


def quality(
    searcher: Searcher, needs: Sequence[Need], gold: Mapping[str, Any], language: Language
) -> float:
    """Mean of hit@5 and MRR@10 over the needs, asked in one language."""
    ranks = [
        first_answering(searcher.search(need.question(language)).hits, gold[need.id])
        for need in needs
    ]
    row = summarise(language, "dev", ranks)
    return (row.hit_5 + row.mrr_10) / 2


def climb(start: Values, score: Callable[[Values], float], rounds: int = 2) -> tuple[Values, float]:
    """The best values found by trying the grid of one field after the other."""
    best, reached = start, score(start)
    for _ in range(rounds):
        for field in fields(start):
            for value in GRID[field.name]:
                trial = replace(best, **{field.name: value})
                if trial != best and (gained := score(trial)) > reached + 1e-9:
                    best, reached = trial, gained
    return best, reached


def learn(library: Path) -> dict[str, tuple[Any, float]]:
    """Leg weights by question language, then facet weights over both languages."""
    from index.encode import load_encoder

    with Library.open(library, load_encoder()) as held:
        records = {d.document.name: held.record(d.document.id) for d in held.documents()}
        needs = [n for n in read_needs() if n.half == "dev" and n.answerable]
        gold = judgments(needs, records)
        found: dict[str, tuple[Any, float]] = {}
        chosen = dict(WEIGHTS)
        for language in ("zh", "en"):

            def legs(weights: LegWeights, language: Language = language) -> float:
                one = dict.fromkeys(WEIGHTS, weights)
                return quality(Searcher(held, one), needs, gold, language)

            found[language] = climb(WEIGHTS[language, "zh"], legs)
            for passage in ("zh", "en"):
                chosen[language, passage] = found[language][0]

        def facets(weights: FacetWeights) -> float:
            searcher = Searcher(held, chosen, weights)
            return sum(quality(searcher, needs, gold, lang) for lang in ("zh", "en")) / 2

        found["facets"] = climb(FacetWeights(), facets, rounds=1)
        return found
