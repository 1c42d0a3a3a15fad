"""Late interaction: how well each word of the question is met somewhere in a passage.

The score of a passage is the mean, over the question's tokens, of the best cosine among the
passage's tokens (Khattab & Zaharia 2020, arXiv 2004.12832). It reorders what the legs brought
in; the token vectors are coded by `index.search.codes` and read from the file as they are wanted:
a map of them would count as memory of the process page by page, some 800 MB for 200,000 passages.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.lib.format import read_array_header_1_0, read_magic, write_array_header_1_0
from numpy.typing import NDArray

from index.search.codes import Codes, Vectors, cosines

Rows = NDArray[np.int64]
# Rows, the number of coded tokens of each, and the codes of all.
Passages = tuple[Rows, NDArray[np.int64], Codes]
CODES, PLACES = "tokens.codes.npy", "tokens.places.npy"


class CodeSource(Protocol):
    """Where the coded tokens lie, `width` bytes each."""

    width: int

    def read(self, spans: NDArray[np.int64]) -> Codes:
        """The tokens of some spans (first, end), joined, shape (tokens, width)."""
        ...


class LateIndex:
    """The coded token vectors of all passages, known by their rows.

    `places` has the columns row, first token, end token, sorted by row.
    """

    def __init__(self, places: NDArray[np.int64], source: CodeSource) -> None:
        self._rows = np.ascontiguousarray(places[:, 0])
        self._spans = np.ascontiguousarray(places[:, 1:])
        self._source = source

    @classmethod
    def build(cls, passages: Iterable[tuple[int, Codes]]) -> LateIndex:
        """An index of (row, codes) in rising order of rows, held in memory."""
        places, pieces, total = [], [], 0
        for row, codes in passages:
            places.append((row, total, total + len(codes)))
            pieces.append(codes)
            total += len(codes)
        flat = np.concatenate(pieces) if pieces else np.zeros((0, 1), np.uint8)
        return cls(np.array(places, np.int64).reshape(-1, 3), HeldCodes(flat))

    @classmethod
    def load(cls, folder: Path, name: str = "") -> LateIndex:
        """The index that `save` or `write_late` wrote, the codes left on disk."""
        return cls(np.load(folder / f"{name}{PLACES}"), FiledCodes(folder / f"{name}{CODES}"))

    def save(self, folder: Path, name: str = "") -> None:
        """Write two files into `folder`, whose names begin with `name`."""
        write_late(
            folder,
            ((row, self.read(np.array([row]))[2]) for row in self._rows.tolist()),
            int(self._spans[-1, 1]) if len(self) else 0,
            self._source.width,
            name,
        )

    def __len__(self) -> int:
        return len(self._rows)

    def score(self, question: Vectors, rows: Sequence[int]) -> dict[int, float]:
        """Scores of those of `rows` that have token vectors; `question` is (tokens, d)."""
        return score_passages(question, [self.read(np.asarray(rows, np.int64))])

    def read(self, wanted: Rows) -> Passages:
        """Those of the wanted rows that have token vectors, and these."""
        if not len(self):
            return wanted[:0], wanted[:0], np.zeros((0, self._source.width), np.uint8)
        at = np.searchsorted(self._rows, wanted).clip(max=len(self) - 1)
        spans = self._spans[at]
        sizes = spans[:, 1] - spans[:, 0]
        filled = (self._rows[at] == wanted) & (sizes > 0)
        return wanted[filled], sizes[filled], self._source.read(spans[filled])


def score_passages(question: Vectors, passages: Sequence[Passages]) -> dict[int, float]:
    """The score of each passage; `question` is (tokens, d)."""
    found = [one for one in passages if len(one[0])]
    if not len(question) or not found:
        return {}
    rows, sizes, codes = (np.concatenate(parts) for parts in zip(*found, strict=True))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    best = np.maximum.reduceat(cosines(question, codes).T, starts, axis=0)
    return dict(zip(rows.tolist(), best.mean(axis=1).tolist(), strict=True))


def write_late(
    folder: Path, passages: Iterable[tuple[int, Codes]], tokens: int, width: int, name: str = ""
) -> None:
    """Write an index of (row, codes) in rising order of rows, one passage in memory at a time.

    Args:
        tokens: how many all passages have together.
        width: bytes of a coded token.

    Raises:
        OSError: no room; ValueError: there are more or fewer tokens.
    """
    places, written = [], 0
    with (folder / f"{name}{CODES}").open("wb") as file:
        _write_header(file, "|u1", (tokens, width))
        for row, codes in passages:
            places.append((row, written, written + len(codes)))
            written += len(codes)
            file.write(np.ascontiguousarray(codes).data)
    if written != tokens:
        raise ValueError(f"{written} coded tokens are held in place of {tokens}")
    table = np.array(places, np.int64).reshape(-1, 3)
    # `numpy.save` does not tell when the disk is full as the file is closed.
    with (folder / f"{name}{PLACES}").open("wb") as file:
        _write_header(file, table.dtype.str, table.shape)
        file.write(table.data)


class HeldCodes:
    """Coded tokens in memory."""

    def __init__(self, codes: Codes) -> None:
        self._codes, self.width = codes, codes.shape[1]

    def read(self, spans: NDArray[np.int64]) -> Codes:
        """See `CodeSource.read`."""
        pieces = [self._codes[first:end] for first, end in spans.tolist()]
        return np.concatenate([self._codes[:0], *pieces])


class FiledCodes:
    """Coded tokens in a file, held open: they can be read also after it has been removed."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        with path.open("rb") as file:
            if read_magic(file) != (1, 0):
                raise ValueError(f"{path.name} is of another version of the format")
            shape, _, kind = read_array_header_1_0(file)
            self._begin = file.tell()
        if len(shape) != 2 or kind != np.uint8:
            raise ValueError(f"{path.name} holds no codes")
        self.width = int(shape[1])

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)

    def read(self, spans: NDArray[np.int64]) -> Codes:
        """See `CodeSource.read`.

        Raises:
            OSError: the file cannot be read, or has become shorter.
        """
        sizes = (spans[:, 1] - spans[:, 0]) * self.width
        codes = np.empty((int(sizes.sum()) // self.width, self.width), np.uint8)
        into, at = codes.reshape(-1).data, 0
        starts = self._begin + spans[:, 0] * self.width
        for offset, size in zip(starts.tolist(), sizes.tolist(), strict=True):
            if os.preadv(self._descriptor, [into[at : at + size]], offset) != size:
                raise OSError("the file of token vectors ends too early")
            at += size
        return codes


def _write_header(file: Any, kind: str, shape: tuple[int, ...]) -> None:
    write_array_header_1_0(file, {"descr": kind, "fortran_order": False, "shape": shape})
