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
    x, y, right, size, angle = place.at(start)
    if end - start > 1:
        _, last_y, right, last_size, _ = place.at(end - 1)
        uneven = abs(last_y - y) > 0.05 * size or abs(last_size - size) > 0.05 * size
        # Two columns may stand so near that no space is seen between them.
        wide = right - x > _WIDEST * size * (end - start)
        if angle or uneven or wide or _NOTED.search(text):
            return _each(place, start, end)
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
    """Asks PDFium where the characters of one page stand."""

    def __init__(self, handle: object) -> None:
        self.handle = handle
        self._box, self._x, self._y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        self._to = ctypes.byref(self._box), ctypes.byref(self._x), ctypes.byref(self._y)

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
