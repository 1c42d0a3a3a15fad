"""The bench of large libraries: what it makes up, what it fits, and that it measures at all."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from eval.bench import scale_vectors
from eval.bench.scale import Row, memory
from eval.bench.scale_child import nearest, questions, recall
from eval.bench.scale_data import Material, records, vector_of, vectors
from eval.bench.scale_library import Growing
from eval.bench.scale_model import fit, model, report, table
from eval.question_set import read_needs
from fakes import FakeEncoder
from index.passages import cut
from index.store.library import Library

SENTENCES = (("水库", "和", "冰川", "。"), ("毒品", "问题", "日益", "严重", "。"))


@pytest.fixture(scope="module")
def material() -> Material:
    chance = np.random.default_rng(1)
    base = chance.standard_normal((40, 64)).astype(np.float32)
    base /= np.linalg.norm(base, axis=1, keepdims=True)
    return Material(
        sentences=SENTENCES,
        english=("water", "secur", "council", "drug", "glacier"),
        chinese=("安全", "理事会", "水", "山谷"),
        vectors=base,
        tokens=tuple(chance.integers(0, 256, (5, 4)).astype(np.uint8) for _ in range(40)),
    )


def test_records_are_the_same_each_time_and_none_is_like_another(material: Material) -> None:
    first, again = (list(islice(records(material), 8)) for _ in range(2))
    assert first == again
    assert [one.document.language for one in first] == ["en", "en", "en", "zh"] * 2
    assert len({one.document.symbol for one in first}) == 8
    assert all(len(one.statements) >= 10 for one in first)
    assert all(spoken.speaker.delegation for one in first for spoken in one.statements)
    assert all(30 > len(cut(one)) > 8 for one in first)
    other = next(records(material, seed=2))
    assert other.document.id not in {one.document.id for one in first}


def test_a_text_decides_its_vector(material: Material) -> None:
    one, tokens = vector_of(material, "water")
    same, _ = vector_of(material, "water")
    other, _ = vector_of(material, "glacier")
    assert np.array_equal(one, same)
    assert abs(float(one @ other)) < 0.9
    assert float(np.linalg.norm(one)) == pytest.approx(1, abs=1e-5)
    assert tokens.dtype == np.uint8
    cut_short = vectors(material, 10, 1, 32)
    np.testing.assert_allclose(np.linalg.norm(cut_short, axis=1), 1, atol=1e-5)


def test_questions_are_of_the_development_half() -> None:
    development = {one.id: one for one in read_needs() if one.half == "dev"}
    asked = questions()
    assert len(asked) == 2 * len(development)
    assert set(asked) == {text for one in development.values() for text in (one.zh, one.en)}


class TokenFake(FakeEncoder):
    """A fake whose tokens have sixteen dimensions: only their number is asked for."""

    token_dimensions = 16


def test_a_library_grows_as_far_as_asked_and_can_be_searched(
    material: Material, tmp_path: Path
) -> None:
    told: list[int] = []
    growing = Growing(tmp_path / "library", material, TokenFake())  # type: ignore[arg-type]
    assert growing.grow(60, told.append) > 0
    assert told[-1] == growing.passages >= 60
    assert growing.add_one() > 0
    growing.close()
    with Library.open(tmp_path / "library", FakeEncoder()) as library:
        generation = library.current()
        assert generation is not None
        assert len(generation.dense) == len(generation.late) == growing.passages
        assert library.searcher().search("water and drugs", legs=("lexical",)).hits


def test_the_best_of_what_is_known_and_more() -> None:
    rows, scores = np.array([1, 2]), np.array([0.9, 0.5], np.float32)
    more, theirs = np.array([7, 8]), np.array([0.6, 0.1], np.float32)
    found, values = nearest(rows, scores, more, theirs, 2)
    assert found.tolist() == [1, 7]
    assert values.tolist() == pytest.approx([0.9, 0.6])
    assert recall([np.array([1, 7])], [np.array([7, 9])]) == 0.5


def test_vectors_alone_are_built_and_searched(material: Material, tmp_path: Path) -> None:
    told: list[int] = []
    folder, wide = tmp_path / "vectors", np.random.default_rng(2)
    folder.mkdir()
    base = wide.standard_normal((300, scale_vectors.DIMENSIONS)).astype(np.float32)
    base /= np.linalg.norm(base, axis=1, keepdims=True)
    larger = Material(material.sentences, material.english, material.chinese, base, ())
    found = scale_vectors.measure(folder, larger, 2000, told.append)
    assert told == [2000]
    assert found["recall_10"] > 0.9
    assert found["disk_mb"] == pytest.approx(2000 * 328 / 1e6, rel=0.2)


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ([12.0, 22.0, 102.0], (2.0, 1.0)),
        ([5.0, 5.0, 5.0], (5.0, 0.0)),
        ([10.0, 20.0, 100.0], (0.0, 1.0)),
    ],
)
def test_a_line_is_found_again(values: list[float], line: tuple[float, float]) -> None:
    assert fit([10, 20, 100], values) == pytest.approx(line, abs=1e-6)


def test_costs_never_fall_below_nothing() -> None:
    a, b = fit([10, 100], [1.0, 50.0])
    assert (a, b >= 0) == (0.0, True)
    assert fit([10, 100], [50.0, 40.0])[1] == 0.0


def test_the_tables_name_what_was_measured_and_what_was_not() -> None:
    rows = [
        Row("library", 1000, {"build_s": 2.0, "disk_mb": 10.0, "hybrid_p50": 4.0}),
        Row("library", 3000, {"build_s": 6.0, "disk_mb": 30.0, "hybrid_p50": 5.0}),
        Row("vectors", 9000, {"build_s": 3.0, "recall_10": 0.99}),
    ]
    assert "| built a second | 500 | 500 |" in table(rows, "library")
    assert "| recall@10 of the dense leg | 0.990 |" in table(rows, "vectors")
    assert "(extrapolated)" in model(rows)
    assert "| library: build, without encoding | 0 s | 2,000 s | 200,000 s |" in model(rows)
    assert report(rows).startswith("Measured on ")
    assert model(rows[:1]) == ""


def test_memory_is_told_in_megabytes() -> None:
    import os

    found = memory(os.getpid())
    assert 20 < found["rss_mb"] < 100_000
    assert found["file_mb"] < found["rss_mb"]
