"""Is this quotation in the records, and did the one who is named say it?

    verifier = Verifier(library.searcher(), library)
    verifier.verify("不能搞双重标准，不能搞选择性反恐", by="China")

The stages: read the quotation, search for the statements that may hold it, align it with their
words, compare character by character, judge. Looked through are the words of statements, letters
and annexes; mastheads, headings and procedure are nobody's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from index.errors import NotHeld
from index.records.model import Language, Record
from index.search.model import Hit
from rag.answer import Stopwatch
from rag.verify_model import Claim, Place, Verdict, Verification, Wording
from rag.verify_place import places
from rag.verify_read import Asked, read_quotation
from rag.verify_search import Candidate, QuotationSearch, candidates, read_claim
from rag.verify_tell import found_text, missing_text, with_writing

MOST_PLACES = 50
NEAREST = 5
_RECORDS = 32
_ORDER: dict[Wording, int] = {"exact": 0, "same_words": 1, "near": 2}


class RecordShelf(Protocol):
    """What checking needs of a library."""

    def record(self, symbol_or_id: str) -> Record: ...


class Verifier:
    """Checks quotations against the records of one library; safe to share between threads."""

    def __init__(self, searcher: QuotationSearch, library: RecordShelf) -> None:
        self._searcher = searcher
        # A record never changes under its id, which is a digest of the file.
        self._record = lru_cache(maxsize=_RECORDS)(library.record)

    def verify(
        self, quotation: str, by: str | None = None, language: Language | None = None
    ) -> Verification:
        """Check one quotation.

        Args:
            quotation: 2 to 10,000 characters; an ellipsis stands for words left out.
            by: who is said to have said it: a delegation (code, or name in either language) or
                a speaker; None to find out who did.
            language: that of names, references and the reason; the quotation's if None.

        Raises:
            InputError: nothing to look for, or too much.
            FilterError: `by` names nobody known.
        """
        watch = Stopwatch()
        with watch.stage("total"):
            asked = read_quotation(quotation)
            reader = language or asked.language
            claim = read_claim(by, asked.probes[0], self._searcher)
            with watch.stage("search"):
                likely = candidates(asked, claim, self._searcher)
            with watch.stage("align"):
                found, more = self._places(asked, likely, reader)
            nearest: tuple[Hit, ...] = ()
            if not found:
                with watch.stage("nearest"):
                    nearest = self._searcher.search(asked.probes[0], NEAREST).hits
        verdict = _verdict(found, claim)
        if found:
            reason = found_text(verdict, found, claim, more, reader)
        else:
            reason = missing_text(asked.language, nearest, reader)
        return Verification(
            quotation=quotation,
            language=reader,
            claim=claim,
            verdict=verdict,
            reason=with_writing(reason, asked.traditional, reader),
            traditional=asked.traditional,
            places=found,
            more=more,
            nearest=nearest,
            timings=watch.timings,
        )

    def _places(
        self, asked: Asked, likely: Sequence[Candidate], language: Language
    ) -> tuple[tuple[Place, ...], bool]:
        """The places found, best first and numbered, and whether there are more."""
        found: list[Place] = []
        for candidate in likely:
            # It may have been removed since the search.
            with suppress(NotHeld):
                record = self._record(candidate.document_id)
                found += places(asked, candidate, record, language)
            if len(found) > MOST_PLACES:
                break
        best = sorted(found, key=_rank)[:MOST_PLACES]
        numbered = (_numbered(place, number) for number, place in enumerate(best, start=1))
        return tuple(numbered), len(found) > MOST_PLACES


def _verdict(found: Sequence[Place], claim: Claim | None) -> Verdict:
    """The verdict on the best place; `found` has the claimed speaker's places first."""
    if not found:
        return "not_found"
    if claim is not None and not found[0].claimed:
        return "misattributed"
    return "exact" if found[0].wording == "exact" else "near"


def _rank(place: Place) -> tuple[bool, int, int, str, str, int]:
    """The claimed speaker's first, then the most exact, then in the order of the meetings."""
    document = place.citation.document
    return (
        place.claimed is False,
        _ORDER[place.wording],
        place.distance,
        document.date or "",
        document.label,
        place.citation.start,
    )


def _numbered(place: Place, number: int) -> Place:
    return replace(place, citation=replace(place.citation, number=number))
