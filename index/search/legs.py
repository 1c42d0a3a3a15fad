"""The legs over indexes that are at hand: one after the other, narrowed by rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from index.search.dense import Rows
from index.search.filters import Selection
from index.search.holdings import Asked, Brought, Measured, Named, Snapshot, Timings, Wanted
from index.search.roster import Roster

# The vectors of rows that are held, with those rows.
ReadVectors = Callable[[Sequence[int]], tuple[NDArray[np.int64], NDArray[np.float32]]]


class LocalLegs:
    """See `index.search.holdings.Legs`; `vectors` reads those of given rows."""

    def __init__(self, snapshot: Snapshot, vectors: ReadVectors) -> None:
        self._snapshot = snapshot
        self._vectors = vectors

    def bring(self, asked: Asked, timings: Timings) -> Brought:
        """See `Legs.bring`."""
        lexical = dense = named = None
        if asked.lexical:
            with timed(timings, "lexical"):
                lexical = self._snapshot.lexical.search(asked.terms, asked.k, asked.selection)
        if asked.vector is not None:
            with timed(timings, "dense"):
                dense = self._nearest(asked, None)
                named = self._nearest(asked, asked.named) if asked.named else None
        return Brought(lexical, dense, named)

    def measure(self, asked: Asked, wanted: Wanted, timings: Timings) -> Measured:
        """See `Legs.measure`."""
        shares: dict[int, float] = {}
        cosines: dict[int, float] = {}
        late: dict[int, float] = {}
        if wanted.shares:
            with timed(timings, "lexical"):
                rows = np.asarray(wanted.shares, np.int64)
                shares = self._snapshot.lexical.score(asked.terms, rows)
        if wanted.cosines and asked.vector is not None:
            with timed(timings, "dense"):
                known, vectors = self._vectors(wanted.cosines)
                found = (vectors @ asked.vector).tolist()
                cosines = dict(zip(known.tolist(), found, strict=True))
        if wanted.late and asked.tokens is not None:
            with timed(timings, "late"):
                late = self._snapshot.late.score(asked.tokens, wanted.late)
        return Measured(shares, cosines, late)

    def _nearest(self, asked: Asked, named: Named | None) -> tuple[Rows, NDArray[np.float32]]:
        assert asked.vector is not None
        rows = allowed_rows(self._snapshot.roster, asked.selection, named)
        return self._snapshot.dense.search(asked.vector, asked.k, rows)


def allowed_rows(roster: Roster, selection: Selection | None, named: Named | None) -> Rows | None:
    """The passages inside a selection and of those named; None where that is all of them."""
    if selection is None and named is None:
        return None
    return roster.rows_within(selection, named)


@contextmanager
def timed(timings: Timings, stage: str) -> Iterator[None]:
    """Add the time spent inside to a stage, in milliseconds."""
    start = time.perf_counter()
    try:
        yield
    finally:
        spent = (time.perf_counter() - start) * 1000
        timings[stage] = timings.get(stage, 0.0) + spent
