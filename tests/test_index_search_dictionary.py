"""The dictionary read by first character cuts exactly as jieba does: jieba is the oracle."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from threading import Thread

import jieba
import pytest

from index.search.dictionary import FirstCharacterIndex, LazyTokenizer, load_tokenizer

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
TERMS = (("外国恐怖主义作战人员", 1000), ("集安组织", 1000), ("反恐执行局", 7))


@pytest.fixture(scope="module")
def oracle() -> jieba.Tokenizer:
    """jieba as it comes, with the dictionary loaded by its own code (and no cache file)."""
    plain = jieba.Tokenizer()
    plain.FREQ, plain.total = plain.gen_pfdict(plain.get_dict_file())
    plain.initialized = True
    return plain


def test_the_dictionary_is_the_same_word_by_word(oracle: jieba.Tokenizer) -> None:
    lazy = load_tokenizer()
    lazy.get_DAG("".join({word[0] for word in oracle.FREQ}))
    assert lazy.total == oracle.total
    assert oracle.FREQ.items() <= lazy.FREQ.items()
    assert not any(lazy.FREQ[word] for word in lazy.FREQ.keys() - oracle.FREQ.keys())


def test_the_seeds_are_cut_the_same(oracle: jieba.Tokenizer) -> None:
    lazy = load_tokenizer()
    for path in SEEDS:
        text = path.read_text(encoding="utf-8")
        assert lazy.lcut(text, HMM=False) == oracle.lcut(text, HMM=False)


def test_chinese_runs_are_cut_the_same_in_one_pass(oracle: jieba.Tokenizer) -> None:
    lazy = load_tokenizer()
    for path in SEEDS:
        for run in re.findall("[\u4e00-\u9fff]+", path.read_text(encoding="utf-8")):
            assert lazy.words(run) == oracle.lcut(run, HMM=False)


def test_any_order_of_characters_is_cut_the_same(oracle: jieba.Tokenizer) -> None:
    lazy, draw = load_tokenizer(), Random(7)
    known = [word for word in oracle.FREQ if re.fullmatch("[\u4e00-\u9fd5]{1,7}", word)]
    for _ in range(2000):
        run = "".join(draw.choices(known, k=draw.randint(1, 12)))
        assert lazy.words(run) == oracle.lcut(run, HMM=False)


@pytest.mark.parametrize(
    "text",
    ["", "AT&T和T恤", "c++ C# 4S店", "龘龘𠀀㐀字", "1.5%的A股", "卡拉OK", "\ud800坏", "ěx 联合国"],
)
def test_odd_text_is_cut_the_same(oracle: jieba.Tokenizer, text: str) -> None:
    lazy = load_tokenizer()
    assert lazy.lcut(text, HMM=False) == oracle.lcut(text, HMM=False)
    assert lazy.words(text) == oracle.lcut(text, HMM=False)


def test_further_terms_count_as_if_added_to_jieba(oracle: jieba.Tokenizer) -> None:
    plain = jieba.Tokenizer()
    plain.FREQ, plain.total, plain.initialized = dict(oracle.FREQ), oracle.total, True
    for term, frequency in TERMS:
        plain.add_word(term, frequency)
    lazy = load_tokenizer(TERMS)
    text = SEEDS[0].read_text(encoding="utf-8")[:20_000]
    words = lazy.lcut(text, HMM=False)
    assert lazy.total == plain.total
    assert words == plain.lcut(text, HMM=False)
    assert {"外国恐怖主义作战人员", "集安组织"} <= set(words)


def test_a_dictionary_in_any_order_and_without_tags_is_read() -> None:
    lines = ["中国 10 ns", "大学 5", "中国人 3 n", "𠀀字 2 n", "大 1 a", "中 7"]
    index = FirstCharacterIndex("\n".join(lines).encode())
    assert index.total == 28
    assert dict(index.words("中")) == {"中国": 10, "中国人": 3, "中": 7}
    assert dict(index.words("大")) == {"大学": 5, "大": 1}
    assert dict(index.words("𠀀")) == {"𠀀字": 2}
    assert dict(index.words("无")) == {}
    assert LazyTokenizer(index).lcut("中国人大学", HMM=False) == ["中国人", "大学"]


def test_threads_may_share_a_tokenizer(oracle: jieba.Tokenizer) -> None:
    lazy, text = load_tokenizer(), SEEDS[2].read_text(encoding="utf-8")
    expected, got = oracle.lcut(text, HMM=False), {}

    def cut(thread: int) -> None:
        got[thread] = lazy.lcut(text, HMM=False)

    threads = [Thread(target=cut, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(words == expected for words in got.values())
    assert len(got) == 8


def test_of_two_ways_that_are_as_likely_the_longer_word_is_taken() -> None:
    # 4/16 times 4/16 is 1/16.
    lazy = LazyTokenizer(FirstCharacterIndex("甲 4 n\n乙 4 n\n甲乙 1 n\n丙 7 n\n".encode()))
    assert lazy.words("甲乙丙") == lazy.lcut("甲乙丙", HMM=False) == ["甲乙", "丙"]
