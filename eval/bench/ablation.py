"""What each part of the search contributes: everything, and everything but one part.

The differences are over needs, with 95% bootstrap intervals and a paired randomisation test; the
parts were chosen on the development half, the test half is only reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from eval.bench.retrieval import first_answering
from eval.question_set import Need, judgments, read_needs
from eval.significance import Difference, interval, paired
from index.records.model import Language
from index.search.fuse import WEIGHTS, FacetWeights, Weights
from index.search.model import LEGS, Leg
from index.search.searcher import Searcher
from index.store.library import Library

LANGUAGES: tuple[Language, ...] = ("zh", "en")
HALVES = ("dev", "test")
FACETS = FacetWeights()
NO_FACETS = FacetWeights(delegation=0.0, speaker=0.0, document=0.0, date=0.0)


@dataclass(frozen=True, slots=True)
class Variant:
    """A search with some of its parts."""

    name: str
    legs: tuple[Leg, ...] = LEGS
    weights: Weights = field(default_factory=lambda: WEIGHTS)
    facets: FacetWeights = FACETS
    translated: bool = True


def _without(leg: str) -> Weights:
    return {pair: replace(weights, **{leg: 0.0}) for pair, weights in WEIGHTS.items()}


VARIANTS = (
    Variant("everything"),
    Variant("without late interaction", ("lexical", "dense")),
    Variant("without words", weights=_without("lexical")),
    Variant("without translated words", translated=False),
    Variant("without names, symbols and dates", facets=NO_FACETS),
    Variant("only late interaction", ("late",)),
    Variant("only single vectors", ("dense",)),
    Variant("only words", ("lexical",)),
    Variant("only words, none translated", ("lexical",), translated=False),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One variant over one language and half; values by need."""

    variant: str
    language: Language
    half: str
    found: Mapping[str, float]
    reciprocal: Mapping[str, float]


def measure(library: Library, needs: Sequence[Need]) -> list[Row]:
    """Ask every answerable need in both languages with every variant."""
    records = {d.document.name: library.record(d.document.id) for d in library.documents()}
    answerable = [need for need in needs if need.answerable]
    gold = judgments(answerable, records)
    return [
        _row(library, variant, language, half, answerable, gold)
        for variant in VARIANTS
        for language in LANGUAGES
        for half in HALVES
    ]


def _row(
    library: Library,
    variant: Variant,
    language: Language,
    half: str,
    needs: Iterable[Need],
    gold: Mapping[str, Any],
) -> Row:
    searcher = Searcher(library, variant.weights, variant.facets, variant.translated)
    ranks = {
        need.id: first_answering(
            searcher.search(need.question(language), legs=variant.legs).hits, gold[need.id]
        )
        for need in needs
        if need.half == half
    }
    return Row(
        variant.name,
        language,
        half,
        {id: float(rank is not None and rank <= 5) for id, rank in ranks.items()},
        {id: 1 / rank if rank else 0.0 for id, rank in ranks.items()},
    )


def run(library: Path) -> list[Row]:
    """Measure a library that holds the documents of the question set."""
    from index.encode import load_encoder

    with Library.open(library, load_encoder()) as held:
        return measure(held, read_needs())


def table(rows: Sequence[Row]) -> str:
    """A Markdown table for each half: Success@5, MRR@10, and MRR@10 against everything."""
    parts = []
    for half in HALVES:
        lines = [
            f"### {'Development' if half == 'dev' else 'Test'} half",
            "",
            "| parts | questions | Success@5 | MRR@10 | against everything | p |",
            "|---|---|---|---|---|---|",
        ]
        for language in LANGUAGES:
            chosen = [row for row in rows if (row.language, row.half) == (language, half)]
            lines += [_line(row, chosen[0]) for row in chosen]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _line(row: Row, everything: Row) -> str:
    found, reciprocal = list(row.found.values()), list(row.reciprocal.values())
    reached = interval(reciprocal)
    cells = [
        row.variant,
        row.language,
        _mean(found),
        f"{_mean(reciprocal)} ({reached.low:.3f}–{reached.high:.3f})",
    ]
    if row is everything:
        return f"| {' | '.join([*cells, '', ''])} |"
    apart: Difference = paired(everything.reciprocal, row.reciprocal, lambda id: id)
    change = f"{apart.difference:+.3f} ({apart.interval.low:+.3f} to {apart.interval.high:+.3f})"
    return f"| {' | '.join([*cells, change, f'{apart.p:.3f}'])} |"


def _mean(values: Sequence[float]) -> str:
    return f"{sum(values) / max(len(values), 1):.3f}"
