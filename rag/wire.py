"""The one JSON vocabulary of the command line and the HTTP service.

Every function turns one value into a dictionary of plain JSON types. Field names are the same
wherever the same thing is meant: `document` is a document's id, `start`/`end` are characters of
the mended text, `raw_start`/`raw_end` characters of the file as given. `delegation` and
`speaker_label` are in the reader's language (the question's, or the document's where there is no
question); `speaker` is as the record writes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from index.records.doubts import recognise
from index.records.model import (
    Document,
    Language,
    Paragraph,
    Passage,
    Record,
    Speaker,
    Statement,
)
from index.search.model import Hit, SearchResult
from rag.cite import reference, speaker_label, translated_from, written_name
from rag.compose import opening
from rag.events import Citations, Done, Event, Hits, Piece, Stage, Waiting
from rag.export import references
from rag.model import Answer, Citation, Facet
from rag.permalink import Cited, permalink

if TYPE_CHECKING:
    from index.store.model import DocumentSummary

Fields = dict[str, Any]


def search_fields(result: SearchResult) -> Fields:
    """A search: the question and its hits, best first."""
    return {
        "question": result.question,
        "language": result.language,
        "hits": [hit_fields(hit, result.language) for hit in result.hits],
        "timings": _timings(result.timings),
    }


def hit_fields(hit: Hit, language: Language) -> Fields:
    """One found passage, with names in the language of the question."""
    passage, statement = hit.passage, hit.statement
    return {
        "rank": hit.rank,
        "score": round(float(hit.score), 6),
        **_place_fields(
            hit.document, statement, passage.paragraphs, language, (hit.raw_start, hit.raw_end)
        ),
        "start": passage.start,
        "end": passage.end,
        "raw_start": hit.raw_start,
        "raw_end": hit.raw_end,
        "text": passage.text,
        "passage": passage.id,
        "similarity": None if hit.similarity is None else round(float(hit.similarity), 6),
        "legs": dict(hit.legs),
        "reranked": None if hit.reranked is None else round(float(hit.reranked), 6),
    }


def answer_fields(answer: Answer) -> Fields:
    """An answer or a refusal; the nearest passages stand under `hits` in both cases.

    In a conversation also the question that was answered, where it is not as it was asked, and
    the turn that a later question is to be understood by.
    """
    turn = {} if answer.asked is None else _turn_fields(answer)
    return {
        "question": answer.question if answer.asked is None else answer.asked,
        "language": answer.language,
        "refused": answer.refused,
        "reason": answer.reason,
        "answer": answer.text,
        "opening": opening(answer.citations, answer.language) or None,
        "citations": [citation_fields(citation, answer.language) for citation in answer.citations],
        "hits": [hit_fields(hit, answer.language) for hit in answer.hits],
        "timings": _timings(answer.timings),
        "engine": answer.engine,
        "fallback": answer.fallback,
        "left_out": [{"sentence": one.sentence, "reason": one.reason} for one in answer.left_out],
        "facets": [_facet_fields(facet) for facet in answer.facets],
        "ignored": [_facet_fields(facet) for facet in answer.ignored],
        **turn,
    }


def _facet_fields(facet: Facet) -> Fields:
    return {"kind": facet.kind, "value": facet.value, "label": facet.label}


def _turn_fields(answer: Answer) -> Fields:
    from rag.follow_up import turn_of

    turn = turn_of(answer.question, answer)
    return {
        "resolved_question": None if answer.question == answer.asked else answer.question,
        "turn": {
            "question": turn.question,
            "delegations": [delegation.code for delegation in turn.delegations],
            "cited": [
                {
                    "name_zh": one.name_zh,
                    "name_en": one.name_en,
                    "delegation": one.delegation.code if one.delegation else None,
                    "document": one.document,
                    "gender": one.gender,
                }
                for one in turn.cited
            ],
        },
    }


def citation_fields(citation: Citation, language: Language) -> Fields:
    """One quotation and where it stands, with names in the language of the question."""
    return {
        "number": citation.number,
        **_place_fields(
            citation.document,
            citation.statement,
            citation.paragraphs,
            language,
            (citation.raw_start, citation.raw_end),
        ),
        "start": citation.start,
        "end": citation.end,
        "raw_start": citation.raw_start,
        "raw_end": citation.raw_end,
        "quote": citation.quote,
        "gloss": [{"words": words, "meaning": meaning} for words, meaning in citation.gloss],
        "passage": citation.passage_id,
        "references": references(Cited.of(citation)),
        "permalink": permalink(citation.document, citation.start, citation.end, language),
    }


def event_fields(event: Event) -> tuple[str, Fields]:
    """The name of an event of answering, and what it tells."""
    match event:
        case Stage(name, milliseconds):
            return "stage", {"stage": name, "ms": round(milliseconds, 2)}
        case Hits(hits, language):
            return "hits", {"hits": [hit_fields(hit, language) for hit in hits]}
        case Piece(text, anew):
            return "answer", {"text": text, "anew": anew}
        case Waiting():
            return "waiting", {}
        case Citations(citations, language):
            return "citations", {"citations": [citation_fields(c, language) for c in citations]}
        case Done(answer):
            return "done", answer_fields(answer)


def _place_fields(
    document: Document,
    statement: Statement,
    paragraphs: tuple[int, ...],
    language: Language,
    raw: tuple[int, int],
) -> Fields:
    """What a hit and a citation have in common: the document, the statement and who speaks."""
    return {
        "document": document.id,
        "symbol": document.symbol,
        "title": document.title,
        "date": document.date,
        "statement": statement.number,
        "paragraphs": list(paragraphs),
        **_speaker_fields(statement.speaker, language),
        "pages": None if document.pages is None else list(document.pages.pages(*raw)),
        "reference": reference(document, statement, paragraphs, language, raw),
        "translated_from": translated_from(document, statement),
    }


def _speaker_fields(speaker: Speaker, language: Language) -> Fields:
    delegation = speaker.delegation
    return {
        "speaker": written_name(speaker),
        "speaker_label": speaker_label(speaker, language) or None,
        "role": speaker.role,
        "chair": speaker.chair,
        "delegation": delegation.name(language) if delegation else None,
        "delegation_code": delegation.code if delegation else None,
    }


def document_fields(summary: DocumentSummary) -> Fields:
    """One held document, how much is in it, and what is doubtful about it."""
    return {
        **bare_document_fields(summary.document),
        "statements": summary.statements,
        "paragraphs": summary.paragraphs,
        "passages": summary.passages,
        "characters": summary.characters,
        "speakers": summary.speakers,
        "added_at": summary.added_at,
        "warnings": list(summary.warnings),
        "doubts": doubts_fields(summary.warnings),
        **relations_fields(summary.translations, summary.earlier),
    }


def relations_fields(translations: Sequence[Document], earlier: Sequence[Document]) -> Fields:
    """The same document in other languages, and its versions before, oldest first."""
    return {
        "translations": [{"document": d.id, "language": d.language} for d in translations],
        "earlier": [{"document": d.id, "name": d.name} for d in earlier],
    }


def doubts_fields(warnings: Sequence[str]) -> list[Fields]:
    """Warnings by their codes and parameters, in the same order."""
    found = map(recognise, warnings)
    return [{"code": one.code, "parameters": dict(one.parameters)} for one in found]


def bare_document_fields(document: Document) -> Fields:
    """What is known of a document besides its words."""
    return {
        "document": document.id,
        "digest": document.digest,
        "name": document.name,
        "symbol": document.symbol,
        "title": document.title,
        "body": document.body,
        "date": document.date,
        "language": document.language,
        "kind": document.kind,
        "meeting": document.meeting,
        "agenda": document.agenda,
        "origins": dict(document.origins),
    }


def record_fields(record: Record, language: Language | None = None) -> Fields:
    """A whole record: its mended text and its statements and paragraphs with both offsets."""
    reader = language or record.document.language
    return {
        **bare_document_fields(record.document),
        "text": record.text,
        "statements": [statement_fields(record, s, reader) for s in record.statements],
        "warnings": list(record.warnings),
        "doubts": doubts_fields(record.warnings),
    }


def raw_fields(record: Record) -> Fields:
    """The file as given, and the runs of it that the mended text consists of.

    Each run is (first character in the mended text, first character in the file); it ends where
    the next one begins in the mended text, the last one with that text.
    """
    offsets = record.offsets
    return {
        "raw": record.raw,
        "runs": [list(run) for run in zip(offsets.clean_starts, offsets.raw_starts, strict=True)],
    }


def statement_fields(record: Record, statement: Statement, language: Language) -> Fields:
    """One statement of a record, without its words: they are the slice of the record's text."""
    heading = record.text[statement.heading_start : statement.heading_end]
    return {
        "statement": statement.number,
        **_speaker_fields(statement.speaker, language),
        "on_behalf_of": list(statement.speaker.on_behalf_of),
        "aliases": list(statement.speaker.aliases),
        "language": statement.language,
        "translated_from": translated_from(record.document, statement),
        "part": statement.part,
        "heading": heading.strip() or None,
        **_span_fields(record, statement.start, statement.end),
        "paragraphs": [paragraph_fields(record, p) for p in statement.paragraphs],
    }


def paragraph_fields(record: Record, paragraph: Paragraph) -> Fields:
    """One paragraph: its number in the statement, its printed label and its place."""
    return {
        "paragraph": paragraph.number,
        "label": paragraph.label,
        "heading": paragraph.heading,
        **_span_fields(record, paragraph.start, paragraph.end),
    }


def passage_fields(passage: Passage, record: Record, language: Language | None = None) -> Fields:
    """One indexed passage and where it stands in its record.

    Raises:
        ValueError: if the record has no statement with the passage's number.
    """
    statement = record.statement(passage.statement)
    if statement is None:
        raise ValueError(f"passage {passage.id} names a statement that its record does not have")
    reader = language or record.document.language
    raw = record.raw_span(passage.start, passage.end)
    place = (raw.start, raw.end)
    return {
        "passage": passage.id,
        **_place_fields(record.document, statement, passage.paragraphs, reader, place),
        **_span_fields(record, passage.start, passage.end),
        "text": passage.text,
        "context": passage.context,
    }


def _span_fields(record: Record, start: int, end: int) -> Fields:
    """Both pairs of offsets of a range; an empty range has no place in the file as given."""
    raw = record.raw_span(start, end) if start < end else None
    return {
        "start": start,
        "end": end,
        "raw_start": raw.start if raw else None,
        "raw_end": raw.end if raw else None,
    }


def _timings(timings: Mapping[str, float]) -> Fields:
    return {stage: round(milliseconds, 2) for stage, milliseconds in timings.items()}
