"""What a question names that counts for where its answer is looked for, and how to set it aside.

named        the facets of a question that counted
forget       a question as read without those that shall not count
left_aside   those, with what to call them
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from index.records.delegations import find
from index.records.model import Document, Language
from index.search.facets import ignored
from index.search.model import FacetKind, Hit, SearchResult
from rag.cite import date, meeting_label, speaker_name
from rag.model import Facet
from rag.question import Asked

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?")


def named(asked: Asked, result: SearchResult, documents: Collection[Document]) -> tuple[Facet, ...]:
    """What the question names that counted, in the order of the kinds, labelled in its language.

    A delegation counts too that is silent in the records held and a document that is not among
    them: they are reasons to refuse. A date that no document held is of does not count.
    """
    pairs = dict.fromkeys(_named(asked, result, documents))
    return tuple(_facet(kind, value, asked.language, result.hits) for kind, value in pairs)


def _named(
    asked: Asked, result: SearchResult, documents: Collection[Document]
) -> Iterator[tuple[FacetKind, str]]:
    facets = result.facets
    for code in (*(one.code for one in asked.speakers), *facets.delegations):
        yield "delegation", code
    for name in facets.speakers:
        yield "speaker", name
    for symbol in (*facets.symbols, *asked.symbols):
        yield "document", symbol
    for number in facets.meetings:
        yield "meeting", str(number)
    for day in facets.dates:
        if any((document.date or "").startswith(day) for document in documents):
            yield "date", day


def forget(asked: Asked, ignore: Sequence[str]) -> Asked:
    """A question as read, without the facets that `Filters.ignore` names.

    Raises:
        FilterError: one that is not written as `kind:value`.
    """
    aside = ignored(ignore)
    if not aside:
        return asked
    return replace(
        asked,
        mentioned=tuple(one for one in asked.mentioned if ("delegation", one.code) not in aside),
        speakers=tuple(one for one in asked.speakers if ("delegation", one.code) not in aside),
        symbols=tuple(one for one in asked.symbols if ("document", one) not in aside),
        passed_over=frozenset(value for kind, value in aside if kind == "speaker"),
    )


def left_aside(asked: Asked, result: SearchResult, ignore: Sequence[str]) -> tuple[Facet, ...]:
    """The facets that `Filters.ignore` names, labelled in the question's language."""
    return tuple(
        _facet(kind, value, asked.language, result.hits) for kind, value in ignored(ignore)
    )


def _facet(kind: FacetKind, value: str, language: Language, hits: Sequence[Hit]) -> Facet:
    return Facet(kind, value, _label(kind, value, language, hits) or value)


def _label(kind: FacetKind, value: str, language: Language, hits: Sequence[Hit]) -> str:
    """What to call a facet, "" where nothing better than its value is known."""
    match kind:
        case "delegation":
            delegation = find(value)
            return delegation.name(language) if delegation else ""
        case "speaker":
            return _speaker(value, language, hits)
        case "meeting" if value.isdecimal():
            return meeting_label(int(value), language)
        case "date" if _DATE.fullmatch(value):
            return date(value, language)
        case _:
            return ""


def _speaker(name: str, language: Language, hits: Sequence[Hit]) -> str:
    """The name with its form of address, from a statement found that is the person's."""
    for hit in hits:
        speaker = hit.statement.speaker
        if name in (speaker.name, speaker.name_en, *speaker.aliases):
            return speaker_name(speaker, language)
    return ""
