"""Small codes against every vector compared: the same passages, and nearly the same scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.search import quantised
from index.search.dense import FlatIndex, VectorSearch
from index.search.quantised import QuantisedIndex
from index.search.segmented import Range, SegmentedVectors

COUNT, DIMENSIONS, NEAR = 5000, 128, 4e-3
Vectors = NDArray[np.float32]


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / length, np.float32)


def clustered(count: int, seed: int) -> Vectors:
    """Unit vectors about sixty centres that lie to one side, as those of texts do."""
    centres = np.random.default_rng(0).standard_normal((60, DIMENSIONS)) + 0.5
    chance = np.random.default_rng(seed)
    own = centres[chance.integers(60, size=count)]
    return _unit(own + 0.7 * chance.standard_normal((count, DIMENSIONS)))


ROWS = np.sort(np.random.default_rng(1).choice(90_000, COUNT, replace=False)).astype(np.int64)
VECTORS, QUESTIONS = clustered(COUNT, 2), clustered(60, 3)
ORACLE = FlatIndex.build(ROWS, VECTORS)


@pytest.fixture(scope="module")
def built() -> QuantisedIndex:
    return QuantisedIndex.build(ROWS, VECTORS)


def segmented(parts: int, flat_last: bool = False) -> SegmentedVectors:
    borders = [COUNT * at // parts for at in range(parts + 1)]
    pieces: list[tuple[Range, VectorSearch]] = []
    for at in range(parts):
        part = slice(borders[at], borders[at + 1])
        kind = FlatIndex if flat_last and at == parts - 1 else QuantisedIndex
        span = Range(int(ROWS[part][0]), int(ROWS[part][-1]))
        pieces.append((span, kind.build(ROWS[part], VECTORS[part])))
    return SegmentedVectors(pieces)


def recall(index: VectorSearch, k: int = 10) -> float:
    shares = []
    for question in QUESTIONS:
        expected = set(ORACLE.search(question, k)[0].tolist())
        shares.append(len(expected & set(index.search(question, k)[0].tolist())) / k)
    return float(np.mean(shares))


def test_nearly_all_of_the_nearest_are_found(built: QuantisedIndex) -> None:
    assert recall(built, 10) >= 0.98
    assert recall(built, 100) >= 0.97


@pytest.mark.parametrize(("parts", "flat_last"), [(2, False), (3, True)])
def test_segments_together_find_what_one_finds(parts: int, flat_last: bool) -> None:
    index = segmented(parts, flat_last)
    assert len(index) == COUNT
    assert recall(index, 10) >= 0.98
    for question in QUESTIONS[:5]:
        rows, scores = index.search(question, 20)
        assert len(set(rows.tolist())) == len(rows) == 20
        assert (np.diff(scores) <= 0).all()


def test_cells_in_front_find_nearly_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(quantised, "CELLS_FROM", 4000)
    index = QuantisedIndex.build(ROWS, VECTORS)
    assert recall(index, 10) >= 0.9
    index.save(tmp_path / "dense.faiss")
    loaded = QuantisedIndex.load(tmp_path / "dense.faiss")
    for question in QUESTIONS[:5]:
        assert loaded.search(question, 9)[0].tolist() == index.search(question, 9)[0].tolist()


def test_scores_are_cosines_but_for_the_codes(built: QuantisedIndex) -> None:
    cosines = dict(zip(ROWS.tolist(), VECTORS, strict=True))
    for question in QUESTIONS[:10]:
        rows, scores = built.search(question, 50)
        exact = [float(cosines[row] @ question) for row in rows.tolist()]
        np.testing.assert_allclose(scores, exact, atol=NEAR)


@pytest.mark.parametrize("kept", [1, 40, 2000, 2500, 4900])
def test_among_allowed_rows_the_nearest_are_exact_but_for_the_codes(
    built: QuantisedIndex, kept: int
) -> None:
    allowed = np.random.default_rng(kept).choice(ROWS, kept, replace=False)
    for question in QUESTIONS[:5]:
        rows, scores = built.search(question, 10, allowed)
        _, expected = ORACLE.search(question, 10, allowed)
        assert set(rows.tolist()) <= set(allowed.tolist())
        np.testing.assert_allclose(scores, expected, atol=NEAR)


def test_rows_that_are_not_held_are_not_found(built: QuantisedIndex) -> None:
    absent = np.array([100_000, 100_001], np.int64)
    assert built.search(QUESTIONS[0], 5, absent)[0].tolist() == []
    assert built.search(QUESTIONS[0], 5, np.empty(0, np.int64))[0].tolist() == []
    some = np.array([100_000, ROWS[7]], np.int64)
    assert built.search(QUESTIONS[0], 5, some)[0].tolist() == [ROWS[7]]


def test_what_was_saved_gives_equal_hits(built: QuantisedIndex, tmp_path: Path) -> None:
    built.save(tmp_path / "dense.faiss")
    loaded = QuantisedIndex.load(tmp_path / "dense.faiss")
    assert len(loaded) == COUNT
    allowed = ROWS[::2]
    for question in QUESTIONS[:10]:
        for inside in (None, allowed):
            rows, scores = built.search(question, 25, inside)
            again, same = loaded.search(question, 25, inside)
            assert again.tolist() == rows.tolist()
            assert same.tolist() == scores.tolist()


def test_the_same_vectors_make_the_same_file(built: QuantisedIndex, tmp_path: Path) -> None:
    built.save(tmp_path / "one")
    QuantisedIndex.build(ROWS.copy(), VECTORS.copy()).save(tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_an_index_outlives_its_file(built: QuantisedIndex, tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    built.save(path)
    loaded = QuantisedIndex.load(path)
    path.unlink()
    assert recall(loaded) == recall(built)
