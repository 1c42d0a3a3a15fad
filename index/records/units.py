"""What the parsers build: pieces of the mended text with the kind of block each one is.

A parser walks the mended paragraphs and gives every character to one `Piece`. The blocks of the
raw file follow from the pieces; statements are drawn over them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.records.clean import Mended
from index.records.model import Block, BlockKind, Paragraph, Span

_LABEL = re.compile(
    r"(\d{1,3})(?:\.\s|[．、])|[（(]([a-z]|[ivx]{1,4}|\d{1,2}|[一二三四五六七八九十]{1,3})[)）]"
)
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[.．、]|[IVX]{1,5}\.|[A-Z]\.)\s?\S.{0,60}|\*\*.{1,120}\*\*"
)
_SENTENCE_END = re.compile(r"[。！？；：!?;:.]$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the mended text of one kind."""

    kind: BlockKind
    start: int
    end: int


def blocks(mended: Mended, pieces: Iterable[Piece], raw_length: int) -> tuple[Block, ...]:
    """The blocks of the raw file: each runs to where the next begins, the first begins at 0.

    Characters that mending removed between two pieces go to the earlier one, so the blocks tile
    the file. Pieces of one kind that follow each other stay apart.
    """
    starts: dict[int, BlockKind] = {}
    for piece in sorted(pieces, key=lambda piece: piece.start):
        starts[mended.offsets.raw(piece.start)] = piece.kind
    order = sorted(starts)
    kinds = [starts[start] for start in order]
    for span in mended.furniture:
        before = bisect_right(order, span.start)
        resumed = kinds[before - 1] if before else "masthead"
        starts[span.start] = "running_header"
        after = _next_kept(mended, span.end)
        if after is not None:
            starts.setdefault(after, resumed)
    return _tiled(starts, raw_length)


def _next_kept(mended: Mended, offset: int) -> int | None:
    """The first raw offset from `offset` on that mending kept."""
    offsets = mended.offsets
    run = bisect_right(offsets.raw_starts, offset) - 1
    lengths = (*offsets.clean_starts, offsets.clean_length)
    if run >= 0 and offset < offsets.raw_starts[run] + lengths[run + 1] - lengths[run]:
        return offset
    return offsets.raw_starts[run + 1] if run + 1 < len(offsets.raw_starts) else None


def _tiled(starts: dict[int, BlockKind], raw_length: int) -> tuple[Block, ...]:
    order = sorted(starts)
    if order:
        order[0], starts = 0, {**starts, 0: starts[order[0]]}
    borders = [*order, raw_length]
    return tuple(
        Block(starts[start], start, end) for start, end in pairwise(borders) if end > start
    )


def label_of(text: str) -> str | None:
    """The printed number of a paragraph (`16` of `16. 请塔吉克斯坦…`), or None."""
    found = _LABEL.match(text)
    return (found[1] or found[2]) if found else None


def is_section_heading(text: str) -> bool:
    """Whether a line is the heading of a section: `一. 背景`, `II. Objectives`."""
    return bool(_SECTION.fullmatch(text)) and not _SENTENCE_END.search(text)


def paragraphs(text: str, spans: Sequence[Span]) -> tuple[Paragraph, ...]:
    """Number the paragraphs of one statement; a section heading names those that follow it."""
    found: list[Paragraph] = []
    heading: str | None = None
    for span in spans:
        words = text[span.start : span.end]
        if is_section_heading(words):
            heading = words.strip("*")
            continue
        found.append(Paragraph(len(found) + 1, span.start, span.end, label_of(words), heading))
    return tuple(found)


def within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The parts of `spans` that lie between two offsets."""
    cut = (Span(max(span.start, start), min(span.end, end)) for span in spans)
    return [span for span in cut if span.start < span.end]
