"""How well the searcher finds: hits and reciprocal rank over the hand-written questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.question_set import Need, judgments, read_needs
from index.records.model import Language, Span
from index.search.model import Hit, Leg
from index.search.searcher import Searcher
from index.store.library import Library

DEPTH = 10
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one language and half: shares of questions with an answering passage in the
    first 1, 5 and 10 hits, and the mean reciprocal rank of the first one (0 beyond 10)."""

    language: Language
    half: str
    questions: int
    hit_1: float
    hit_5: float
    hit_10: float
    mrr_10: float


def first_answering(hits: Sequence[Hit], gold: Sequence[tuple[str, Span, int]]) -> int | None:
    """Rank of the first hit that overlaps a span of grade 2, or None."""
    for hit in hits:
        passage = hit.passage
        span = Span(passage.start, passage.end)
        if any(d == passage.document_id and g == 2 and span.overlaps(s) for d, s, g in gold):
            return hit.rank
    return None


def summarise(language: Language, half: str, ranks: Sequence[int | None]) -> Row:
    """Figures over the first answering ranks of some questions; a miss counts as zero."""
    n = len(ranks) or 1
    share = {k: sum(r is not None and r <= k for r in ranks) / n for k in (1, 5, DEPTH)}
    mrr = sum(1 / r for r in ranks if r is not None and r <= DEPTH) / n
    return Row(language, half, len(ranks), share[1], share[5], share[DEPTH], mrr)


def measure(
    searcher: Searcher,
    needs: Iterable[Need],
    gold: Mapping[str, Sequence[tuple[str, Span, int]]],
    legs: tuple[Leg, ...],
) -> list[Row]:
    """Ask every answerable need in both languages; one row per language and half."""
    answerable = [n for n in needs if n.answerable]
    rows = []
    for language in LANGUAGES:
        for half in ("dev", "test"):
            ranks = [
                first_answering(
                    searcher.search(need.question(language), k=DEPTH, legs=legs).hits, gold[need.id]
                )
                for need in answerable
                if need.half == half
            ]
            rows.append(summarise(language, half, ranks))
    return rows


def run(library: Path, legs: tuple[Leg, ...]) -> list[Row]:
    """Measure a library that holds the documents of the question set."""
    from index.encode import load_encoder

    with Library.open(library, load_encoder()) as held:
        records = {d.document.name: held.record(d.document.id) for d in held.documents()}
        needs = read_needs()
        return measure(held.searcher(), needs, judgments(needs, records), legs)


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        f"| {r.language} | {r.half} | {r.questions} | {r.hit_1:.3f} | {r.hit_5:.3f} "
        f"| {r.hit_10:.3f} | {r.mrr_10:.3f} |"
        for r in rows
    ]
    head = [
        "| questions | half | n | hit@1 | hit@5 | hit@10 | MRR@10 |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *lines])
