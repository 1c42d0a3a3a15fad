"""Sentence pairs searched by cosine, with figures worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from eval.bitext import as_json, as_text, direction, evaluate, nearest, read_pairs
from eval.lines import DataSetError
from fakes import FakeEncoder

AXES = np.eye(4, dtype=np.float32)


def test_accuracy_is_the_share_that_finds_its_translation_and_f1_that_of_mteb() -> None:
    # Led to: 0, 1, 1, 1. Sentences 0 and 1 are right; three are led to sentence 1, so its class
    # has precision 1/3, recall 1, F1 1/2. Class 0 has 1, classes 2 and 3 have 0: (1 + 1/2) / 4.
    queries = AXES[[0, 1, 1, 1]]
    found = direction(queries, AXES)
    assert found.accuracy == 0.5
    assert found.f1 == pytest.approx(0.375)


def weighted_f1(labels: list[int], predictions: list[int]) -> float:
    """F1 of each class, weighted by its size, as scikit-learn defines it and MTEB calls it."""
    total = 0.0
    for label in set(labels):
        members = {i for i, other in enumerate(labels) if other == label}
        predicted = {i for i, other in enumerate(predictions) if other == label}
        right = len(members & predicted)
        precision, recall = right / max(1, len(predicted)), right / len(members)
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        total += f1 * len(members)
    return total / len(labels)


def test_f1_agrees_with_its_definition_by_precision_and_recall_of_every_class() -> None:
    random = np.random.default_rng(7)
    corpus = random.standard_normal((60, 5)).astype(np.float32)
    corpus /= np.linalg.norm(corpus, axis=1, keepdims=True)
    queries = corpus + 0.4 * random.standard_normal(corpus.shape).astype(np.float32)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    found = direction(queries, corpus)
    predicted = nearest(queries, corpus).tolist()
    assert 0.2 < found.accuracy < 0.9
    assert found.f1 == pytest.approx(weighted_f1(list(range(60)), predicted))


def test_of_equally_near_sentences_the_first_is_taken() -> None:
    assert nearest(AXES[:2], AXES[[0, 1, 1, 0]]).tolist() == [0, 1]


def test_two_files_are_searched_both_ways(tmp_path: Path) -> None:
    # The fake encoder knows characters only: "NATO" and "2396" are the bridge, the third pair has
    # none, and its English sentence shares "2396" with the second Chinese one.
    (tmp_path / "zh").write_text("NATO 北约\n2396 决议\n毒品\n", "utf-8")
    (tmp_path / "en").write_text("NATO\nresolution 2396\n2396 drugs seized\n", "utf-8")
    found = evaluate(tmp_path / "zh", tmp_path / "en", FakeEncoder(dimensions=512))
    assert found.pairs == 3
    assert found.zh_en.accuracy == pytest.approx(2 / 3)
    assert found.en_zh.accuracy == pytest.approx(2 / 3)
    # Two English sentences are led to 2396 决议: its F1 is 2/3, NATO's 1, the third's 0.
    assert found.en_zh.f1 == pytest.approx(5 / 9)
    assert json.loads(as_json(found))["en_zh"] == {
        "accuracy": pytest.approx(2 / 3),
        "f1": pytest.approx(5 / 9),
    }
    assert "zh->en  accuracy 0.6667" in as_text(found)


BAD_PAIRS = {
    "different lengths": ("一\n二\n", "one\n", r"en: 1 lines, but .*zh has 2"),
    "an empty line": ("一\n\n三\n", "one\ntwo\nthree\n", r"zh:2: the line is empty"),
    "nothing at all": ("一\n", "", r"en: there are no sentences"),
}


@pytest.mark.parametrize(("zh", "en", "told"), BAD_PAIRS.values(), ids=BAD_PAIRS)
def test_files_that_are_not_pairs_are_refused(tmp_path: Path, zh: str, en: str, told: str) -> None:
    (tmp_path / "zh").write_text(zh, "utf-8")
    (tmp_path / "en").write_text(en, "utf-8")
    with pytest.raises(DataSetError, match=told):
        read_pairs(tmp_path / "zh", tmp_path / "en")


def test_a_line_separator_inside_a_sentence_does_not_end_it(tmp_path: Path) -> None:
    (tmp_path / "zh").write_text("一\u2028句\n", "utf-8")
    (tmp_path / "en").write_text("one sentence\r\n", "utf-8")
    assert read_pairs(tmp_path / "zh", tmp_path / "en") == (["一\u2028句"], ["one sentence"])
