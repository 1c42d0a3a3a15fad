"""The table of what was survived."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence

from eval.bench.crash.full_disk import Filled
from eval.bench.crash.harness import Life, Outcome

GOAL_S = 2.0
_HEADS = (
    "killed while",
    "times",
    "at the stage",
    "acknowledged documents lost",
    "half a change seen",
    "other hits than a rebuild",
    "restart: median s",
    "worst s",
)


def table(outcome: Outcome) -> str:
    """All kills by what was done, then by what a loss of power tore, as Markdown."""
    lives = outcome.lives
    torn = [life for life in lives if life.tear]
    parts = [
        _verdict(outcome),
        _rows(_HEADS, _grouped(lives, lambda life: life.order), lives),
        "And then power was lost:",
        _rows(("torn", *_HEADS[1:]), _grouped(torn, lambda life: str(life.tear)), torn),
        f"{outcome.searches:,} searches by a reader meanwhile: {len(outcome.mixed)} of mixed "
        f"states, {len(outcome.failed_searches)} failed. {outcome.acknowledged} changes were "
        f"acknowledged; {outcome.full} met a full disk and {outcome.busy} another writer, and "
        "changed nothing.",
        *(f"- {wrong}" for wrong in [*outcome.mixed[:5], *outcome.failed_searches[:5]]),
        *(f"- {life.order}, {life.stage}, {life.tear}: {_wrong(life)}" for life in _failed(lives)),
    ]
    return "\n\n".join(parts)


def full_disk(found: Sequence[Filled] | None) -> str:
    """What a file system that is truly full did to a library."""
    if found is None:
        return "No small file system could be mounted here to be filled."
    refused = [one for one in found if one.told]
    kept = sum(one.kept for one in found)
    return (
        f"A small file system filled up {len(found)} times: {len(refused)} changes were refused "
        f"(with up to {max((one.left for one in refused), default=0):,} bytes left), "
        f"{len(found) - len(refused)} went through; {kept} of {len(found)} libraries were whole "
        "afterwards."
    )


def order(found: Sequence[str] | None) -> str:
    """Whether files were synced before anything stood on them."""
    if found is None:
        return "System calls cannot be traced here (strace is missing): the order is not known."
    if not found:
        return "Every file was synced before it was named, and every name before it counted."
    return "\n".join(["Not synced in time:", *(f"- {wrong}" for wrong in found)])


def _verdict(outcome: Outcome) -> str:
    lives = outcome.lives
    seconds = [life.restart_s for life in lives]
    late = sum(second > GOAL_S for second in seconds)
    return (
        f"{len(lives)} kills, {len(lives) - len(_failed(lives))} survived. Restart, from the start "
        f"of a process to its first search: median {statistics.median(seconds):.2f} s, "
        f"{late} over {GOAL_S:g} s; processor time median "
        f"{statistics.median(life.processor_s for life in lives):.2f} s, worst "
        f"{max(life.processor_s for life in lives):.2f} s."
    )


def _grouped(lives: Sequence[Life], key: Callable[[Life], str]) -> list[tuple[str, Sequence[Life]]]:
    names = sorted({key(life) for life in lives})
    return [(name, [life for life in lives if key(life) == name]) for name in names]


def _rows(
    heads: Sequence[str], groups: Iterable[tuple[str, Sequence[Life]]], lives: Sequence[Life]
) -> str:
    lines = [heads, ["---"] * len(heads)]
    lines += [_row(name, own) for name, own in groups]
    if lives:
        lines.append(_row("all", lives))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(name: str, lives: Sequence[Life]) -> list[str]:
    stages = sorted({life.stage for life in lives})
    counted = ", ".join(f"{s} {sum(life.stage == s for life in lives)}" for s in stages)
    seconds = [life.restart_s for life in lives]
    return [
        name,
        str(len(lives)),
        counted,
        str(sum(len(life.lost) for life in lives)),
        str(sum(bool(life.partial or life.unsound) for life in lives)),
        str(sum(life.other_hits is not None for life in lives)),
        f"{statistics.median(seconds):.2f}",
        f"{max(seconds):.2f}",
    ]


def _failed(lives: Sequence[Life]) -> list[Life]:
    return [life for life in lives if not life.survived]


def _wrong(life: Life) -> str:
    said = [*(f"lost {name}" for name in life.lost), *life.partial, life.other_hits]
    return "; ".join(filter(None, said)) + (", the database is unsound" if life.unsound else "")
