"""One state of a library in Milvus, searched: each leg is a request, and they are sent at once.

A question takes three round trips: the legs; the scores that each still owes the others' passages,
with the coded tokens for late interaction; the words of the hits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.search import codes
from index.search.dense import Rows, Scores, Vectors, ordered
from index.search.filters import Selection
from index.search.holdings import Asked, Brought, Measured, Named, Timings, Wanted
from index.search.late import LateIndex
from index.search.legs import allowed_rows, timed
from index.search.roster import Roster
from index.search.translate import Term
from index.store.milvus import schema
from index.store.milvus.catalogue import Held
from index.store.milvus.expressions import empty, narrowed
from index.store.milvus.passages import codes_of
from index.store.milvus.pieces import read_pieces, unpacked
from index.store.milvus.server import MOST_ROWS, Row, Server
from index.store.milvus.weights import Means, Weigher

# Passages whose token vectors or words are read in one request: 8 kB each.
_AT_ONCE = 512
_LENGTHS = ("weights", "text_terms", "context_terms")


@dataclass(frozen=True)
class View:
    """What all legs share: the state and where it is."""

    held: Held
    server: Server
    name: str

    @property
    def collection(self) -> str:
        """Where the passages of the state are."""
        return schema.passages(self.name, self.held.state.passages)

    def expression(self, selection: Selection | None, named: Named | None = None) -> str:
        """What may come back."""
        return narrowed(self.held.state.visible(), selection, named)

    def known(self, rows: Rows) -> Any:
        """Which rows belong to this state."""
        held = self.held.roster.rows
        if not len(held) or not len(rows):
            return np.zeros(len(rows), bool)
        return held[np.searchsorted(held, rows).clip(max=len(held) - 1)] == rows

    def languages(self, rows: Sequence[int]) -> list[str]:
        """The languages of the passages of this state."""
        roster = self.held.roster
        return [roster.documents[one.document_id].language for one in roster.floors_at(rows)]

    def rows(self, wanted: Sequence[int], fields: Sequence[str]) -> list[Row]:
        """Fields of given passages, those that are held."""
        return [
            row
            for at in range(0, len(wanted), _AT_ONCE)
            for row in self.server.query(
                self.collection, f"row in {list(wanted[at : at + _AT_ONCE])}", ("row", *fields)
            )
        ]


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
            return _nothing()
        found = [
            one
            for most, expression in self._parts(k, selection)
            for one in self._found(weigher, most, expression)
        ]
        rows, shares = _sorted(found)
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


class MilvusDense:
    """See `index.search.dense.VectorSearch`."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __len__(self) -> int:
        return self._view.held.state.held

    def search(self, vector: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """The k nearest rows (among `allowed`, where given) and their scores, best first."""
        if allowed is None:
            return self.nearest(vector, k, None, None)
        if k >= len(allowed):
            rows, vectors = self.vectors(allowed.tolist())
            return ordered(rows, np.asarray(vectors @ vector, np.float32))
        return self._search(vector, k, f"row in {allowed.tolist()}")

    def nearest(
        self, vector: Vectors, k: int, selection: Selection | None, named: Named | None
    ) -> tuple[Rows, Scores]:
        """The k nearest rows inside a selection and of those named."""
        if empty(selection):
            return _nothing()
        return self._search(vector, k, self._view.expression(selection, named))

    def vectors(self, rows: Sequence[int]) -> tuple[Rows, Vectors]:
        """The rows that are held, and their vectors, shape (rows held, dimensions)."""
        stamp = self._view.held.state.stamp
        found = self._view.rows(rows, ("dense",)) if stamp else []
        found.sort(key=lambda row: int(row["row"]))
        vectors = np.array([row["dense"] for row in found], np.float32)
        dimensions = stamp.dimensions if stamp else 1
        return np.array([int(row["row"]) for row in found], np.int64), vectors.reshape(
            -1, dimensions
        )

    def _search(self, vector: Vectors, k: int, expression: str) -> tuple[Rows, Scores]:
        view = self._view
        if not len(self) or not k:
            return _nothing()
        found = view.server.search(
            view.collection, "dense", np.asarray(vector, np.float32).tolist(),
            min(k, MOST_ROWS), expression, ("row",),
            self._widened(k),
        )  # fmt: skip
        rows, scores = _sorted([(row, score) for row, score, _ in found])
        known = view.known(rows)
        return rows[known], scores[known]

    def _widened(self, k: int) -> dict[str, Any]:
        """How far the index looks; never at less than it is to return."""
        settings = schema.SEARCHING[self._view.server.address.dense]
        return {
            name: max(value, k) if name in ("ef", "search_list") else value
            for name, value in settings.items()
        }


class MilvusLate:
    """See `index.search.holdings.LateSearch`."""

    def __init__(self, view: View) -> None:
        self._view = view

    def score(self, question: Vectors, rows: Sequence[int]) -> dict[int, float]:
        """Scores of those of `rows` that have token vectors."""
        view, stamp = self._view, self._view.held.state.stamp
        if stamp is None or not stamp.token_dimensions or not len(question) or not len(rows):
            return {}
        width = stamp.token_dimensions // codes.PER_BYTE
        found = view.rows([int(row) for row in rows], ("codes", "spilled"))
        spilled = [int(row["row"]) for row in found if row["spilled"]]
        words = read_spilled(view.server, view.name, spilled)
        texts = sorted(
            (int(row["row"]), words[int(row["row"])]["codes"] if row["spilled"] else row["codes"])
            for row in found
        )
        coded = [(row, blob) for row, text in texts if (blob := codes_of(text))]
        return LateIndex.build(
            (row, np.frombuffer(blob, np.uint8).reshape(-1, width)) for row, blob in coded
        ).score(question, [row for row, _ in coded])


class MilvusSnapshot:
    """See `index.search.holdings.Snapshot`."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.lexical = MilvusLexical(view)
        self.dense = MilvusDense(view)
        self.late = MilvusLate(view)

    @property
    def number(self) -> int:
        """The number of the commit."""
        return self.view.held.state.number

    @property
    def state(self) -> str:
        """A name that no other state shares."""
        return self.view.held.state.state

    @property
    def roster(self) -> Roster:
        """Who speaks where."""
        return self.view.held.roster


class MilvusLegs:
    """See `index.search.holdings.Legs`: the requests of each step are sent at once."""

    def __init__(self, snapshot: MilvusSnapshot, executor: Executor) -> None:
        self._snapshot = snapshot
        self._executor = executor

    def bring(self, asked: Asked, timings: Timings) -> Brought:
        """See `Legs.bring`."""
        send, vector = self._executor.submit, asked.vector
        lexical = dense = named = None
        if asked.lexical:
            lexical = send(self._lexical, asked, timings)
        if vector is not None:
            dense = send(self._nearest, asked, None, timings)
            named = send(self._nearest, asked, asked.named, {}) if asked.named else None
        return Brought(*(one.result() if one else None for one in (lexical, dense, named)))

    def measure(self, asked: Asked, wanted: Wanted, timings: Timings) -> Measured:
        """See `Legs.measure`."""
        send = self._executor.submit
        parts = [
            send(work, asked, wanted, timings) for work in (self._shares, self._cosines, self._late)
        ]
        return Measured(*(part.result() for part in parts))

    def _lexical(self, asked: Asked, timings: Timings) -> tuple[Rows, Scores]:
        with timed(timings, "lexical"):
            return self._snapshot.lexical.search(asked.terms, asked.k, asked.selection)

    def _nearest(self, asked: Asked, named: Named | None, timings: Timings) -> tuple[Rows, Scores]:
        assert asked.vector is not None
        with timed(timings, "dense"):
            return self._snapshot.dense.nearest(asked.vector, asked.k, asked.selection, named)

    def _shares(self, asked: Asked, wanted: Wanted, timings: Timings) -> dict[int, float]:
        if not wanted.shares:
            return {}
        with timed(timings, "lexical"):
            return self._snapshot.lexical.score(asked.terms, np.asarray(wanted.shares, np.int64))

    def _cosines(self, asked: Asked, wanted: Wanted, timings: Timings) -> dict[int, float]:
        if not wanted.cosines or asked.vector is None:
            return {}
        with timed(timings, "dense"):
            rows, vectors = self._snapshot.dense.vectors(wanted.cosines)
            return dict(zip(rows.tolist(), (vectors @ asked.vector).tolist(), strict=True))

    def _late(self, asked: Asked, wanted: Wanted, timings: Timings) -> dict[int, float]:
        if not wanted.late or asked.tokens is None:
            return {}
        with timed(timings, "late"):
            return self._snapshot.late.score(asked.tokens, wanted.late)


def read_spilled(server: Server, name: str, rows: Sequence[int]) -> dict[int, dict[str, str]]:
    """What does not fit into the fields of some passages: paragraphs, text, context, codes."""
    texts = read_pieces(server, name, "spill", rows) if rows else {}
    return {row: unpacked(text, "A passage") for row, text in texts.items()}


def _nothing() -> tuple[Rows, Scores]:
    return np.empty(0, np.int64), np.empty(0, np.float32)


def _sorted(found: Sequence[tuple[int, float]]) -> tuple[Rows, Scores]:
    return ordered(
        np.array([row for row, _ in found], np.int64),
        np.array([score for _, score in found], np.float32),
    )
