"""Passages to judge: several systems rank them high, and no gold stands in them (pooling)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.model import Half, Judgments, RankedHit, Run
from eval.question_set import Need
from eval.spans import covers
from index.records.model import Record

DEPTH = 5
AGREEING = 2


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A passage without gold for a need; `found` says at which rank by which system."""

    need: Need
    passage: RankedHit
    found: tuple[tuple[str, int], ...]


def pool(
    runs: Sequence[Run],
    needs: Sequence[Need],
    judgments: Judgments,
    half: Half | None = "dev",
    depth: int = DEPTH,
    agreeing: int = AGREEING,
) -> list[Unjudged]:
    """The passages to judge, need by need, those found most often first.

    A system is a run in one language; `agreeing` of them must have a passage among the first
    `depth`.
    """
    found = [
        one
        for need in needs
        if half in (None, need.half)
        for one in _of_need(need, runs, judgments, depth)
        if len(one.found) >= agreeing
    ]
    order = {need.id: place for place, need in enumerate(needs)}
    return sorted(found, key=lambda one: (order[one.need.id], -len(one.found), best(one)))


def best(one: Unjudged) -> int:
    """The best rank that a passage has in any system."""
    return min(rank for _, rank in one.found)


def _of_need(need: Need, runs: Sequence[Run], judgments: Judgments, depth: int) -> list[Unjudged]:
    places: dict[tuple[str, int, int], list[tuple[str, int]]] = {}
    hits: dict[tuple[str, int, int], RankedHit] = {}
    for run in runs:
        for question in run.questions:
            if question.need != need.id:
                continue
            for rank, hit in enumerate(question.hits[:depth], start=1):
                if not any(covers(hit, span) for span in judgments.of(need.id)):
                    key = (hit.document, hit.start, hit.end)
                    hits.setdefault(key, hit)
                    places.setdefault(key, []).append((f"{run.name} {question.language}", rank))
    return [Unjudged(need, hits[key], tuple(found)) for key, found in places.items()]


def fields(one: Unjudged, records: Mapping[str, Record]) -> dict[str, Any]:
    """A passage to judge as plain JSON types; `file` and `text` go into gold as they are."""
    record = records[one.passage.document]
    return {
        "id": one.need.id,
        "zh": one.need.zh,
        "en": one.need.en,
        "file": record.document.name,
        "start": one.passage.start,
        "end": one.passage.end,
        "text": record.text[one.passage.start : one.passage.end],
        "found": dict(one.found),
    }
