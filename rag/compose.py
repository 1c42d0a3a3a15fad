"""The text of an answer: who said it, the quotation, the mark of its citation.

The framing words are neutral and never claim anything that the quotation does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.records.model import Document, Language, Speaker
from rag.cite import language_name, part_label, speaker_name
from rag.model import Citation


def compose(citations: Sequence[Citation], language: Language) -> str:
    """The answer as lines, one per citation: frame, quotation, numbered mark."""
    lines = []
    before: Citation | None = None
    for citation in citations:
        again = before is not None and _same_statement(before, citation)
        lines.append(_line(citation, language, again))
        before = citation
    return "\n\n".join(lines)


def _same_statement(one: Citation, other: Citation) -> bool:
    return (one.document.id, one.statement.number) == (other.document.id, other.statement.number)


def _line(citation: Citation, language: Language, again: bool) -> str:
    opening = frame(citation, language, again)
    space = "" if language == "zh" else " "
    return f"{opening}{space}“{citation.quote}”{space}[{citation.number}]"


def frame(citation: Citation, language: Language, again: bool = False) -> str:
    """Who speaks or which document it is: `Mr. Norov (…; spoke in Russian) said:`.

    `again` is True where the line before quotes the same statement.
    """
    if citation.document.kind == "verbatim":
        return _spoken(citation, language, again)
    return _written(citation.document, citation.statement.part, language)


def _spoken(citation: Citation, language: Language, again: bool) -> str:
    speaker = citation.statement.speaker
    name = speaker_name(speaker, language) or _delegation(speaker, language)
    if again:
        return f"{name}还说：" if language == "zh" else f"{_capital(name)} also said:"
    notes = _notes(citation, speaker, name, language)
    if language == "zh":
        return name + (f"（{'，'.join(notes)}）" if notes else "") + "说："
    return _capital(name) + (f" ({'; '.join(notes)})" if notes else "") + " said:"


def _notes(citation: Citation, speaker: Speaker, name: str, language: Language) -> list[str]:
    """What stands in brackets: the delegation, and the language spoken where it is translated."""
    delegation = speaker.delegation
    notes = []
    if delegation and delegation.kind != "office" and delegation.name(language) != name:
        notes.append(delegation.name(language))
    if citation.translated_from:
        spoken = language_name(citation.translated_from, language)
        notes.append(f"以{spoken}发言" if language == "zh" else f"spoke in {spoken}")
    return notes


def _delegation(speaker: Speaker, language: Language) -> str:
    if speaker.delegation:
        return speaker.delegation.name(language)
    return "发言者" if language == "zh" else "the speaker"


def _written(document: Document, part: str | None, language: Language) -> str:
    """The frame of a document nobody speaks in: its symbol or title, and the annex."""
    title = document.symbol or document.title or document.name
    annex = part_label(part or "", language)
    if language == "zh":
        return title + (f"（{annex}）" if annex else "") + "写道："
    return title + (f" ({annex})" if annex else "") + " reads:"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
