"""A range of a record as a citation."""

from __future__ import annotations

from index.records.model import Language, Passage, Record
from rag.cite import reference, translated_from
from rag.model import Citation


def quoted(
    record: Record, passage: Passage, start: int, end: int, language: Language, number: int = 0
) -> Citation:
    """`record.text[start:end]`, which lies in a passage, with its place; names in `language`.

    Raises:
        ValueError: the range is empty or outside the passage.
    """
    if not passage.start <= start < end <= passage.end:
        raise ValueError(f"{start}:{end} is not a part of the passage {passage.id}")
    statement = record.statements[passage.statement - 1]
    raw = record.raw_span(start, end)
    touched = tuple(p.number for p in statement.paragraphs if p.start < end and start < p.end)
    return Citation(
        number=number,
        document=record.document,
        statement=statement,
        paragraphs=touched,
        start=start,
        end=end,
        raw_start=raw.start,
        raw_end=raw.end,
        quote=record.text[start:end],
        reference=reference(record.document, statement, touched, language, (raw.start, raw.end)),
        translated_from=translated_from(record.document, statement),
        passage_id=passage.id,
    )
