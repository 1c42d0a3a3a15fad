"""How the encoder is trained: pieces, batches and losses on numbers small enough to check."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from index.encode.shipped import FOLDER
from index.encode.training import calibrate, losses, sources, translate, vocabulary
from index.encode.training.batches import Batch, Pairs, Side, Special, code_switch

SPECIAL = Special(pad=0, cls=1, sep=2)


def side(*lines: list[int]) -> Side:
    flat = np.array([i for line in lines for i in line])
    ends = np.cumsum([len(line) for line in lines])
    return Side.load({"x": flat, "x_ends": ends}, "x", torch.device("cpu"))


def test_a_batch_puts_the_special_tokens_around_each_line() -> None:
    lines = side([11, 12, 13], [21], [31, 32])
    rows = torch.tensor([0, 1])
    batch = lines.batch(rows, rows, 16, SPECIAL)
    assert batch.ids[0, :6].tolist() == [1, 11, 12, 13, 2, 0]
    assert batch.ids[1, :4].tolist() == [1, 21, 2, 0]
    assert batch.mask.sum(1).tolist() == [5, 3]


def test_neighbouring_lines_are_one_passage() -> None:
    batch = side([11, 12], [21], [31, 32]).batch(torch.tensor([0]), torch.tensor([1]), 16, SPECIAL)
    assert batch.ids[0, :5].tolist() == [1, 11, 12, 21, 2]


def test_a_line_is_cut_at_the_longest_length() -> None:
    batch = side(list(range(10, 40))).batch(torch.tensor([0]), torch.tensor([0]), 8, SPECIAL)
    assert batch.ids[0].tolist() == [1, 10, 11, 12, 13, 14, 15, 2]


def test_held_out_lines_are_never_drawn() -> None:
    lines = side(*[[i] * 3 for i in range(10, 60)])
    pairs = Pairs("x", lines, lines, train=40)
    generator = torch.Generator().manual_seed(1)
    for _ in range(20):
        for first, last in (
            pairs.lines(8, generator),
            pairs.alike(4, generator),
            pairs.runs(8, torch.full((8,), 7), generator),
        ):
            assert int(torch.maximum(first, last).max()) < 40


def test_code_switching_replaces_only_words_with_a_partner() -> None:
    table = torch.zeros(20, 3, dtype=torch.long)
    table[11] = torch.tensor([101, 0, 0])
    ids = torch.tensor([[1, 11, 12, 11, 2, 0]])
    mixed = code_switch(Batch(ids, ids > 0), table, 1.0, torch.Generator().manual_seed(1))
    assert mixed.ids.tolist() == [[1, 101, 12, 101, 2, 0]]


def test_late_interaction_is_the_mean_of_the_best_cosines() -> None:
    east, north = [1.0, 0.0], [0.0, 1.0]
    edge = [9.0, 9.0]
    left = torch.tensor([[edge, east, north, edge]])
    right = torch.tensor([[edge, east, east, edge], [edge, north, east, edge]])
    full = torch.ones(1, 4, dtype=torch.bool), torch.ones(2, 4, dtype=torch.bool)
    scores = losses.late_interaction(left, full[0], right, full[1])
    assert scores.tolist() == [[pytest.approx(0.5, abs=0.01), pytest.approx(1.0, abs=0.01)]]


def test_contrast_does_not_punish_a_repeated_text() -> None:
    vectors = torch.eye(3)[[0, 1, 1]]
    same = torch.tensor([[1, 0, 0], [0, 1, 1], [0, 1, 1]], dtype=torch.bool)
    assert float(losses.contrast(vectors, vectors, same)) < 1e-6
    assert float(losses.contrast(vectors, vectors)) > 0.4


def test_pooling_leaves_out_the_padding() -> None:
    tokens = torch.tensor([[[3.0, 4.0], [3.0, 4.0], [-50.0, 0.0]]])
    mask = torch.tensor([[True, True, False]])
    assert losses.pool(tokens, mask).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)]]


def test_chinese_words_are_matched_leftmost_longest() -> None:
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    assert "恐怖主义" in tokenizer.encode("反对恐怖主义。").tokens
    assert tokenizer.encode("国际和平2018年peace").tokens == [
        "[CLS]", "国际", "和平", "2018", "年", "peace", "[SEP]",
    ]  # fmt: skip


def test_words_that_nothing_teaches_are_left_out() -> None:
    chosen = vocabulary.choose_chinese(
        {"和平": 10, "和": 12, "平": 11, "生僻词": 1},
        {"从未见过": 999, "词条": 5},
        frozenset({"词条"}),
        vocabulary.Size(characters=2, words=5),
    )
    assert chosen[len(vocabulary.MARKS) :] == ["和", "平", "和平", "词条"]


def test_benchmark_lines_are_never_read_as_training_data(tmp_path: Path) -> None:
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "a.txt").write_text("The cat sat.\n", "utf8")
    qa = {"data": [{"paragraphs": [{"context": "段落", "qas": [{"question": "谁？"}]}]}]}
    (tmp_path / "bench" / "b.json").write_text(json.dumps(qa), "utf8")
    (tmp_path / "parallel").mkdir()
    lines = "猫坐着\tthe cat, SAT\n狗跑了\tThe dog ran.\n谁\tWho?\n"
    with lzma.open(tmp_path / "parallel" / "tatoeba.tsv.xz", "wt", encoding="utf8") as stream:
        stream.write(lines)
    banned = sources.benchmark_lines(tmp_path / "bench")
    assert list(sources.parallel(tmp_path, "tatoeba", banned)) == [("狗跑了", "The dog ran.")]


def test_a_near_miss_is_to_score_below_the_question_of_the_passage() -> None:
    right = torch.tensor([9.0, 9.0])
    assert float(losses.near_misses(right, torch.zeros(2, 2))) < 0.01
    assert float(losses.near_misses(right, torch.full((2, 2), 9.0))) == pytest.approx(np.log(3))


def test_written_paragraphs_are_read_whole_and_by_sentences(tmp_path: Path) -> None:
    row = {
        "zh": "我們支持和平。我们反对战争。", "en": "We support peace. We oppose war.",
        "who_zh": "加纳", "who_en": "Ghana",
        "questions": [
            {
                "zh": "谁反对战争？", "en": "Who is against war?",
                "answer": {"zh": "我们反对", "en": "We oppose war"},
            }
        ],
        "near": [{"zh": "战争何时开始？", "en": "When did the war begin?"}],
    }  # fmt: skip
    assert list(sources.written(tmp_path)) == []
    (tmp_path / "written").mkdir()
    (tmp_path / "written" / "a.jsonl").write_text(json.dumps(row) + "\n", "utf8")
    (one,) = sources.written(tmp_path)
    assert one.near_misses == (("战争何时开始？", "When did the war begin?"),)
    assert one.questions[0].answer == ("我们反对", "We oppose war")
    assert list(sources.written_pairs([one])) == [
        ("我们支持和平。我们反对战争。", "We support peace. We oppose war."),
        ("我们支持和平。", "We support peace."),
        ("我们反对战争。", "We oppose war."),
        ("谁反对战争？", "Who is against war?"),
    ]


def test_the_sentence_in_which_an_answer_begins_is_told_from_the_others() -> None:
    text = "We support peace. We oppose war, always. We thank you."
    own, others = sources.answering(text, "oppose war, always. We")
    assert own == "We oppose war, always."
    assert others == ["We support peace.", "We thank you."]
    assert sources.answering(text, "unheard of")[0] == ""
    assert sources.answering(text, "")[0] == ""


def test_the_answering_sentence_is_to_score_above_its_neighbours() -> None:
    own = torch.full((2, 2), -9.0).fill_diagonal_(9.0)
    low, high = torch.full((2, 2), -9.0), torch.full((2, 2), 9.0)
    apart, together = torch.eye(2, dtype=torch.bool), torch.ones(2, 2, dtype=torch.bool)
    assert float(losses.answering(own, low, apart)) < 0.01
    assert float(losses.answering(own, high, apart)) == pytest.approx(np.log(3), abs=0.01)
    # In one paragraph another question's sentences are no wrong ones, the own neighbour is.
    assert float(losses.answering(own, high, together)) == pytest.approx(np.log(2), abs=0.01)
    assert float(losses.answering(high, low, together)) < 0.01


def test_translations_are_learnt_from_lines_alone() -> None:
    words = {"peac": "和平", "war": "战争", "water": "水", "law": "法律"}
    lines = [
        (frozenset({words[a], words[b]}), frozenset({a, b}))
        for a in words
        for b in words
        if a < b
        for _ in range(3)
    ]
    found = {(en, zh): worth for en, zh, worth in translate.learn(lines)}
    assert {en: max(words.values(), key=lambda zh: found.get((en, zh), 0)) for en in words} == words
    assert all(found[pair] > 0.5 for pair in words.items())


def test_smoothing_moves_outliers_into_the_weights_and_query_key_and_value_share_it() -> None:
    parts = [f"layer.attention.self.{part}" for part in ("query", "key", "value")]
    weights = {name: np.eye(3, dtype=np.float32) * (1 + i) for i, name in enumerate(parts)}
    ranges = {name: np.array([1.0, 1.0, 100.0], np.float32) for name in parts}
    scales = calibrate.smoothing(ranges, weights)
    np.testing.assert_array_equal(scales[parts[0]], scales[parts[1]])
    smooth = ranges[parts[0]] / scales[parts[0]]
    assert smooth.max() / smooth.min() == pytest.approx(100 ** (1 - calibrate.STRENGTH), rel=1e-4)


def test_a_projection_keeps_the_cosines_of_what_it_was_made_from() -> None:
    dice = np.random.default_rng(3)
    tokens = (dice.normal(size=(200, 4)) @ dice.normal(size=(4, 12))).astype(np.float32)
    tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
    matrix = calibrate.projection(tokens, width=4)
    np.testing.assert_allclose(matrix.T @ matrix, np.eye(4), atol=1e-5)
    projected = tokens @ matrix
    np.testing.assert_allclose(projected @ projected.T, tokens @ tokens.T, atol=1e-4)
