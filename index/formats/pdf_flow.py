"""From the lines of all pages to one text, with hints where paragraphs open and go on.

A first line is indented, or stands after a wider space. Where a column or page ends in the middle
of a paragraph, the next one begins at the left edge. Notes at the foot of a page come last in
the text, each under its page, so that they do not cut the paragraph that runs on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.formats.model import Extracted
from index.formats.pdf_columns import Line
from index.records.hints import Hints
from index.records.layout import begins_unit, ends
from index.records.model import PageMap, Span

# Indents of first lines, in ems of the type.
_LEAST, _MOST = 0.7, 5.0
# A line reaches the border of its column if it fills this share of it.
_FULL = 0.93
# Where lines do not all end at the border, a line that is no last one fills about this share.
_ROUGHLY_FULL = 0.75
_WIDER = 1.3
_NOTE = re.compile(r"[*†‡§¹²³⁴-⁹](?!\d+\*)|\d{1,3}\s")


@dataclass(slots=True)
class _Style:
    """How a document sets its text: the usual size, and what marks paragraphs."""

    size: float
    indented: bool = False
    spaced: bool = False

    def alike(self, size: float, other: float) -> bool:
        """Whether two sizes of type are the same, as far as a reader sees."""
        return abs(size - other) < 0.08 * self.size


@dataclass(slots=True)
class _Text:
    """The text while it is put together."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    furniture: list[Span] = field(default_factory=list)
    opens: set[int] = field(default_factory=set)
    goes_on: set[int] = field(default_factory=set)
    starts: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def write(self, text: str) -> int:
        """Put a text at the end; where it begins."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start

    def page(self, number: int) -> None:
        """What follows stands on this page."""
        self.starts.append(self.length)
        self.numbers.append(number)


def flow(pages: Sequence[Sequence[Line]], count: int, notes: tuple[str, ...] = ()) -> Extracted:
    """The text of a document of `count` pages; a form feed stands between two pages."""
    body = [[line for line in page if not line.furniture] for page in pages]
    style = _style(body)
    feet = [_feet(lines, style.size) for lines in body]
    text = _Text()
    before: Line | None = None
    for number, page in enumerate(pages, start=1):
        if number > 1:
            text.write("\n\f")
        text.page(number)
        apart = {id(line) for line in feet[number - 1]}
        shown = [line for line in page if id(line) not in apart]
        leading = _leading(shown)
        for at, line in enumerate(shown):
            _write_line(text, line, at == 0, _opening(before, line, leading, style))
            before = before if line.furniture else line
    for number, lines in enumerate(feet, start=1):
        if lines:
            text.write("\n\n")
            text.page(number)
            for at, line in enumerate(lines):
                noted = bool(_NOTE.match(line.text))
                _write_line(text, line, at == 0, noted or None)
    hints = Hints(tuple(text.furniture), frozenset(text.opens), frozenset(text.goes_on))
    pages_of = PageMap(tuple(text.starts), tuple(text.numbers), count)
    return Extracted("".join(text.parts), hints, pages_of, {}, notes)


def _write_line(text: _Text, line: Line, first: bool, opening: bool | None) -> None:
    """One line behind the others; `opening` says whether it opens a paragraph, None if unknown."""
    if not first:
        text.write("\n\n" if opening and not line.furniture else "\n")
    start = text.write(line.text)
    if line.furniture:
        text.furniture.append(Span(start, text.length))
    elif opening is not None:
        (text.opens if opening else text.goes_on).add(start)


def _opening(before: Line | None, line: Line, leading: float, style: _Style) -> bool | None:
    """Whether a line opens a paragraph (True), goes on the one before (False), or may do either."""
    if before is None or line.furniture:
        return None
    same_column = before.column == line.column
    if same_column and leading and before.y - line.y > _WIDER * leading:
        return True
    filled = (before.x1 - before.left) / (before.right - before.left or 1)
    # In a paragraph that is indented as a whole every line stands like the one before.
    quoted = same_column and abs(line.x0 - before.x0) < 2 and not ends(before.text)
    if _indent(line) and not (quoted and filled >= _FULL) and (style.indented or same_column):
        return True
    if not style.alike(line.size, before.size):
        return True if same_column else None
    if begins_unit(line.text) or not style.alike(line.size, style.size):
        return None
    if style.indented:
        return False if filled >= _FULL or not (same_column or ends(before.text)) else None
    return False if style.spaced and same_column and filled >= _ROUGHLY_FULL else None


def _indent(line: Line) -> bool:
    return _LEAST * line.size < line.x0 - line.left < _MOST * line.size


def _style(pages: Sequence[Sequence[Line]]) -> _Style:
    """How a document sets its text, from the lines of its body."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    found = _Style(sizes.most_common(1)[0][0] if sizes else 1.0)
    pairs = [
        (line, following, leading)
        for page in pages
        for leading in [_leading(page)]
        for line, following in pairwise(page)
        if line.column == following.column and found.alike(line.size, found.size)
    ]
    indented = sum(
        _indent(line) and following.x0 - following.left < 0.3 * line.size
        for line, following, _ in pairs
    )
    spaced = sum(0 < _WIDER * leading < line.y - following.y for line, following, leading in pairs)
    found.indented = indented >= 3 and indented >= 0.04 * len(pairs)
    found.spaced = spaced >= 3 and spaced >= 0.04 * len(pairs)
    return found


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance of two base lines of a page, in points; 0 where it cannot be told."""
    gaps: Counter[float] = Counter(
        round(before.y - line.y, 0)
        for before, line in pairwise(lines)
        if before.column == line.column and before.y > line.y and not line.furniture
    )
    return gaps.most_common(1)[0][0] if sum(gaps.values()) >= 4 else 0.0


def _feet(lines: Sequence[Line], body_size: float) -> list[Line]:
    """The notes at the foot of a page: its last lines, in small type, the first one marked."""
    count = 0
    for line in reversed(lines):
        if line.size > 0.92 * body_size:
            break
        count += 1
    found = list(lines[len(lines) - count :]) if count < len(lines) else []
    while found and not _NOTE.match(found[0].text):
        found.pop(0)
    return found
