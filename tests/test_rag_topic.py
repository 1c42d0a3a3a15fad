"""Where only somebody's words on a topic are asked for, the topic alone may carry the answer."""

from __future__ import annotations

import pytest
from small_record import NOROV, POLE, WANG, Shelf, WordSearcher, made

from rag.answer import Answerer
from rag.question import read_question
from rag.refuse import Thresholds
from rag.topic import topic_asked

MEETING = made(
    [
        (NOROV, "上合组织在塔什干设有反恐机构。"),
        (WANG, "我们反对把恐怖主义同特定宗教挂钩。"),
        (POLE, "波兰谴责在克里米亚侵犯人权的行为。"),
    ]
)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What did Norway say about climate change?", "climate change"),
        ("What is Poland's position on Security Council reform?", "Security Council reform"),
        ("挪威对气候变化说了什么？", "气候变化"),
        # Nobody's words are wanted.
        ("Which meeting was about climate change?", None),
        # More is wanted than that somebody speaks on it.
        ("How many people did Norway say died in the war on drugs?", None),
        ("中方说新疆的培训设施里现有多少人？", None),
        ("When did Norway speak about climate change?", None),
        ("Who spoke about climate change?", None),
        # Everything that somebody said is no topic.
        ("What did Norway say?", None),
    ],
)
def test_the_topic_of_a_question_for_somebodys_words(question: str, topic: str | None) -> None:
    language = "en" if question.isascii() else "zh"
    assert topic_asked(read_question(question, language)) == topic


def test_words_on_the_topic_are_not_refused_for_the_words_around_it() -> None:
    shelf = Shelf((MEETING,))
    searcher = WordSearcher(shelf)
    question = "波兰代表对克里米亚说了什么？"
    around = searcher.similarities(question, ["波兰谴责在克里米亚侵犯人权的行为。"])[0]
    alone = searcher.similarities("克里米亚", ["波兰谴责在克里米亚侵犯人权的行为。"])[0]
    assert around < alone
    floor = 1.5 * (around + alone) / 2
    answer = Answerer(searcher, shelf, thresholds=Thresholds(floor=floor)).ask(question)
    assert [citation.quote for citation in answer.citations] == [
        "波兰谴责在克里米亚侵犯人权的行为。"
    ]
    other = Answerer(searcher, shelf, thresholds=Thresholds(floor=floor)).ask(
        "波兰代表对宗教说了什么？"
    )
    assert other.refused
