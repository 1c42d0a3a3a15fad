"""The bench of topics: what a delegation speaks of, what it never names, and what is asked."""

from __future__ import annotations

import pytest
from small_record import POLE, WANG, Shelf, made

from eval.bench.topics import TOPICS, Figures, _pairs, _question, measure, table
from index.errors import StoreError

PIRACY = next(at for at, (topic, _) in enumerate(TOPICS) if topic == "piracy")


def speaking(text: str) -> Shelf:
    return Shelf((made([(POLE, text), (WANG, "Nothing.")], language="en"),))


def test_five_times_is_spoken_of_and_the_first_letters_are_not_never() -> None:
    poland, china = POLE.delegation, WANG.delegation
    spoken, silent = _pairs(speaking("On piracy. " * 5 + "Pirates. Corrupt. Tourism once."))
    assert spoken == [(poland, PIRACY)]
    named = {TOPICS[at][0] for delegation, at in silent if delegation == poland}
    assert not named & {"piracy", "corruption", "tourism"}
    assert {"malaria", "Haiti"} <= named
    assert sum(delegation == china for delegation, _ in silent) == len(TOPICS)


def test_the_questions() -> None:
    assert POLE.delegation is not None
    assert _question(POLE.delegation, PIRACY, "en") == "What did Poland say about piracy?"
    assert _question(POLE.delegation, PIRACY, "zh") == "波兰对海盗行为说了什么？"


def test_a_library_without_speeches_is_told() -> None:
    with pytest.raises(StoreError, match="too few speeches"):
        measure(Shelf((made([(POLE, "海盗行为")]),)))


def test_the_table() -> None:
    assert table([Figures("en", 100, 0.02, 90, 0.8)]).splitlines()[2] == (
        "| en | 100 | 2.0% | 90 | 80.0% |"
    )
