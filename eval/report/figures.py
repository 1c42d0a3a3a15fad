"""The figures that every form of the report shows, computed once."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from eval.answers import RefusalFigures, refusal_figures
from eval.compare import TOLD_BY
from eval.model import Half, Setting
from eval.question_set import Need
from eval.score import ANSWER, DECISION, SEARCH, Scored
from eval.significance import Interval, grouped, interval
from eval.slices import HALVES, Slice, by_document, by_kind, ids, need_of
from index.records.model import Language, Record

LANGUAGES: tuple[Language, ...] = ("zh", "en")
MEASURES = (*SEARCH, *ANSWER, DECISION)
# The stages that a user waits for, in the order in which they run.
STAGES = (
    "search.words",
    "search.encode",
    "search.lexical",
    "search.dense",
    "search.late",
    "search.fuse",
    "search.read",
    "answer.search",
    "answer.refuse",
    "answer.choose",
    "answer.cite",
    "answer.total",
)


@dataclass(frozen=True, slots=True)
class Column:
    """The questions of one half in one language."""

    half: Half
    language: Language

    @property
    def name(self) -> str:
        """`dev zh`."""
        return f"{self.half} {self.language}"


@dataclass(frozen=True, slots=True)
class Cell:
    """The mean of one measure over some questions, with its interval over needs."""

    mean: float
    interval: Interval
    questions: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one stage: median, 95th percentile, longest."""

    stage: str
    median: float
    late: float
    longest: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a report tells, by measure and column, and by slice of the development half.

    `kinds` and `documents` hold nDCG@10 as `slice -> language -> Cell`.
    """

    run: str
    settings: Mapping[str, Setting]
    columns: tuple[Column, ...]
    cells: Mapping[str, Mapping[Column, Cell]]
    refusals: Mapping[Column, RefusalFigures]
    kinds: Mapping[str, Mapping[Language, Cell]]
    documents: Mapping[str, Mapping[Language, Cell]]
    latencies: tuple[Latency, ...]


def figures(scored: Scored, records: Mapping[str, Record]) -> Figures:
    """All figures of a scored run."""
    needs = list(scored.needs.values())
    columns = tuple(
        Column(half, language)
        for half in HALVES
        for language in LANGUAGES
        if any(need.half == half for need in needs)
    )
    chosen = {column: ids(needs, column.half, column.language) for column in columns}
    dev = [need for need in needs if need.half == "dev"]
    return Figures(
        run=scored.run.name,
        settings=scored.run.settings,
        columns=columns,
        cells={
            measure: {column: cell(scored, measure, chosen[column]) for column in columns}
            for measure in MEASURES
            if measure in scored.scores.values
        },
        refusals=_refusals(scored, chosen),
        kinds=_by_slice(scored, by_kind(dev)),
        documents=_by_slice(scored, by_document(dev, records)),
        latencies=latencies(scored),
    )


def cell(scored: Scored, measure: str, chosen: Slice) -> Cell:
    """One measure over some questions."""
    values = {
        id: value for id, value in scored.scores.values.get(measure, {}).items() if id in chosen
    }
    mean = sum(values.values()) / len(values) if values else 0.0
    return Cell(mean, interval(list(grouped(values, need_of).values())), len(values))


def _by_slice(scored: Scored, groups: Mapping[str, list[Need]]) -> dict[str, dict[Language, Cell]]:
    """nDCG@10 of the groups that it is defined for, by language."""
    found: dict[str, dict[Language, Cell]] = {}
    for name, needs in groups.items():
        for language in LANGUAGES:
            one = cell(scored, TOLD_BY, ids(needs, None, language))
            if one.questions:
                found.setdefault(name, {})[language] = one
    return found


def _refusals(scored: Scored, chosen: Mapping[Column, Slice]) -> dict[Column, RefusalFigures]:
    """Refusals by column; none where only the search was run."""
    if DECISION not in scored.scores.values:
        return {}
    return {
        column: refusal_figures([q for q in scored.run.questions if q.id in found])
        for column, found in chosen.items()
    }


def latencies(scored: Scored) -> tuple[Latency, ...]:
    """Times of every stage over all questions."""
    found = []
    for stage in STAGES:
        times = [q.timings[stage] for q in scored.run.questions if stage in q.timings]
        if times:
            late = sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]
            found.append(Latency(stage, statistics.median(times), late, max(times)))
    return tuple(found)
