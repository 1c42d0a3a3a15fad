"""The places of a statement that a quotation is from: aligned, compared, cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records.model import Language, Record
from rag.cite import reference, translated_from
from rag.model import Citation
from rag.verify_align import Match, ends, in_order, occurrences
from rag.verify_compare import Compared, compare
from rag.verify_fold import HAN, Folded
from rag.verify_model import Part, Place, Wording, Writing
from rag.verify_read import Asked
from rag.verify_search import Candidate

# A quotation is near where at most this share of its characters was changed, left out or put in,
# and only where it is as long as 10 Chinese or 20 other characters. Measured on stretches of one
# document that another has something near to (60 each; both speak of the same subject):
#     Chinese, 10, 12, 20, 30 characters   11%, 6%, 5%, 2% within .20; 11%, 20%, 7%, 2% within .25
#     English, 10, 12, 20, 30 letters      40%, 7%, 2%, 2% within .20; 40%, 30%, 7%, 3% within .25
NEAR = 0.2
LEAST_NEAR = 20
_LATIN = re.compile("[a-zà-ɏ0-9]{2}")


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The words of a candidate's statement and what a citation of them needs."""

    candidate: Candidate
    record: Record
    words: Folded
    language: Language


def places(asked: Asked, candidate: Candidate, record: Record, language: Language) -> list[Place]:
    """Every place of a candidate's statement that holds the quotation or is near it, in order.

    A quotation whose ellipses stand in the record too is found whole; otherwise its parts are,
    one behind the other, and only the best such chain counts.
    """
    statement = candidate.statement
    words = Folded(record.text[statement.start : statement.end])
    spoken = _Spoken(candidate, record, words, language)
    if len(asked.parts) > 1:
        whole = _found(spoken, (asked.words,), (0.0,))
        if exact := [place for place in whole if place.wording == "exact"]:
            return exact
    return list(_found(spoken, asked.parts, (0.0, NEAR)))


def _found(
    spoken: _Spoken, parts: Sequence[Folded], tolerances: Sequence[float]
) -> Iterator[Place]:
    for chain in _chains(parts, spoken.words.text, tolerances):
        matches = [whole(p, spoken.words, m) for p, m in zip(parts, chain, strict=True)]
        compared = [compare(p, spoken.words, m) for p, m in zip(parts, matches, strict=True)]
        distance = sum(match.distance for match in matches)
        yield _place(spoken, compared, distance, sum(len(part.text) for part in parts))


def _chains(
    parts: Sequence[Folded], text: str, tolerances: Sequence[float]
) -> Sequence[tuple[Match, ...]]:
    """One match for each part, or each match of a single one, within the first tolerance that
    has any."""
    long = sum(map(_columns, parts)) >= LEAST_NEAR
    for tolerance in tolerances if long else tolerances[:1]:
        choices = [occurrences(p.text, text, int(tolerance * len(p.text))) for p in parts]
        if len(parts) == 1 and choices[0]:
            return [(match,) for match in choices[0]]
        if chain := in_order(choices):
            return [chain]
    return []


def whole(part: Folded, record: Folded, match: Match) -> Match:
    """A match with the whole of a Latin word that it cuts, where the quotation has another word.

    What is nearest to "wheat to Sudan" stops inside "Somalia"; a reader is to see all of that. A
    quotation that breaks off inside the word itself keeps its place, and so does one that the
    whole word would bring beyond `NEAR`.
    """
    start, end = match.start, match.end
    last, first = _reach(record, end - 1, 1), _reach(record, start, -1)
    inner = record.text[_reach(record, end - 1, -1) : end]
    if match.distance and inner != part.text[_reach(part, len(part.text) - 1, -1) :]:
        end = last + 1
    inner = record.text[start : _reach(record, start, 1) + 1]
    if match.distance and inner != part.text[: _reach(part, 0, 1) + 1]:
        start = first
    if (start, end) == (match.start, match.end):
        return match
    distance = ends(part.text, record.text[start:end], anchored=True)[-1]
    return Match(start, end, distance) if distance <= NEAR * len(part.text) else match


def _reach(words: Folded, at: int, step: int) -> int:
    """The last (or, with a step of -1, the first) character of the Latin word at a place."""
    while 0 <= at + step < len(words.text) and _LATIN.fullmatch(
        words.text[at] + words.text[at + step]
    ):
        if abs(words.starts[at + step] - words.starts[at]) > 1:
            break
        at += step
    return at


def _columns(part: Folded) -> int:
    """The length of a part, Chinese characters counted twice: each is about a syllable."""
    return len(part.text) + len(HAN.findall(part.text))


def _place(spoken: _Spoken, compared: Sequence[Compared], distance: int, length: int) -> Place:
    first = spoken.candidate.statement.start
    written: set[Writing] = set().union(*(one.written for one in compared))
    return Place(
        citation=_citation(spoken, first + compared[0].start, first + compared[-1].end),
        wording=_wording(compared, distance),
        distance=distance,
        share=distance / length,
        written=tuple(sorted(written)),
        claimed=spoken.candidate.claimed,
        parts=tuple(_part(spoken.record, one, first) for one in compared),
    )


def _wording(compared: Sequence[Compared], distance: int) -> Wording:
    if distance:
        return "near"
    alike = all(s.operation == "same" for one in compared for s in one.segments)
    return "exact" if alike else "same_words"


def _part(record: Record, compared: Compared, first: int) -> Part:
    start, end = first + compared.start, first + compared.end
    raw = record.raw_span(start, end)
    return Part(start, end, raw.start, raw.end, compared.segments)


def _citation(spoken: _Spoken, start: int, end: int) -> Citation:
    """The citation of what stands there; it is numbered when the places are put in order."""
    record, statement = spoken.record, spoken.candidate.statement
    document, raw = record.document, record.raw_span(start, end)
    paragraphs = tuple(p.number for p in statement.paragraphs if p.start < end and start < p.end)
    return Citation(
        number=0,
        document=document,
        statement=statement,
        paragraphs=paragraphs,
        start=start,
        end=end,
        raw_start=raw.start,
        raw_end=raw.end,
        quote=record.text[start:end],
        reference=reference(document, statement, paragraphs, spoken.language, (raw.start, raw.end)),
        translated_from=translated_from(document, statement),
        passage_id=_passage(spoken.candidate, start, end),
    )


def _passage(candidate: Candidate, start: int, end: int) -> str:
    """The passage that holds the beginning of the quotation, else one that holds some of it."""
    passages = [hit.passage for hit in candidate.hits]
    inside = [one for one in passages if one.start < end and start < one.end] or passages
    return min(inside, key=lambda one: one.start).id
