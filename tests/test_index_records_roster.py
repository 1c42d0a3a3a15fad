"""The list of members and who presides, however the first page sets it, in text and in PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from make_documents import FONTS, HEIGHT, WIDTH, measured
from reportlab.pdfgen.canvas import Canvas

from index.records.model import Record
from index.records.parse import parse_file, parse_text
from index.records.people import roster

Found = list[tuple[str, str | None, bool]]


def read(*lines: str) -> Found:
    people = roster(lines)
    codes = [p.delegation.code if p.delegation else None for p in people]
    return [(p.name, code, p.presides) for p, code in zip(people, codes, strict=True)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("President: Mr. De Rivière . . . . . . (France)", [("De Rivière", "FR", True)]),
        ("President:\tMr. De Rivière\t(France)", [("De Rivière", "FR", True)]),
        (
            "President: Mr. Llorentty Solíz . . . (Bolivia (Plurinational State of))",
            [("Llorentty Solíz", "BO", True)],
        ),
        (
            "President: Mr. Kelly/Ms. Thomas-Greenfield ..... (United States of America)",
            [("Kelly", "US", True), ("Thomas-Greenfield", "US", True)],
        ),
        (
            "President: H.E. Mr. Tijjani Muhammad-Bande . . . . (Nigeria)",
            [("Tijjani Muhammad-Bande", "NG", True)],
        ),
        ("Temporary President: Mr. Kuleba . . . (Ukraine)", [("Kuleba", "UA", True)]),
        ("Chair: Mr. Braun (Luxembourg)", [("Braun", "LU", True)]),
        ("Chairperson:\tMs. Bangura\t(Sierra Leone)", [("Bangura", "SL", True)]),
        ("later: Ms. Kaczmarska (Vice-Chair) . . . (Poland)", [("Kaczmarska", "PL", False)]),
        ("主席：布劳恩先生.....（卢森堡）", [("布劳恩", "LU", True)]),
        ("嗣后：卡奇马尔斯卡女士（副主席）（波兰）", [("卡奇马尔斯卡", "PL", False)]),
        ("Members: Belgium . . . . Mr. De Croo", [("De Croo", "BE", False)]),
        ("Members:\tBelgium\tMr. De Croo", [("De Croo", "BE", False)]),
        ("Members: Belgium Mr. De Croo", [("De Croo", "BE", False)]),
        ("成员： 比利时 ..... 德克罗先生", [("德克罗", "BE", False)]),
        ("成员：比利时……德克罗先生", [("德克罗", "BE", False)]),
        ("中国 王毅先生", [("王毅", "CN", False)]),
        ("China. . . . . . . .Mr. Zhang Jun", [("Zhang Jun", "CN", False)]),
        ("Venezuela (Bolivarian Republic of)\tMr. Moncada", [("Moncada", "VE", False)]),
        ("United Kingdom . . . . Dame Barbara Woodward", [("Barbara Woodward", "GB", False)]),
        ("Letter dated 3 May 2022 from Mr. Kuleba . . . Ukraine", []),
        ("Maintenance of peace ..... Mr. Nobody", []),
        ("The agenda was adopted by China and Mr. Wu", []),
    ],
)
def test_a_row_gives_who_is_there_for_whom(line: str, found: Found) -> None:
    assert read(line) == found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            ("United Kingdom of Great Britain and", "Northern Ireland . . . . . Ms. Pierce"),
            ("Pierce", "GB", False),
        ),
        (("大不列颠及北爱尔兰", "联合王国.....皮尔斯女士"), ("皮尔斯", "GB", False)),
    ],
)
def test_a_long_name_of_a_state_may_stand_on_two_lines(
    lines: tuple[str, str], found: tuple[str, str, bool]
) -> None:
    assert read(*lines) == [found]


EN = [
    ("President:", "Mr. De Rivière", "(France)"),
    ("Members:", "Albania", "Mr. Hoxha"),
    ("", "China", "Mr. Wu Haitao"),
    ("", "Equatorial Guinea", "Mr. Esono Angue"),
    ("", "United Kingdom of Great Britain and Northern Ireland", "Ms. Pierce"),
]
ZH = [
    ("主席：", "德里维埃先生", "（法国）"),
    ("成员：", "阿尔巴尼亚", "霍查先生"),
    ("", "中国", "吴海涛先生"),
    ("", "赤道几内亚", "埃索诺·昂格先生"),
    ("", "大不列颠及北爱尔兰联合王国", "皮尔斯女士"),
]
BODY = {
    "en": [
        "The meeting was called to order at 10 a.m.",
        "The President: I now give the floor to the representative of China.",
        "Mr. Wu Haitao (China): We thank the Council for this meeting.",
        "The President: I thank the representative of China.",
        "I shall now make a statement in my capacity as the representative of France.",
        "We support the mission. I resume my functions as President of the Council.",
        "The meeting rose at 11 a.m.",
    ],
    "zh": [
        "上午10时开会。",
        "主席：我现在请中国代表发言。",
        "吴海涛先生（中国）：我们感谢安理会召开本次会议。",
        "主席：我感谢中国代表的发言。",
        "我现在以法国代表的身份发言。我们支持特派团。",
        "我现在恢复行使安理会主席的职能。",
        "上午11时散会。",
    ],
}
FRONT = {
    "en": ["Security Council", "9001st meeting", "Tuesday, 5 July 2022, 10 a.m."],
    "zh": ["安全理事会", "第九〇〇一次会议", "2022年7月5日星期二上午10时举行"],
}


def made(path: Path, language: Literal["en", "zh"], dot: str, label: float) -> None:
    """A first page with the list of members in three cells, and a page of what was said."""
    canvas, font = Canvas(str(path), pagesize=(WIDTH, HEIGHT)), FONTS[language]
    canvas.setFont(font, 11)
    canvas.drawString(54, 740, "联合国" if language == "zh" else "United Nations")
    canvas.drawRightString(WIDTH - 54, 740, "S/PV.9001")
    for number, line in enumerate(FRONT[language]):
        canvas.drawString(54, 700 - 18 * number, line)
    for number, (what, who, name) in enumerate(EN if language == "en" else ZH):
        y = 600 - 15 * number
        canvas.drawString(54, y, what)
        room = 440 - 54 - label - measured(who, language) - 6
        dots = dot * int(room / measured(dot, "en")) if dot else ""
        canvas.drawString(54 + label, y, f"{who} {dots}".strip())
        canvas.drawString(440, y, name)
    canvas.showPage()
    canvas.setFont(font, 11)
    for number, line in enumerate(BODY[language]):
        canvas.drawString(54, 700 - 26 * number, line)
    canvas.showPage()
    canvas.save()


def told(language: Literal["en", "zh"]) -> Record:
    """The same record as a text."""
    rows = [f"{what}\t{who} . . . . {name}" for what, who, name in (EN if language == "en" else ZH)]
    first = "联合国" if language == "zh" else "United Nations"
    text = "\n".join([f"{first}\tS/PV.9001", *FRONT[language], *rows, *BODY[language]])
    return parse_text(text, name="a.txt", digest="0" * 64)


@pytest.mark.parametrize("label", [56.0, 120.0])
@pytest.mark.parametrize("dot", [".", " . ", ""])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_pdf_names_the_same_people_as_the_text(
    tmp_path: Path, language: Literal["en", "zh"], dot: str, label: float
) -> None:
    made(tmp_path / "record.pdf", language, dot, label)
    record, text = parse_file(tmp_path / "record.pdf"), told(language)
    assert [s.speaker for s in record.statements] == [s.speaker for s in text.statements]
    assert record.delegations == text.delegations
    assert {d.code for d in record.delegations} == {"FR", "AL", "CN", "GQ", "GB"}
    chair, china, _, france, _ = record.statements
    assert (chair.speaker.chair, chair.speaker.delegation) == (True, record.delegations[0])
    assert china.speaker.delegation and china.speaker.delegation.code == "CN"
    assert france.speaker.delegation and france.speaker.delegation.code == "FR"
    assert france.speaker.chair is False
