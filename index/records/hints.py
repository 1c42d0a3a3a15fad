"""What a reader of pages knows of lines that the lines themselves do not say.

A reader of PDF sees where lines stand, whether they are indented, and what is repeated on every
page; it hands that on as offsets into the text that it extracted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.records.model import Span


@dataclass(frozen=True, slots=True)
class Hints:
    """Offsets into a raw text: page furniture, lines that open a paragraph, lines that go on one.

    A line is named by its first character that is not white space. What is not named is decided
    from the lines.
    """

    furniture: tuple[Span, ...] = ()
    opens: frozenset[int] = frozenset()
    goes_on: frozenset[int] = frozenset()

    def kept(self, kept: Sequence[int]) -> Hints:
        """The hints for the text that is left of a raw text: character i was `kept[i]` there."""
        if not self.opens and not self.goes_on:
            return NO_HINTS
        place = {raw: clean for clean, raw in enumerate(kept)}
        opens = frozenset(place[raw] for raw in self.opens if raw in place)
        return Hints((), opens, frozenset(place[raw] for raw in self.goes_on if raw in place))


NO_HINTS = Hints()
