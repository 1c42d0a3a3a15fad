"""Passages: whole sentences of one statement, sized for retrieval, with their context."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.passages import CHINESE, ENGLISH, Sizes, cut
from index.records.parse import parse_file, parse_text
from index.sentences import sentence_spans

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
each_seed = pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])


def squeezed(text: str) -> str:
    return "".join(text.split())


def plain(paragraphs: list[str], sizes: Sizes | None = None) -> list[str]:
    record = parse_text("\n".join(paragraphs), name="a.txt", digest="0" * 64)
    return [passage.text for passage in cut(record, sizes)]


@each_seed
def test_passages_put_together_are_the_statements(path: Path) -> None:
    record = parse_file(path)
    passages = cut(record)
    spoken = "".join(record.text[s.start : s.end] for s in record.statements)
    assert squeezed("".join(p.text for p in passages)) == squeezed(spoken)
    for passage in passages:
        statement = record.statements[passage.statement - 1]
        assert statement.start <= passage.start < passage.end <= statement.end
        assert record.text[passage.start : passage.end] == passage.text
        assert passage.id == f"{record.document.id}:{passage.start}-{passage.end}"
        assert passage.text == passage.text.strip()


@each_seed
def test_no_passage_is_larger_than_the_limit_or_cuts_a_short_sentence(path: Path) -> None:
    record = parse_file(path)
    begins = {p.start for p in cut(record)}
    for statement in record.statements:
        for sentence in sentence_spans(record.text, statement.start, statement.end):
            inside = {b for b in begins if sentence.start < b < sentence.end}
            assert not inside or len(sentence) > CHINESE.limit
    assert max(len(p.text) for p in cut(record)) <= CHINESE.limit


def test_paragraphs_touched_are_named_by_number() -> None:
    record = parse_file(SEEDS[0])
    for passage in cut(record):
        statement = record.statements[passage.statement - 1]
        touched = [
            p.number
            for p in statement.paragraphs
            if p.start < passage.end and passage.start < p.end
        ]
        assert list(passage.paragraphs) == touched
        assert touched


def test_the_turns_of_the_chair_are_passages_too() -> None:
    record = parse_file(SEEDS[0])
    chair = {s.number for s in record.statements if s.speaker.chair}
    assert chair <= {p.statement for p in cut(record)}


def test_short_paragraphs_stay_together_and_long_ones_are_divided_evenly() -> None:
    short = ["甲方支持这一倡议。" * 4] * 3
    assert plain(short) == ["\n".join(short)]
    long = "联合国支持区域组织打击恐怖主义的努力。" * 30
    sizes = [len(text) for text in plain([long])]
    assert sum(sizes) == len(long)
    assert max(sizes) <= CHINESE.limit
    assert min(sizes) >= CHINESE.target / 2


def test_a_tiny_remainder_joins_its_neighbour() -> None:
    passages = plain(["联合国支持区域组织打击恐怖主义的努力。" * 13, "谢谢大家。"])
    assert passages[-1].endswith("谢谢大家。")
    assert len(passages[-1]) > CHINESE.least


def test_a_sentence_beyond_the_limit_is_divided_at_clauses() -> None:
    sentence = "，".join(["各国应当加强合作以应对共同威胁"] * 40) + "。"
    passages = plain([sentence])
    assert "".join(passages) == sentence
    assert max(len(text) for text in passages) <= CHINESE.limit
    assert all(text.endswith(("，", "。")) for text in passages)


@pytest.mark.parametrize(
    "text",
    ["peace " * 400, "和平" * 400, "peace " * 3000, "和平" * 9000, "a" * 30_000, "中 " * 5000],
    ids=["words", "characters", "many words", "many characters", "one word", "spaced"],
)
def test_a_text_without_sentences_and_clauses_is_divided_all_the_same(text: str) -> None:
    passages = plain([text])
    assert squeezed("".join(passages)) == squeezed(text)
    assert max(map(len, passages)) <= 3000
    # Words stay whole where there are any.
    assert "peace" not in text or {word for one in passages for word in one.split()} == {"peace"}


def test_many_short_paragraphs_are_touched_by_the_passages_that_hold_them() -> None:
    record = parse_text("1. \n" * 5000 + "words", name="a.txt", digest="0" * 64)
    (statement,) = record.statements
    for passage in cut(record):
        first, last = (statement.paragraphs[passage.paragraphs[end] - 1] for end in (0, -1))
        assert first.start <= passage.start < first.end
        assert last.start < passage.end <= last.end


@pytest.mark.parametrize("seed", range(6))
def test_any_text_is_tiled_whatever_the_sizes(seed: int) -> None:
    chance = random.Random(seed)
    words = ["peace", "and", "security,", "for", "all;", "Mr. Norov", "said.", "We", "agree!"]
    paragraphs = [
        " ".join(chance.choice(words) for _ in range(chance.randrange(1, 120))) for _ in range(12)
    ]
    target = chance.randrange(5, 60)
    sizes = Sizes(target, target + 10, target * 2, max(1, target // 5))
    texts = plain(paragraphs, sizes)
    assert squeezed("".join(texts)) == squeezed("".join(paragraphs))


def test_english_passages_count_words() -> None:
    paragraph = "The Council has considered the matter with the care that it deserves. " * 40
    sizes = [len(text.split()) for text in plain([paragraph.strip()])]
    assert max(sizes) <= ENGLISH.limit
    assert min(sizes) >= ENGLISH.target / 2


@pytest.mark.parametrize(
    ("number", "statement", "begins"),
    [
        (0, 4, "诺罗夫先生（上海合作组织），安全理事会，2019年9月25日"),
        (0, 31, "主席（俄罗斯联邦），安全理事会，2019年9月25日"),
        (1, 2, "潘基文（联合国秘书长），安全理事会，2016年10月28日"),
        (3, 1, "主席（联合国安全理事会），安全理事会，2021年1月12日。恐怖主义行为对国际和平"),
        (4, 2, "秘鲁，安全理事会，2019年6月27日。一. 背景：定于 2019 年 7 月 9 日举行的主题为"),
    ],
)
def test_context_says_who_where_when_and_on_what(number: int, statement: int, begins: str) -> None:
    passage = next(p for p in cut(parse_file(SEEDS[number])) if p.statement == statement)
    assert passage.context.startswith(begins)
    assert passage.context not in passage.text
