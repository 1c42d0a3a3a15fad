"""The numbers of paragraphs, which a Word document does not hold but has Word compute.

A paragraph names a list and a level, itself or by its style; the list says how each level looks
(`%1.`, `(%2)`) and counts on from one paragraph to the next (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from index.formats.docx_xml import child, children, value
from index.formats.numbering import numeral

_LEVEL = re.compile(r"%([1-9])")
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list looks; `restarts` is the level whose number sets it back."""

    style: str
    text: str
    start: int
    restarts: int | None


@dataclass(slots=True)
class _Count:
    """Where a list is: the number that each level was last given."""

    numbers: dict[int, int] = field(default_factory=dict)


class Styles:
    """Paragraph styles with what they inherit."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles = {str(value(found, "styleId")): found for found in children(root, "style")}

    def properties(self, paragraph: etree._Element) -> list[etree._Element]:
        """The paragraph's own properties, then those of its style and the styles it is based on."""
        own = child(paragraph, "pPr")
        found = [] if own is None else [own]
        named = child(own, "pStyle")
        name = None if named is None else value(named)
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(str(name))
            style = self._styles[str(name)]
            inherited = child(style, "pPr")
            found += [] if inherited is None else [inherited]
            base = child(style, "basedOn")
            name = None if base is None else value(base)
        return found

    def is_heading(self, paragraph: etree._Element) -> bool:
        """Whether the paragraph has a level in the outline of the document."""
        levels = (child(found, "outlineLvl") for found in self.properties(paragraph))
        level = next((found for found in levels if found is not None), None)
        return level is not None and str(value(level)) in "012345678"


class Lists:
    """Gives each numbered paragraph its number; paragraphs are asked for in order, once each."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._counts: dict[str, _Count] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._of: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()
        for found in children(root, "abstractNum"):
            id = str(value(found, "abstractNumId"))
            self._levels[id] = {
                int(value(level, "ilvl") or 0): _level(level) for level in children(found, "lvl")
            }
        for found in children(root, "num"):
            self._take(found)

    def label(self, paragraph: etree._Element) -> str:
        """What Word puts ahead of a paragraph, with a space behind it; "" where it is nothing."""
        number, level = self._numbered(paragraph)
        looks = self._levels.get(self._of.get(number, ""), {})
        if level not in looks:
            return ""
        shown = looks[level]
        if shown.style == "bullet":
            return "• "
        numbers = self._next(number, level, looks)
        if shown.style == "none":
            return ""
        text = _LEVEL.sub(lambda found: _written(int(found[1]) - 1, looks, numbers), shown.text)
        return f"{text} " if text.strip() else ""

    def _take(self, num: etree._Element) -> None:
        id, abstract = str(value(num, "numId")), child(num, "abstractNumId")
        self._of[id] = "" if abstract is None else str(value(abstract))
        for override in children(num, "lvlOverride"):
            level, start = int(value(override, "ilvl") or 0), child(override, "startOverride")
            if start is not None:
                self._overrides[id, level] = int(value(start) or 1)

    def _numbered(self, paragraph: etree._Element) -> tuple[str, int]:
        """The list and the level of a paragraph; ("", 0) where it has none."""
        number = level = None
        for found in self._styles.properties(paragraph):
            given = child(found, "numPr")
            at, id = child(given, "ilvl"), child(given, "numId")
            level = level if level is not None or at is None else value(at)
            number = number if number is not None or id is None else value(id)
        written = level or "0"
        return number or "", min(int(written), _DEEPEST) if written.isdecimal() else 0

    def _next(self, number: str, level: int, looks: dict[int, _Level]) -> dict[int, int]:
        """Count one on at a level; what is deeper begins anew."""
        count = self._counts.setdefault(self._of[number], _Count())
        if (number, level) in self._overrides and (number, level) not in self._begun:
            self._begun.add((number, level))
            count.numbers[level] = self._overrides[number, level]
        else:
            begins = looks[level].start
            count.numbers[level] = count.numbers.get(level, begins - 1) + 1
        for deeper in [at for at in count.numbers if at > level]:
            restarts = looks[deeper].restarts if deeper in looks else None
            if restarts is None or level < restarts:
                del count.numbers[deeper]
        return count.numbers


def _level(level: etree._Element) -> _Level:
    def given(name: str, otherwise: str) -> str:
        found = child(level, name)
        return otherwise if found is None else value(found) or otherwise

    start, restart = given("start", "1"), given("lvlRestart", "")
    return _Level(
        given("numFmt", "decimal"),
        given("lvlText", ""),
        int(start) if start.isdecimal() else 1,
        int(restart) if restart.isdecimal() else None,
    )


def _written(level: int, looks: dict[int, _Level], numbers: dict[int, int]) -> str:
    shown = looks.get(level)
    if shown is None:
        return ""
    return numeral(numbers.get(level, shown.start), shown.style)
