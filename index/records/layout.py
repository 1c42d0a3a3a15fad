"""How a text lies on its lines: which lines are page furniture, which two belong together.

A file may be one paragraph per line, or hard-wrapped at a column (with or without blank lines
between the wrapped lines), and a page break may cut a sentence in two. Everything is decided from
the lines themselves: their widths, how they end and how the next one begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from index.records.grammar import match_heading
from index.records.symbols import BODIES

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
_STRIPPED = "".join(
    chr(code) for code in (9, 32, 0xA0, *range(0x2000, 0x200C), 0x202F, 0x3000, 0xFEFF, 26)
)

_PAGE = re.compile(
    r"(?:\d{1,3}(?:/\d{1,3})?\s+)?\d{2}-\d{5}(?:\s*\([A-Z]\))?(?:\s+\d{1,3}(?:/\d{1,3})?)?|"
    r"\d{1,3}/\d{1,3}|\*\d{7,8}\*"
)
_NUMBER = re.compile(r"\d{1,3}")
_DATED = r"\d{1,2}/\d{1,2}/\d{4}"
_RUNNING = re.compile(
    rf"{BODIES}/(?:[A-Z]+[./-])*[\w./()-]*\d[\w./()-]*\s.{{0,160}}?{_DATED}|"
    rf"{_DATED}\s(?:.{{0,160}}?\s)?{BODIES}/(?:[A-Z]+[./-])*[\w./()-]*\d[\w./()-]*"
)
_SYMBOL_ALONE = re.compile(rf"{BODIES}/[A-Z0-9][\w./()-]*|{_DATED}")
_LONGEST = 300
_LINK = re.compile(
    r"https?://(?:www\.)?(?:undocs\.org|docs\.un\.org|documents\.un\.org|daccess\S*)/\S*"
    r"(?:\s\(\d{4}\))?"
)

# East Asian wide characters, and the punctuation that Chinese type sets as wide.
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6“”‘’—…·•]"
)
_TERMINAL = frozenset("。！？!?…：:；;.")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Nos?|paras?|e\.g|i\.e|cf|vs)\.$")
_LEADERS = re.compile(r"\t|[.．…](?:\s?[.．…]){3}")
_CLOSING = "”’」』\"'»）)]】》"
_TRAILING_REMARK = re.compile(r"[（(][^（）()]{1,60}[）)]$")
_UNIT = re.compile(
    r"\d{1,3}\.\s|\d{1,3}[．、]|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2}|[a-z]|[ivx]{1,4})[)）]|"
    r"[•●▪◦‣⁃*]\s?|[一二三四五六七八九十]{1,3}[.．、]|[IVX]{1,5}\.\s|附件|附录|\*\*|"
    r"Annex\b|Appendix\b|[上下]午.{1,14}[开散]会。|中午12时.{0,8}[开散]会|"
    r"The meeting (?:was called|rose)|"
    r"https?://"
)


class Line(NamedTuple):
    """One line without its margins: `start`/`end` are raw offsets of `text`.

    `breaks` counts the line breaks ahead of it, `width` its terminal cells.
    """

    start: int
    end: int
    text: str
    breaks: int
    indented: bool
    width: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The measure of a text: `column` in cells where it is hard-wrapped, else 0.

    `first_line` is how many cells the first line of a paragraph is short of the column, `breaks`
    the usual number of line breaks between two wrapped lines, `indents` whether new
    paragraphs are marked by indented first lines.
    """

    column: int
    first_line: int
    breaks: int
    indents: bool


def width(text: str) -> int:
    """Width of `text` in terminal cells: a Chinese character is two."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def split_lines(raw: str) -> list[Line]:
    """The lines of `raw` that hold more than white space."""
    lines, last = [], 0
    for found in _LINE.finditer(raw):
        whole, begin = found[0], found.start()
        text = whole.strip(_STRIPPED)
        if not text:
            continue
        start = begin + whole.index(text)
        between = raw[last:begin]
        breaks = 1 if between == "\n" else len(_BREAK.findall(between))
        last = start + len(text)
        lines.append(Line(start, last, text, breaks, start > begin, width(text)))
    return lines


def furniture(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the lines that belong to the page and not to the text.

    Running headers, page and job numbers, and the targets of links to the document server that
    conversion leaves between pages. A symbol or date on its own counts beside such a line.
    """
    sure = {
        number
        for number, line in enumerate(lines)
        # Longer lines are no furniture, and trying them would take for ever.
        if len(line.text) <= _LONGEST
        and (
            _PAGE.fullmatch(line.text)
            or _RUNNING.fullmatch(line.text)
            or _LINK.fullmatch(line.text)
        )
    }
    sure |= {
        number
        for number, line in enumerate(lines[1:-1], start=1)
        if _NUMBER.fullmatch(line.text) and _between_text(lines[number - 1], lines[number + 1])
    }
    beside = {
        number
        for number, line in enumerate(lines)
        if _SYMBOL_ALONE.fullmatch(line.text) and {number - 1, number + 1} & sure
    }
    return frozenset(sure | beside)


def _between_text(before: Line, after: Line) -> bool:
    """Whether a bare number stands where a page ends: in a sentence, or between long lines."""
    in_sentence = not ends(before.text) and after.text[0].islower() and after.text[0].isascii()
    return in_sentence or min(before.width, after.width) >= 30


def measure(lines: Sequence[Line]) -> Layout:
    """The layout of a text, from the widths of its lines."""
    widths = sorted(line.width for line in lines)
    if len(widths) < 8:
        return Layout(0, 0, 1, False)
    column = widths[int(0.9 * (len(widths) - 1))]
    if column > 130 or not (_mostly_full(lines, column) or _flows(lines, column)):
        return Layout(0, 0, 1, False)
    breaks = Counter(line.breaks for line in lines[1:]).most_common(1)[0][0]
    indents = sum(line.indented and line.breaks == breaks for line in lines) < 0.5 * len(lines)
    return Layout(column, _first_line(lines, column), breaks, indents)


def _mostly_full(lines: Sequence[Line], column: int) -> bool:
    """Whether most lines reach the column and most of these stop in a sentence."""
    full = [line for line in lines if 0.75 * column <= line.width <= 1.15 * column]
    open_ended = sum(not ends(line.text) for line in full)
    return len(full) >= 0.5 * len(lines) and open_ended >= 0.5 * len(full)


def _flows(lines: Sequence[Line], column: int) -> bool:
    """Whether one line in twenty, and two at least, go on in lower case on the next line."""
    flowing = sum(
        0.75 * column <= line.width <= 1.15 * column
        and not ends(line.text)
        and following.text[0].islower()
        for line, following in pairwise(lines)
    )
    return flowing >= max(2, 0.05 * len(lines))


def _first_line(lines: Sequence[Line], column: int) -> int:
    """How much narrower the line after a clearly finished paragraph usually is (0 to 8 cells)."""
    firsts = [
        line.width
        for before, line in pairwise(lines)
        if ends(before.text) and before.width < 0.7 * column and not ends(line.text)
    ]
    if len(firsts) < 5:
        return 0
    usual = Counter(firsts).most_common(1)[0][0]
    return column - usual if 2 <= column - usual <= 8 else 0


# A line is looked at several times, from its own place and from those beside it.
@lru_cache(maxsize=8192)
def ends(text: str) -> bool:
    """Whether a line ends as a sentence does: 。？！；： or a closing quotation mark."""
    if text[-1] == "." and _ABBREVIATION.search(text[-10:]):
        return False
    spoken = _TRAILING_REMARK.sub("", text) if text[-1] in "）)" else text
    bare = spoken.rstrip(_CLOSING) or text
    return bare[-1] in _TERMINAL or text[-1] in '”」』"'


@lru_cache(maxsize=8192)
def begins_unit(text: str) -> bool:
    """Whether a line opens something of its own: a numbered paragraph, a heading, a statement."""
    return bool(_UNIT.match(text)) or match_heading(text) is not None


def is_listed(text: str) -> bool:
    """Whether a line is a row of a list: columns set apart by a tab or by leaders."""
    if "\t" in text:
        return True
    dots = text.count(".")
    dots += 0 if text.isascii() else text.count("．") + text.count("…")
    return dots > 3 and bool(_LEADERS.search(text))


def is_prose(text: str, length: int) -> bool:
    """Whether an open line is running text: it has commas or over `length` characters."""
    # Behind the last bracket that closes, those that open would each be followed to the end.
    closed = max(text.rfind("）"), text.rfind(")")) + 1
    outside = re.sub(r"[（(][^）)]*[）)]", "", text[:closed]) + text[closed:]
    return bool(re.search(r"[，。；]|[a-z], |[a-z]\. ", outside)) or len(outside) > length


def first_token(text: str) -> int:
    """Width of the piece at the start of a line that a wrap could not have divided."""
    found = re.match(r"[（(《“‘「]*(?:[!-~]+|.)[，。、；：？！”’）》」]*", text)
    return width(found[0]) if found else 0
