"""How much of a question a sentence covers, and when two sentences say the same."""

from __future__ import annotations

import pytest

from rag.terms import alike, coverage, weights


def test_coverage_is_the_share_of_weight_and_what_nobody_has_counts_as_missing() -> None:
    weight = {"common": 0.1, "rare": 0.9}
    assert coverage({"common", "rare"}, {"rare"}, weight) == pytest.approx(0.9)
    assert coverage({"rare", "absent"}, {"rare"}, weight) == pytest.approx(0.9 / 1.9)
    assert coverage(set(), {"rare"}, weight) == 0.0


def test_a_term_in_every_candidate_weighs_less_than_a_rare_one() -> None:
    weight = weights([{"a", "b"}, {"a"}, {"a"}])
    assert 0 < weight["a"] < weight["b"] <= 1


def test_likeness_is_jaccard() -> None:
    assert alike({"a", "b", "c"}, {"b", "c", "d"}) == pytest.approx(0.5)
    assert alike(set(), set()) == 0.0
