"""The dense leg: which passages lie nearest to the question among unit vectors.

`VectorSearch` is what the searcher needs of an index, `VectorIndex` what a store needs of one;
`FlatIndex` answers exactly and is the oracle for any faster kind (`index.search.quantised`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

# A question is one vector: waking threads takes longer than comparing it.
faiss.omp_set_num_threads(1)

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Vectors = NDArray[np.float32]


class VectorSearch(Protocol):
    """Nearest passages by inner product, by the row numbers of the database."""

    def __len__(self) -> int: ...

    def search(self, vector: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """The k nearest rows (among `allowed`, where given) and their scores, best first.

        `vector` has shape (dimensions,). Equal scores come in the order of rows. Fewer than k
        come back where there are fewer.
        """
        ...


class VectorIndex(VectorSearch, Protocol):
    """A kind of index that can be kept in a file."""

    @property
    def kind(self) -> str:
        """The name written into the manifest of a generation."""
        ...

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        ...


class FlatIndex:
    """Every vector compared with the question: exact, float32, about 1 ms for 10,000 passages."""

    kind = "flat"

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, rows: Rows, vectors: Vectors) -> FlatIndex:
        """An index of `vectors`, shape (len(rows), dimensions), known by their rows."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(np.ascontiguousarray(vectors, np.float32), rows.astype(np.int64))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> FlatIndex:
        """The index that `save` wrote. Check its digest before: FAISS has no checksum."""
        return cls(open_index(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """See `VectorIndex.search`."""
        wanted = min(k, len(self) if allowed is None else len(allowed))
        if not wanted or not len(self):
            return nothing()
        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        scores, rows = self._index.search(query, wanted, params=parameters)
        found = rows[0] >= 0
        return ordered(rows[0][found], scores[0][found])

    def save(self, path: Path) -> None:
        """See `VectorIndex.save`."""
        write_index(self._index, path)


def open_index(path: Path) -> Any:
    """A FAISS index from its file; its codes stay there and are mapped where they can be."""
    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)


def write_index(index: Any, path: Path) -> None:
    """Write a FAISS index to a file.

    Raises:
        OSError: the disk is full; given a path, FAISS does not tell when it closes the file.
    """
    with path.open("wb") as file:
        writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined]
        faiss.write_index(index, writer)


def positions(rows: Rows, wanted: Rows) -> Rows:
    """Where those of `wanted` that are held stand in rising `rows`, rising."""
    if not len(rows):
        return rows
    at = np.searchsorted(rows, np.sort(wanted)).clip(max=len(rows) - 1)
    found: Rows = np.unique(at[np.isin(rows[at], wanted)])
    return found


def selector(places: Rows, count: int) -> Any:
    """What lets FAISS search at some places of `count`: asked in constant time for each."""
    bits = np.zeros(count, bool)
    bits[places] = True
    packed: Any = np.packbits(bits, bitorder="little")
    return faiss.IDSelectorBitmap(packed)  # type: ignore[call-arg]


def nothing() -> tuple[Rows, Scores]:
    """No rows and no scores."""
    return np.empty(0, np.int64), np.empty(0, np.float32)


def ordered(rows: Rows, scores: Scores) -> tuple[Rows, Scores]:
    """Best first, equal scores in the order of rows."""
    order = np.lexsort((rows, -scores))
    return rows[order], scores[order]
