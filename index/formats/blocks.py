"""Text built block by block: a block a paragraph, with lines in it where the file breaks them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from index.formats.model import Extracted
from index.records.hints import Hints
from index.records.model import Span

_SPACES = " \t\n\r\f\v"
_AROUND_TABS = re.compile(" *\t *")


class Blocks:
    """Takes words and borders in the order of reading and gives the text with its hints."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._length = 0
        self._block: list[str] = []
        self._opens = False
        self._openings: set[int] = set()
        self._furniture: list[Span] = []

    def say(self, text: str) -> None:
        """Words of the block; a space that follows a space, a tab or a line break is left out."""
        if text.startswith(" ") and (not self._block or self._block[-1][-1:] in _SPACES):
            text = text.lstrip(" ")
        if text:
            self._block.append(text)

    def line_break(self) -> None:
        """A line break within the block."""
        self._block.append("\n")

    def tab(self) -> None:
        """The border between two cells of a row."""
        self._block.append("\t")

    def is_at_cell_start(self) -> bool:
        """Whether nothing has been said since the block or the last cell began."""
        return not self._block or self._block[-1] == "\t"

    def opens(self) -> None:
        """The block that comes is a paragraph of its own, whatever it looks like."""
        self._opens = True

    def end(self, *, furniture: bool = False) -> None:
        """The block ends; as `furniture` it belongs to the page and not to the text."""
        said = _AROUND_TABS.sub("\t", "".join(self._block))
        lines = [line.strip(" ") for line in said.split("\n")]
        text = "\n".join(lines).strip(_SPACES)
        self._block.clear()
        if not text:
            return
        if self._written:
            self._write("\n\n")
        start = self._length
        self._write(text)
        if furniture:
            self._furniture.append(Span(start, self._length))
        elif self._opens:
            self._openings.add(start)
        self._opens = False

    def extracted(
        self, properties: Mapping[str, str] | None = None, notes: tuple[str, ...] = ()
    ) -> Extracted:
        """What was said so far."""
        self.end()
        hints = Hints(tuple(self._furniture), frozenset(self._openings))
        return Extracted("".join(self._written), hints, None, properties or {}, notes)

    def _write(self, text: str) -> None:
        self._written.append(text)
        self._length += len(text)
