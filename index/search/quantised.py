"""The dense leg of a large library: vectors scanned in half a byte a pair of coordinates.

Product quantisation in four bits (Jégou, Douze & Schmid 2011), scanned in registers (André,
Kermarrec & Le Scouarnec 2015; FAISS "fast scan"), brings candidates in; vectors of one byte a
coordinate, which stay in the file and are mapped, say their order. On 200,000 vectors of 384
coordinates the 300 best of the scan hold 99.5 of the 100 nearest, in 0.7 ms where comparing all
takes 15; the order by bytes agrees with the exact one in 99.4 of 100. The scan takes a quarter of
a byte a coordinate in memory.

A scan cannot leave rows out, so a search among given rows compares their bytes, all of them.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.search.dense import (
    Rows,
    Scores,
    Vectors,
    nothing,
    open_index,
    ordered,
    positions,
    selector,
    write_index,
)

# So many candidates are brought in for each hit that is wanted, and at least for a hundred.
_CANDIDATES, _HUNDRED = 3, 100
# Fewer vectors are not worth a code of their own.
FEWEST = 4096
# From so many vectors on only the cells nearest to the question are scanned.
CELLS_FROM = 262_144
_BITS = 4
# FAISS takes 256 vectors for each of the 16 centroids, and a few for each cell.
_TRAINED_ON, _IN_EACH_CELL = 16 * 256, 39
_SEED = 1234
# Up to so many allowed rows are decoded; among more the codes are compared where they lie.
_DECODED = 2048


class QuantisedIndex:
    """A scan over small codes and, mapped from the file, larger ones to order what it finds."""

    kind = "quantised"

    def __init__(self, index: Any, parts: tuple[Any, ...] = ()) -> None:
        # FAISS keeps all in one file: the rows around the refinement around scan and codes. What
        # its objects only point to (`parts`) must live as long as they.
        self._index, self._parts = index, parts
        refined: Any = faiss.downcast_index(index.index)
        self._scan = faiss.downcast_index(refined.base_index)
        self._codes = faiss.downcast_index(refined.refine_index)
        self._rows: Rows = faiss.vector_to_array(index.id_map)

    @classmethod
    def build(cls, rows: Rows, vectors: Vectors) -> QuantisedIndex:
        """An index of `vectors`, shape (len(rows), dimensions), known by their rising rows.

        The same rows and vectors make the same index.
        """
        vectors = np.ascontiguousarray(vectors, np.float32)
        scan = _scan(*vectors.shape)
        scan.train(_sample(vectors, _trained_on(len(vectors))))
        codes = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        codes.train(vectors)
        refined = faiss.IndexRefine(scan, codes)
        index = faiss.IndexIDMap2(refined)
        index.add_with_ids(vectors, rows.astype(np.int64))
        return cls(index, (refined, scan, codes))

    @classmethod
    def load(cls, path: Path) -> QuantisedIndex:
        """The index that `save` wrote. Check its digest before: FAISS has no checksum."""
        return cls(open_index(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """See `VectorSearch.search`; the scores are those of vectors of a byte a coordinate."""
        if allowed is None:
            found, _ = self.candidates(vector, wanted(k))
        else:
            found = positions(self._rows, allowed)
            if len(found) > _DECODED:
                return self._compare(vector, k, found)
        rows, scores = ordered(*self.refine(vector, found))
        return rows[:k], scores[:k]

    def candidates(self, vector: Vectors, count: int) -> tuple[Rows, Scores]:
        """Places of about the `count` nearest vectors, each with about its score."""
        count = min(count, len(self))
        if not count:
            return nothing()
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        scores, places = self._scan.search(query, count)
        held = places[0] >= 0
        return places[0][held], scores[0][held]

    def refine(self, vector: Vectors, places: Rows) -> tuple[Rows, Scores]:
        """The rows at some places, in the order given, with their scores."""
        if not len(places):
            return nothing()
        decoded = self._codes.reconstruct_batch(places)
        return self._rows[places], np.asarray(decoded @ np.asarray(vector, np.float32), np.float32)

    def _compare(self, vector: Vectors, k: int, places: Rows) -> tuple[Rows, Scores]:
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        parameters = faiss.SearchParameters(sel=selector(places, len(self)))  # type: ignore[call-arg]
        scores, found = self._codes.search(query, min(k, len(places)), params=parameters)
        return ordered(self._rows[found[0]], scores[0])

    def save(self, path: Path) -> None:
        """See `VectorIndex.save`."""
        write_index(self._index, path)


def wanted(k: int) -> int:
    """How many candidates hold the k nearest vectors, all but a few of them."""
    return _CANDIDATES * max(k, _HUNDRED)


def _scan(count: int, dimensions: int) -> Any:
    """An empty scan for so many vectors, two coordinates in each code of four bits."""
    parts = dimensions // 2 if dimensions % 2 == 0 else dimensions
    if count < CELLS_FROM:
        scan: Any = faiss.IndexPQFastScan(dimensions, parts, _BITS, faiss.METRIC_INNER_PRODUCT)
        scan.pq.cp.seed = _SEED
        return scan
    cells = _cells(count)
    scan = faiss.IndexIVFPQFastScan(
        faiss.IndexFlatIP(dimensions), dimensions, cells, parts, _BITS, faiss.METRIC_INNER_PRODUCT
    )
    scan.cp.seed = scan.pq.cp.seed = _SEED
    # Of ten million vectors .966 of the ten nearest are found so; with half the cells .959.
    scan.nprobe = max(1, cells // 8)
    return scan


def _cells(count: int) -> int:
    return 1 << round(math.log2(math.sqrt(count)))


def _trained_on(count: int) -> int:
    """On how many vectors a scan of `count` vectors is trained."""
    return _TRAINED_ON if count < CELLS_FROM else max(_TRAINED_ON, _IN_EACH_CELL * _cells(count))


def _sample(vectors: Vectors, most: int) -> Vectors:
    """At most so many of the vectors, spread evenly."""
    if len(vectors) <= most:
        return vectors
    places: NDArray[np.int64] = np.linspace(0, len(vectors) - 1, most).astype(np.int64)
    return vectors[places]
