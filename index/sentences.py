"""Where sentences begin and end, in Chinese and in English text."""

from __future__ import annotations

import re

from index.records.model import Span

_CLOSING = "”’」』）》〉】\"')]»"
_END = re.compile(
    rf"[。！？!?]+[{re.escape(_CLOSING)}]*(?:(?<=[”’」』])[（(][^（）()\n]{{1,60}}[）)])?|"
    rf"\.[{re.escape(_CLOSING)}]*(?=\s|$)|[：；:;]?\n+"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"‘'\[])(?:Mr|Mrs|Ms|Mme|Dr|Prof|St|Rev|Hon|Gen|Col|Lt|Maj|Capt|Sgt|Amb|Msgr|Sr|Jr|"
    r"Nos?|paras?|arts?|vols?|chap|sect|pp?|cf|vs|viz|approx|ca|e\.g|i\.e|etc|al|Inc|Ltd|Co|Corp|"
    r"Add|Rev|Corr|Supp|U\.S|U\.N|U\.K|[A-Z](?:\.[A-Z])*|S/PV|A/PV)$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\d+|[一二三四五六七八九十]+|[IVXivx]+|[A-Za-z]")
_ITEM = re.compile(r"\d{1,3}\.\s|[(（](?:[a-z]|[ivx]{1,4}|\d{1,2})[)）]|[•●▪]")
_OPENS = re.compile(r"\s*[\"“‘'(\[«—–-]*\s?[A-ZÀ-Þ0-9\u3400-\u9fff•]")
_HAN = re.compile(r"[\u3400-\u9fff，、]")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """The sentences of `text[start:end]`, in order, without the white space between them.

    Closing quotation marks and brackets stay with their sentence. A full stop after an
    abbreviation, an initial or a paragraph's number ends nothing, nor does one inside a number or
    a symbol. A line break ends a sentence except between two Latin words.
    """
    stop = len(text) if end is None else end
    spans, begin = [], start
    for found in _END.finditer(text, start, stop):
        if found.start() < begin or not _is_border(text, found, begin, stop):
            continue
        spans.append(_trimmed(text, begin, found.end()))
        begin = found.end()
    spans.append(_trimmed(text, begin, stop))
    return tuple(span for span in spans if span.start < span.end)


def _is_border(text: str, found: re.Match[str], begin: int, stop: int) -> bool:
    mark, after = text[found.start()], text[found.end() : min(stop, found.end() + 12)]
    if "\n" in found[0]:
        return _is_line_border(text, found, stop)
    if not after.strip():
        return True
    if mark == ".":
        before = text[begin : found.start()].strip()
        label = len(before) <= 3 and bool(_LABEL.fullmatch(before))
        return not (label or _ABBREVIATION.search(before[-12:])) and bool(_OPENS.match(after))
    if mark in "!?":
        goes_on = after.lstrip()[0].islower() and after.lstrip()[0].isascii()
        return not goes_on and (after[0].isspace() or bool(_HAN.match(after[0])))
    # A quoted exclamation may go on: “…？”他问 ends no sentence before a comma.
    return after[0] not in "，、；,"


def _is_line_border(text: str, found: re.Match[str], stop: int) -> bool:
    """A line break ends a sentence unless a wrapped Latin sentence goes on after it."""
    before = text[found.start() - 1] if found.start() else "\n"
    after = text[found.end() : min(stop, found.end() + 6)]
    if not after or _HAN.match(before) or _HAN.match(after) or _ITEM.match(after):
        return True
    return not (before.isalnum() or before in ",-–—’'\")]") or found[0][0] in "：；:;"


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
