"""Tables of what `scale` measures, and a straight line through it for sizes that were not."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np

from eval.bench.scale import Row

FAR = 100_000_000
_LIBRARY: tuple[tuple[str, str, str], ...] = (
    ("build, without encoding", "build_s", "{:,.0f} s"),
    ("disk", "disk_mb", "{:,.0f} MB"),
    ("— database", "database_mb", "{:,.0f} MB"),
    ("— token vectors", "tokens_mb", "{:,.0f} MB"),
    ("— vectors", "vectors_mb", "{:,.0f} MB"),
    ("— words", "words_mb", "{:,.0f} MB"),
    ("— kept entries", "entries_mb", "{:,.0f} MB"),
    ("service ready", "ready_s", "{:.2f} s"),
    ("resident after 200 questions", "rss_mb", "{:,.0f} MB"),
    ("— of it files", "file_mb", "{:,.0f} MB"),
    ("proportional (Pss)", "pss_mb", "{:,.0f} MB"),
    ("first answer of a fresh process", "open_s", "{:.2f} s"),
    ("whole search, median", "hybrid_p50", "{:.1f} ms"),
    ("whole search, 99 of 100", "hybrid_p99", "{:.1f} ms"),
    ("dense leg, median", "dense_p50", "{:.2f} ms"),
    ("dense leg, 99 of 100", "dense_p99", "{:.2f} ms"),
    ("words, median", "lexical_p50", "{:.2f} ms"),
    ("words, 99 of 100", "lexical_p99", "{:.2f} ms"),
    ("searches a second, two threads", "threads_per_s", "{:.0f}"),
    ("searches a second, two processes", "processes_per_s", "{:.0f}"),
    ("recall@10 of the dense leg", "recall_10", "{:.3f}"),
    ("add one document of 50 passages", "add_s", "{:.2f} s"),
)
# What grows with the library, at most in proportion.
_MODELLED = ("build_s", "disk_mb", "rss_mb", "hybrid_p50", "dense_p50", "lexical_p50", "ready_s")


def table(rows: Sequence[Row], kind: str) -> str:
    """The figures of one kind as a Markdown table, a column for each size."""
    held = [row for row in rows if row.kind == kind]
    if not held:
        return ""
    lines = [
        _line("passages" if kind == "library" else "vectors", [f"{r.passages:,}" for r in held])
    ]
    lines.append(_line("---", ["---:"] * len(held)))
    rate = [f"{row.passages / row.figures['build_s']:,.0f}" for row in held]
    lines.append(_line("built a second", rate))
    for name, key, form in _LIBRARY:
        if any(key in row.figures for row in held):
            values = [form.format(row.figures[key]) if key in row.figures else "" for row in held]
            lines.append(_line(name, values))
    return "\n".join(lines)


def fit(sizes: Sequence[int], values: Sequence[float]) -> tuple[float, float]:
    """`a` and `b` of a + b N by least squares of relative errors, neither below 0."""
    n, y = np.array(sizes, float), np.array(values, float)
    weights = 1 / np.maximum(np.abs(y), 1e-9)
    found = np.linalg.lstsq(np.column_stack([weights, n * weights]), y * weights, rcond=None)[0]
    a, b = float(found[0]), float(found[1])
    if a < 0:
        return 0.0, float((y * n * weights**2).sum() / (n**2 * weights**2).sum())
    return (a, b) if b >= 0 else (float(np.average(y, weights=weights**2)), 0.0)


def model(rows: Sequence[Row]) -> str:
    """The lines through the figures, and where they would lead: an extrapolation, no figure."""
    lines = []
    for kind in ("library", "vectors"):
        held = [row for row in rows if row.kind == kind]
        sizes = [row.passages for row in held]
        for name, key, form in _LIBRARY:
            if len(held) < 2 or key not in _MODELLED or key not in held[0].figures:
                continue
            a, b = fit(sizes, [row.figures[key] for row in held])
            per = form.format(1e6 * b)
            far = form.format(a + b * FAR)
            lines.append(_line(f"{kind}: {name}", [form.format(a), per, far]))
    if not lines:
        return ""
    head = _line("a + b N", ["a", "b a million", f"{FAR:,} (extrapolated)"])
    return "\n".join([head, _line("---", ["---:"] * 3), *lines])


def report(rows: Sequence[Row]) -> str:
    """All tables, with the processors and the load that they were measured under."""
    load = os.getloadavg()[1]
    begin = f"Measured on {len(os.sched_getaffinity(0))} cores at a load of {load:.1f}."
    return "\n\n".join(
        filter(None, [begin, table(rows, "library"), table(rows, "vectors"), model(rows)])
    )


def _line(name: str, values: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(values)} |"
