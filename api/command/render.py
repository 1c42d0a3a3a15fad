"""Hits, answers and records as a reader sees them in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.command.terminal import faint, placed, quoted, strong, table, wrap
from index.records.model import Language, Paragraph, Passage, Record, Statement
from index.search.model import Hit, SearchResult
from rag.cite import date, reference, speaker_label, translated_from
from rag.compose import frame, opening
from rag.model import Answer, Citation

_NEAREST = {"zh": "最接近的段落：", "en": "The nearest passages:"}
_NO_HITS = {"zh": "没有找到段落。", "en": "No passage was found."}
_SHOWN_NEAREST = 3


def search_text(result: SearchResult) -> str:
    """The hits of a search: reference, similarity, words."""
    if not result.hits:
        return _NO_HITS[result.language]
    return "\n\n".join(_hit(hit, result.language) for hit in result.hits)


def _hit(hit: Hit, language: Language) -> str:
    raw = (hit.raw_start, hit.raw_end)
    place = reference(hit.document, hit.statement, hit.passage.paragraphs, language, raw)
    head = f"{hit.rank:>2}  {placed(_hanging(place))}{_similarity(hit)}"
    return f"{head}\n{quoted(wrap(hit.passage.text, '    '))}"


def _hanging(reference: str) -> str:
    """A reference broken at the width of the terminal behind its number."""
    return wrap(reference, "    ").lstrip()


def _similarity(hit: Hit | None) -> str:
    if hit is None or hit.similarity is None:
        return ""
    return faint(f"  ({hit.similarity:.2f})")


def answer_text(answer: Answer) -> str:
    """An answer: who said it, the quotation, then the numbered references; or the refusal."""
    if answer.refused:
        return "\n\n".join(_refusal(answer))
    above = opening(answer.citations, answer.language)
    parts = [above] if above else []
    return "\n\n".join([*parts, *_quotations(answer), "\n".join(_references(answer))])


def _quotations(answer: Answer) -> Iterator[str]:
    before: Citation | None = None
    for citation in answer.citations:
        again = before is not None and _place(before) == _place(citation)
        quotation = wrap(f"“{citation.quote}”", "  ")
        mark = strong(f"[{citation.number}]")
        lines = [frame(citation, answer.language, again), f"{quoted(quotation)} {mark}"]
        if citation.gloss:
            known = " · ".join(f"{words} {meaning}" for words, meaning in citation.gloss)
            lines.append(faint(wrap(known, "  ")))
        yield "\n".join(lines)
        before = citation


def _place(citation: Citation) -> tuple[str, int]:
    return citation.document.id, citation.statement.number


def _references(answer: Answer) -> Iterator[str]:
    hits = {hit.passage.id: hit for hit in answer.hits}
    for citation in answer.citations:
        similarity = _similarity(hits.get(citation.passage_id))
        mark = strong(f"[{citation.number}]")
        yield f"{mark} {placed(_hanging(citation.reference))}{similarity}"


def _refusal(answer: Answer) -> Iterator[str]:
    yield strong(answer.reason or "")
    if answer.hits:
        yield _NEAREST[answer.language]
        yield from (_hit(hit, answer.language) for hit in answer.hits[:_SHOWN_NEAREST])


def record_text(record: Record, language: Language) -> str:
    """The overview of a record: what it is, and its statements in order."""
    rows = [_statement_row(statement, language) for statement in record.statements]
    head = list(_record_head(record, language))
    return "\n".join([*head, "", table(rows) if rows else ""]).rstrip()


def _record_head(record: Record, language: Language) -> Iterator[str]:
    document = record.document
    yield strong(document.label)
    if document.title and document.title != document.label:
        yield wrap(document.title)
    if document.agenda:
        yield wrap(document.agenda)
    day = date(document.date, language) if document.date else None
    yield faint(" · ".join(filter(None, [document.body, day, document.kind, document.language])))


def _statement_row(statement: Statement, language: Language) -> tuple[str, str, str, str]:
    paragraphs, characters = len(statement.paragraphs), statement.end - statement.start
    return (
        f"{statement.number:>4}",
        speaker_label(statement.speaker, language) or statement.part or "",
        statement.language or "",
        faint(f"{paragraphs} paragraph{'s' * (paragraphs != 1)}, {characters:,} characters"),
    )


def statement_text(
    record: Record, statement: Statement, language: Language, only: int | None = None
) -> str:
    """A statement with its reference and its paragraphs, or just one of them."""
    chosen = [p for p in statement.paragraphs if only is None or p.number == only]
    words = chosen if only else [statement]
    raw = record.raw_span(words[0].start, words[-1].end)
    place = reference(
        record.document, statement, [only] if only else (), language, (raw.start, raw.end)
    )
    spoken = translated_from(record.document, statement)
    note = faint(f"  (translated from {spoken})") if spoken else ""
    return "\n\n".join([placed(place) + note, *_paragraphs(record, chosen)])


def _paragraphs(record: Record, chosen: Sequence[Paragraph]) -> Iterator[str]:
    for paragraph in chosen:
        text = wrap(record.text[paragraph.start : paragraph.end].strip(), "     ")
        yield f"{faint(f'{paragraph.number:>3}')}  {quoted(text.lstrip())}"


def passage_text(passage: Passage, record: Record, language: Language) -> str:
    """A passage with its reference and what was added for encoding."""
    statement = record.statements[passage.statement - 1]
    raw = record.raw_span(passage.start, passage.end)
    place = reference(
        record.document, statement, passage.paragraphs, language, (raw.start, raw.end)
    )
    return f"{placed(place)}\n\n{quoted(wrap(passage.text, '  '))}\n\n{faint(passage.context)}"
