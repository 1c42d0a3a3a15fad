"""The figures as text: a table for the terminal, a summary in Markdown, JSON for programs."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from eval.compare import Comparison, Row
from eval.report.figures import Column, Figures

Rows = list[list[str]]


def number(value: float) -> str:
    """A share as figures are printed in the field: `.583`."""
    return f"{value:.3f}".replace("0.", ".", 1) if 0 <= value < 1 else f"{value:.3f}"


def signed(value: float) -> str:
    """A difference with its sign: `+.021`."""
    return ("+" if value >= 0 else "−") + number(abs(value))


def measure_rows(figures: Figures, intervals: bool = False) -> Rows:
    """Measure by language and half; with `intervals` the 95% bounds stand behind the mean."""
    rows = [["measure", *(column.name for column in figures.columns)]]
    for measure, cells in figures.cells.items():
        row = [measure]
        for column in figures.columns:
            one = cells[column]
            bounds = f" ({number(one.interval.low)}–{number(one.interval.high)})"
            row.append(number(one.mean) + (bounds if intervals else ""))
        rows.append(row)
    return rows


def refusal_rows(figures: Figures) -> Rows:
    """Refusals at the shipped threshold and how well confidence separates."""
    if not figures.refusals:
        return []
    told = [
        ("answerable answered", "answered"),
        ("unanswerable answered", "wrongly_answered"),
        ("refusals that are right", "precision"),
        ("AUROC of confidence", "auroc"),
        ("area under risk-coverage", "aurc"),
    ]
    rows = [["refusal", *(column.name for column in figures.columns)]]
    for name, field in told:
        values = [getattr(figures.refusals[column], field) for column in figures.columns]
        rows.append([name, *map(number, values)])
    return rows


def latency_rows(figures: Figures) -> Rows:
    """Milliseconds by stage."""
    rows = [["stage (ms)", "median", "95th", "longest"]]
    rows += [
        [one.stage, f"{one.median:.1f}", f"{one.late:.1f}", f"{one.longest:.1f}"]
        for one in figures.latencies
    ]
    return rows


def counts(figures: Figures) -> str:
    """What was asked, in words."""
    asked = {column: _questions(figures, column) for column in figures.columns}
    return ", ".join(f"{column.name}: {n} answerable" for column, n in asked.items())


def _questions(figures: Figures, column: Column) -> int:
    return figures.cells["nDCG@10"][column].questions if figures.cells else 0


def as_terminal(figures: Figures) -> str:
    """Tables for the terminal."""
    parts = [f"{figures.run}: {settings_line(figures)}", counts(figures)]
    parts += [aligned(rows) for rows in (measure_rows(figures), refusal_rows(figures)) if rows]
    return "\n\n".join([*parts, aligned(latency_rows(figures))])


def settings_line(figures: Figures) -> str:
    """The settings that matter to a reader, in one line."""
    settings = figures.settings
    legs = settings.get("legs")
    shown = "+".join(legs) if isinstance(legs, list) else str(legs)
    named = [f"legs {shown}", f"encoder {settings.get('encoder')}"]
    named += [f"threshold {settings.get('threshold')}"] if settings.get("answers") else []
    return ", ".join([*named, f"question set {settings.get('questions')}"])


def as_markdown(figures: Figures) -> str:
    """The summary for a page in the repository."""
    parts = [
        "# How well Rostrum finds and answers",
        f"{settings_line(figures)}. {counts(figures)}; 95% bootstrap intervals over needs. "
        "Written by `make eval`; the measures are defined in `eval/measures.py`, "
        "`eval/spans.py` and `eval/answers.py`.",
        markdown(measure_rows(figures, intervals=True)),
    ]
    if figures.refusals:
        parts += ["## Refusals", markdown(refusal_rows(figures))]
    parts += ["## Times", markdown(latency_rows(figures))]
    return "\n\n".join(parts) + "\n"


def as_fields(figures: Figures) -> dict[str, Any]:
    """Everything as plain JSON types."""
    return {
        "run": figures.run,
        "settings": dict(figures.settings),
        "measures": {
            measure: {
                column.name: {
                    "mean": round(one.mean, 4),
                    "low": round(one.interval.low, 4),
                    "high": round(one.interval.high, 4),
                    "questions": one.questions,
                }
                for column, one in cells.items()
            }
            for measure, cells in figures.cells.items()
        },
        "refusal": {
            column.name: {
                "answered": round(one.answered, 4),
                "wrongly_answered": round(one.wrongly_answered, 4),
                "precision": round(one.precision, 4),
                "auroc": round(one.auroc, 4),
                "aurc": round(one.aurc, 4),
            }
            for column, one in figures.refusals.items()
        },
        "latency_ms": {
            one.stage: {"median": round(one.median, 2), "p95": round(one.late, 2)}
            for one in figures.latencies
        },
    }


def markdown(rows: Rows) -> str:
    """Rows as a Markdown table, the first one as its head."""
    head, *body = rows
    lines = [f"| {' | '.join(row)} |" for row in body]
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *lines])


def aligned(rows: Rows, flush: bool = False) -> str:
    """Rows in columns; all but the first are set right, as numbers are, unless `flush` left."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            _pad(value, width, left=flush or place == 0)
            for place, (value, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _pad(text: str, width: int, left: bool) -> str:
    room = " " * (width - _width(text))
    return text + room if left else room + text


def _width(text: str) -> int:
    """Columns that a text takes; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def comparison_rows(rows: Sequence[Row], names: tuple[str, str]) -> Rows:
    """Rows of a comparison: both means, the difference with its interval, p, and the verdict."""
    table = [["measure", *names, "difference", "95% interval", "p", "p (Holm)", ""]]
    for row in rows:
        one = row.difference
        bounds = f"{signed(one.interval.low)} … {signed(one.interval.high)}"
        verdict = ("better" if one.difference > 0 else "worse") if row.real else ""
        table.append(
            [row.measure, number(one.a), number(one.b), signed(one.difference), bounds,
             f"{one.p:.4f}", f"{row.adjusted:.4f}", verdict]
        )  # fmt: skip
    return table


def comparison_fields(comparison: Comparison) -> dict[str, Any]:
    """A comparison as plain JSON types."""
    return {
        "a": comparison.a,
        "b": comparison.b,
        "rows": [row_fields(row) for row in comparison.rows],
        "language_gap": {
            run: [row_fields(row) for row in rows] for run, rows in comparison.gaps.items()
        },
        "wins": [{"id": c.id, "a": round(c.a, 4), "b": round(c.b, 4)} for c in comparison.wins],
        "losses": [{"id": c.id, "a": round(c.a, 4), "b": round(c.b, 4)} for c in comparison.losses],
    }


def row_fields(row: Row) -> dict[str, Any]:
    """One row of a comparison as plain JSON types."""
    one = row.difference
    return {
        "slice": row.slice,
        "measure": row.measure,
        "questions": one.questions,
        "needs": one.needs,
        "a": round(one.a, 4),
        "b": round(one.b, 4),
        # There is no negative nought.
        "difference": round(one.difference, 4) + 0.0,
        "low": round(one.interval.low, 4) + 0.0,
        "high": round(one.interval.high, 4) + 0.0,
        "p": round(one.p, 5),
        "p_holm": round(row.adjusted, 5),
    }
