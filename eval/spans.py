"""When a passage or a citation counts as relevant: overlap with judged spans.

A range *covers* a judged span if the two share at least half of the shorter one: a passage that
holds the sentence, a sentence cut out of a long span, but not a neighbour that touches its edge.

A judged span counts once. It belongs to the first hit that covers it; a later hit that covers
nothing new has grade 0. A hit that is the first to cover several spans stands for several
entries of the ranking, highest grade first. So every span is found at most once, the ideal
ranking is all judged spans by falling grade whatever way the passages are cut, and the measures
of `eval.measures` apply to the entries as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from eval.model import JudgedSpan


class Range(Protocol):
    """A range of characters of a document."""

    @property
    def document(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def covers(range: Range, span: JudgedSpan) -> bool:
    """Whether the two share at least half of the shorter one."""
    if range.document != span.document:
        return False
    shared = min(range.end, span.end) - max(range.start, span.start)
    shorter = min(range.end - range.start, span.end - span.start)
    return shared > 0 and 2 * shared >= shorter


def grade(range: Range, judged: Sequence[JudgedSpan]) -> int:
    """The highest grade of the spans that a range covers, each on its own; 0 for none."""
    return max((span.grade for span in judged if covers(range, span)), default=0)


def entries(hits: Sequence[Range], judged: Sequence[JudgedSpan]) -> list[int]:
    """The grades of a ranking with every judged span counted once, at its first hit."""
    left = list(judged)
    grades: list[int] = []
    for hit in hits:
        found = [span for span in left if covers(hit, span)]
        left = [span for span in left if span not in found]
        grades += sorted((span.grade for span in found), reverse=True) or [0]
    return grades


def grades_of(judged: Sequence[JudgedSpan]) -> list[int]:
    """The grades of everything judged, which fix the denominators."""
    return [span.grade for span in judged]
