"""The report as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from eval.report import plots
from eval.report.failures import FAULTS, as_html, failures, first_answering
from eval.report.figures import LANGUAGES, Column, Figures
from eval.report.text import (
    Rows,
    counts,
    latency_rows,
    measure_rows,
    refusal_rows,
    settings_line,
)
from eval.score import Scored
from index.records.model import Language, Record

_HERE = Path(__file__).parent
_RANKS = {"1": 1, "2": 2, "3": 3, "4–5": 5, "6–10": 10, "11–20": 20, "21–100": 100}
_BINS = 12


def page(figures: Figures, scored: Scored, records: Mapping[str, Record]) -> str:
    """The whole page."""
    sections = [
        f"<h1>Rostrum on its questions: {escape(figures.run)}</h1>",
        f"<p>{escape(settings_line(figures))}. {escape(counts(figures))}. "
        "Means with 95% bootstrap intervals over needs. The failures are those of the development "
        "half; the test half is reported and not read.</p>",
        _measures(figures),
        _slices(figures),
        _ranks(scored),
        _refusals(figures, scored),
        f"<h2>Times</h2>{table(latency_rows(figures))}",
        _failures(scored, records),
        f"<h2>Settings</h2>{table(_settings(figures))}",
    ]
    style, script = ((_HERE / name).read_text("utf8") for name in ("page.css", "page.js"))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Rostrum: evaluation of {escape(figures.run)}</title><style>{style}</style></head>"
        f"<body>{''.join(sections)}<script>{script}</script></body></html>\n"
    )


def table(rows: Rows) -> str:
    """Rows as an HTML table, the first one as its head."""
    if not rows:
        return ""
    head, *body = rows
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in body
    )
    return f'<div class="scroll"><table><tr>{cells}</tr>{lines}</table></div>'


def _key(*names: str) -> str:
    marks = " ".join(f'<span class="key {name}">{name}</span>' for name in names)
    return f"<p>{marks}</p>"


def _measures(figures: Figures) -> str:
    rows = {
        measure: {column.name: cells[column] for column in figures.columns}
        for measure, cells in figures.cells.items()
    }
    plot = plots.intervals(rows, "Every measure by half and language")
    told = "<p><small>Filled: development half; open: test half.</small></p>"
    return f"<h2>Measures</h2>{_key('zh', 'en')}{told}{plot}{table(measure_rows(figures, True))}"


def _slices(figures: Figures) -> str:
    """nDCG@10 by kind and by document, on the development half."""
    parts = ["<h2>By kind and by document (nDCG@10, development half)</h2>", _key("zh", "en")]
    for title, found in (("kind", figures.kinds), ("document", figures.documents)):
        parts.append(plots.intervals(found, f"nDCG@10 by {title}"))
    return "".join(parts)


def _ranks(scored: Scored) -> str:
    """Where the first answering passage stands."""
    groups: dict[str, dict[str, float]] = {
        name: dict.fromkeys(LANGUAGES, 0.0) for name in [*_RANKS, "none"]
    }
    asked = [q for q in scored.run.questions if q.half == "dev" and q.answerable]
    for question in asked:
        rank = first_answering(question, scored.judgments.of(question.need))
        name = next((n for n, last in _RANKS.items() if 0 < rank <= last), "none")
        groups[name][question.language] += len(LANGUAGES) / len(asked)
    plot = plots.columns(groups, "Rank of the first answering passage")
    title = "<h2>Rank of the first answering passage (share of development questions)</h2>"
    return f"{title}{_key('zh', 'en')}{plot}"


def _refusals(figures: Figures, scored: Scored) -> str:
    dev = {c.language: figures.refusals[c] for c in figures.refusals if c.half == "dev"}
    if not dev:
        return ""
    curve = plots.risk(
        {language: found.curve for language, found in dev.items()},
        {language: _shipped(figures, language) for language in dev},
        "Risk against coverage",
    )
    return (
        f"<h2>Refusals</h2>{table(refusal_rows(figures))}"
        "<h3>Risk against coverage (development half)</h3><p><small>Risk: the share of the "
        "answered questions that the documents do not answer. "
        "Rings: the shipped threshold.</small></p>"
        f"{_key('zh', 'en')}{curve}<h3>Confidence (development half, share of questions)</h3>"
        f"{_key('answerable', 'unanswerable')}{_histogram(scored)}"
    )


def _shipped(figures: Figures, language: Language) -> tuple[float, float]:
    """Coverage and risk of what was truly answered."""
    found = figures.refusals[Column("dev", language)]
    wrong = found.wrongly_answered * found.unanswerable
    answered = found.answered * found.answerable + wrong
    asked = found.answerable + found.unanswerable
    return answered / asked if asked else 0.0, wrong / answered if answered else 0.0


def _histogram(scored: Scored) -> str:
    given = [
        (q.answer.confidence, "answerable" if q.answerable else "unanswerable")
        for q in scored.run.questions
        if q.answer and q.half == "dev"
    ]
    width = max([confidence for confidence, _ in given] + [1e-9]) / _BINS
    groups: dict[str, dict[str, float]] = {
        f"{(bin + 0.5) * width:.2f}": {"answerable": 0.0, "unanswerable": 0.0}
        for bin in range(_BINS)
    }
    names = list(groups)
    totals = {kind: sum(k == kind for _, k in given) for _, kind in given}
    for confidence, kind in given:
        place = min(_BINS - 1, max(0, int(confidence / width)))
        groups[names[place]][kind] += 1 / totals[kind]
    return plots.columns(groups, "Confidence of answerable and unanswerable questions")


def _failures(scored: Scored, records: Mapping[str, Record]) -> str:
    found = failures(scored)
    by_id = {record.document.id: record for record in records.values()}
    kinds = sorted({failure.need.kind for failure in found})
    faults = "".join(
        f'<option value="{name.replace(" ", "-")}">{name}: {escape(told)}</option>'
        for name, told in FAULTS.items()
    )
    choices = (
        '<div class="filters"><label>language <select name="language">'
        '<option value="">both</option>'
        "<option>zh</option><option>en</option></select></label>"
        '<label>kind <select name="kind"><option value="">all</option>'
        f"{''.join(f'<option>{escape(kind)}</option>' for kind in kinds)}</select></label>"
        f'<label>fault <select name="fault"><option value="">any</option>{faults}</select></label>'
        '<span id="shown"></span></div>'
    )
    body = "\n".join(as_html(failure, by_id) for failure in found)
    return f"<h2>Failures of the development half: {len(found)}</h2>{choices}{body}"


def _settings(figures: Figures) -> Rows:
    rows = [["setting", "value"]]
    for name, value in figures.settings.items():
        rows.append([name, ", ".join(value) if isinstance(value, list) else str(value)])
    return rows
