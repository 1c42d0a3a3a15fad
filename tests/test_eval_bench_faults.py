"""The table of what a reader gets while a language model's server fails."""

from __future__ import annotations

from eval.bench.faults import DEADLINE, GRACE, Row, table


def row(seconds: float) -> Row:
    return Row("never | answers", "quotations", seconds, 1, 0, "It did not\nanswer.")


def test_an_answer_may_come_half_a_second_after_the_deadline() -> None:
    assert row(DEADLINE + GRACE).in_time
    assert not row(DEADLINE + GRACE + 0.01).in_time


def test_late_answers_are_named_above_the_table() -> None:
    assert "Every answer came in time." in table([row(0.2)])
    assert "Late: never | answers." in table([row(0.2), row(9.0)])


def test_each_fault_is_one_line_of_the_table() -> None:
    line = "| never / answers | quotations | 0.20 | 1 | 0 | It did not answer. |"
    assert line in table([row(0.2)]).splitlines()
