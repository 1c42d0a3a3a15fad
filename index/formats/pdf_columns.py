"""The order of reading of a page: rows, columns, bands of columns between full-width rows.

The page is divided at a gutter where text stands in lines on both sides of it. Two columns of a
table are not two columns of text: names and figures do not fill their column, so rows are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from index.formats.pdf_pieces import Piece

# Pieces nearer than this to one base line (in ems) make one row.
_SAME_ROW = 0.5
# A column of text has at least so many lines, the middle one filling at least this share of it.
_FEWEST_LINES, _FILLED = 3, 0.55
_NARROWEST_GUTTER = 5.0
# Columns of columns are looked for so deep: three columns are found as one and two.
_DEEPEST = 2
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(slots=True)
class Row:
    """The pieces that stand on one base line, from left to right."""

    y: float
    pieces: list[Piece]


@dataclass(slots=True)
class Line:
    """One line of text: its words, where it stands, and the column that it is a line of.

    `column` numbers the runs of lines that follow each other in one column; `left` and `right` are
    the borders of that column.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    column: int = 0
    left: float = 0.0
    right: float = 0.0
    furniture: bool = field(default=False)


def rows(pieces: Iterable[Piece]) -> list[Row]:
    """The rows of some pieces from top to bottom."""
    found: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        last = found[-1] if found else None
        size = max(piece.size, last.pieces[0].size) if last else 0.0
        if last is not None and last.y - piece.y <= _SAME_ROW * size:
            last.pieces.append(piece)
        else:
            found.append(Row(piece.y, [piece]))
    for row in found:
        row.pieces.sort(key=lambda piece: piece.x0)
    return found


def gutter(page: Sequence[Row]) -> float | None:
    """Where the right column of a page begins, None where there is one column.

    It is the left edge that most pieces in the middle of the page share, if there is text on
    both sides of it.
    """
    everything = [piece for row in page for piece in row.pieces]
    if len(everything) < 2 * _FEWEST_LINES:
        return None
    left = min(piece.x0 for piece in everything)
    right = max(piece.x1 for piece in everything)
    edges = Counter(
        round(piece.x0)
        for piece in everything
        if 0.25 < (piece.x0 - left) / (right - left or 1) < 0.75 and piece.width > 20
    )
    for edge, _ in edges.most_common(4):
        if any(_is_text(band, edge) for band in _bands(page, edge)):
            return float(edge)
    return None


def in_order(page: Sequence[Row], usual: float | None, depth: int = 0) -> list[list[Row]]:
    """The rows of a page as runs in the order of reading; each run is of one column.

    `usual` is where the right column begins on other pages: it decides where a page has too few
    lines to tell.
    """
    edge = gutter(page)
    if edge is None and usual is not None and _divides(page, usual):
        edge = usual
    if edge is None:
        return [list(page)] if page else []
    runs: list[list[Row]] = []
    for band in _bands(page, edge):
        left, right = _sides(band, edge)
        if not left or not right:
            runs.append(list(band))
        elif depth < _DEEPEST:
            runs += in_order(left, None, depth + 1) + in_order(right, None, depth + 1)
        else:
            runs += [left, right]
    return runs


def _crosses(row: Row, edge: float) -> bool:
    return any(piece.x0 < edge - _NARROWEST_GUTTER < piece.x1 for piece in row.pieces)


def _bands(page: Sequence[Row], edge: float) -> Iterator[list[Row]]:
    """Runs of rows that stop at the edge, and runs of rows that reach over it."""
    band: list[Row] = []
    crossing = False
    for row in page:
        crosses = _crosses(row, edge)
        if band and crosses != crossing:
            yield band
            band = []
        band.append(row)
        crossing = crosses
    if band:
        yield band


def _sides(band: Sequence[Row], edge: float) -> tuple[list[Row], list[Row]]:
    """The rows of a band left and right of an edge; a band that reaches over it is all left."""
    if any(_crosses(row, edge) for row in band):
        return list(band), []
    split = edge - _NARROWEST_GUTTER
    left = rows(piece for row in band for piece in row.pieces if piece.x0 < split)
    return left, rows(piece for row in band for piece in row.pieces if piece.x0 >= split)


def _is_text(band: Sequence[Row], edge: float) -> bool:
    """Whether a band is two columns of text: lines on both sides, most of them well filled."""
    return all(
        len(side) >= _FEWEST_LINES and _filled(side) >= _FILLED for side in _sides(band, edge)
    )


def _filled(side: Sequence[Row]) -> float:
    """Which share of its column the middle one of some rows fills."""
    left = min(row.pieces[0].x0 for row in side)
    widths = [max(piece.x1 for piece in row.pieces) - row.pieces[0].x0 for row in side]
    widest = max(row.pieces[-1].x1 for row in side) - left
    return median(widths) / (widest or 1)


def _divides(page: Sequence[Row], edge: float) -> bool:
    """Whether pieces stand on both sides of an edge, on the right aligned at it."""
    bands = [_sides(band, edge) for band in _bands(page, edge)]
    return any(
        left and right and any(abs(row.pieces[0].x0 - edge) < 3 for row in right)
        for left, right in bands
    )


def line_of(row: Row) -> Line:
    """A row as a line of text: a space between its pieces, a tab where they stand far apart."""
    parts: list[str] = []
    before: Piece | None = None
    body = max(row.pieces, key=lambda piece: (piece.size, piece.width))
    for piece in row.pieces:
        parts.append(_between(before, piece) + _raised(piece, body))
        before = piece
    text = "".join(parts)
    x1 = max(piece.x1 for piece in row.pieces)
    return Line(text, row.pieces[0].x0, x1, body.y, body.size)


def _between(before: Piece | None, piece: Piece) -> str:
    if before is None:
        return ""
    gap = (piece.x0 - before.x1) / max(before.size, piece.size, 1)
    if gap > 3:
        return "\t"
    return " " if piece.spaced or gap > 0.15 else ""


def _raised(piece: Piece, body: Piece) -> str:
    """The number of a note stands above the line in small type and is no part of a figure."""
    small = piece.size < 0.85 * body.size and piece.y > body.y + 0.15 * body.size
    return piece.text.translate(_RAISED) if small and piece.text.strip().isdecimal() else piece.text
