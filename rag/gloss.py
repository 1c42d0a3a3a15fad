"""The words of a quotation that a reader of the other language should know.

Not a translation: only the question's own words, where their translations stand in the quotation,
and the delegations that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.records.delegations import mentions
from index.records.model import Language
from index.search.translate import translated
from index.search.words import word_terms
from rag.terms import LIKELY

MOST = 8
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_LATIN_WORD = re.compile(r"[^\W\d_]+")

Found = tuple[int, str, str]


def gloss(question: str, language: Language, quote: str) -> tuple[tuple[str, str], ...]:
    """Pairs of words of the quotation and what they mean, in the order of the quotation.

    `language` is that of the question; a quotation in the same language has no gloss.
    """
    if (_HAN_RUN.search(quote) is not None) == (language == "zh"):
        return ()
    found = [*_named(quote, language), *_shared(question, language, quote)]
    chosen: list[Found] = []
    for at, words, meaning in sorted(found, key=lambda one: -len(one[1])):
        free = all(at + len(words) <= a or a + len(w) <= at for a, w, _ in chosen)
        if free and all(words != w for _, w, _ in chosen):
            chosen.append((at, words, meaning))
    return tuple((words, meaning) for _, words, meaning in sorted(chosen)[:MOST])


def _named(quote: str, language: Language) -> Iterator[Found]:
    """The delegations that a quotation names."""
    for mention in mentions(quote):
        yield mention.start, quote[mention.start : mention.end], mention.delegation.name(language)


def _shared(question: str, language: Language, quote: str) -> Iterator[Found]:
    """The question's words whose translations stand in the quotation."""
    places = dict(_stems(quote)) if language == "zh" else {}
    for word in _words(question, language):
        for term in translated(tuple(word_terms(word))):
            for other, share in term.translations:
                if share < LIKELY:
                    continue
                if language == "zh" and other in places:
                    at, words = places[other]
                    yield at, words, word
                elif language == "en" and len(other) > 1 and (at := quote.find(other)) >= 0:
                    yield at, other, word


def _words(question: str, language: Language) -> Iterator[str]:
    if language == "en":
        yield from _LATIN_WORD.findall(question)
    else:
        yield from word_terms(question)


def _stems(quote: str) -> Iterator[tuple[str, tuple[int, str]]]:
    """The stem of each English word of a quotation, with its place and the word itself."""
    for match in _LATIN_WORD.finditer(quote):
        for stem in word_terms(match[0]):
            yield stem, (match.start(), match[0])
