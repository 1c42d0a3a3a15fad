"""Plots as inline SVG, without a library; colours come from the style sheet of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TypeVar

from eval.answers import RiskPoint
from eval.report.figures import Cell

# A language, or a column's name.
Name = TypeVar("Name", bound=str)

_LABELS = 150
_WIDE = 420
_ROW = 30
_TALL = 220


def intervals(rows: Mapping[str, Mapping[Name, Cell]], title: str) -> str:
    """Means as dots with their 95% intervals: row -> series -> cell."""
    series = list(dict.fromkeys(name for cells in rows.values() for name in cells))
    step = _ROW / (len(series) + 1)
    parts = [_grid(len(rows) * _ROW)]
    for place, (row, cells) in enumerate(rows.items()):
        top = place * _ROW
        parts.append(_text(_LABELS - 8, top + _ROW / 2 + 4, row, "end"))
        for number, name in enumerate(series, start=1):
            if name in cells and cells[name].questions:
                parts.append(_dot(cells[name], top + number * step, name.replace(" ", "-"), name))
    return _svg(_LABELS + _WIDE + 20, len(rows) * _ROW + 24, title, parts)


def _dot(cell: Cell, y: float, kind: str, name: str) -> str:
    low, high, at = (_across(v) for v in (cell.interval.low, cell.interval.high, cell.mean))
    told = f"{name}: {cell.mean:.3f} ({cell.interval.low:.3f} to {cell.interval.high:.3f})"
    told += f", {cell.questions} questions"
    return (
        f'<g class="{escape(kind)}"><title>{escape(told)}</title>'
        f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<circle cx="{at:.1f}" cy="{y:.1f}" r="4"/></g>'
    )


def _across(value: float) -> float:
    return _LABELS + value * _WIDE


def _grid(height: float) -> str:
    """Vertical lines at 0, .2, … 1 with their numbers below."""
    lines = []
    for tenth in range(0, 11, 2):
        x = _across(tenth / 10)
        lines.append(f'<line class="grid" x1="{x}" x2="{x}" y1="0" y2="{height}"/>')
        lines.append(_text(x, height + 16, f"{tenth / 10:g}", "middle"))
    return "".join(lines)


def risk(
    curves: Mapping[str, Sequence[RiskPoint]],
    shipped: Mapping[str, tuple[float, float]],
    title: str,
) -> str:
    """Risk against coverage, one stepped line a series; a ring marks the shipped threshold."""
    top = max([p.risk for curve in curves.values() for p in curve] + [0.3])

    def up(value: float) -> float:
        return _TALL - value / top * (_TALL - 20)

    parts = [_grid(_TALL), _text(_LABELS - 8, up(top) + 4, f"{top:.2f}", "end")]
    parts += [_text(_LABELS - 8, _TALL, "0", "end"), _text(_LABELS - 8, up(top / 2), "risk", "end")]
    parts.append(_text(_across(0.5), _TALL + 32, "coverage", "middle"))
    for name, curve in curves.items():
        points = " ".join(f"{_across(p.coverage):.1f},{up(p.risk):.1f}" for p in curve)
        parts.append(f'<polyline class="{escape(name)}" points="{points}"/>')
        if name in shipped:
            coverage, value = shipped[name]
            parts.append(
                f'<circle class="ring {escape(name)}" cx="{_across(coverage):.1f}" '
                f'cy="{up(value):.1f}" r="6"><title>shipped threshold, {escape(name)}: '
                f"coverage {coverage:.2f}, risk {value:.2f}</title></circle>"
            )
    return _svg(_LABELS + _WIDE + 20, _TALL + 40, title, parts)


def columns(groups: Mapping[str, Mapping[str, float]], title: str) -> str:
    """Shares as columns: group -> series -> share, the series side by side."""
    top = max([value for bars in groups.values() for value in bars.values()] + [0.01])
    wide = _WIDE / max(1, len(groups))
    parts = []
    for place, (group, bars) in enumerate(groups.items()):
        left, bar = _LABELS + place * wide, wide * 0.8 / max(1, len(bars))
        parts.append(_text(left + wide * 0.4, _TALL + 16, group, "middle"))
        for number, (name, value) in enumerate(bars.items()):
            height = value / top * (_TALL - 20)
            parts.append(
                f'<rect class="{escape(name)}" x="{left + number * bar:.1f}" '
                f'y="{_TALL - height:.1f}" width="{bar:.1f}" height="{height:.1f}">'
                f"<title>{escape(group)}, {escape(name)}: {value:.3f}</title></rect>"
            )
    parts += [_text(_LABELS - 8, 24, f"{top:.2f}", "end"), _text(_LABELS - 8, _TALL, "0", "end")]
    return _svg(_LABELS + _WIDE + 20, _TALL + 24, title, parts)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )
