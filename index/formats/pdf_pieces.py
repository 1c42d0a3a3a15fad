"""The characters of a page, and the pieces of lines that they make.

Coordinates are points with the origin at the lower left, so that y falls from line to line. A piece
is a run of characters that stand close together on one base line; where the file draws them plays
no part, only where they stand.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# How far apart two characters of one piece may stand, and how far off the base line, in ems.
_GAP, _SHIFT = 1.0, 0.3
# Glyphs that fonts map to look-alikes: ligatures, radicals in place of characters.
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
_HYPHENS = frozenset((0x02, 0xFFFE))
_MEANINGLESS = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


class Char(NamedTuple):
    """One character as drawn: its base line begins at (x, y) and it reaches to `right`.

    `angle` is its direction in degrees, `spaced` whether white space was drawn or is meant ahead
    of it.
    """

    text: str
    x: float
    right: float
    y: float
    size: float
    angle: int
    spaced: bool


@dataclass(slots=True)
class Piece:
    """A run of characters on one base line."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    spaced: bool

    @property
    def width(self) -> float:
        """From the first character's left to the last one's right, in points."""
        return self.x1 - self.x0


def readable(code: int) -> str:
    """The text of a code point: hyphens that end a line are hyphens, look-alikes are resolved."""
    if code in _HYPHENS:
        return "-"
    if code < 32 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    character = chr(code)
    if _COMPATIBLE.match(character):
        return unicodedata.normalize("NFKC", character)
    return character


def is_meaningless(text: str) -> bool:
    """Whether a character says nothing: a code of a font that does not tell what it draws."""
    return bool(_MEANINGLESS.match(text))


def turned(chars: Sequence[Char]) -> list[list[Char]]:
    """The characters by the direction in which they run, the most frequent one first.

    Each group is turned so that it runs from left to right.
    """
    order = Counter(char.angle for char in chars)
    return [
        [_turn(char) for char in chars if char.angle == angle]
        if angle
        else [char for char in chars if not char.angle]
        for angle, _ in order.most_common()
    ]


def _turn(char: Char) -> Char:
    """Rotate a character about the origin until it runs from left to right."""
    sine, cosine = math.sin(-math.radians(char.angle)), math.cos(-math.radians(char.angle))
    x = char.x * cosine - char.y * sine
    y = char.x * sine + char.y * cosine
    return char._replace(x=x, right=x + char.right - char.x, y=y, angle=0)


def pieces(chars: Iterable[Char]) -> list[Piece]:
    """The pieces of some characters that run from left to right, in the order of the file."""
    found: list[Piece] = []
    now: Piece | None = None
    texts: list[str] = []
    for text, x, right, y, size, _, spaced in chars:
        if now is not None and abs(y - now.y) < _SHIFT * max(size, now.size):
            gap = x - now.x1
            if -0.5 * size <= gap <= _GAP * size:
                texts.append(f" {text}" if spaced else text)
                now.x1 = max(now.x1, right)
                continue
        if now is not None:
            now.text = "".join(texts)
        now, texts = Piece("", x, right, y, size, spaced), [text]
        found.append(now)
    if now is not None:
        now.text = "".join(texts)
    return found
