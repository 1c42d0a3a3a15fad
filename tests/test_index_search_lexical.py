"""The lexical leg: BM25 over given terms, shares of the question, filters inside the query."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from index.search.filters import Selection
from index.search.lexical import Entry, LexicalIndex
from index.search.translate import Term, translated

K1, B = 1.2, 0.75
TEXTS = (
    ["毒品", "缴获", "吨"],
    ["毒品", "边境", "安全", "合作", "贩运"],
    ["s/res/2396", "毒品", "决议"],
    ["水", "冰川", "水"],
)


def plain(*terms: str) -> list[Term]:
    return [Term(term) for term in terms]


def entry(row: int) -> Entry:
    return Entry(
        row=10 * row,
        text=TEXTS[row],
        context=["波兰", "poland"] if row == 3 else ["主席"],
        document=f"d{row % 2}",
        language="zh",
        kind="verbatim" if row < 2 else "letter",
        date=20190925 + row if row < 3 else 0,
        delegation="PL" if row == 3 else None,
        speakers=("norov", "诺罗夫") if row == 1 else (),
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    LexicalIndex.build(folder, [entry(row) for row in range(4)])
    return LexicalIndex.open(folder)


def idf(frequency: int) -> float:
    return math.log(1 + (len(TEXTS) - frequency + 0.5) / (frequency + 0.5))


def bm25(term: str, text: list[str]) -> float:
    average = sum(map(len, TEXTS)) / len(TEXTS)
    count = text.count(term)
    frequency = sum(term in other for other in TEXTS)
    length = 1 - B + B * len(text) / average
    return idf(frequency) * count * (K1 + 1) / (count + K1 * length)


def test_shares_are_bm25_over_the_weight_of_the_question(index: LexicalIndex) -> None:
    terms = ["毒品", "缴获", "农业"]
    rows, shares = index.search(plain(*terms), 10)
    weight = idf(3) + idf(1) + idf(0)
    expected = {
        10 * row: (bm25("毒品", text) + bm25("缴获", text)) / weight
        for row, text in enumerate(TEXTS[:3])
    }
    assert dict(zip(rows.tolist(), shares.tolist(), strict=True)) == pytest.approx(expected, 1e-5)
    assert rows.tolist() == [0, 20, 10]


def test_a_passage_with_every_term_has_a_share_of_about_one(index: LexicalIndex) -> None:
    _, shares = index.search(plain("毒品", "缴获"), 1)
    assert 0.8 < shares[0] < 1.3


def test_a_symbol_counts_more_than_a_word(index: LexicalIndex) -> None:
    rows, _ = index.search(plain("s/res/2396", "缴获", "吨"), 10)
    assert rows.tolist()[0] == 20


def test_context_is_found_but_counts_less(index: LexicalIndex) -> None:
    rows, shares = index.search(plain("poland"), 10)
    assert rows.tolist() == [30]
    assert 0 < shares[0] < 0.5


def test_what_is_not_there_has_no_share(index: LexicalIndex) -> None:
    assert index.search(plain("农业"), 10)[0].tolist() == []
    assert index.search(plain(), 10)[0].tolist() == []
    assert index.search(plain("毒品"), 0)[0].tolist() == []


@pytest.mark.parametrize("term", ['"', "a:b", "*", "(", "text:毒品", "+毒品", "[a TO b]", "\\"])
def test_characters_of_query_languages_are_only_characters(index: LexicalIndex, term: str) -> None:
    assert index.search(plain(term), 10)[0].tolist() == []
    assert index.search(plain(term, "冰川"), 10)[0].tolist() == [30]


def test_given_rows_are_scored_as_in_a_search(index: LexicalIndex) -> None:
    import numpy as np

    rows, shares = index.search(plain("毒品", "缴获"), 10)
    searched = dict(zip(rows.tolist(), shares.tolist(), strict=True))
    scored = index.score(plain("毒品", "缴获"), np.array([10, 20, 30], np.int64))
    assert scored == pytest.approx({10: searched[10], 20: searched[20]})


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(documents=frozenset({"d0"})), {0, 20}),
        (Selection(documents=frozenset({"d0", "d1"})), {0, 10, 20, 30}),
        (Selection(documents=frozenset()), set()),
        (Selection(delegations=frozenset({"PL"})), {30}),
        (Selection(speakers=frozenset({"诺罗夫"})), {10}),
        (Selection(languages=frozenset({"zh"})), {0, 10, 20, 30}),
        (Selection(kinds=frozenset({"letter"})), {20, 30}),
        (Selection(dates=(20190926, 20190927)), {10, 20}),
        (Selection(dates=(1, 20190925)), {0}),
        (Selection(kinds=frozenset({"letter"}), documents=frozenset({"d0"})), {20}),
    ],
)
def test_filters_narrow_without_changing_the_shares(
    index: LexicalIndex, selection: Selection, expected: set[int]
) -> None:
    terms = plain("毒品", "水")
    everything = dict(zip(*(found.tolist() for found in index.search(terms, 10)), strict=True))
    rows, shares = index.search(terms, 10, selection)
    assert set(rows.tolist()) == expected
    for row, share in zip(rows.tolist(), shares.tolist(), strict=True):
        assert share == pytest.approx(everything[row])


def test_equal_shares_come_in_the_order_of_rows(tmp_path: Path) -> None:
    entries = [Entry(row, ["同"], (), "d", "zh", "text") for row in (5, 3, 9, 1)]
    LexicalIndex.build(tmp_path / "index", entries)
    assert LexicalIndex.open(tmp_path / "index").search(plain("同"), 10)[0].tolist() == [1, 3, 5, 9]


def two_languages(tmp_path: Path) -> LexicalIndex:
    texts = (("zh", ["毒品", "缴获"]), ("zh", ["毒品", "合作"]), ("en", ["drug", "seiz"]))
    entries = [
        Entry(row=row, text=text, context=[], document="d", language=language, kind="letter")
        for row, (language, text) in enumerate(texts)
    ]
    LexicalIndex.build(tmp_path / "index", entries)
    return LexicalIndex.open(tmp_path / "index")


def test_a_word_also_matches_its_translations_for_their_shares(tmp_path: Path) -> None:
    index = two_languages(tmp_path)
    drug, seized = Term("drug", (("毒品", 0.75), ("药", 0.25))), Term("seiz", (("缴获", 1.0),))
    rows, shares = index.search([drug, seized], 10)
    assert rows.tolist() == [2, 0, 1]
    assert 0.8 < shares[0] < 1.3
    assert 0.6 < shares[1] < shares[0]
    assert shares[2] < shares[1] / 2


def test_a_name_that_cannot_be_translated_is_half_missed_in_the_other_language(
    tmp_path: Path,
) -> None:
    index = two_languages(tmp_path)
    drug = Term("drug", (("毒品", 1.0),))
    alone, named, numbered = (
        dict(zip(*(list_.tolist() for list_ in index.search([drug, *more], 10)), strict=True))
        for more in ([], plain("norov"), plain("2018"))
    )
    assert alone[1] > named[1] > numbered[1] > 0


def test_the_table_knows_plain_words_in_both_directions() -> None:
    drug, word = translated(["drug", "毒品"])
    assert "毒品" in dict(drug.translations)
    assert "drug" in dict(word.translations)
    assert sum(share for _, share in drug.translations) == pytest.approx(1)
    assert translated(["s/res/2396"])[0].translations == ()
