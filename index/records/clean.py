"""Mend a text as extracted from a page: hard wraps, page breaks, running headers, stray spaces.

Mending only removes characters, so the mended text is a sequence of kept runs of the file as given
and the way back is exact. Mending a mended text changes nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.records.grammar import match_heading
from index.records.hints import NO_HINTS, Hints
from index.records.hyphens import soft_hyphens
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

# Chinese characters and their punctuation; what Latin type has as well is Chinese beside these.
_OWN = r"\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_SHARED = r"\u2014\u2018\u2019\u201c\u201d\u2026"
_SPACES = r"[ \u00a0\u2000-\u200a\u202f\u3000]{1,2}"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3001-\u3011\uff01-\uff5e]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ,)\]–—-]")
_UNWANTED = re.compile(
    rf"(?<=[{_OWN}]){_SPACES}(?=[{_OWN}{_SHARED}])|(?<=[{_SHARED}]){_SPACES}(?=[{_OWN}])|"
    "[\ufeff\u200b\u00ad\u2060\x1a]"
)
_BREAKS = "\n\r\f\v\x85\u2028\u2029"
# From how many characters on an open line without commas is taken for cut text.
_SPOKEN, _WRITTEN = 30, 90
_CONTINUED = ("，", "、", ",")


@dataclass(frozen=True, slots=True)
class Mended:
    """A mended text, the way back, its paragraphs (mended offsets) and the page furniture (raw).

    `flat` is the text with a space for each line break inside a paragraph, which patterns read. It
    has the length of `text`, so offsets are the same.
    """

    text: str
    offsets: OffsetMap
    paragraphs: tuple[Span, ...]
    furniture: tuple[Span, ...]
    flat: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """What one pass leaves: runs of the text, its breaks between paragraphs, what it removed."""

    runs: list[tuple[int, int]]
    borders: list[int]
    removed: list[Span]


def mend(raw: str, hints: Hints = NO_HINTS) -> Mended:
    """Mend `raw`; its paragraphs come out separated by exactly one line break."""
    first = _pass(raw, hints)
    removed = first.removed
    kept, text = _indices(first.runs), _text(raw, first.runs)
    while True:
        # What one pass brings together (two halves of a heading) the next one may see better.
        again = _pass(text, hints.kept(kept.tolist()))
        found = _indices(again.runs)
        if len(found) == len(text):
            break
        removed += [
            Span(int(kept[span.start]), int(kept[span.end - 1]) + 1) for span in again.removed
        ]
        kept, text = kept[found], _text(text, again.runs)
    paragraphs = _paragraphs(kept, first.borders)
    return Mended(text, _offset_map(kept), paragraphs, tuple(removed), _flat(text, paragraphs))


def _text(text: str, runs: Sequence[tuple[int, int]]) -> str:
    return "".join(text[start:end] for start, end in runs)


def _indices(runs: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Every index that some runs hold."""
    if not runs:
        return np.zeros(0, np.int64)
    starts, ends = np.array(runs, np.int64).T
    lengths = ends - starts
    shifts = starts - np.cumsum(lengths) + lengths
    indices: NDArray[np.int64] = np.arange(lengths.sum()) + np.repeat(shifts, lengths)
    return indices


def _flat(text: str, paragraphs: Sequence[Span]) -> str:
    pieces, at = [], 0
    for span in paragraphs:
        pieces += [text[at : span.start], text[span.start : span.end].replace("\n", " ")]
        at = span.end
    return "".join([*pieces, text[at:]])


def _pass(raw: str, hints: Hints) -> _Kept:
    """Take away page furniture, line breaks inside paragraphs, and stray characters."""
    lines = split_lines(raw)
    dropped = furniture(lines) | _named(lines, hints.furniture)
    numbers = [number for number in range(len(lines)) if number not in dropped]
    body = [lines[number] for number in numbers]
    turned = [number - 1 in dropped for number in numbers]
    joins = _joins(body, turned, hints)
    soft = soft_hyphens([line.text for line in body], joins)
    kept = _Kept([], [], [])
    for number, line in enumerate(body):
        if number and number - 1 not in soft:
            for index in _gap(raw, body[number - 1], line, joined=joins[number]):
                kept.runs.append((index, index + 1))
                if not joins[number]:
                    kept.borders.append(index)
        end = line.end - (number in soft)
        if line.text.isascii() and "\x1a" not in line.text:
            kept.runs.append((line.start, end))
        else:
            kept.runs.extend(_within(raw, line.start, end))
    kept.removed.extend(Span(lines[number].start, lines[number].end) for number in sorted(dropped))
    return kept


def _named(lines: Sequence[Line], spans: Sequence[Span]) -> frozenset[int]:
    """The numbers of the lines that begin in one of the spans, which are in order."""
    starts = [span.start for span in spans]
    found = set()
    for number, line in enumerate(lines if spans else ()):
        at = bisect_right(starts, line.start) - 1
        if at >= 0 and line.start < spans[at].end:
            found.add(number)
    return frozenset(found)


def _joins(lines: Sequence[Line], turned: Sequence[bool], hints: Hints) -> list[bool]:
    """For each line whether it goes on the paragraph of the line before.

    `turned` marks the lines ahead of which page furniture was found: there the page turned.
    """
    layout = measure(lines)
    joins = [False] * len(lines)
    body = next((n for n, line in enumerate(lines) if match_heading(line.text)), -1)
    listed = [is_listed(line.text) for line in lines]
    for number in range(1, len(lines)):
        before, line = lines[number - 1], lines[number]
        if listed[number - 1] or listed[number] or line.start in hints.opens:
            continue
        if line.start in hints.goes_on:
            joins[number] = match_heading(line.text) is None
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
    if len(between) == 1:
        breaks = [before.end]
    else:
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


def _within(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of one line that are kept: without invisible characters and letter-spacing."""
    at = start
    for found in _UNWANTED.finditer(raw, start, end):
        if found.start() > at:
            yield at, found.start()
        at = found.end()
    if at < end:
        yield at, end


def _offset_map(kept: NDArray[np.int64]) -> OffsetMap:
    begins = np.flatnonzero(np.diff(kept, prepend=-2) != 1)
    starts = tuple(begins.tolist()), tuple(kept[begins].tolist())
    return OffsetMap(*starts, len(kept))


def _paragraphs(kept: NDArray[np.int64], borders: Sequence[int]) -> tuple[Span, ...]:
    ends = [*np.flatnonzero(np.isin(kept, borders)).tolist(), len(kept)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return tuple(Span(start, end) for start, end in zip(starts, ends, strict=True) if end > start)
