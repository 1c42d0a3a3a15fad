"""The leg of words in Milvus: sparse vectors searched by inner product, given as shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.search.dense import Rows, Scores
from index.search.filters import Selection
from index.search.legs import allowed_rows
from index.search.translate import Term
from index.store.milvus.expressions import empty
from index.store.milvus.server import MOST_ROWS, Row
from index.store.milvus.view import View, best_first, nothing
from index.store.milvus.weights import Means, Weigher

_LENGTHS = ("weights", "text_terms", "context_terms")


class MilvusLexical:
    """See `index.search.holdings.LexicalSearch`."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __len__(self) -> int:
        return self._view.held.state.held

    def search(
        self, terms: Sequence[Term], k: int, selection: Selection | None = None
    ) -> tuple[Rows, Scores]:
        """The k best rows for a question's terms and their shares, best first."""
        weigher = self._weigher(terms)
        if not weigher.vector or not k or empty(selection):
            return nothing()
        found = [
            one
            for most, expression in self._parts(k, selection)
            for one in self._found(weigher, most, expression)
        ]
        rows, shares = best_first(found)
        return rows[:k], shares[:k]

    def score(self, terms: Sequence[Term], rows: Rows) -> dict[int, float]:
        """The shares of given rows; a row without any of the terms is left out."""
        weigher = self._weigher(terms)
        if not weigher.vector or not len(rows):
            return {}
        found = self._view.rows(rows[self._view.known(rows)].tolist(), _LENGTHS)
        return {row: share for row, share in self._shares(weigher, found) if share > 0}

    def _weigher(self, terms: Sequence[Term]) -> Weigher:
        held = self._view.held
        reference = Means(*held.state.reference)
        return Weigher(terms, held.counts, held.state.held, reference, held.state.means)

    def _parts(self, k: int, selection: Selection | None) -> Iterable[tuple[int, str]]:
        """How many rows to ask for by which expression: one answer holds only so many."""
        expression = self._view.expression(selection)
        if k <= MOST_ROWS:
            return [(k, expression)]
        rows = allowed_rows(self._view.held.roster, selection, None)
        rows = self._view.held.roster.rows if rows is None else rows
        if len(rows) <= MOST_ROWS:
            return [(len(rows), expression)] if len(rows) else []
        parts = np.array_split(rows, -(-len(rows) // MOST_ROWS))
        return [(MOST_ROWS, f"row >= {p[0]} and row <= {p[-1]} and {expression}") for p in parts]

    def _found(self, weigher: Weigher, k: int, expression: str) -> list[tuple[int, float]]:
        fields = () if weigher.settled else _LENGTHS
        view = self._view
        hits = view.server.search(
            view.collection, "weights", weigher.vector, k, expression, ("row", *fields)
        )
        hits = [hit for hit in hits if hit[1] > 0]
        known = view.known(np.array([row for row, _, _ in hits], np.int64))
        hits = [hit for hit, is_known in zip(hits, known, strict=True) if is_known]
        if weigher.settled:
            languages = view.languages([row for row, _, _ in hits])
            return [
                (row, weigher.share(score, language))
                for (row, score, _), language in zip(hits, languages, strict=True)
            ]
        return self._shares(weigher, [entity | {"row": row} for row, _, entity in hits])

    def _shares(self, weigher: Weigher, found: Sequence[Row]) -> list[tuple[int, float]]:
        languages = self._view.languages([int(row["row"]) for row in found])
        return [
            (
                int(row["row"]),
                weigher.exact(
                    row["weights"], (int(row["text_terms"]), int(row["context_terms"])), language
                ),
            )
            for row, language in zip(found, languages, strict=True)
        ]
