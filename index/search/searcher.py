"""From a question to ranked hits: words, lexical leg, dense leg, late interaction, fusion.

Where a reranker is named, it orders the best of them anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from index.encode.protocol import TokenEncoder
from index.encode.text import well_formed
from index.errors import QuestionError
from index.records.model import Language
from index.search.dense import Rows
from index.search.facets import (
    fits_date,
    fits_document,
    fits_speaker,
    ignored,
    named,
    read_facets,
    without,
)
from index.search.filters import resolve
from index.search.fuse import WEIGHTS, Candidate, FacetWeights, Weights, fuse
from index.search.holdings import Asked, Legs, Store, Wanted
from index.search.legs import timed as _timed
from index.search.model import LEGS, Facets, Filters, Hit, Leg, Likeness, SearchResult
from index.search.rerank import RERANKED, Reranker, rerank
from index.search.roster import Floor, Roster
from index.search.translate import Term, translated
from index.search.words import question_terms

LONGEST_QUESTION = 10_000
MOST_HITS = 1_000
# How many passages each leg brings in, and how many of those that the facets point to.
DEPTH = 100
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN_WORD = re.compile("[A-Za-zÀ-ɏ]+")


@dataclass(slots=True)
class _Search:
    """One search under way: what is asked, and what the legs brought."""

    asked: Asked
    ranks: dict[Leg, dict[int, int]] = field(default_factory=dict)
    cosines: dict[int, float] = field(default_factory=dict)
    shares: dict[int, float] = field(default_factory=dict)
    late: dict[int, float] = field(default_factory=dict)


class Searcher:
    """Searches what a library holds at the moment of each search; safe to share by threads.

    Args:
        store: where the passages are; it says when another process has changed them.
        weights: by language of question and passage, see `index.search.fuse`.
        preferences: what the facets of a question are worth.
        translations: whether words are also looked for in the other language.
        reranker: orders the best 30 hits of fusion anew, nobody by default.
    """

    def __init__(
        self,
        store: Store,
        weights: Weights = WEIGHTS,
        preferences: FacetWeights = FacetWeights(),  # noqa: B008
        translations: bool = True,
        reranker: Reranker | None = None,
    ) -> None:
        self._store = store
        self._weights = weights
        self._preferences = preferences
        self._translations = translations
        self._reranker = reranker
        self._question_vectors = lru_cache(maxsize=256)(self._encode_question)

    def search(
        self,
        question: str,
        k: int = 10,
        filters: Filters | None = None,
        legs: tuple[Leg, ...] = LEGS,
    ) -> SearchResult:
        """The k best passages for a question, best first; fewer where fewer fit.

        With one leg its order is given as it is; the facets of the question and the reranker count
        only when legs are fused. Late interaction orders what the dense leg brings in, also when
        that leg is not asked for itself; an encoder without token vectors leaves it out.

        Raises:
            QuestionError: an empty or over-long question or one that is no valid Unicode text, k
                outside 1..1000, no leg.
            FilterError: a filter names what the library does not know.
            EncoderError: the reranker fails.
        """
        _check(question, k, legs)
        filters = filters or Filters()
        language = question_language(question)
        timings: dict[str, float] = {}
        reranker = self._reranker if _several(legs) else None
        # Found and read in one moment: a document that is replaced meanwhile is found as it was.
        with self._store.moment() as snapshot:
            if snapshot is None:
                return SearchResult(question, language, (), filters, timings)
            roster = snapshot.roster
            search, facets = self._begin(question, filters, legs, roster, max(DEPTH, k), timings)
            _run_legs(search, self._store.legs(snapshot), legs, timings)
            with _timed(timings, "fuse"):
                candidates = self._candidates(search, facets, roster, legs)
                ranked = fuse(language, candidates, self._weights)
                ranked = ranked[: max(k, RERANKED) if reranker else k]
            with _timed(timings, "read"):
                hits = self._hits(ranked, search)
        if reranker is not None:
            with _timed(timings, "rerank"):
                hits = rerank(reranker, question, hits)[:k]
        return SearchResult(question, language, hits, filters, timings, facets)

    def similarities(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Cosines of a question with any texts, shape (len(texts),)."""
        if not texts:
            return np.empty(0, np.float32)
        vectors = self._store.encoder.encode_passages(list(texts))
        return np.asarray(vectors @ self._question_vectors(question)[0], np.float32)

    def likeness(self, question: str, texts: Sequence[str]) -> Likeness:
        """How near any texts are to a question, by single vectors and by its tokens."""
        vector, tokens = self._question_vectors(question)
        encoder = self._store.encoder
        if not texts or tokens is None or not len(tokens) or not isinstance(encoder, TokenEncoder):
            cosines = self.similarities(question, texts)
            return Likeness(cosines, cosines, cosines)
        vectors, found = encoder.encode_passage_tokens(list(texts))
        best = np.array([_best_cosines(tokens, own) for own in found], np.float32)
        quarter = max(1, best.shape[1] // 4)
        weakest = np.sort(best, axis=1)[:, :quarter].mean(axis=1)
        return Likeness(np.asarray(vectors @ vector, np.float32), best.mean(axis=1), weakest)

    def _encode_question(
        self, question: str
    ) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
        """The vector of a question and, where the encoder gives them, those of its tokens."""
        encoder, tokens = self._store.encoder, None
        if isinstance(encoder, TokenEncoder):
            vector, tokens = encoder.encode_question_tokens(question)
            tokens.flags.writeable = False
        else:
            vector = encoder.encode_questions([question])[0]
        vector.flags.writeable = False
        return vector, tokens

    def _begin(
        self,
        question: str,
        filters: Filters,
        legs: tuple[Leg, ...],
        roster: Roster,
        depth: int,
        timings: dict[str, float],
    ) -> tuple[_Search, Facets]:
        with _timed(timings, "words"):
            selection = resolve(filters, roster)
            words = question_terms(question)
            terms = translated(words) if self._translations else tuple(map(Term, words))
            facets = without(read_facets(question, roster), ignored(filters.ignore))
            # The nearest passages of whoever or whatever the question names come in as well.
            about = named(facets, roster) if _several(legs) else None
        vector, tokens = None, None
        if legs != ("lexical",):
            with _timed(timings, "encode"):
                vector, tokens = self._question_vectors(question)
        asked = Asked(terms, depth, vector, tokens, selection, about, "lexical" in legs)
        return _Search(asked), facets

    def _candidates(
        self, search: _Search, facets: Facets, roster: Roster, legs: tuple[Leg, ...]
    ) -> list[Candidate]:
        several = _several(legs)
        candidates = []
        rows = sorted(search.cosines.keys() | search.shares.keys())
        for row, floor in zip(rows, roster.floors_at(rows), strict=True):
            document = roster.documents[floor.document_id]
            candidates.append(
                Candidate(
                    row=row,
                    language=document.language,
                    cosine=search.cosines.get(row) if _counts("dense", search, legs) else None,
                    share=search.shares.get(row, 0.0) if "lexical" in legs else None,
                    late=search.late.get(row),
                    preference=self._preference(facets, floor, roster) if several else 0.0,
                )
            )
        return candidates

    def _preference(self, facets: Facets, floor: Floor, roster: Roster) -> float:
        if not facets:
            return 0.0
        document, worth = roster.documents[floor.document_id], self._preferences
        return (
            worth.delegation * (floor.delegation in facets.delegations)
            + worth.speaker * fits_speaker(facets, floor, roster)
            + worth.document * fits_document(facets, document)
            + worth.date * fits_date(facets, document)
        )

    def _hits(self, ranked: list[tuple[Candidate, float]], search: _Search) -> tuple[Hit, ...]:
        places = self._store.places([candidate.row for candidate, _ in ranked])
        held = [(candidate, score) for candidate, score in ranked if candidate.row in places]
        return tuple(
            Hit(
                rank=rank,
                score=score,
                passage=places[candidate.row].passage,
                statement=places[candidate.row].statement,
                document=places[candidate.row].document,
                raw_start=places[candidate.row].raw_start,
                raw_end=places[candidate.row].raw_end,
                similarity=search.cosines.get(candidate.row),
                share=candidate.share,
                late=candidate.late,
                legs=_contributions(search.ranks, candidate.row),
            )
            for rank, (candidate, score) in enumerate(held, start=1)
        )


def _best_cosines(question: NDArray[np.float32], text: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each token of a question the best cosine among a text's tokens, 0 where it has none."""
    if not len(text):
        return np.zeros(len(question), np.float32)
    return np.asarray((question @ text.T).max(axis=1), np.float32)


def question_language(question: str) -> Language:
    """zh where there are at least as many Chinese characters as Latin words, else en."""
    characters = len(_HAN.findall(question))
    return "zh" if characters and characters >= len(_LATIN_WORD.findall(question)) else "en"


def _check(question: str, k: int, legs: tuple[Leg, ...]) -> None:
    if not question.strip():
        raise QuestionError("The question is empty.", "Ask something in Chinese or English.")
    if well_formed(question) != question:
        raise QuestionError(
            "The question is not valid Unicode text: it holds half a character.",
            "Send it in UTF-8.",
        )
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters.",
            f"At most {LONGEST_QUESTION:,} are allowed: ask for one thing at a time.",
        )
    if not 1 <= k <= MOST_HITS:
        raise QuestionError(f"k is {k}.", f"Ask for 1 to {MOST_HITS:,} hits.")
    if not legs or not set(legs) <= set(get_args(Leg)):
        raise QuestionError(f"The legs are {legs!r}.", f"Name some of {', '.join(LEGS)}.")


def _several(legs: tuple[Leg, ...]) -> bool:
    return len(set(legs)) > 1


def _counts(leg: Leg, search: _Search, legs: tuple[Leg, ...]) -> bool:
    """Whether a leg's own scores order the hits: late interaction alone uses none of the dense
    leg's, unless the encoder has no token vectors."""
    return leg in legs or ("late" in legs and not search.late)


def _best_first(scores: Mapping[int, float]) -> Callable[[int], tuple[float, int]]:
    return lambda row: (-scores[row], row)


def _run_legs(
    search: _Search, store_legs: Legs, legs: tuple[Leg, ...], timings: dict[str, float]
) -> None:
    brought = store_legs.bring(search.asked, timings)
    if brought.lexical is not None:
        search.shares = _pairs(*brought.lexical)
        search.ranks["lexical"] = _ranks(brought.lexical[0])
    if brought.dense is not None:
        search.cosines = _pairs(*brought.dense)
        search.ranks["dense"] = _ranks(brought.dense[0])
    if brought.named is not None:
        search.cosines |= _pairs(*brought.named)
    found = store_legs.measure(search.asked, _wanted(search, legs), timings)
    search.shares |= found.shares
    search.cosines |= found.cosines
    if "late" in legs and search.asked.tokens is not None:
        search.late = dict(found.late)
        best = sorted(search.late, key=_best_first(search.late))
        search.ranks["late"] = _ranks(np.array(best, np.int64))


def _wanted(search: _Search, legs: tuple[Leg, ...]) -> Wanted:
    """Let each leg score what only another one brought in."""
    shared, near = search.shares.keys(), search.cosines.keys()
    several, late = _several(legs), "late" in legs and search.asked.tokens is not None
    return Wanted(
        shares=sorted(near - shared) if several else (),
        cosines=sorted(shared - near) if several and search.asked.vector is not None else (),
        late=sorted(near | shared) if late else (),
    )


def _pairs(rows: Rows, scores: NDArray[np.float32]) -> dict[int, float]:
    return dict(zip(rows.tolist(), scores.tolist(), strict=True))


def _ranks(rows: Rows) -> dict[int, int]:
    return {row: rank for rank, row in enumerate(rows.tolist(), start=1)}


def _contributions(ranks: Mapping[Leg, Mapping[int, int]], row: int) -> dict[Leg, int]:
    return {leg: found[row] for leg, found in ranks.items() if row in found}
