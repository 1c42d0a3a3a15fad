"""The mentions of a symbol as JSON fields and as tables, in the vocabulary of `rag.wire`."""

from __future__ import annotations

from collections.abc import Iterator

from index.records.model import Language
from rag.cite import speaker_label
from rag.mentions_model import Mention, Mentioner, Mentions
from rag.permalink import permalink
from rag.table import comma_separated, markdown, plain
from rag.wire import Fields, bare_document_fields, citation_fields

UNKNOWN = {"zh": "代表团不详", "en": "delegation not known"}
CHAIR = {"zh": "{}（主席）", "en": "{} (presiding)"}
_HEADER = {
    "zh": ("发言者", "写法", "引文", "出处"),
    "en": ("Speaker", "Written", "Sentence", "Reference"),
}
_COLUMNS = (
    *("symbol", "delegation_code", "delegation", "chair", "speaker", "document", "date"),
    *("written", "start", "end", "reference", "quote", "quote_start", "quote_end"),
    *("translated_from", "permalink"),
)


def mentions_fields(found: Mentions) -> Fields:
    """What is held of the symbol, who mentions it how often, and the mentions."""
    return {
        "asked": found.asked,
        "symbol": found.symbol,
        "language": found.language,
        "held": [bare_document_fields(document) for document in found.held],
        "total": found.total,
        "documents": found.documents,
        "by": [_mentioner_fields(one, found.language) for one in found.by],
        "offset": found.offset,
        "mentions": [_mention_fields(one, found.language) for one in found.mentions],
        "timings": {stage: round(spent, 2) for stage, spent in found.timings.items()},
    }


def _mentioner_fields(one: Mentioner, language: Language) -> Fields:
    return {
        "delegation": one.delegation.name(language) if one.delegation else None,
        "delegation_code": one.delegation.code if one.delegation else None,
        "chair": one.chair,
        "mentions": one.mentions,
        "documents": one.documents,
    }


def _mention_fields(one: Mention, language: Language) -> Fields:
    return {
        "written": one.written,
        "start": one.start,
        "end": one.end,
        "citation": citation_fields(one.citation, language),
    }


def mention_link(one: Mention, language: Language, address: str = "") -> str:
    """Where the page shows the sentence of a mention, below the service's address."""
    cited = one.citation
    return permalink(cited.document, cited.start, cited.end, language, address)


def mentioner_label(one: Mentioner, language: Language) -> str:
    """A delegation by its name, the chair with a note."""
    name = one.delegation.name(language) if one.delegation else UNKNOWN[language]
    return CHAIR[language].format(name) if one.chair else name


def mentions_csv(found: Mentions, address: str = "") -> str:
    """One line for each mention."""
    return comma_separated(_COLUMNS, _lines(found, address))


def _lines(found: Mentions, address: str) -> Iterator[list[object]]:
    for one in found.mentions:
        cited, speaker = one.citation, one.citation.statement.speaker
        delegation = speaker.delegation
        yield [
            found.symbol,
            delegation.code if delegation else None,
            delegation.name(found.language) if delegation else None,
            "yes" if speaker.chair else "no",
            speaker_label(speaker, found.language),
            cited.document.symbol or cited.document.id,
            cited.document.date,
            one.written,
            one.start,
            one.end,
            cited.reference,
            cited.quote,
            cited.start,
            cited.end,
            cited.translated_from,
            mention_link(one, found.language, address),
        ]


def mentions_markdown(found: Mentions, address: str = "") -> str:
    """A table with the reference of each sentence as a link."""
    rows = (
        [
            plain(speaker_label(one.citation.statement.speaker, found.language)),
            plain(one.written),
            f"“{plain(one.citation.quote)}”",
            f"[{plain(one.citation.reference)}]({mention_link(one, found.language, address)})",
        ]
        for one in found.mentions
    )
    return markdown(_HEADER[found.language], rows)
