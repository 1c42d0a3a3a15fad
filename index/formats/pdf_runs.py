"""What PDFium says of a page: runs of characters, and where each begins and ends.

Asking costs more than anything else in reading a PDF, so that only the first and the last character
of a run are asked for where that says all.
"""

from __future__ import annotations

import ctypes
import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.formats.pdf_pieces import Run, readable

# What stands between white space; PDFium marks a hyphen that ends a line, and leaves out its break.
_WORD = re.compile("[^\\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
# Words that a raised number may follow, as notes have it.
_NOTED = re.compile(r"[^\W\d_]\d{1,3}\W*$|[.,;:)\]”’。，；：）]\d{1,3}\W*$")
# Characters are one em wide at most, and a little more where a line is spread.
_WIDEST = 1.25
# A box that begins where its character does, but for rounding, in points.
_EXACT = 1e-3


def runs_of(textpage: pdfium.PdfTextPage, count: int) -> list[Run]:
    """The runs of characters between white space, each with where it begins and ends.

    Where the text of the page does not have a character for each one drawn, or a run is no plain
    one, its characters are asked for one by one.
    """
    text = textpage.get_text_range(0, count)
    place = _Place(textpage.raw)
    if len(text) != count:
        return _each(place, 0, count)
    found: list[Run] = []
    for word in _WORD.finditer(text):
        found += _word(place, word[0], word.start(), word.end())
    return found


def _word(place: _Place, text: str, start: int, end: int) -> list[Run]:
    x, y, right, size, angle = place.next(start)
    if end - start > 1:
        last = place.end(end - 1, y, size)
        # Two columns may stand so near that no space is seen between them.
        wide = last is None or last - x > _WIDEST * size * (end - start)
        if angle or last is None or wide or _NOTED.search(text):
            return _each(place, start, end)
        right = last
    written = readable(text)
    return [Run(written, x, right, y, size, angle, True)] if written else []


def _each(place: _Place, start: int, end: int) -> list[Run]:
    """The characters of a range one by one; white space is noted with the one behind it."""
    found: list[Run] = []
    spaced, high = True, 0
    for index in range(start, end):
        code = int(raw.FPDFText_GetUnicode(place.handle, index))
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        text = readable(chr(code)) if code <= 0x10FFFF else ""
        if not text or text.isspace():
            spaced = True
            continue
        x, y, right, size, angle = place.at(index)
        found.append(Run(text, x, right, y, size, angle, spaced))
        spaced = False
    return found


class _Place:
    """Asks PDFium where the characters of one page stand.

    Characters of one line in one font have boxes of the same height, at the same height: of all but
    the first such one the box says everything.
    """

    def __init__(self, handle: object) -> None:
        self.handle = handle
        self._box, self._x, self._y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        self._to = ctypes.byref(self._box), ctypes.byref(self._x), ctypes.byref(self._y)
        # Base line and size of type of the line that the last run is on, and its box's height.
        self._line: tuple[float, float, float, float] | None = None

    def at(self, index: int) -> tuple[float, float, float, float, int]:
        """Where a character begins (x, y), its right border, size of type and direction."""
        to_box, to_x, to_y = self._to
        raw.FPDFText_GetLooseCharBox(self.handle, index, to_box)
        raw.FPDFText_GetCharOrigin(self.handle, index, to_x, to_y)
        angle = float(raw.FPDFText_GetCharAngle(self.handle, index))
        degrees = round(angle * 57.29578) % 360 if angle > 0.02 else 0
        width, height = self._box.right - self._box.left, self._box.top - self._box.bottom
        if degrees % 180 == 90:
            width, height = height, width
        size = float(raw.FPDFText_GetFontSize(self.handle, index))
        if degrees % 90:
            # The box of a slanted character says nothing of its width.
            width = 0.5 * size
        elif not 0.5 * height <= size <= 2 * height:
            # The font is drawn larger or smaller than it says.
            size = max(height, 1.0)
        return self._x.value, self._y.value, self._x.value + width, size, degrees

    def next(self, index: int) -> tuple[float, float, float, float, int]:
        """The same of the first character of a run, from its box where that says all."""
        if self._line is not None:
            raw.FPDFText_GetLooseCharBox(self.handle, index, self._to[0])
            y, size, bottom, top = self._line
            if self._box.bottom == bottom and self._box.top == top:
                return self._box.left, y, self._box.right, size, 0
        x, y, right, size, angle = self.at(index)
        plain = not angle and abs(self._box.left - x) < _EXACT
        self._line = (y, size, self._box.bottom, self._box.top) if plain else None
        return x, y, right, size, angle

    def end(self, index: int, y: float, size: float) -> float | None:
        """The right border of the last character of a run, None where it stands otherwise."""
        if self._line is not None:
            raw.FPDFText_GetLooseCharBox(self.handle, index, self._to[0])
            if (self._box.bottom, self._box.top) == self._line[2:]:
                return float(self._box.right)
        _, last_y, right, last_size, _ = self.at(index)
        uneven = abs(last_y - y) > 0.05 * size or abs(last_size - size) > 0.05 * size
        return None if uneven else right
