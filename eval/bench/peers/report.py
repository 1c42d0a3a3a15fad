"""The comparison as tables: what was measured, what Rostrum was to reach, how it was done."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.bench.peers.harness import DEPTH, K
from eval.bench.peers.model import Comparison, Runs
from eval.bench.peers.workload import (
    BASE,
    PASSAGE_NOISE,
    QUESTION_NOISE,
    QUESTION_WORDS,
    QUESTIONS,
)

# What all must find at least, so that nobody is fast by being wrong.
AGREEMENT = 0.95
_Value = Callable[[Runs], float | None]


@dataclass(frozen=True, slots=True)
class Goal:
    """So many times better than the best peer Rostrum is to be; `more` where more is better."""

    name: str
    factor: float
    value: _Value
    more: bool = False

    def times(self, ours: float, theirs: float) -> float:
        """How many times better ours is."""
        return ours / theirs if self.more else theirs / ours


GOALS = (
    Goal("ingest, passages/s", 5, Runs.rate, more=True),
    Goal("hybrid search, searches/s", 3, lambda runs: runs.per_second("plain"), more=True),
    Goal("filtered search, searches/s", 3, lambda runs: runs.per_second("filtered"), more=True),
    Goal("first answer, s", 5, Runs.first),
    Goal("CPU: ingest with words cut, s per 1,000", 5, Runs.whole_cpu),
    Goal("CPU: hybrid search, ms", 3, lambda runs: runs.search_cpu("plain")),
    Goal("CPU: filtered search, ms", 3, lambda runs: runs.search_cpu("filtered")),
    Goal("CPU: first answer, s", 5, Runs.first_cpu),
    Goal("memory of searching, MB", 2, Runs.search_peak),
)

_WALL = (
    "| system | ingest, passages/s | search p50 / p99, ms | searches/s | filtered p50 / p99, ms "
    "| searches/s | first answer, s |",
    "|---|---|---|---|---|---|---|",
)
_REST = (
    "| system | CPU: ingest, s per 1,000 | search, ms | filtered, ms | first answer, s "
    "| memory: search, MB | ingest, MB | disk, MB | found | found, filtered | hits, filtered |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
)


def report(comparisons: Sequence[Comparison], missing: Mapping[str, str], source: str) -> str:
    """The whole page in Markdown; `source` says what the passages are made from."""
    parts = ["# Beside other libraries", "", *_introduction(source), ""]
    parts += [f"**{name} is missing: {reason}**\n" for name, reason in missing.items()]
    for comparison in comparisons:
        parts += [*_section(comparison), ""]
    if comparisons:
        parts += _systems(comparisons[0])
    return "\n".join(parts) + "\n"


def _introduction(source: str) -> list[str]:
    return [
        f"The same passages, vectors and questions for all ({source}); written by "
        "`make bench-peers`. Nobody encodes here: vectors are handed in, "
        f"{BASE:,} of the shipped encoder's, by turns, each plus a Gaussian vector of length "
        f"{PASSAGE_NOISE} and normalised. {QUESTIONS} questions are {QUESTION_WORDS} words of a "
        f"passage, shuffled, with its vector plus one of length {QUESTION_NOISE}. Chinese is "
        "given to the peers with its words already apart, untimed; Rostrum cuts words itself, "
        "timed.",
        "",
        "Median of the runs named; each step in a fresh process, one at a time, in changing "
        "order, on the same two cores, files warm in the cache of the disk; every tenth question "
        "warms up before any is timed. Ingest: from texts and vectors in memory to searchable and "
        f"on disk. Search: words and vector, {K} hits; peers join {DEPTH} of each leg, txtai "
        "and Rostrum 100. Filter: one delegation of about forty. First answer: a whole process "
        "with its imports. Memory: the most that the process held; both include what is handed "
        "in. CPU is processor time, which a busy machine disturbs less than the clock.",
        "",
        "Rostrum does more in the same time: every document has statements and offsets, symbols "
        "and names are read from questions, words are matched in parts and across languages, "
        "filters go by roster, indexes are sealed by SHA-256 and checked when opened, and a "
        "commit is one transaction with every file synced to the disk.",
    ]


def _section(comparison: Comparison) -> list[str]:
    low, high = comparison.load
    lines = [
        f"## {comparison.passages:,} passages",
        "",
        f"Runs: {comparison.repeats}. Load of the machine while measuring: {low:.1f} to "
        f"{high:.1f} on {os.cpu_count()} cores ({platform.machine()}).",
        "",
        *_WALL,
        *(_wall(runs) for runs in comparison.runs),
        "",
        *_REST,
        *(_rest(runs) for runs in comparison.runs),
        "",
        agreement(comparison),
        f"Cutting Chinese words takes {comparison.cutting:.2f} s of processor time for 1,000 of "
        "these passages; Rostrum's figures hold it, the peers' do not but where it says so.",
        "",
    ]
    ours = next((runs for runs in comparison.runs if runs.contender.ours), None)
    return lines + (goals(ours, comparison) if ours else [])


def _wall(runs: Runs) -> str:
    cells = [
        shown(runs.rate(), 0),
        f"{shown(runs.half('plain'), 1)} / {shown(runs.slow('plain'), 1)}",
        shown(runs.per_second("plain"), 0),
        f"{shown(runs.half('filtered'), 1)} / {shown(runs.slow('filtered'), 1)}",
        shown(runs.per_second("filtered"), 0),
        shown(runs.first(), 2),
    ]
    return _row(runs, cells)


def _rest(runs: Runs) -> str:
    cells = [
        shown(runs.ingest_cpu(), 2),
        shown(runs.search_cpu("plain"), 1),
        shown(runs.search_cpu("filtered"), 1),
        shown(runs.first_cpu(), 2),
        shown(runs.search_peak(), 0),
        shown(runs.ingest_peak(), 0),
        shown(runs.disk(), 0),
        shown(runs.found("plain"), 3),
        shown(runs.found("filtered"), 3),
        shown(runs.hits("filtered"), 1),
    ]
    return _row(runs, cells)


def _row(runs: Runs, cells: Sequence[str]) -> str:
    name = f"**{runs.contender.name}**" if runs.contender.ours else runs.contender.name
    stopped = f" ({runs.stopped})" if runs.stopped else ""
    return f"| {name}{stopped} | {' | '.join(cells)} |"


def shown(value: float | None, digits: int) -> str:
    """A figure for a cell; a dash for what was not measured."""
    return "–" if value is None else f"{value:,.{digits}f}"


def agreement(comparison: Comparison) -> str:
    """Whether every system finds what the questions were made from."""
    low = [
        f"{runs.contender.name} {shown(runs.found('plain'), 3)} and "
        f"{shown(runs.found('filtered'), 3)} filtered"
        for runs in comparison.runs
        if not agrees(runs)
    ]
    if low:
        return f"Found too seldom, so that its speed counts for nothing: {'; '.join(low)}."
    return f"All find at least {AGREEMENT:.0%} of the passages that the questions were made from."


def agrees(runs: Runs) -> bool:
    """Whether a system finds what it should, as far as it was measured."""
    shares = (runs.found("plain"), runs.found("filtered"))
    return all(share is None or share >= AGREEMENT for share in shares)


def goals(ours: Runs, comparison: Comparison) -> list[str]:
    """What Rostrum was to reach against the best peer of each measure, and whether it does."""
    peers = [runs for runs in comparison.runs if not runs.contender.ours and agrees(runs)]
    lines = ["| goal | Rostrum | best peer | median peer | times the best | times the median | |"]
    lines.append("|---|---|---|---|---|---|---|")
    for goal in GOALS:
        value = goal.value(ours)
        known = {r.contender.name: v for r in peers if (v := goal.value(r)) is not None}
        if value is None or not known:
            continue
        name = (max if goal.more else min)(known, key=lambda peer: known[peer])
        middle = statistics.median(known.values())
        times = goal.times(value, known[name])
        verdict = "reached" if times >= goal.factor else "missed"
        lines.append(
            f"| {goal.name}: {goal.factor:g} times better | {value:,.2f} "
            f"| {known[name]:,.2f} ({name}) | {middle:,.2f} | {times:.2f} "
            f"| {goal.times(value, middle):.2f} | {verdict} |"
        )
    return lines


def _systems(comparison: Comparison) -> list[str]:
    lines = ["## How each does it", ""]
    for runs in comparison.runs:
        versions = ", ".join(f"{name} {version}" for name, version in runs.versions().items())
        lines.append(f"- {runs.contender.name}: {runs.contender.how}. {versions}.")
    return lines
