"""A key is met when the answer says it, whatever the case, the blanks and the width."""

from __future__ import annotations

import pytest

from eval.keys import met, normal, share_met

CASES = [
    ("NATO", "the north atlantic; nato said", True),
    ("prais", "He praised the work.", True),
    ("prais", "Reappraisal is due.", False),
    ("UK", "The UK and others", True),
    ("UK", "Ukraine spoke.", False),
    ("SCO", "上合组织（SCO）说", True),
    ("SCO", "Scotland", False),
    ("half", "about half of them", True),
    ("half", "on behalf of the group", False),
    ("half", "a half-hearted reply", False),
    ("three", "thirty-three states", False),
    ("three years", "for three years now", True),
    ("40%", "缴获了欧亚大陆40％以上的非法麻醉品", True),
    ("40%", "140% more", False),
    ("40 per cent", "more than 40  per cent", True),
    ("50", "50多次", True),
    ("50", "150 times", False),
    ("50", "in 50,000 cases", False),
    ("50", "in 50 000 cases", False),
    ("50", "3.50", False),
    ("10,000", "１０，０００人", True),
    ("1000", "1 000多人", True),
    ("2017", "以“战友-2017”为名", True),
    ("1.45", "下午1.45散会", True),
    ("1 时 45 分", "下午1时45分散会", True),
    ("五十个国家", "一百五十个国家", False),
    ("五十个国家", "五十个国家", True),
    ("集安组织", "集 安组织", True),
    ("drone", "Drones were used", True),
]


@pytest.mark.parametrize(("variant", "text", "expected"), CASES)
def test_a_variant_matches_as_the_rules_say(variant: str, text: str, expected: bool) -> None:
    assert met([variant], normal(text)) is expected


def test_one_variant_is_enough() -> None:
    assert met(["Norov", "诺罗夫"], normal("诺罗夫先生"))


def test_the_share_counts_keys_not_variants() -> None:
    assert share_met([["Norov", "诺罗夫"], ["India", "印度"]], "Mr. Norov, 诺罗夫") == 0.5


def test_without_keys_there_is_nothing_to_miss() -> None:
    assert share_met([], "") == 1.0
