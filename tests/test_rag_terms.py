"""How much of a question a sentence covers, and when two sentences say the same."""

from __future__ import annotations

import pytest

from rag.terms import alike, coverage, held, question_words, weights


def test_coverage_is_the_share_of_weight_and_what_nobody_has_counts_as_missing() -> None:
    weight = {"common": 0.1, "rare": 0.9}
    assert coverage({"common", "rare"}, {"rare"}, weight) == pytest.approx(0.9)
    assert coverage({"rare", "absent"}, {"rare"}, weight) == pytest.approx(0.9 / 1.9)
    assert coverage(set(), {"rare"}, weight) == 0.0


def test_a_term_in_every_candidate_weighs_less_than_a_rare_one() -> None:
    weight = weights([{"a", "b"}, {"a"}, {"a"}])
    assert 0 < weight["a"] < weight["b"] <= 1


def test_likeness_is_jaccard_over_neighbouring_characters() -> None:
    assert alike("abcd", "bcde") == pytest.approx(2 / 4)
    assert alike("同样的话", "同样的话") == 1.0
    assert alike("", "") == 0.0


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("缴获了多少毒品？", "我们缴获了16吨以上的毒品。", {"缴获", "毒品"}),
        ("繳獲了多少毒品", "我们缴获了毒品。", {"缴获", "毒品"}),
        ("What does resolution 2396 (2017) demand?", "根据第2396（2017）号决议", {"s/res/2396"}),
        ("Were 40 per cent seized?", "缴获了40%以上", {"40", "40%"}),
        ("How many weapons did the CSTO seize?", "该组织（CSTO）没收了武器。", {"csto"}),
        ("Which weapons?", "The weapon was seized.", {"weapon"}),
        ("Which weapons?", "该组织没收了武器。", {"weapon"}),
        ("边境安全", "They keep the border safe.", {"边境"}),
    ],
)
def test_a_text_holds_terms_of_a_question_in_whatever_form(
    question: str, text: str, expected: set[str]
) -> None:
    assert held(question_words(question), text) >= expected
    assert held(question_words(question), "我们开会。") == frozenset()


def test_words_of_a_question_are_words_not_pairs_of_characters() -> None:
    assert question_words("集安组织没收了多少武器？") == (
        "集安组织",
        "集安",
        "组织",
        "没收",
        "武器",
    )
