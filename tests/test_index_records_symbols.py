"""Symbols and resolution numbers have one normal form, wherever and however they are written."""

from __future__ import annotations

import pytest

from index.records.symbols import find_symbols, normalise


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("S/PV.8626", "S/PV.8626"),
        ("s/pv. 8626", "S/PV.8626"),
        ("S/RES/2396 (2017)", "S/RES/2396"),
        ("S/RES/2396(2017)", "S/RES/2396"),
        ("第2396（2017）号决议", "S/RES/2396"),
        ("第 2396 (2017)号决议", "S/RES/2396"),
        ("2396号决议", "S/RES/2396"),
        ("安理会第1373(2001)号决议", "S/RES/1373"),
        ("resolution 2396", "S/RES/2396"),
        ("Security Council resolution 2396 (2017)", "S/RES/2396"),
        ("A/RES/60/288", "A/RES/60/288"),
        ("大会第60/288号决议", "A/RES/60/288"),
        ("第73/334号决议", "A/RES/73/334"),
        ("S/PRST/2021/1", "S/PRST/2021/1"),
        ("s/2019/742", "S/2019/742"),
        ("S/2018/1177/add.1", "S/2018/1177/Add.1"),
        ("A/73/PV.13", "A/73/PV.13"),
        ("000_af3c4a5b928bd83b.txt", "000_af3c4a5b928bd83b.txt"),
    ],
)
def test_one_normal_form(written: str, normal: str) -> None:
    assert normalise(written) == normal
    assert normalise(normal) == normal


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        (
            "执行安全理事会第2178（2014）号和第2396（2017）号决议作出了贡献",
            [("第2178（2014）号", "S/RES/2178"), ("第2396（2017）号决议", "S/RES/2396")],
        ),
        (
            "关于达伊沙的第1267（1999）、1989（2011）和2253（2015）号决议所设委员会",
            [
                ("第1267（1999）", "S/RES/1267"),
                ("1989（2011）", "S/RES/1989"),
                ("2253（2015）号决议", "S/RES/2253"),
            ],
        ),
        (
            "第2178(2014)和2396(2017)号决议",
            [("第2178(2014)", "S/RES/2178"), ("2396(2017)号决议", "S/RES/2396")],
        ),
        (
            "第73/331号、第73/16号和第73/334号决议",
            [
                ("第73/331号", "A/RES/73/331"),
                ("第73/16号", "A/RES/73/16"),
                ("第73/334号决议", "A/RES/73/334"),
            ],
        ),
        (
            "resolutions 1267 (1999), 1989 (2011) and 2253 (2015), see S/2019/742, annex",
            [
                ("1267 (1999)", "S/RES/1267"),
                ("1989 (2011)", "S/RES/1989"),
                ("2253 (2015)", "S/RES/2253"),
                ("S/2019/742", "S/2019/742"),
            ],
        ),
        (
            "主席声明(S/PRST/2018/9)和（见S/PV.8548）",
            [("S/PRST/2018/9", "S/PRST/2018/9"), ("S/PV.8548", "S/PV.8548")],
        ),
        ("（S/2016/867，附件）", [("S/2016/867", "S/2016/867")]),
        ("2396号决议要求什么？", [("2396号决议", "S/RES/2396")]),
        ("在议程项目126下，2018年10月31日，1 000多人，C5+1", []),
        ("page 1/2 of an A/4 sheet", []),
    ],
)
def test_each_number_of_a_list_is_a_mention_of_its_own(
    text: str, mentions: list[tuple[str, str]]
) -> None:
    assert [(text[m.start : m.end], m.normal) for m in find_symbols(text)] == mentions
