"""The quoted words of a sentence, and where they stand in the passages, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.records.model import Span
from index.search.model import Hit
from rag.generate.evidence import banned
from rag.generate.prompt import escape

_QUOTED = re.compile(
    '“([^“”]*)”|「([^「」]*)」|『([^『』]*)』|«([^«»]*)»|"([^"]*)"|(?<!\\w)‘([^‘’]*)’(?!\\w)'
)
_LEFT_OUT = re.compile(r"\s*(?:\[…\]|\[\.{3}\]|…+|\.{3,}|（略）)\s*")
_LOOSE = '“”「」『』«»"'
# Where English puts a comma or full stop inside the quotation marks, it is not of the record.
_FOREIGN_END = ",.;:!?，。；：！？、"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in quotation marks; `pieces` are parted where the sentence leaves something out."""

    words: str
    pieces: tuple[str, ...]


def quoted_words(text: str) -> tuple[Quoted, ...]:
    """Everything that a sentence puts in quotation marks."""
    found = []
    for match in _QUOTED.finditer(text):
        words = next((group for group in match.groups() if group is not None), "")
        pieces = tuple(piece.strip() for piece in _LEFT_OUT.split(words) if piece.strip())
        if pieces:
            found.append(Quoted(words, pieces))
    return tuple(found)


def without_quoted(text: str) -> str:
    """A sentence without what it quotes."""
    return _QUOTED.sub("", text)


def has_loose_mark(text: str) -> bool:
    """Whether a quotation mark has no partner, so that nobody can say what is quoted."""
    rest = without_quoted(text)
    return any(mark in rest for mark in _LOOSE)


def find_quoted(quoted: Quoted, hits: Iterable[Hit]) -> tuple[Hit, tuple[Span, ...]] | None:
    """The passage that holds all pieces in their order, and their spans in its text."""
    for hit in hits:
        spans = _spans(quoted, hit)
        if spans:
            return hit, spans
    return None


def _spans(quoted: Quoted, hit: Hit) -> tuple[Span, ...]:
    """Where the pieces stand; empty where one of them does not."""
    found: list[Span] = []
    forbidden = banned(hit)
    for piece in quoted.pieces:
        span = _find(piece, hit.passage.text, found[-1].end if found else 0)
        if span is None or any(span.overlaps(other) for other in forbidden):
            return ()
        found.append(span)
    return tuple(found)


def _find(piece: str, text: str, start: int) -> Span | None:
    for words in (piece, piece.rstrip(_FOREIGN_END)):
        at = text.find(words, start) if words else -1
        if at >= 0:
            return Span(at, at + len(words))
    # The model saw the tags of the prompt escaped and may have copied that.
    shown = escape(text)
    if shown != text and piece in shown:
        at = text.find(piece.replace("&lt;", "<"), start)
        if at >= 0:
            return Span(at, at + len(piece.replace("&lt;", "<")))
    return None
