"""Whether a sentence speaks of what it cites at all.

Keys, numbers and names may all be right and the sentence still have nothing to do with the
passage. In one language the two must share words; across languages, words and their
translations, or failing that their meaning must be close. Translations tell best: of the English
reference answers of the question set (development half), nine in ten have a third of their words
in their Chinese passage in translation, while nine in ten passages drawn by chance have less.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.records.model import Language
from index.search.translate import translated
from rag.generate.evidence import Evidence, clean_text
from rag.terms import held, question_words

Similarities = Callable[[str, Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Closeness:
    """How near a sentence must be to what it cites.

    `words` is the share of its content words that occur there, themselves or in translation (one
    that has at least `share` of a word's translations counts); `cosine` the similarity that
    serves as well across languages. `few` words tell nothing: a sentence with fewer stands on its
    numbers and names, if it has any.
    """

    words: float = 0.25
    share: float = 0.1
    cosine: float = 0.35
    few: int = 4


CLOSENESS = Closeness()


def is_near(
    text: str,
    evidence: Evidence,
    language: Language,
    similarities: Similarities,
    closeness: Closeness = CLOSENESS,
) -> bool:
    """Whether a sentence in `language` is near one of the passages it cites."""
    wanted = content_words(text)
    same = _texts(evidence, {language})
    known = held(wanted, "\n".join([*same, evidence.text]))
    if same and wanted and len(known) >= closeness.words * len(wanted):
        return True
    other = _texts(evidence, {"zh", "en"} - {language})
    if other:
        if _translated_share(wanted, evidence.text, closeness) >= closeness.words:
            return True
        if float(similarities(text, other).max()) >= closeness.cosine:
            return True
    return False


def content_words(text: str) -> list[str]:
    """The words of a text that carry its meaning; numbers and symbols are compared as values."""
    return [word for word in question_words(text) if word.isalpha()]


def _texts(evidence: Evidence, languages: set[str]) -> list[str]:
    return [clean_text(hit) for hit in evidence.hits if hit.document.language in languages]


def _translated_share(wanted: Sequence[str], text: str, closeness: Closeness) -> float:
    """The share of the words with known translations that have one in a folded text."""
    known = [term.translations for term in translated(wanted) if term.translations]
    found = sum(
        any(share >= closeness.share and other in text for other, share in translations)
        for translations in known
    )
    return found / len(known) if known else 0.0
