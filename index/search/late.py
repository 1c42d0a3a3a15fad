"""Late interaction: how well each word of the question is met somewhere in a passage.

The score of a passage is the mean, over the question's tokens, of the best cosine among the
passage's tokens (Khattab & Zaharia 2020, arXiv 2004.12832). It reorders what the legs brought
in; the token vectors are coded by `index.search.codes` and read from a memory map.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.format import header_data_from_array_1_0, write_array_header_1_0
from numpy.typing import NDArray

from index.search.codes import Codes, Vectors, cosines

Rows = NDArray[np.int64]
CODES, PLACES = "tokens.codes.npy", "tokens.places.npy"


class LateIndex:
    """The coded token vectors of all passages, known by their rows.

    `places` has the columns row, first token, end token, sorted by row; `codes` has one row of
    bytes for each token.
    """

    def __init__(self, places: NDArray[np.int64], codes: Codes) -> None:
        self._rows = places[:, 0]
        self._spans = places[:, 1:]
        self._codes = codes

    @classmethod
    def build(cls, passages: Iterable[tuple[int, Codes]]) -> LateIndex:
        """An index of (row, codes) in rising order of rows."""
        places, pieces, total = [], [], 0
        for row, codes in passages:
            places.append((row, total, total + len(codes)))
            pieces.append(codes)
            total += len(codes)
        flat = np.concatenate(pieces) if pieces else np.zeros((0, 1), np.uint8)
        return cls(np.array(places, np.int64).reshape(-1, 3), flat)

    @classmethod
    def load(cls, folder: Path, name: str = "") -> LateIndex:
        """The index that `save` wrote, the codes left on disk."""
        codes = np.load(folder / f"{name}{CODES}", mmap_mode="r")
        return cls(np.load(folder / f"{name}{PLACES}"), codes)

    def save(self, folder: Path, name: str = "") -> None:
        """Write two files into `folder`, whose names begin with `name`."""
        _save(folder / f"{name}{PLACES}", np.column_stack([self._rows, self._spans]))
        _save(folder / f"{name}{CODES}", self._codes)

    def __len__(self) -> int:
        return len(self._rows)

    def score(self, question: Vectors, rows: Sequence[int]) -> dict[int, float]:
        """Scores of those of `rows` that have token vectors; `question` is (tokens, d)."""
        if not len(question) or not len(self):
            return {}
        wanted = np.asarray(rows, np.int64)
        at = np.searchsorted(self._rows, wanted).clip(max=len(self._rows) - 1)
        known = self._rows[at] == wanted
        spans = self._spans[at[known]]
        filled = spans[:, 1] > spans[:, 0]
        spans, wanted = spans[filled], wanted[known][filled]
        if not len(spans):
            return {}
        codes = np.concatenate([self._codes[a:b] for a, b in spans])
        starts = np.concatenate([[0], np.cumsum(spans[:, 1] - spans[:, 0])[:-1]])
        best = np.maximum.reduceat(cosines(question, codes), starts, axis=1)
        return dict(zip(wanted.tolist(), best.mean(axis=0).tolist(), strict=True))


def _save(path: Path, array: NDArray[Any]) -> None:
    """Like `numpy.save`, which does not tell when the disk is full as the file is closed."""
    array = np.ascontiguousarray(array)
    with path.open("wb") as file:
        write_array_header_1_0(file, header_data_from_array_1_0(array))
        file.write(array.data)
