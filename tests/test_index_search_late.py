"""Late interaction over coded token vectors: small, and near to the exact scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.search import codes
from index.search.codes import Vectors
from index.search.late import LateIndex


def unit(vectors: np.ndarray) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def random_tokens(n: int, seed: int) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(n, 384)))


def exact(question: Vectors, passage: Vectors) -> float:
    return float((question @ passage.T).max(axis=1).mean())


def test_pooling_is_ward_clustering_of_the_tokens_pair_by_pair() -> None:
    from scipy.cluster.hierarchy import fcluster, linkage

    tokens = random_tokens(60, 5) + random_tokens(4, 6).repeat(15, axis=0)
    tokens = unit(tokens)
    labels = fcluster(linkage(tokens, "ward"), 30, "maxclust")
    firsts = sorted(set(labels), key=labels.tolist().index)
    expected = unit(np.array([tokens[labels == label].sum(0) for label in firsts]))
    np.testing.assert_allclose(codes.pool(tokens, 0.5), expected, atol=1e-6)


def test_a_text_without_tokens_is_coded_as_nothing() -> None:
    assert codes.encode(random_tokens(0, 1)).shape == (0, 96)


def test_levels_are_those_that_the_borders_divide() -> None:
    tokens = random_tokens(7, 8)
    levels = np.digitize(tokens * np.sqrt(np.float32(384)), codes.BORDERS)
    shifts = 2 * (np.arange(384) % codes.PER_BYTE)
    expected = (levels << shifts).reshape(7, 96, codes.PER_BYTE).sum(2)
    np.testing.assert_array_equal(codes.encode(tokens), expected)


def test_two_bits_keep_the_direction() -> None:
    tokens = random_tokens(50, 1)
    coded = codes.encode(tokens)
    assert coded.shape == (50, 96)
    assert coded.dtype == np.uint8
    assert float((codes.decode(coded) * tokens).sum(axis=1).min()) > 0.92


def test_decoded_vectors_have_length_one() -> None:
    decoded = codes.decode(codes.encode(random_tokens(9, 2)))
    np.testing.assert_allclose(np.linalg.norm(decoded, axis=1), 1.0, atol=1e-5)


def test_cosines_are_those_of_the_decoded_vectors() -> None:
    question, coded = random_tokens(4, 3), codes.encode(random_tokens(30, 4))
    np.testing.assert_allclose(
        codes.cosines(question, coded), question @ codes.decode(coded).T, atol=1e-5
    )


def test_pooling_merges_the_tokens_that_are_alike() -> None:
    east, north = np.eye(8, dtype=np.float32)[:2]
    near = unit(np.stack([east, east + 0.05 * north, north, north + 0.05 * east]))
    pooled = codes.pool(near, 0.5)
    np.testing.assert_allclose(pooled @ np.stack([east, north]).T, np.eye(2), atol=0.06)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 114])
def test_pooling_keeps_about_the_share_asked_for(n: int) -> None:
    pooled = codes.pool(random_tokens(n, n), 0.5)
    assert len(pooled) <= max(2, round(n * 0.5))
    assert len(pooled) == 0 if n == 0 else len(pooled) >= 1


def test_scores_are_near_to_those_of_the_uncoded_vectors() -> None:
    passages = {row: random_tokens(20 + row, row) for row in range(1, 8)}
    question = unit(passages[3][:5] + 0.2 * random_tokens(5, 99))
    index = LateIndex.build((row, codes.encode(t)) for row, t in passages.items())
    scores = index.score(question, list(passages))
    assert max(scores, key=scores.__getitem__) == 3
    for row, tokens in passages.items():
        assert scores[row] == pytest.approx(exact(question, tokens), abs=0.08)


def test_rows_without_tokens_are_left_out() -> None:
    index = LateIndex.build(
        [(2, codes.encode(random_tokens(3, 1))), (5, np.zeros((0, 96), np.uint8))]
    )
    question = random_tokens(2, 2)
    assert set(index.score(question, [1, 2, 5, 9])) == {2}
    assert index.score(np.zeros((0, 384), np.float32), [2]) == {}
    assert index.score(question, []) == {}
    assert LateIndex.build([]).score(question, [1]) == {}


def test_a_saved_index_gives_equal_scores(tmp_path: Path) -> None:
    index = LateIndex.build((row, codes.encode(random_tokens(row, row))) for row in range(1, 20))
    index.save(tmp_path)
    question = random_tokens(6, 7)
    rows = list(range(1, 20))
    assert LateIndex.load(tmp_path).score(question, rows) == index.score(question, rows)
