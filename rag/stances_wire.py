"""A comparison of delegations as JSON fields and as tables, in the vocabulary of `rag.wire`."""

from __future__ import annotations

from collections.abc import Iterator

from index.records.model import Document, Language
from rag.cite import date, speaker_label
from rag.permalink import permalink
from rag.stances_model import Cell, Row, Stances
from rag.table import comma_separated, markdown, plain
from rag.wire import Fields, bare_document_fields, citation_fields

STATUS = {
    "not_on_this": {"zh": "发过言，未谈及此题", "en": "spoke, not on this"},
    "did_not_speak": {"zh": "没有发言", "en": "did not speak"},
    "not_present": {"zh": "—", "en": "—"},
}
PRESIDED = {"zh": "（主持会议）", "en": " (presided)"}
DELEGATION = {"zh": "代表团", "en": "Delegation"}
_COLUMNS = (
    *("delegation_code", "delegation", "document", "symbol", "date", "status", "presided"),
    *("evidence", "speaker", "statement", "paragraphs", "reference", "quote", "start", "end"),
    *("translated_from", "permalink"),
)


def stances_fields(stances: Stances) -> Fields:
    """The meetings and a row for each delegation, its cells in the order of the meetings."""
    return {
        "question": stances.question,
        "language": stances.language,
        "reason": stances.reason,
        "meetings": [bare_document_fields(document) for document in stances.meetings],
        "more": stances.more,
        "unplaced": stances.unplaced,
        "rows": [_row_fields(row, stances) for row in stances.rows],
        "timings": {stage: round(spent, 2) for stage, spent in stances.timings.items()},
    }


def _row_fields(row: Row, stances: Stances) -> Fields:
    return {
        "delegation": row.delegation.name(stances.language),
        "delegation_code": row.delegation.code,
        "kind": row.delegation.kind,
        "cells": [
            _cell_fields(cell, document, stances.language)
            for cell, document in zip(row.cells, stances.meetings, strict=True)
        ],
    }


def _cell_fields(cell: Cell, document: Document, language: Language) -> Fields:
    return {
        "document": document.id,
        "symbol": document.symbol,
        "status": cell.status,
        "presided": cell.presided,
        "statements": list(cell.statements),
        "evidence": round(cell.evidence, 4),
        "citation": citation_fields(cell.citation, language) if cell.citation else None,
    }


def link(cell: Cell, language: Language, address: str = "") -> str:
    """Where the page shows the quotation of a cell, below the service's address."""
    cited = cell.citation
    return permalink(cited.document, cited.start, cited.end, language, address) if cited else ""


def status_text(cell: Cell, language: Language) -> str:
    """What stands in a cell without a quotation."""
    return STATUS[cell.status][language] + (PRESIDED[language] if cell.presided else "")


def meeting_label(document: Document, language: Language) -> str:
    """A meeting as the head of a column: `S/PV.8626, 25 September 2019`."""
    day = date(document.date, language) if document.date else ""
    return ("，" if language == "zh" else ", ").join(filter(None, [document.label, day]))


def stances_csv(stances: Stances, address: str = "") -> str:
    """One line for each delegation and meeting; texts in the language of the question."""
    return comma_separated(_COLUMNS, _lines(stances, address))


def _lines(stances: Stances, address: str) -> Iterator[list[object]]:
    language = stances.language
    for row in stances.rows:
        for cell, document in zip(row.cells, stances.meetings, strict=True):
            cited = cell.citation
            known: list[object] = [
                row.delegation.code,
                row.delegation.name(language),
                document.id,
                document.symbol,
                document.date,
                cell.status,
                "yes" if cell.presided else "no",
                round(cell.evidence, 4),
            ]
            quotation: list[object] = [None] * (len(_COLUMNS) - len(known))
            if cited:
                quotation = [
                    speaker_label(cited.statement.speaker, language),
                    cited.statement.number,
                    " ".join(map(str, cited.paragraphs)),
                    cited.reference,
                    cited.quote,
                    cited.start,
                    cited.end,
                    cited.translated_from,
                    link(cell, language, address),
                ]
            yield known + quotation


def stances_markdown(stances: Stances, address: str = "") -> str:
    """A table with a column for each meeting, the reference of each quotation as a link."""
    language = stances.language
    header = [
        DELEGATION[language],
        *(plain(meeting_label(document, language)) for document in stances.meetings),
    ]
    rows = (
        [
            plain(row.delegation.name(language)),
            *(_cell_markdown(cell, language, address) for cell in row.cells),
        ]
        for row in stances.rows
    )
    return markdown(header, rows)


def _cell_markdown(cell: Cell, language: Language, address: str) -> str:
    if cell.citation is None:
        return status_text(cell, language)
    place = f"[{plain(cell.citation.reference)}]({link(cell, language, address)})"
    return f"“{plain(cell.citation.quote)}” {place}"
