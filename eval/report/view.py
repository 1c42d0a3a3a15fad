"""The figures as plain JSON types, in as much detail as the page of the service draws.

view_fields    everything about one run, by half, language and kind
narrowed       a run held to one half
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from eval.answers import RefusalFigures
from eval.compare import language_gap
from eval.model import Half, QuestionRun, Scores
from eval.report.figures import LANGUAGES, STAGES, Cell, Column, cell, figures
from eval.report.text import row_fields
from eval.score import ANSWER, SEARCH, Scored
from eval.slices import HALVES, by_document, by_kind, ids
from index.records.model import Record

Fields = dict[str, Any]
# The measures that are told for every kind and document.
BY_SLICE = (
    "nDCG@10",
    "Recall@10",
    "Success@5",
    "MRR@10",
    "Gold cited",
    "Key recall",
    "Right to answer",
)
# A curve of so many points cannot be told from a finer one.
_POINTS = 200
_PERCENTILES = tuple(range(0, 101, 5))


def view_fields(scored: Scored, records: Mapping[str, Record], complete: bool = True) -> Fields:
    """All figures of a run; without what its questions hold where it is not `complete`, which
    means that only the values of the measures are kept.

    `columns` are the halves and languages, `measures`, `kinds` and `documents` means with 95%
    intervals, `gap` English against Chinese over twins, `refusals` one entry for each column,
    `latency` milliseconds by stage over all questions.
    """
    found = figures(scored, records)
    return {
        "columns": [_column_fields(scored, column) for column in found.columns],
        "measures": [
            {"measure": measure, "of": _kind_of(measure), **_place(column), **cell_fields(one)}
            for measure, cells in found.cells.items()
            for column, one in cells.items()
        ],
        "kinds": list(_slices(scored, "kind", found.columns, records)),
        "documents": list(_slices(scored, "document", found.columns, records)),
        "gap": [
            {"half": half, **row_fields(row)}
            for half, held in _halves(scored)
            for row in language_gap(held)
        ],
        "refusals": [
            _place(column) | _refusal_fields(one, scored, column)
            for column, one in (found.refusals if complete else {}).items()
        ],
        "latency": latency_fields(scored.run.questions),
    }


def narrowed(scored: Scored, half: Half) -> Scored:
    """A run held to the questions of one half."""
    needs = {id: need for id, need in scored.needs.items() if need.half == half}
    chosen = ids(needs.values())
    values = {
        measure: {id: value for id, value in of.items() if id in chosen}
        for measure, of in scored.scores.values.items()
    }
    settings = {**scored.run.settings, "half": half}
    questions = tuple(q for q in scored.run.questions if q.need in needs)
    run = replace(scored.run, settings=settings, questions=questions)
    return Scored(run, needs, scored.judgments, Scores(run.name, values))


def _halves(scored: Scored) -> Iterator[tuple[str, Scored]]:
    """Each half that the run has, and both together where it has both."""
    held = [half for half in HALVES if any(n.half == half for n in scored.needs.values())]
    for half in held:
        yield half, narrowed(scored, half)
    if len(held) > 1:
        yield "all", scored


def _kind_of(measure: str) -> str:
    """What a measure looks at."""
    return "search" if measure in SEARCH else "answer" if measure in ANSWER else "decision"


def _place(column: Column) -> Fields:
    return {"half": column.half, "language": column.language}


def cell_fields(one: Cell) -> Fields:
    """A mean with its interval and the number of questions."""
    return {
        "mean": round(one.mean, 4),
        "low": round(one.interval.low, 4),
        "high": round(one.interval.high, 4),
        "questions": one.questions,
    }


def _column_fields(scored: Scored, column: Column) -> Fields:
    needs = [need for need in scored.needs.values() if need.half == column.half]
    answerable = sum(need.answerable for need in needs)
    return _place(column) | {"answerable": answerable, "unanswerable": len(needs) - answerable}


def _slices(
    scored: Scored, by: str, columns: Sequence[Column], records: Mapping[str, Record]
) -> Iterator[Fields]:
    """The measures of every kind, or document, in every column; those that are defined there."""
    for half in dict.fromkeys(column.half for column in columns):
        needs = [need for need in scored.needs.values() if need.half == half]
        groups = by_kind(needs) if by == "kind" else by_document(needs, records)
        for name, group in groups.items():
            for language in LANGUAGES:
                chosen = ids(group, None, language)
                for measure in BY_SLICE:
                    one = cell(scored, measure, chosen)
                    if one.questions:
                        place = {by: name, "half": half, "language": language}
                        yield {**place, "measure": measure, **cell_fields(one)}


def _refusal_fields(one: RefusalFigures, scored: Scored, column: Column) -> Fields:
    """The figures of refusals, where the shipped threshold stands, and the curve.

    Each point of the curve is (coverage, risk, confidence), by growing coverage.
    """
    chosen = ids(scored.needs.values(), column.half, column.language)
    asked = [q for q in scored.run.questions if q.id in chosen and q.answer is not None]
    answered = [q for q in asked if q.answer and not q.answer.refused]
    wrong = sum(not q.answerable for q in answered)
    step = max(1, len(one.curve) // _POINTS)
    points = [*one.curve[:-1:step], *one.curve[-1:]]
    return {
        "answerable": one.answerable,
        "unanswerable": one.unanswerable,
        "answered": round(one.answered, 4),
        "wrongly_answered": round(one.wrongly_answered, 4),
        "precision": round(one.precision, 4),
        "auroc": round(one.auroc, 4),
        "aurc": round(one.aurc, 4),
        "coverage": round(len(answered) / len(asked), 4) if asked else 0.0,
        "risk": round(wrong / len(answered), 4) if answered else 0.0,
        "curve": [[round(p.coverage, 4), round(p.risk, 4), round(p.confidence, 4)] for p in points],
    }


def latency_fields(questions: Sequence[QuestionRun]) -> list[Fields]:
    """Milliseconds of every stage: percentiles 0, 5 … 100, and those most asked for by name."""
    found = []
    for stage in STAGES:
        times = [q.timings[stage] for q in questions if stage in q.timings]
        if times:
            p50, p90, p95, p99, longest = np.percentile(times, [50, 90, 95, 99, 100]).tolist()
            named = {"p50": p50, "p90": p90, "p95": p95, "p99": p99, "longest": longest}
            curve = np.percentile(times, _PERCENTILES).tolist()
            found.append(
                {"stage": stage, "questions": len(times)}
                | {name: round(value, 2) for name, value in named.items()}
                | {"percentiles": [round(value, 2) for value in curve]}
            )
    return found
