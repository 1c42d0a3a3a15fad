"""A gloss gives the question's words and the delegations in a quotation, and translates nothing."""

from __future__ import annotations

from rag.gloss import MOST, gloss


def test_an_english_reader_sees_her_words_in_the_quotation() -> None:
    found = dict(gloss("How many weapons did Poland confiscate?", "en", "波兰没收了470件武器。"))
    assert found["武器"] == "weapons"
    assert found["波兰"] == "Poland"
    assert all(words in "波兰没收了470件武器。" for words in found)


def test_a_chinese_reader_sees_his() -> None:
    found = dict(gloss("波兰没收了多少武器？", "zh", "Poland seized 470 weapons."))
    assert found["weapons"] == "武器"
    assert found["Poland"] == "波兰"


def test_a_quotation_in_the_language_of_the_question_has_none() -> None:
    assert gloss("没收了多少武器？", "zh", "没收了470件武器。") == ()
    assert gloss("How many weapons?", "en", "They seized 470 weapons.") == ()


def test_words_come_in_their_order_once_and_never_inside_each_other() -> None:
    quote = "波兰、乌克兰、格鲁吉亚、法国、德国、中国、俄罗斯联邦、美国、波兰"
    found = gloss("What do they say?", "en", quote)
    words = [word for word, _ in found]
    assert len(found) == MOST
    assert words == sorted(set(words), key=quote.index)
