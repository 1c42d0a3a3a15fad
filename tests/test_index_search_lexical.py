"""The lexical leg: BM25 over given terms, shares of the question, filters inside the query."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from index.search.filters import Selection
from index.search.lexical import Entry, LexicalIndex

K1, B = 1.2, 0.75
TEXTS = (
    ["毒品", "缴获", "吨"],
    ["毒品", "边境", "安全", "合作", "贩运"],
    ["s/res/2396", "毒品", "决议"],
    ["水", "冰川", "水"],
)


def entry(row: int) -> Entry:
    return Entry(
        row=10 * row,
        text=TEXTS[row],
        context=["波兰", "poland"] if row == 3 else ["主席"],
        document=f"d{row % 2}",
        language="zh" if row else "en",
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
    rows, shares = index.search(terms, 10)
    weight = idf(3) + idf(1) + idf(0)
    expected = {
        10 * row: (bm25("毒品", text) + bm25("缴获", text)) / weight
        for row, text in enumerate(TEXTS[:3])
    }
    assert dict(zip(rows.tolist(), shares.tolist(), strict=True)) == pytest.approx(expected, 1e-5)
    assert rows.tolist() == [0, 20, 10]


def test_a_passage_with_every_term_has_a_share_of_about_one(index: LexicalIndex) -> None:
    _, shares = index.search(["毒品", "缴获"], 1)
    assert 0.8 < shares[0] < 1.3


def test_a_symbol_counts_more_than_a_word(index: LexicalIndex) -> None:
    rows, _ = index.search(["s/res/2396", "缴获", "吨"], 10)
    assert rows.tolist()[0] == 20


def test_context_is_found_but_counts_less(index: LexicalIndex) -> None:
    rows, shares = index.search(["poland"], 10)
    assert rows.tolist() == [30]
    assert 0 < shares[0] < 0.5


def test_what_is_not_there_has_no_share(index: LexicalIndex) -> None:
    assert index.search(["农业"], 10)[0].tolist() == []
    assert index.search([], 10)[0].tolist() == []
    assert index.search(["毒品"], 0)[0].tolist() == []


@pytest.mark.parametrize("term", ['"', "a:b", "*", "(", "text:毒品", "+毒品", "[a TO b]", "\\"])
def test_characters_of_query_languages_are_only_characters(index: LexicalIndex, term: str) -> None:
    assert index.search([term], 10)[0].tolist() == []
    assert index.search([term, "冰川"], 10)[0].tolist() == [30]


def test_given_rows_are_scored_as_in_a_search(index: LexicalIndex) -> None:
    import numpy as np

    rows, shares = index.search(["毒品", "缴获"], 10)
    searched = dict(zip(rows.tolist(), shares.tolist(), strict=True))
    scored = index.score(["毒品", "缴获"], np.array([10, 20, 30], np.int64))
    assert scored == pytest.approx({10: searched[10], 20: searched[20]})


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(documents=frozenset({"d0"})), {0, 20}),
        (Selection(documents=frozenset({"d0", "d1"})), {0, 10, 20, 30}),
        (Selection(documents=frozenset()), set()),
        (Selection(delegations=frozenset({"PL"})), {30}),
        (Selection(speakers=frozenset({"诺罗夫"})), {10}),
        (Selection(languages=frozenset({"en"})), {0}),
        (Selection(kinds=frozenset({"letter"})), {20, 30}),
        (Selection(dates=(20190926, 20190927)), {10, 20}),
        (Selection(dates=(1, 20190925)), {0}),
        (Selection(kinds=frozenset({"letter"}), documents=frozenset({"d0"})), {20}),
    ],
)
def test_filters_narrow_without_changing_the_shares(
    index: LexicalIndex, selection: Selection, expected: set[int]
) -> None:
    terms = ["毒品", "水"]
    everything = dict(zip(*(found.tolist() for found in index.search(terms, 10)), strict=True))
    rows, shares = index.search(terms, 10, selection)
    assert set(rows.tolist()) == expected
    for row, share in zip(rows.tolist(), shares.tolist(), strict=True):
        assert share == pytest.approx(everything[row])


def test_equal_shares_come_in_the_order_of_rows(tmp_path: Path) -> None:
    entries = [Entry(row, ["同"], (), "d", "zh", "text") for row in (5, 3, 9, 1)]
    LexicalIndex.build(tmp_path / "index", entries)
    assert LexicalIndex.open(tmp_path / "index").search(["同"], 10)[0].tolist() == [1, 3, 5, 9]
