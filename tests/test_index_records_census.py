"""The census: what the five seeds hold, speaker by speaker. A change here changes meaning."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from index.records.model import Record
from index.records.parse import parse_file

SEEDS = Path(__file__).parents[1] / "seeds"
CHAIR = "主席"

# (name, delegation, language on the floor) of each statement that is not the chair's, in order.
S_PV_8626 = """
安东尼奥·古特雷斯 UN-SG English
诺罗夫 SCO Russian
萨曼利科夫 CSTO Russian
伊万诺夫 CIS Russian
拉夫罗夫 RU Russian
谢赫萨巴赫 KW Arabic
德克罗 BE French
王毅 CN Chinese
潘多尔 ZA English
马尔苏迪 ID English
埃索诺·昂格 GQ Spanish
巴尔加斯·马尔多纳多 DO Spanish
勒穆瓦纳 FR French
安嫩 DE English
普日达克茨 PL English
皮尔斯 GB English
伊波 CI French
巴拉雷索 PE Spanish
科恩 US English
吴海涛 CN Chinese
皮尔斯 GB English
- RU Russian
蒂列伯迪 KZ Russian
艾达尔别科夫 KG Russian
马克伊 BY Russian
穆赫里丁 TJ Russian
马梅德亚罗夫 AZ English
扎里夫 IR English
卡米洛夫 UZ Russian
姆纳察卡尼扬 AM English
库雷希 PK English
达木丁 MN English
Muraleedharan IN English
布里安 EU English
"""
S_PV_7796 = """
潘基文 UN-SG English
博尔久贾 CSTO Russian
阿利莫夫 SCO Russian
伊万诺夫 CIS Russian
刘结一 CN Chinese
别所 JP English
罗塞利 UY Spanish
卢卡斯 AO English
冈萨雷斯·德利纳雷斯 ES Spanish
穆斯塔法 EG Arabic
易卜拉欣 MY English
范博希曼 NZ English
拉梅克 FR French
苏亚雷斯·莫雷诺 VE Spanish
海拉西蒙科 UA English
西松 US English
威尔逊 GB English
盖伊 SN French
丘尔金 RU Russian
阿卜杜拉赫曼诺夫 KZ Russian
达普基乌纳斯 BY Russian
拉尔 IN English
莫尔多伊赛娃 KG Russian
霍什鲁 IR English
洛迪 PK English
姆纳察卡尼扬 AM English
穆萨耶夫 AZ English
"""


@cache
def seed(number: str) -> Record:
    return parse_file(next(SEEDS.glob(f"{number}_*.txt")))


def spoken(record: Record) -> list[str]:
    return [
        f"{s.speaker.name or '-'} {s.speaker.delegation and s.speaker.delegation.code} {s.language}"
        for s in record.statements
        if not s.speaker.chair
    ]


@pytest.mark.parametrize(("number", "expected"), [("000", S_PV_8626), ("001", S_PV_7796)])
def test_who_speaks_in_which_order_for_whom_and_in_which_language(
    number: str, expected: str
) -> None:
    assert spoken(seed(number)) == expected.strip().splitlines()


@pytest.mark.parametrize(
    ("number", "statements", "chair", "speakers", "represented", "paragraphs", "characters"),
    [
        ("000", 65, 31, 32, 33, 378, 45847),
        ("001", 41, 14, 27, 27, 280, 40010),
        ("002", 2, 0, 1, 1, 34, 2971),
        ("003", 1, 0, 0, 1, 19, 2220),
        ("004", 2, 0, 1, 1, 23, 1728),
    ],
)
def test_how_much_each_seed_holds(
    number: str,
    statements: int,
    chair: int,
    speakers: int,
    represented: int,
    paragraphs: int,
    characters: int,
) -> None:
    record = seed(number)
    heard = [s.speaker for s in record.statements if not s.speaker.chair]
    assert len(record.statements) == statements
    assert sum(s.speaker.chair for s in record.statements) == chair
    assert len({speaker.name for speaker in heard if speaker.name}) == speakers
    assert len(record.delegations) == represented
    assert sum(len(s.paragraphs) for s in record.statements) == paragraphs
    assert sum(s.end - s.start for s in record.statements) == characters


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        ("000", {"statement_heading": 61, "masthead": 28, "running_header": 1}),
        ("001", {"statement_heading": 39, "running_header": 4, "heading": 3}),
        ("002", {"numbered_paragraph": 16, "annex": 15, "masthead": 3, "statement_text": 3}),
        ("003", {"statement_text": 19, "heading": 1}),
        ("004", {"numbered_paragraph": 10, "annex": 8, "running_header": 17, "heading": 7}),
    ],
)
def test_the_blocks_of_each_seed(number: str, kinds: dict[str, int]) -> None:
    counted = Counter(block.kind for block in seed(number).blocks)
    assert {kind: counted[kind] for kind in kinds} == kinds  # type: ignore[index]


def test_the_chair_is_resolved_and_its_turns_for_a_country_are_statements_of_their_own() -> None:
    record = seed("000")
    first, announced, national, resumed = (record.statements[n] for n in (0, 8, 9, 10))
    assert (first.speaker.name, first.speaker.role) == ("拉夫罗夫", CHAIR)
    assert first.speaker.chair
    assert announced.speaker.chair
    assert record.text[: announced.end].endswith("我现在以俄罗斯联邦外长的身份发言。")
    assert (national.speaker.name, national.speaker.chair) == ("拉夫罗夫", False)
    assert national.speaker.role == "外长"
    assert record.text[national.start : national.end].startswith("今天，我们都面临着")
    assert national.heading_start == national.heading_end == national.start
    assert record.text[resumed.start : resumed.end].startswith("我现在恢复行使安理会主席的职能。")


def test_where_several_presidents_may_hold_the_chair_only_the_delegation_is_given() -> None:
    later = seed("000").statements[30].speaker
    assert later.name is None
    assert later.delegation is not None
    assert later.delegation.code == "RU"
    assert later.aliases == ("拉夫罗夫", "涅边贾", "波利扬斯基")


def test_a_president_whose_first_page_is_missing_is_known_from_the_thanks_of_speakers() -> None:
    chairs = {s.speaker.name for s in seed("001").statements if s.speaker.chair}
    assert chairs == {"丘尔金"}


@pytest.mark.parametrize(
    ("number", "name", "aliases"),
    [
        ("000", "安嫩", {"安娜"}),
        ("000", "普日达克茨", {"普尔日达奇"}),
        ("000", "萨曼利科夫", {"瓦莱里·塞梅里科夫", "塞梅里科夫", "谢梅里科夫"}),
        ("000", "诺罗夫", {"弗拉基米尔·伊马莫维奇·诺罗夫"}),
        ("000", "吴海涛", set()),
        ("001", "博尔久贾", {"尼古拉·博尔久贾", "博尔久扎"}),
        ("001", "阿利莫夫", {"拉希德•阿利莫夫", "阿里莫夫"}),
        ("001", "伊万诺夫", {"谢尔盖•伊万诺夫", "伊凡诺夫"}),
    ],
)
def test_other_spellings_of_one_speaker_are_kept(number: str, name: str, aliases: set[str]) -> None:
    speaker = next(s.speaker for s in seed(number).statements if s.speaker.name == name)
    assert set(speaker.aliases) == aliases


@pytest.mark.parametrize(
    ("number", "name", "role"),
    [
        ("000", "萨曼利科夫", "代理秘书长"),
        ("000", "王毅", "国务委员兼外交部长"),
        ("000", "勒穆瓦纳", "欧洲与外交部长下属国务秘书"),
        ("000", "布里安", "中亚问题特别代表"),
        ("000", "皮尔斯", None),
        ("001", "伊万诺夫", "执行委员会副主席"),
    ],
)
def test_roles_come_from_invitations_and_introductions(
    number: str, name: str, role: str | None
) -> None:
    speaker = next(s.speaker for s in seed(number).statements if s.speaker.name == name)
    assert speaker.role == role


def test_those_who_speak_for_others_say_so() -> None:
    behalf = {
        s.speaker.name: s.speaker.on_behalf_of
        for number in ("000", "001")
        for s in seed(number).statements
        if s.speaker.on_behalf_of
    }
    assert behalf == {
        "阿卜杜拉赫曼诺夫": (
            "上海合作组织",
            "中国",
            "吉尔吉斯斯坦",
            "俄罗斯联邦",
            "塔吉克斯坦",
            "乌兹别克斯坦",
        ),
        "达普基乌纳斯": (
            "集体安全条约组织",
            "亚美尼亚",
            "哈萨克斯坦",
            "吉尔吉斯斯坦",
            "俄罗斯联邦",
            "塔吉克斯坦",
        ),
    }


def test_the_silent_are_known_too() -> None:
    record = seed("000")
    heard = {s.speaker.delegation for s in record.statements}
    assert [d.code for d in record.delegations if d not in heard] == ["AF", "TM"]


def test_names_are_romanised_from_the_side_car_and_left_out_where_uncertain() -> None:
    names = {s.speaker.name: s.speaker.name_en for s in seed("000").statements}
    assert names["诺罗夫"] == "Norov"
    assert names["Muraleedharan"] == "Muraleedharan"
    assert names["巴拉雷索"] is None


def test_a_letter_is_one_statement_and_its_annex_another() -> None:
    letter, annex = seed("002").statements
    assert (letter.part, annex.part) == ("letter", "annex")
    assert letter.speaker.name == "马哈马达明·马哈马达明诺夫"
    assert letter.speaker.role == "常驻联合国代表"
    assert [p.label for p in annex.paragraphs][-16:] == [str(n) for n in range(1, 17)]
    assert all(s.speaker.delegation and s.speaker.delegation.code == "TJ" for s in (letter, annex))


def test_numbered_paragraphs_stand_under_their_section() -> None:
    annex = seed("004").statements[1]
    headings = [(p.label, p.heading) for p in annex.paragraphs if p.label]
    assert headings[0] == ("1", "一. 背景")
    assert headings[5] == ("6", "二. 目标")
    assert headings[9] == ("10", "三. 供讨论的问题和议题")
    assert annex.paragraphs[-1].heading == "四. 通报人"


def test_a_presidential_statement_opens_each_paragraph_with_its_quotation_mark() -> None:
    record = seed("003")
    (statement,) = record.statements
    assert statement.speaker.delegation is not None
    assert statement.speaker.delegation.code == "UN-SC"
    quoted = [record.text[p.start] for p in statement.paragraphs[1:]]
    assert quoted == ["“"] * 18
