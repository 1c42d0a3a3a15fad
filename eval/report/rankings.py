"""A comparison for the terminal: tables by slice, and two rankings side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.compare import Change, Comparison
from eval.model import QuestionRun, RankedHit
from eval.report.text import aligned, comparison_rows, number
from eval.score import Scored
from eval.spans import grade
from index.errors import InputError
from index.records.model import Record

# The slices that are shown unasked.
SHOWN = ("dev", "dev · zh", "dev · en", "test · zh", "test · en")
_RANKS = 5
_CHARACTERS = 26


def as_terminal(
    comparison: Comparison,
    a: Scored,
    b: Scored,
    records: Mapping[str, Record],
    wanted: Sequence[str] = (),
    changes: int = 3,
) -> str:
    """The whole comparison as text.

    Raises:
        InputError: a slice that there is none of.
    """
    known = list(dict.fromkeys(row.slice for row in comparison.rows))
    for name in wanted:
        if name not in (*known, "all"):
            raise InputError(f"There is no slice {name!r}.", f"There are: {', '.join(known)}.")
    shown = known if "all" in wanted else [s for s in known if s in SHOWN or s in wanted]
    parts = [_slice(comparison, name) for name in shown]
    for run, rows in comparison.gaps.items():
        title = f"English against Chinese over twins, {run}: {_name(comparison, run)}"
        parts.append(f"{title}\n{aligned(comparison_rows(rows, ('zh', 'en')))}")
    by_id = {document.document.id: document for document in records.values()}
    for title, found in (("Wins of B", comparison.wins), ("Losses of B", comparison.losses)):
        parts.append(f"{title} by nDCG@10, development half: {len(found)}")
        parts += [_change(change, a, b, by_id) for change in found[:changes]]
    return "\n\n".join(parts)


def _name(comparison: Comparison, run: str) -> str:
    return comparison.a if run == "A" else comparison.b


def _slice(comparison: Comparison, name: str) -> str:
    rows = [row for row in comparison.rows if row.slice == name]
    names = (f"A: {comparison.a}", f"B: {comparison.b}")
    questions = rows[0].difference.questions if rows else 0
    return f"{name} ({questions} questions)\n{aligned(comparison_rows(rows, names))}"


def _change(change: Change, a: Scored, b: Scored, records: Mapping[str, Record]) -> str:
    first, second = a.run.question(change.id), b.run.question(change.id)
    if first is None or second is None:
        return change.id
    lines = [f"{change.id}  {number(change.a)} → {number(change.b)}  {first.question}"]
    rows = [["", "A", "B"]]
    for rank in range(_RANKS):
        cells = [_hit(q, rank, scored, records) for q, scored in ((first, a), (second, b))]
        rows.append([str(rank + 1), *cells])
    # Text columns read better flush left.
    return "\n".join([*lines, *(f"  {row}" for row in _left(rows))])


def _left(rows: Sequence[Sequence[str]]) -> list[str]:
    return aligned([[*row, ""] for row in rows], flush=True).splitlines()


def _hit(question: QuestionRun, rank: int, scored: Scored, records: Mapping[str, Record]) -> str:
    if rank >= len(question.hits):
        return ""
    hit = question.hits[rank]
    mark = "·+★"[grade(hit, scored.judgments.of(question.need))]
    return f"{mark} {snippet(hit, records)}"


def snippet(hit: RankedHit, records: Mapping[str, Record]) -> str:
    """Where a hit stands and how it begins."""
    record = records.get(hit.document)
    if record is None:
        return f"{hit.document} {hit.start}–{hit.end}"
    words = " ".join(record.text[hit.start : hit.end].split())
    return f"{record.document.label} {hit.start} {words[:_CHARACTERS]}…"
