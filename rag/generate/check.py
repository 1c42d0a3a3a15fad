"""Checking what a model wrote: every sentence against the passages that it cites.

A sentence stands if its keys exist, its quoted words are in a cited passage byte for byte, its
numbers, dates, symbols and names occur in what it cites (in either language), and it speaks of
the same thing at all, without a "not" where the source has none. Whatever fails is marked with its
faults. The check knows nothing of grammar: who did what to whom is not compared, which is why every
sentence is shown with the words of the record that it rests on.

With the reference answers of the question set (development half, 110 in each language, Chinese
passages) as sentences: 97% of the Chinese and 96% of the English ones stand on their own passages,
6% and 13% on a passage drawn by chance, and 5% and 11% with one figure changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.records.delegations import mentions
from index.records.model import Language
from index.records.symbols import find_symbols
from index.search.model import Hit
from index.search.words import fold
from rag.generate.evidence import Evidence, evidence_of, read_facts, together
from rag.generate.names import (
    forms_of,
    latin_words,
    named,
    persons_addressed,
    proper_names,
)
from rag.generate.near import CLOSENESS, Closeness, Similarities, content_words, is_near
from rag.generate.polarity import contradicts
from rag.generate.quotations import (
    find_quoted,
    has_loose_mark,
    quoted_words,
    without_quoted,
)
from rag.generate.reply import Sentence

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]+")
# A reply is asked for in at most five sentences.
MOST_SENTENCES = 12


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence, the passages it cites, and what is wrong with it (nothing, if it stands)."""

    sentence: Sentence
    hits: tuple[Hit, ...]
    faults: tuple[str, ...]


class Checker:
    """Checks sentences against the passages that a model was given, by key."""

    def __init__(
        self,
        passages: Mapping[str, Hit],
        language: Language,
        similarities: Similarities,
        closeness: Closeness = CLOSENESS,
    ) -> None:
        self._passages = passages
        self._language = language
        self._similarities = similarities
        self._closeness = closeness
        self._evidence = {key: evidence_of(hit) for key, hit in passages.items()}
        # Those who speak in any passage: a model mixes up whom it has just read.
        self._speakers = {forms_of(hit.statement.speaker) for hit in passages.values()}

    def check(self, sentences: Sequence[Sentence], first: int = 0) -> tuple[Checked, ...]:
        """Every sentence with its faults, in order; `first` is how many came before them."""
        return tuple(self._checked(at, sentence) for at, sentence in enumerate(sentences, first))

    def _checked(self, at: int, sentence: Sentence) -> Checked:
        known = [key for key in sentence.keys if key in self._passages]
        hits = tuple(self._passages[key] for key in known)
        if at >= MOST_SENTENCES:
            return Checked(sentence, hits, ("it comes after the twelfth sentence",))
        unknown = [key for key in sentence.keys if key not in self._passages]
        if unknown:
            return Checked(sentence, hits, (f"it cites {_listed(unknown)}, which does not exist",))
        if not hits:
            return Checked(sentence, hits, ("it cites no passage",))
        evidence = together(self._evidence[key] for key in known)
        faults = tuple(dict.fromkeys(self._faults(sentence.text, evidence)))
        # Comparing meanings takes longest and is left to those that pass all else.
        text = sentence.text
        faults = faults or self._distance(text, evidence) or self._polarity(text, evidence)
        return Checked(sentence, hits, faults)

    def _faults(self, text: str, evidence: Evidence) -> Iterator[str]:
        if not _is_in(self._language, text):
            yield "it is not in the language of the question"
        yield from _misquotes(text, evidence)
        yield from _false_facts(text, evidence)
        yield from self._false_names(text, evidence)

    def _false_names(self, text: str, evidence: Evidence) -> Iterator[str]:
        folded = fold(text)
        lowered = folded.lower()
        for forms in self._speakers:
            form = named(forms, lowered)
            if form and forms.isdisjoint(evidence.speakers) and not named(forms, evidence.text):
                yield f"{form} is not in what it cites"
        for name in persons_addressed(folded):
            if not named((name,), evidence.text):
                yield f"{name} is not in what it cites"
        for word in self._other_names(folded, evidence):
            if word.lower() not in evidence.text:
                yield f"{word} is not in what it cites"

    def _other_names(self, folded: str, evidence: Evidence) -> Iterator[str]:
        """Names that can be looked for as they stand: those in the script of what is cited."""
        rest = _without_delegations(folded)
        if self._language == "zh":
            yield from latin_words(rest)
        elif evidence.languages == {"en"}:
            yield from proper_names(rest)

    def _distance(self, text: str, evidence: Evidence) -> tuple[str, ...]:
        """The fault of a sentence that has nothing to do with what it cites."""
        # A few words stand on the numbers and names among them, which have been checked.
        facts, names = read_facts(text), self._named(text)
        short = len(content_words(text)) < self._closeness.few
        if short and (facts or names):
            return ()
        if is_near(text, evidence, self._language, self._similarities, self._closeness):
            return ()
        return ("what it cites speaks of something else",)

    def _polarity(self, text: str, evidence: Evidence) -> tuple[str, ...]:
        """The fault of a sentence that turns round what it cites."""
        if contradicts(text, evidence, self._similarities):
            return ("it says no where what it cites does not",)
        return ()

    def _named(self, text: str) -> bool:
        """Whether a sentence names one of the speakers."""
        lowered = fold(text).lower()
        return any(named(forms, lowered) for forms in self._speakers)


def _is_in(language: Language, text: str) -> bool:
    """Whether the words outside quotation marks are in a language, names of the other aside."""
    own = without_quoted(text)
    han, latin = len(_HAN.findall(own)), len(_LATIN.findall(own))
    return (han > 0 if language == "zh" else latin >= han) or not (han or latin)


def _misquotes(text: str, evidence: Evidence) -> Iterator[str]:
    if has_loose_mark(text):
        yield "a quotation mark has no partner"
    for quoted in quoted_words(text):
        if find_quoted(quoted, evidence.hits) is None:
            yield f"“{quoted.words}” is not in what it cites, word for word"


def _false_facts(text: str, evidence: Evidence) -> Iterator[str]:
    facts = read_facts(text)
    folded = fold(text)
    for quantity in facts.quantities:
        known = evidence.shares if quantity.percent else evidence.values
        if quantity.firm and quantity.value not in known:
            number = format(quantity.value.normalize(), "f") + "%" * quantity.percent
            yield f"the number {number} is not in what it cites"
    for day in facts.days:
        if not any(day.agrees(other) for other in evidence.days):
            yield f"the date {_written(day.year, day.month, day.day)} is not in what it cites"
    for symbol in sorted(facts.symbols - evidence.symbols):
        yield f"{symbol.upper()} is not in what it cites"
    for code in sorted(facts.delegations - evidence.delegations):
        yield f"{_delegation(folded, code)} is not in what it cites"


def _delegation(text: str, code: str) -> str:
    """How a sentence writes a delegation."""
    return next(
        (text[one.start : one.end] for one in mentions(text) if one.delegation.code == code), code
    )


def _without_delegations(text: str) -> str:
    """A text with its delegations and symbols taken out; those are compared by code."""
    spans = [(one.start, one.end) for one in mentions(text)]
    spans += [(one.start, one.end) for one in find_symbols(text)]
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _written(year: int | None, month: int, day: int | None) -> str:
    return "-".join(str(part) for part in (year, month, day) if part is not None)


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(f"[{key}]" for key in keys)
