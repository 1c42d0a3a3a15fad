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
from index.records.layout import ends
from index.records.model import PageMap, Span

# Indents of first lines, in ems of the type.
_LEAST, _MOST = 0.7, 5.0
# A line reaches the border of its column if it fills this share of it.
_FULL = 0.93
_WIDER = 1.3
_NOTE = re.compile(r"[*†‡§¹²³⁴-⁹]|\d{1,3}\s")


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
    body_size = _usual_size(pages)
    body = [[line for line in page if not line.furniture] for page in pages]
    feet = [_feet(lines, body_size) for lines in body]
    indented = _is_indented([line for lines in body for line in lines], body_size)
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
            _write_line(text, line, at == 0, _opening(before, line, leading, body_size, indented))
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


def _opening(
    before: Line | None, line: Line, leading: float, body_size: float, indented: bool
) -> bool | None:
    """Whether a line opens a paragraph (True), goes on the one before (False), or may do either."""
    if before is None or line.furniture:
        return None
    same_type = abs(line.size - before.size) < 0.08 * body_size
    same_column = before.column == line.column
    gap = before.y - line.y
    if same_column and leading and gap > _WIDER * leading:
        return True
    if not same_type:
        return True if same_column else None
    indent, earlier = _indent(line), _indent(before)
    full = before.x1 - before.left >= _FULL * (before.right - before.left)
    # In a paragraph that is indented as a whole every line stands like the one before.
    quoted = same_column and earlier and abs(line.x0 - before.x0) < 2 and full
    if indent and not (quoted and not ends(before.text)):
        return True if indented or same_column else None
    if not indented or abs(line.size - body_size) > 0.08 * body_size:
        return None
    if full and (same_column or not ends(before.text)):
        return False
    return False if not same_column and not ends(before.text) else None


def _indent(line: Line) -> bool:
    return _LEAST * line.size < line.x0 - line.left < _MOST * line.size


def _is_indented(lines: Sequence[Line], body_size: float) -> bool:
    """Whether the document marks paragraphs by indenting their first lines."""
    ordinary = [line for line in lines if abs(line.size - body_size) < 0.08 * body_size]
    marked = sum(
        _indent(line) and following.x0 - following.left < 0.3 * line.size
        for line, following in pairwise(ordinary)
        if line.column == following.column
    )
    return marked >= 3 and marked >= 0.04 * len(ordinary)


def _usual_size(pages: Sequence[Sequence[Line]]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


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
