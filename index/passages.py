"""Cut a record into passages: the runs of whole sentences that are indexed and found."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.records.model import Language, Paragraph, Passage, Record, Span, Statement
from index.records.numerals import MONTHS
from index.sentences import sentence_spans

# What has neither sentences nor clauses is divided all the same from so many characters on.
_WHOLE, _PIECE = 3000, 2000
_WORD = re.compile(r"\S")
_CLAUSE = re.compile(r"(?<=[；;，,：:])\s*")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large passages are, in Chinese characters and in English words.

    A passage is closed near `target`; whole paragraphs are put together up to `full`; nothing but
    a single clause (of at most 3,000 characters) is larger than `limit`; what is smaller than
    `least` joins a neighbour.
    """

    target: int
    full: int
    limit: int
    least: int


CHINESE = Sizes(target=220, full=280, limit=350, least=40)
ENGLISH = Sizes(target=120, full=150, limit=190, least=20)


def cut(record: Record, sizes: Sizes | None = None) -> tuple[Passage, ...]:
    """The passages of a record, in order.

    They never cross statements, begin and end with sentences, and tile each statement: put
    together they hold all its characters but the white space between passages.
    """
    language = record.document.language
    chosen = sizes or (CHINESE if language == "zh" else ENGLISH)
    return tuple(
        passage
        for statement in record.statements
        for passage in _passages(
            record, statement, _spans(record.text, statement, chosen, _measure(language))
        )
    )


def _passages(record: Record, statement: Statement, spans: Sequence[Span]) -> Iterator[Passage]:
    starts = [paragraph.start for paragraph in statement.paragraphs]
    ends = [paragraph.end for paragraph in statement.paragraphs]
    for span in spans:
        # Paragraphs are in order: those that end behind the start and begin ahead of the end.
        touched = slice(bisect_right(ends, span.start), bisect_left(starts, span.end))
        yield _passage(record, statement, span, statement.paragraphs[touched])


def _passage(
    record: Record, statement: Statement, span: Span, touched: Sequence[Paragraph]
) -> Passage:
    return Passage(
        id=f"{record.document.id}:{span.start}-{span.end}",
        document_id=record.document.id,
        statement=statement.number,
        paragraphs=tuple(paragraph.number for paragraph in touched),
        start=span.start,
        end=span.end,
        text=record.text[span.start : span.end],
        context=context(record, statement, touched),
    )


def _measure(language: Language) -> Callable[[str], int]:
    if language == "zh":
        return len
    return lambda text: len(text.split())


def _spans(
    text: str, statement: Statement, sizes: Sizes, measure: Callable[[str], int]
) -> list[Span]:
    """Spans of one statement: paragraphs gathered up to the size, long ones divided first."""
    spans: list[Span] = []
    open_heading = False
    for line, heading in _lines(text, statement):
        size = measure(text[line.start : line.end])
        last = spans[-1] if spans else None
        together = measure(text[last.start : line.end]) if last else 0
        before = measure(text[last.start : last.end]) if last else 0
        if last and (open_heading or _fit(together, size, before, sizes)):
            spans.pop()
            line = Span(last.start, line.end)
            size = together
        pieces = [line] if size <= sizes.limit else _divide(text, line, sizes, measure)
        spans += pieces
        open_heading = heading
    return [piece for span in spans for piece in _pieces(text, span)]


def _fit(together: int, size: int, before: int, sizes: Sizes) -> bool:
    """Whether a paragraph goes on the passage before it."""
    if min(size, before) < sizes.least:
        return together <= sizes.limit
    return together <= sizes.full and before < sizes.target


def _lines(text: str, statement: Statement) -> Iterator[tuple[Span, bool]]:
    """Every line of a statement and whether it is a heading, that is: lies in no paragraph."""
    at = statement.start
    for paragraph in statement.paragraphs:
        for found in re.finditer(r"\S.*\S|\S", text[at : paragraph.start]):
            yield Span(at + found.start(), at + found.end()), True
        yield Span(paragraph.start, paragraph.end), False
        at = paragraph.end
    for found in re.finditer(r"\S.*\S|\S", text[at : statement.end]):
        yield Span(at + found.start(), at + found.end()), True


def _divide(text: str, span: Span, sizes: Sizes, measure: Callable[[str], int]) -> list[Span]:
    """Divide a long stretch at sentences into parts of about equal size, none tiny."""
    sentences: list[Span] = []
    for sentence in sentence_spans(text, span.start, span.end):
        sentences += _clauses(text, sentence, sizes, measure)
    total = measure(text[span.start : span.end])
    parts = max(1, round(total / sizes.target))
    goal = total / parts
    spans: list[Span] = []
    for sentence in sentences:
        last = spans[-1] if spans else None
        if last is None:
            spans.append(sentence)
            continue
        before = measure(text[last.start : last.end])
        size = measure(text[sentence.start : sentence.end])
        if before + size <= sizes.limit and (before + size / 2 <= goal or before < sizes.least):
            spans[-1] = Span(last.start, sentence.end)
        else:
            spans.append(sentence)
    return _without_tiny(text, spans, sizes, measure)


def _without_tiny(
    text: str, spans: Sequence[Span], sizes: Sizes, measure: Callable[[str], int]
) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        small = measure(text[span.start : span.end]) < sizes.least
        if kept and small and measure(text[kept[-1].start : span.end]) <= sizes.limit:
            kept[-1] = Span(kept[-1].start, span.end)
        else:
            kept.append(span)
    return kept


def _clauses(text: str, sentence: Span, sizes: Sizes, measure: Callable[[str], int]) -> list[Span]:
    """A sentence beyond the limit is divided at its clauses, any other is left whole."""
    if measure(text[sentence.start : sentence.end]) <= sizes.limit:
        return [sentence]
    borders = [m.end() for m in _CLAUSE.finditer(text, sentence.start, sentence.end)]
    spans, begin = [], sentence.start
    for border, following in zip(borders, [*borders, sentence.end][1:], strict=True):
        if measure(text[begin:following]) > sizes.target:
            spans.append(Span(begin, begin + len(text[begin:border].rstrip())))
            begin = border
    spans.append(Span(begin, sentence.end))
    return [span for span in spans if span.start < span.end]


def _pieces(text: str, span: Span) -> list[Span]:
    """A span, divided at white space, or anywhere, where it is far longer than any clause."""
    pieces, begin = [], span.start
    while span.end - begin > _WHOLE:
        border = max(text.rfind(mark, begin + 1, begin + _PIECE) for mark in " \n\u3000")
        end = border if border > 0 else begin + _PIECE
        pieces.append(Span(begin, begin + len(text[begin:end].rstrip())))
        found = _WORD.search(text, end, span.end)
        begin = found.start() if found else span.end
    return [*pieces, Span(begin, span.end)]


def context(record: Record, statement: Statement, touched: Sequence[Paragraph]) -> str:
    """Who speaks, where, when and on what, in the document's language, for encoding only."""
    document = record.document
    who = _who(statement, document.language)
    facts = [who, document.body, _day(document.date, document.language)]
    topic = _topic(record, statement, touched)
    if document.language == "zh":
        return "，".join(fact for fact in facts if fact) + (f"。{topic[:80]}" if topic else "")
    return ", ".join(fact for fact in facts if fact) + (f". {topic[:160]}" if topic else "")


def _topic(record: Record, statement: Statement, touched: Sequence[Paragraph]) -> str:
    """The section, the title of an annex, and the agenda item, nearest first.

    The agenda of a meeting is left out: it is the same for every statement, and drew all of its
    passages together (MRR@10 of the single vectors on the development questions .43 with it, .48
    without).
    """
    document = record.document
    sections = [paragraph.heading for paragraph in touched if paragraph.heading]
    heading = record.text[statement.heading_start : statement.heading_end]
    annexed = (statement.part or "").startswith("annex")
    titles = heading.splitlines()[1:] if annexed else []
    item = None if document.kind == "verbatim" else document.agenda or document.title
    known = [*sections[:1], " ".join(titles), item]
    return ("：" if document.language == "zh" else ": ").join(x for x in known if x)


def _who(statement: Statement, language: Language) -> str | None:
    speaker = statement.speaker
    delegation = speaker.delegation.name(language) if speaker.delegation else None
    if language == "zh":
        name = f"{speaker.name}{speaker.honorific or ''}" if speaker.name else speaker.role
        return f"{name}（{delegation}）" if name and delegation else name or delegation
    named = " ".join(x for x in (speaker.honorific, speaker.name) if x) if speaker.name else None
    name = named or speaker.role
    return f"{name} ({delegation})" if name and delegation else name or delegation


def _day(date: str | None, language: Language) -> str | None:
    if date is None:
        return None
    year, *rest = (int(part) for part in date.split("-"))
    if language == "zh":
        numbers = zip((year, *rest), "年月日", strict=False)
        return "".join(f"{number}{unit}" for number, unit in numbers)
    return " ".join([*map(str, rest[1:]), *(MONTHS[month - 1] for month in rest[:1]), str(year)])
