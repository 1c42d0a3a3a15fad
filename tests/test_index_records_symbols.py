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
        ("S/PV.10000", "S/PV.10000"),
        ("S/PV 10234", "S/PV.10234"),
        ("s/pv-10000", "S/PV.10000"),
        ("S/PV.10123 (Resumption 1)", "S/PV.10123 (Resumption 1)"),
        ("S/RES 2396", "S/RES/2396"),
        ("S/PRST.2021/1", "S/PRST/2021/1"),
        ("a/c.3/74/sr. 5", "A/C.3/74/SR.5"),
        ("E/2019/SR.12", "E/2019/SR.12"),
        ("cd/pv.1500", "CD/PV.1500"),
        ("CD/2100", "CD/2100"),
        ("A/HRC/40/L.5/rev.1", "A/HRC/40/L.5/Rev.1"),
        ("A/74/251/CORR1", "A/74/251/Corr.1"),
        ("A/RES/ES-11/1", "A/RES/ES-11/1"),
        ("A/RES/1514 (XV)", "A/RES/1514(XV)"),
        ("A/RES/217 A (III)", "A/RES/217(III)"),
        ("大会第1514(XV)号决议", "A/RES/1514(XV)"),
        ("General Assembly resolution 3314 (XXIX)", "A/RES/3314(XXIX)"),
        ("resolution 1503 (XLVIII)", "E/RES/1503(XLVIII)"),
        ("Economic and Social Council resolution 2019/15", "E/RES/2019/15"),
        ("Human Rights Council resolution 40/1", "A/HRC/RES/40/1"),
        ("人权理事会第40/1号决议", "A/HRC/RES/40/1"),
        ("resolution ES-11/1", "A/RES/ES-11/1"),
        ("resolution S-22/2", "A/RES/S-22/2"),
        ("CCPR/C/GC/36", "CCPR/C/GC/36"),
        ("S/2016/867（2016）", "S/2016/867"),
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
        (
            "See S/PV.10000, S/PV.9999 and S/PV.100000.",
            [("S/PV.10000", "S/PV.10000"), ("S/PV.9999", "S/PV.9999")],
        ),
        (
            "as in A/73/PV.13. The E/2019/SR.12 and A/C.3/74/SR.5, paras. 3-5",
            [
                ("A/73/PV.13", "A/73/PV.13"),
                ("E/2019/SR.12", "E/2019/SR.12"),
                ("A/C.3/74/SR.5", "A/C.3/74/SR.5"),
            ],
        ),
        (
            "CD/2100, CD/PV.1500和CD/2100/Add.1号文件",
            [
                ("CD/2100", "CD/2100"),
                ("CD/PV.1500", "CD/PV.1500"),
                ("CD/2100/Add.1", "CD/2100/Add.1"),
            ],
        ),
        (
            "A/HRC/40/L.5/Rev.1号、A/74/251/Corr.1号和S/2018/1177/Add.12号文件。",
            [
                ("A/HRC/40/L.5/Rev.1", "A/HRC/40/L.5/Rev.1"),
                ("A/74/251/Corr.1", "A/74/251/Corr.1"),
                ("S/2018/1177/Add.12", "S/2018/1177/Add.12"),
            ],
        ),
        (
            "S/PV.5663（Resumption 1） and S/PV.5663",
            [("S/PV.5663（Resumption 1）", "S/PV.5663 (Resumption 1)"), ("S/PV.5663", "S/PV.5663")],
        ),
        (
            "resolutions 1514 (XV), 217 A (III) and 2625 (XXV) of the General Assembly",
            [
                ("1514 (XV)", "A/RES/1514(XV)"),
                ("217 A (III)", "A/RES/217(III)"),
                ("2625 (XXV)", "A/RES/2625(XXV)"),
            ],
        ),
        ("第1514（XV）号决议", [("第1514（XV）号决议", "A/RES/1514(XV)")]),
        (
            "Human Rights Council resolutions 40/1 and 40/2, General Assembly resolution 60/251",
            [
                ("40/1", "A/HRC/RES/40/1"),
                ("40/2", "A/HRC/RES/40/2"),
                ("60/251", "A/RES/60/251"),
            ],
        ),
        ("经社理事会第2019/15号决议", [("第2019/15号决议", "E/RES/2019/15")]),
        ("the report (S/25704) of 1993", [("S/25704", "S/25704")]),
        (
            "S/2019, TV/2, C/T/2020, cat/dog/2 and 24/7, see S/2019/742 (i) and (ii)",
            [("S/2019/742", "S/2019/742")],
        ),
        ("https://undocs.org/A/73/PV.13", []),
    ],
)
def test_each_number_of_a_list_is_a_mention_of_its_own(
    text: str, mentions: list[tuple[str, str]]
) -> None:
    assert [(text[m.start : m.end], m.normal) for m in find_symbols(text)] == mentions
