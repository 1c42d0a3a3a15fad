"""What stands on every page and is no text: running headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.formats.pdf_columns import Row, line_of

# So many rows at the top and at the bottom of a page are looked at.
_ROWS = 4
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[-–— ]*(?:\d{1,4}(?:/\d{1,4})?|[ivxlc]{1,6})[-–— ]*")
# How far (in points) the same row may stand apart on two pages.
_NEAR = 3.0


def margins(pages: Sequence[Sequence[Row]]) -> list[frozenset[int]]:
    """For each page the numbers of its rows that belong to the page and not to the text.

    These are rows near the top or the bottom with the same words (figures aside) at the same
    height on another page, or with nothing but a page number; and rows further out than those.
    """
    ends = [_ends(page) for page in pages]
    seen: Counter[tuple[str, int]] = Counter()
    for page, numbers in zip(pages, ends, strict=True):
        seen.update({key for number in numbers for key in _keys(page[number])})
    needed = 2 if len(pages) < 20 else 3
    found = []
    for page, numbers in zip(pages, ends, strict=True):
        repeated = {
            number
            for number in numbers
            if any(seen[key] >= needed for key in _keys(page[number]))
            or (len(pages) > 1 and _is_page_number(page, number))
        }
        margin = _outward(page, repeated)
        # A page on which all is repeated is a page that is repeated, not a margin.
        found.append(margin if len(margin) < len(page) else frozenset())
    return found


def _ends(page: Sequence[Row]) -> list[int]:
    """The numbers of the first and the last rows; a page of few rows has text in the middle."""
    count = min(_ROWS, len(page) // 2)
    return [*range(count), *range(len(page) - count, len(page))]


def _keys(row: Row) -> list[tuple[str, int]]:
    """A row as it is compared: its words without their order, and two rounded heights."""
    words = " ".join(sorted(_DIGITS.sub("#", line_of(row).text).split()))
    height = int(row.y / _NEAR)
    return [(words, height), (words, height + 1)]


def _is_page_number(page: Sequence[Row], number: int) -> bool:
    """Whether the first or last row of a page is a number apart from the text."""
    if number not in (0, len(page) - 1) or not _NUMBER.fullmatch(line_of(page[number]).text):
        return False
    nearest = page[1] if number == 0 else page[-2]
    return abs(nearest.y - page[number].y) > 1.5 * page[number].pieces[0].size


def _outward(page: Sequence[Row], repeated: set[int]) -> frozenset[int]:
    """A row between the border of the page and a repeated row belongs to the margin as well."""
    top = [number for number in repeated if number < len(page) // 2]
    bottom = [number for number in repeated if number >= len(page) // 2]
    above = range(max(top) + 1) if top else range(0)
    below = range(min(bottom), len(page)) if bottom else range(0)
    return frozenset((*above, *below))
