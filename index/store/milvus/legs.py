"""One question put to a library in Milvus: each leg is a request, and they are sent at once.

A question takes three round trips: the legs; the scores that each still owes the others' passages,
with the coded tokens for late interaction; the words of the hits.
"""

from __future__ import annotations

from concurrent.futures import Executor

import numpy as np

from index.search.dense import Rows, Scores
from index.search.holdings import Asked, Brought, Measured, Named, Timings, Wanted
from index.search.legs import timed
from index.store.milvus.snapshot import MilvusSnapshot


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
