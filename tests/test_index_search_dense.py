"""The dense leg against plain numpy, which is the oracle for every kind of vector index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.search.dense import FlatIndex, VectorIndex

COUNT, DIMENSIONS = 500, 48


def units(count: int, seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


ROWS = np.sort(np.random.default_rng(1).choice(10_000, COUNT, replace=False)).astype(np.int64)
VECTORS = units(COUNT, 2)


@pytest.fixture(params=["built", "loaded"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> VectorIndex:
    built = FlatIndex.build(ROWS, VECTORS)
    if request.param == "built":
        return built
    built.save(tmp_path / "dense.faiss")
    return FlatIndex.load(tmp_path / "dense.faiss")


def exact(
    question: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
) -> tuple[list[int], NDArray[np.float32]]:
    """Every inner product, sorted: what an index must give."""
    inside = np.ones(COUNT, bool) if allowed is None else np.isin(ROWS, allowed)
    scores = VECTORS[inside] @ question
    order = np.lexsort((ROWS[inside], -scores))[:k]
    return ROWS[inside][order].tolist(), scores[order]


@pytest.mark.parametrize("k", [1, 10, 499, 500, 1000])
def test_the_nearest_are_those_of_numpy(index: VectorIndex, k: int) -> None:
    for question in units(20, 3):
        rows, scores = index.search(question, k)
        expected_rows, expected_scores = exact(question, k)
        assert rows.tolist() == expected_rows
        np.testing.assert_allclose(scores, expected_scores, atol=1e-6)


@pytest.mark.parametrize("kept", [0, 1, 7, 250, 500])
def test_the_nearest_among_allowed_rows_are_those_of_numpy(index: VectorIndex, kept: int) -> None:
    allowed = np.random.default_rng(4).choice(ROWS, kept, replace=False)
    for question in units(10, 5):
        rows, scores = index.search(question, 20, allowed)
        expected_rows, expected_scores = exact(question, 20, allowed)
        assert rows.tolist() == expected_rows
        np.testing.assert_allclose(scores, expected_scores, atol=1e-6)


def test_rows_that_are_not_held_are_not_found(index: VectorIndex) -> None:
    absent = np.array([20_000, 20_001], np.int64)
    assert index.search(VECTORS[0], 5, absent)[0].tolist() == []


def test_equal_scores_come_in_the_order_of_rows() -> None:
    same = np.repeat(VECTORS[:1], 4, axis=0)
    index = FlatIndex.build(np.array([9, 2, 7, 4], np.int64), same)
    assert index.search(VECTORS[0], 4)[0].tolist() == [2, 4, 7, 9]


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    empty = FlatIndex.build(np.empty(0, np.int64), np.empty((0, DIMENSIONS), np.float32))
    empty.save(tmp_path / "dense.faiss")
    loaded = FlatIndex.load(tmp_path / "dense.faiss")
    assert len(loaded) == 0
    assert loaded.search(VECTORS[0], 5)[0].tolist() == []
