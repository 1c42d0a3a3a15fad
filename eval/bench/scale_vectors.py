"""The dense leg alone on millions of made-up vectors, in segments as a library would have them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from eval.bench.scale_child import nearest, recall
from eval.bench.scale_data import Material, vectors
from index.search.dense import Rows, Vectors
from index.search.quantised import QuantisedIndex
from index.search.segmented import Range, SegmentedVectors
from index.store.plan import largest

DIMENSIONS = 256
QUESTIONS = 100
_WARM, _NEAREST = 10, 10


def measure(
    folder: Path, material: Material, size: int, tell: Callable[[int], None]
) -> dict[str, float]:
    """Build and search so many vectors of 256 coordinates; figures by name."""
    asked = vectors(material, QUESTIONS, 0, DIMENSIONS)
    expected: list[tuple[Rows, Vectors]] = [(np.empty(0, np.int64), np.empty(0, np.float32))]
    expected *= QUESTIONS
    parts, spent = -(-size // largest(size)), 0.0
    borders = [size * at // parts for at in range(parts + 1)]
    for at in range(parts):
        rows = np.arange(borders[at], borders[at + 1], dtype=np.int64)
        held = vectors(material, len(rows), at + 1, DIMENSIONS)
        begun = time.perf_counter()
        QuantisedIndex.build(rows, held).save(folder / f"{at}.faiss")
        spent += time.perf_counter() - begun
        for question, scores in enumerate(asked @ held.T):
            best = np.argpartition(-scores, _NEAREST)[:_NEAREST]
            known = expected[question]
            expected[question] = nearest(*known, rows[best], scores[best], _NEAREST)
        tell(borders[at + 1])
    return {"build_s": spent} | _search(folder, borders, asked, [rows for rows, _ in expected])


def _search(
    folder: Path, borders: list[int], asked: Vectors, expected: list[Rows]
) -> dict[str, float]:
    begun = time.perf_counter()
    files = [folder / f"{at}.faiss" for at in range(len(borders) - 1)]
    index = SegmentedVectors(
        [
            (Range(borders[at], borders[at + 1] - 1), QuantisedIndex.load(file))
            for at, file in enumerate(files)
        ]
    )
    opened = time.perf_counter() - begun
    for one in asked[:_WARM]:
        index.search(one, 100)
    spent, found = [], []
    for one in asked:
        begun = time.perf_counter()
        found.append(index.search(one, 100)[0][:_NEAREST])
        spent.append(1000 * (time.perf_counter() - begun))
    return {
        "open_s": opened,
        "disk_mb": sum(file.stat().st_size for file in files) / 1e6,
        "dense_p50": float(np.median(spent)),
        "dense_p99": float(np.percentile(spent, 99)),
        "recall_10": recall(found, expected),
    }
