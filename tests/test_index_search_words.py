"""Which terms a text has: the same ones in question and passage, whatever they look like."""

from __future__ import annotations

import pytest

from index.search.words import fold, question_terms, terms, tokenizer, un_terms


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("第2396（2017）号决议", "S/RES/2396 (2017)", "s/res/2396"),
        ("2396号决议", "resolution 2396 (2017)", "s/res/2396"),
        ("s/pv. 8626", "S/PV.8626", "s/pv.8626"),
        ("１２个", "12 weapons", "12"),
        ("1200件", "1,200 items", "1200"),
        ("二十三名", "23 people", "23"),
        ("二十三名", "twenty-three people", "23"),
        ("百分之九十", "90 per cent", "90%"),
        ("９０％", "ninety percent", "90%"),
        ("12.6吨", "12.6 tons", "12.6"),
        ("1.2万吨", "12 thousand tonnes", "12000"),
        ("300万", "3 million", "3000000"),
        ("9月25日", "on 25 September", "--09-25"),
        ("2019年9月25日", "September 25, 2019", "2019-09"),
        ("二〇一九年", "in 2019", "2019"),
        ("聯合國", "联合国", "联合国"),
        ("反恐執行局", "反恐执行局", "反恐执行局"),
        ("反恐执行局", "反恐", "反恐"),
        ("weapons", "weapon", "weapon"),
        ("organisations", "Organization", "organiz"),
        ("counter-terrorism", "counterterrorism", "counterterror"),
        ("Ukraine's", "UKRAINE", "ukrain"),
        ("诺罗夫先生", "诺罗夫说", "_诺罗"),
        ("CSTO缴获", "the CSTO", "csto"),
    ],
)
def test_two_ways_of_writing_share_a_term(first: str, second: str, shared: str) -> None:
    assert shared in terms(first)
    assert shared in terms(second)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("第2396（2017）号决议", "2396"),
        ("S/PV.8626", "8626"),
        ("三个国家", "3"),
        ("一一列举", "11"),
        ("千万不要", "10000000"),
        ("May I ask", "--05"),
        ("Afghanistan", "an"),
    ],
)
def test_what_is_not_meant_is_no_term(text: str, absent: str) -> None:
    assert absent not in terms(text)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("集安组织缴获了多少毒品？", {"集安组织", "缴获", "毒品"}),
        ("What did Poland say about Crimea?", {"poland", "crimea"}),
        ("How many weapons were confiscated?", {"weapon", "confisc"}),
    ],
)
def test_a_question_is_asked_without_its_stop_words(question: str, left: set[str]) -> None:
    words = {term for term in question_terms(question) if not term.startswith("_")}
    assert left <= words
    assert not words & {"了", "多少", "what", "did", "say", "about", "how", "mani", "were"}


def test_a_question_of_stop_words_alone_keeps_them() -> None:
    assert "什么" in question_terms("什么？")
    assert question_terms("who was it?") == ("who", "was", "it")


def test_a_question_term_is_asked_once() -> None:
    asked = question_terms("毒品、毒品和毒品")
    assert len(asked) == len(set(asked))
    assert terms("毒品、毒品").count("毒品") == 2


@pytest.mark.parametrize(
    "text", ["", "？！…", "  ", "\ud800", "😀", "\x00", "9" * 9000, "一" * 9000]
)
def test_odd_text_is_no_trouble(text: str) -> None:
    assert all(term and not any(c.isspace() for c in term) for term in terms(text))
    question_terms(text)


def test_no_term_holds_a_space() -> None:
    text = "S/RES/2396 (2017) 和 10 000 名　外国恐怖主义作战人员 New\u2004York"
    assert not [term for term in terms(text) if term.split() != [term]]


def test_simplified_text_is_folded_without_the_converter() -> None:
    assert fold("安全理事会（２０１９）") == "安全理事会(2019)"
    assert fold("恐怖主義與毒品") == "恐怖主义与毒品"


def test_every_un_term_is_one_word_and_new_to_jieba(plain_jieba_words: set[str]) -> None:
    assert len(un_terms()) > 400
    assert not [term for term in un_terms() if tokenizer().lcut(term, HMM=False) != [term]]
    assert not plain_jieba_words & set(un_terms())


@pytest.fixture(scope="module")
def plain_jieba_words() -> set[str]:
    import jieba

    plain = jieba.Tokenizer()
    with plain.get_dict_file() as file:
        return {line.decode().split(" ")[0] for line in file}
