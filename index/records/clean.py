"""Mend a text as extracted from a page: hard wraps, page breaks, running headers, stray spaces.

Mending only removes characters, so the mended text is a sequence of kept runs of the file as given
and the way back is exact. Mending a mended text changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records.grammar import match_heading
from index.records.layout import (
    Layout,
    Line,
    begins_unit,
    ends,
    first_token,
    furniture,
    is_listed,
    is_prose,
    measure,
    split_lines,
)
from index.records.model import OffsetMap, Span

_CJK = r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018\u2019\u201c\u201d\u2026]"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3001-\u3011\uff01-\uff5e]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ,)\]–—-]")
_STRAY = re.compile(rf"(?<={_CJK})[ \u00a0\u2000-\u200a\u202f\u3000]{{1,2}}(?={_CJK})")
_INVISIBLE = re.compile("[\ufeff\u200b\u00ad\u2060\x1a]")
_BREAKS = "\n\r\f\v\x85\u2028\u2029"
# From how many characters on an open line without commas is taken for cut text.
_SPOKEN, _WRITTEN = 30, 90
_CONTINUED = ("，", "、", ",")


@dataclass(frozen=True, slots=True)
class Mended:
    """A mended text, the way back, its paragraphs (mended offsets) and the page furniture (raw)."""

    text: str
    offsets: OffsetMap
    paragraphs: tuple[Span, ...]
    furniture: tuple[Span, ...]

    @property
    def flat(self) -> str:
        """The text with a space for each line break inside a paragraph: what patterns read.

        It has the length of `text`, so offsets are the same.
        """
        flat = list(self.text)
        for span in self.paragraphs:
            flat[span.start : span.end] = self.text[span.start : span.end].replace("\n", " ")
        return "".join(flat)


def mend(raw: str) -> Mended:
    """Mend `raw`; its paragraphs come out separated by exactly one line break."""
    kept, borders, removed = _pass(raw)
    text = "".join(raw[index] for index in kept)
    while True:
        # What one pass brings together (two halves of a heading) the next one may see better.
        again, _, more = _pass(text)
        if len(again) == len(text):
            break
        removed += [Span(kept[span.start], kept[span.end - 1] + 1) for span in more]
        kept = [kept[index] for index in again]
        text = "".join(raw[index] for index in kept)
    return Mended(text, _offset_map(kept), _paragraphs(kept, borders), tuple(removed))


def _pass(raw: str) -> tuple[list[int], set[int], list[Span]]:
    """Kept raw indices, those of them that separate paragraphs, and the furniture removed."""
    lines = split_lines(raw)
    dropped = furniture(lines)
    numbers = [number for number in range(len(lines)) if number not in dropped]
    body = [lines[number] for number in numbers]
    turned = [number - 1 in dropped for number in numbers]
    kept: list[int] = []
    borders: set[int] = set()
    joins = _joins(body, turned)
    for number, line in enumerate(body):
        if number:
            gap = _gap(raw, body[number - 1], line, joined=joins[number])
            kept.extend(gap)
            if not joins[number]:
                borders.update(gap)
        kept.extend(_within(raw, line))
    removed = [Span(lines[number].start, lines[number].end) for number in sorted(dropped)]
    return kept, borders, removed


def _joins(lines: Sequence[Line], turned: Sequence[bool]) -> list[bool]:
    """For each line whether it goes on the paragraph of the line before.

    `turned` marks the lines ahead of which page furniture was found: there the page turned.
    """
    layout = measure(lines)
    joins = [False] * len(lines)
    body = next((n for n, line in enumerate(lines) if match_heading(line.text)), -1)
    for number in range(1, len(lines)):
        before, line = lines[number - 1], lines[number]
        if is_listed(before.text) or is_listed(line.text):
            continue
        if layout.column:
            following = _unwrapped(lines[number : number + 3])
            joins[number] = _wrapped(layout, before, line, following, first=not joins[number - 1])
        else:
            # Ahead of the first statement stand titles and lists of names, which never go on.
            # Records of what was said have hardly any headings: a long open line is a cut one.
            length = 0 if turned[number] else _SPOKEN if body >= 0 else _WRITTEN
            joins[number] = number > body and _cut(before, line, length)
    return joins


def _unwrapped(lines: Sequence[Line]) -> str:
    """A few wrapped lines as one, to see whether they begin something of their own."""
    text = lines[0].text
    for line in lines[1:]:
        latin = not (_HAN.match(text[-1]) or _HAN.match(line.text[0]))
        text += " " + line.text if latin else line.text
    return text


def _cut(before: Line, line: Line, length: int) -> bool:
    """In a file of one paragraph per line: whether a page break cut one paragraph in two.

    An open line counts as cut text where it has commas or more than `length` characters.
    """
    if ends(before.text) or begins_unit(line.text):
        return False
    if _LATIN.match(before.text[-1]) and line.text[0].islower() and len(before.text) > 30:
        return True
    return is_prose(before.text, length) and _may_go_on(before.text, line.text)


def _may_go_on(before: str, line: str) -> bool:
    """A Latin sentence goes on in lower case, or anywhere after a comma; Chinese cannot tell."""
    if _HAN.match(before[-1]) or _HAN.match(line[0]):
        return True
    # "Mr. President," on a line of its own is an address and not the start of a sentence.
    goes_on = line[0].islower() or (line[0].isdigit() and before[-1].islower())
    return goes_on or (before[-1] in ",-–" and len(before) > 60)


def _wrapped(layout: Layout, before: Line, line: Line, following: str, *, first: bool) -> bool:
    """In a hard-wrapped file: whether `line` is the rest of the paragraph of `before`."""
    if match_heading(line.text) or match_heading(following):
        return False
    if begins_unit(line.text) or begins_unit(following):
        return not ends(before.text) and not _ended_early(layout, before, line, first, 0.8)
    if layout.indents and line.indented and line.breaks == layout.breaks > 0:
        return False
    if layout.breaks == 1 and line.breaks > 1:
        return _cut(before, line, _WRITTEN)
    lower = line.text[0].islower() and line.text[0].isascii()
    if lower and before.text[-1] not in ";:":
        return True
    if ends(before.text):
        early = _ended_early(layout, before, line, first, 1.0)
        return not (early or _is_first_line(layout, line, following))
    return before.text.endswith(_CONTINUED) or not _ended_early(layout, before, line, first, 0.8)


def _ended_early(layout: Layout, before: Line, line: Line, first: bool, share: float) -> bool:
    """Whether the next word would have fitted on the line: it was ended on purpose."""
    column = layout.column - (layout.first_line if first else 0)
    latin = not (_HAN.match(before.text[-1]) or _HAN.match(line.text[0]))
    return before.width + latin + first_token(line.text) <= share * column


def _is_first_line(layout: Layout, line: Line, following: str) -> bool:
    """Whether a line is as narrow as first lines are here, with more to follow."""
    if ends(line.text):
        return False
    rest = following[len(line.text) :].lstrip()
    room = layout.column - line.width - first_token(rest)
    quoted = line.text[0] in '“「"' and room > 0
    return bool(rest) and (quoted or 0 <= room <= layout.first_line > 0)


def _gap(raw: str, before: Line, line: Line, *, joined: bool) -> list[int]:
    """What stays between two lines: a line break, one space between Latin words, or nothing."""
    between = range(before.end, line.start)
    breaks = [index for index in between if raw[index] in _BREAKS]
    breaks.sort(key=lambda index: raw[index] != "\n")
    if not joined:
        return breaks[:1]
    if _HAN.match(before.text[-1]) or _HAN.match(line.text[0]):
        return []
    if before.text[-1] in "-/(（“《" or line.text[0] in ")）/”》,.;:":
        return []
    spaces = [index for index in between if raw[index] == " " and index < breaks[0]]
    return (spaces or breaks)[:1]


def _within(raw: str, line: Line) -> list[int]:
    """The kept indices of one line: without invisible characters and letter-spacing."""
    text = raw[line.start : line.end]
    stray = {i for found in _STRAY.finditer(text) for i in range(*found.span())}
    stray |= {found.start() for found in _INVISIBLE.finditer(text)}
    return [line.start + i for i in range(len(text)) if i not in stray]


def _offset_map(kept: Sequence[int]) -> OffsetMap:
    clean_starts, raw_starts = [], []
    for clean, raw in enumerate(kept):
        if clean == 0 or raw != kept[clean - 1] + 1:
            clean_starts.append(clean)
            raw_starts.append(raw)
    return OffsetMap(tuple(clean_starts), tuple(raw_starts), len(kept))


def _paragraphs(kept: Sequence[int], borders: set[int]) -> tuple[Span, ...]:
    spans, start = [], 0
    for clean, raw in enumerate(kept):
        if raw in borders:
            spans.append(Span(start, clean))
            start = clean + 1
    spans.append(Span(start, len(kept)))
    return tuple(span for span in spans if span)
