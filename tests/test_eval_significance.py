"""Differences are called real when they are: known cases of the two methods."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from eval.significance import Interval, grouped, holm, interval, paired, randomisation


def test_all_patterns_are_counted_where_they_are_few() -> None:
    # Five equal gains: only all plus and all minus reach the sum, 2 of 32 patterns.
    assert randomisation([1, 1, 1, 1, 1]) == 2 / 32
    # 3 - 1 = 2: reached by 4, 2, -2, -4, which are all patterns.
    assert randomisation([3, -1]) == 1.0
    # 1 + 2 + 3 of 8 patterns: 6 and -6 only.
    assert randomisation([1, 2, 3]) == 2 / 8


def test_many_equal_gains_follow_the_binomial() -> None:
    gains = [1.0] * 15 + [-1.0] * 5
    tail = sum(comb(20, n) for n in range(6)) * 2 / 2**20
    assert randomisation(gains) == pytest.approx(tail, abs=0.01)


def test_no_difference_is_never_significant() -> None:
    assert randomisation([]) == randomisation([0.0] * 50) == 1.0


def test_p_is_never_zero() -> None:
    assert 0 < randomisation([0.5] * 100) < 0.001


def test_questions_that_do_not_change_add_nothing() -> None:
    assert randomisation([1, 1, 1, 1, 1] + [0] * 100) == 2 / 32


def test_the_interval_is_that_of_the_normal_approximation_for_many_values() -> None:
    values = np.arange(1000) % 10 / 9.0
    found = interval(values)
    half = 1.96 * values.std() / np.sqrt(values.size)
    assert found.low == pytest.approx(values.mean() - half, abs=0.003)
    assert found.high == pytest.approx(values.mean() + half, abs=0.003)


def test_intervals_of_one_value_and_of_none() -> None:
    assert interval([0.3, 0.3, 0.3]) == Interval(pytest.approx(0.3), pytest.approx(0.3))
    assert interval([]) == Interval(0.0, 0.0)


def test_twins_are_one_draw() -> None:
    a = {f"n{n}-{lang}": 0.0 for n in range(5) for lang in ("zh", "en")}
    b = dict.fromkeys(a, 1.0)
    need = lambda id: id[:-3]  # noqa: E731
    found = paired(a, b, need)
    assert (found.questions, found.needs, found.difference) == (10, 5, 1.0)
    # Ten questions would give 2 / 1024.
    assert found.p == 2 / 32


def test_pairs_are_the_questions_that_both_have() -> None:
    found = paired({"x": 1.0, "y": 0.0}, {"y": 1.0, "z": 0.0}, str)
    assert (found.questions, found.a, found.b) == (1, 0.0, 1.0)
    assert paired({}, {}, str).p == 1.0


def test_values_are_averaged_within_groups() -> None:
    assert grouped({"a1": 1.0, "a2": 0.0, "b1": 0.5}, lambda id: id[0]) == {"a": 0.5, "b": 0.5}


def test_figures_are_the_same_every_time() -> None:
    gains = list(np.linspace(-0.2, 0.5, 40))
    assert randomisation(gains) == randomisation(gains)
    assert interval(gains) == interval(gains)


def test_holm_by_hand() -> None:
    # Sorted .01 .02 .04: x3, x2, x1, and never below the one before.
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []
