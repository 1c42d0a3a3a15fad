"""Numbers and dates are values, whatever they are written in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.generate.dates import Day
from rag.generate.quantities import read_quantities

NUMBERS = [
    ("350万", "3500000"),
    ("3.5 million", "3500000"),
    ("三百五十万", "3500000"),
    ("three and a half", "3"),
    ("212.1吨", "212.1"),
    ("two hundred and twelve", "212"),
    ("three hundred and fifty thousand", "350000"),
    ("a million", "1000000"),
    ("two million, three hundred thousand", "2300000"),
    ("1,200 people", "1200"),
    ("1 000 people", "1000"),
    ("二十多万人", "200000"),
    ("1.2万人", "12000"),
    ("第七十四届会议", "74"),
    ("the seventy-fourth session", "74"),
    ("the 74th session", "74"),
    ("二十一世纪", "21"),
    ("the twenty-first century", "21"),
    ("二〇一九年", "2019"),
    ("五年来", "5"),
    ("两国", "2"),
    ("五十个国家", "50"),
    ("20千克", "20"),
    ("5 billion dollars", "5000000000"),
    ("12亿", "1200000000"),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_is_read_with_its_scale(text: str, value: str) -> None:
    firm = [one for one in read_quantities(text)[0] if one.firm]
    assert [(one.value, one.percent) for one in firm] == [(Decimal(value), False)]


PERCENTAGES = [
    ("90%", "90"),
    ("百分之九十", "90"),
    ("ninety per cent", "90"),
    ("90 per cent", "90"),
    ("35.5 percent", "35.5"),
    ("百分之三十五点五", "35.5"),
    ("四成以上", "40"),
    ("6个百分点", "6"),
    ("6 percentage points", "6"),
]


@pytest.mark.parametrize(("text", "value"), PERCENTAGES)
def test_a_percentage_is_no_plain_number(text: str, value: str) -> None:
    found = read_quantities(text)[0]
    assert [(one.value, one.percent, one.firm) for one in found] == [(Decimal(value), True, True)]


@pytest.mark.parametrize(
    ("text", "values", "percent"),
    [
        ("30-40%", (30, 40), True),
        ("百分之三十至四十", (30, 40), True),
        ("30 to 40 per cent", (30, 40), True),
        ("300至500万", (3_000_000, 5_000_000), False),
        ("3 to 5 million", (3_000_000, 5_000_000), False),
        ("2018-2019", (2018, 2019), False),
    ],
)
def test_both_ends_of_a_range_are_in_its_measure(
    text: str, values: tuple[int, ...], percent: bool
) -> None:
    found = read_quantities(text)[0]
    assert [(one.value, one.percent) for one in found] == [(value, percent) for value in values]


@pytest.mark.parametrize(
    "text",
    [
        *("一些国家", "一个国家", "一致", "十分重视", "几十年", "数十名", "万一", "千万不要"),
        *("one of them", "the first and the second", "COVID-19", "G20", "I", "四川", "三亚"),
    ],
)
def test_what_only_looks_like_a_number_claims_nothing(text: str) -> None:
    assert [one for one in read_quantities(text)[0] if one.firm] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("both countries", 2), ("双方", 2), ("twice", 2), ("Chapter VIII", 8), ("三分之二", 2)],
)
def test_what_says_a_number_otherwise_bears_one_out(text: str, value: int) -> None:
    assert Decimal(value) in {one.value for one in read_quantities(text)[0]}


DAYS = [
    ("2019年9月25日", (2019, 9, 25)),
    ("二〇一九年九月二十五日", (2019, 9, 25)),
    ("25 September 2019", (2019, 9, 25)),
    ("September 25, 2019", (2019, 9, 25)),
    ("Sept. 25, 2019", (2019, 9, 25)),
    ("the 25th of September", (None, 9, 25)),
    ("2019-09-25", (2019, 9, 25)),
    ("9月25日", (None, 9, 25)),
    ("May 2018", (2018, 5, None)),
    ("2018年5月", (2018, 5, None)),
    ("in October", (None, 10, None)),
    ("十二月", (None, 12, None)),
]


@pytest.mark.parametrize(("text", "parts"), DAYS)
def test_a_date_is_read_in_either_script(
    text: str, parts: tuple[int | None, int, int | None]
) -> None:
    quantities, days = read_quantities(text)
    assert [(one.year, one.month, one.day) for one in days] == [parts]
    # Only its year is a number of its own: the 25 of a date bears no 25 tons out.
    assert [one.value for one in quantities] == [year for year in parts[:1] if year]


@pytest.mark.parametrize("text", ["三个月", "may we", "the march", "2019年13月", "25月"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_quantities(text)[1] == ()


def test_a_date_agrees_with_one_that_says_as_much() -> None:
    full, no_year, month = (
        Day(0, 0, *parts) for parts in ((2019, 9, 25), (None, 9, 25), (2019, 9, None))
    )
    assert full.agrees(full)
    assert full.agrees(no_year)
    assert no_year.agrees(full)
    assert month.agrees(full)
    assert not full.agrees(month)
    assert not full.agrees(Day(0, 0, 2018, 9, 25))
    assert not full.agrees(Day(0, 0, 2019, 9, 24))
