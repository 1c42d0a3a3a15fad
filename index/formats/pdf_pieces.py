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
_HYPHENS = re.compile("[\x02\ufffe]")
_UNSEEN = re.compile("[\x00-\x1f\ud800-\udfff]")
_MEANINGLESS = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


class Run(NamedTuple):
    """Characters as drawn, without a space between them: from (x, y) on the base line to `right`.

    `angle` is their direction in degrees, `spaced` whether white space was drawn or is meant ahead
    of them.
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
    """Runs that stand close together on one base line."""

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


def readable(text: str) -> str:
    """The text of some code points: hyphens that end a line are hyphens, look-alikes resolved."""
    if text.isascii() and text.isprintable():
        return text
    seen = _UNSEEN.sub("", _HYPHENS.sub("-", text))
    return _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), seen)


def meaningless(text: str) -> int:
    """How many characters say nothing: codes of a font that does not tell what it draws."""
    return 0 if text.isascii() else len(_MEANINGLESS.findall(text))


def turned(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs by the direction in which they go, the most frequent one first.

    Each group is turned so that it goes from left to right.
    """
    order = Counter(run.angle for run in runs)
    return [
        [_turn(run) for run in runs if run.angle == angle]
        if angle
        else [run for run in runs if not run.angle]
        for angle, _ in order.most_common()
    ]


def _turn(run: Run) -> Run:
    """Rotate a run about the origin until it goes from left to right; angles go clockwise."""
    sine, cosine = math.sin(math.radians(run.angle)), math.cos(math.radians(run.angle))
    x = run.x * cosine - run.y * sine
    y = run.x * sine + run.y * cosine
    return run._replace(x=x, right=x + run.right - run.x, y=y, angle=0)


def pieces(runs: Iterable[Run]) -> list[Piece]:
    """The pieces of some runs that go from left to right, in the order of the file."""
    found: list[Piece] = []
    now: Piece | None = None
    texts: list[str] = []
    for text, x, right, y, size, _, spaced in runs:
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
