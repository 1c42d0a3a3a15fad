"""How a document was parsed, as JSON: the part of the vocabulary that `rag.wire` leaves out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

from index.records.model import BlockKind, Record
from rag.cite import translated_from
from rag.wire import Fields, document_fields

if TYPE_CHECKING:
    from index.store.model import DocumentSummary


def parse_fields(record: Record, summary: DocumentSummary) -> Fields:
    """The counts of a held document, what each of its characters is, and what is doubtful.

    `census` accounts for every character of the file as decoded: its numbers add up to
    `raw_characters`. `characters` are those of the mended text.
    """
    document = record.document
    return {
        **document_fields(summary),
        "raw_characters": len(record.raw),
        "census": _census(record),
        "delegations": len(record.delegations),
        "floor_languages": _floor_languages(record),
        "pages": document.pages.count if document.pages else None,
    }


def _census(record: Record) -> dict[str, dict[str, int]]:
    """Blocks and characters of each kind that occurs, in the order of the kinds."""
    blocks = Counter(block.kind for block in record.blocks)
    characters: Counter[str] = Counter()
    for block in record.blocks:
        characters[block.kind] += block.raw_end - block.raw_start
    return {
        kind: {"blocks": blocks[kind], "characters": characters[kind]}
        for kind in get_args(BlockKind)
        if blocks[kind]
    }


def _floor_languages(record: Record) -> dict[str, int]:
    """How many statements were made in each language that is not the document's, most first."""
    spoken = (translated_from(record.document, statement) for statement in record.statements)
    return dict(Counter(language for language in spoken if language).most_common())
