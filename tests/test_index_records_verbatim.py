"""A verbatim record in English, in the form in which the United Nations print them."""

from __future__ import annotations

from functools import cache

import pytest

from index.records.model import Record
from index.records.parse import parse_text

ENGLISH = """United Nations

S/PV.9001

Security Council

Seventy-seventh year

9001st meeting

Tuesday, 5 July 2022, 10 a.m.

New York

President: Mr. De Almeida Filho/Mr. Costa Filho . . . . . . . . . . . . . . . (Brazil)

Members: Albania . . . . . . . . . . . . . . . . . . . . . . . . . . . Mr. Hoxha

China . . . . . . . . . . . . . . . . . . . . . . . . . . . . . Mr. Zhang Jun

Ireland . . . . . . . . . . . . . . . . . . . . . . . . . . . . Ms. Moran

Russian Federation . . . . . . . . . . . . . . . . . . . . . . Mr. Polyanskiy

Agenda

Cooperation between the United Nations and regional organizations

This record contains the text of speeches delivered in English and of translations.

22-40001 (E)

The meeting was called to order at 10.05 a.m.

Adoption of the agenda

The agenda was adopted.

Cooperation between the United Nations and regional organizations

The President (spoke in Portuguese): In accordance with rule 37 of the Council's provisional \
rules of procedure, I invite the representatives of Estonia, Côte d'Ivoire and the Islamic \
Republic of Iran to participate in this meeting.

In accordance with rule 39 of the Council's provisional rules of procedure, I invite the \
following briefers to participate in this meeting: Mr. Vladimir Norov, Secretary-General of the \
Shanghai Cooperation Organization; and Ms. Rosemary DiCarlo, Under-Secretary-General for \
Political and Peacebuilding Affairs.

I now give the floor to the Secretary-General, His Excellency Mr. António Guterres.

The Secretary-General: I am grateful. We face a threat that knows no border.

The President (spoke in Portuguese): I thank the Secretary-General for his briefing.

I now give the floor to Ms. DiCarlo.

Ms. DiCarlo: Thank you, Mr. President. I briefed the Council on 3 May (see S/PV.8990).

The President (spoke in Portuguese): I now give the floor to Mr. Norov.

Mr. Norov (spoke in Russian): The organization stands ready, as it showed in

2021, to act.

The President (spoke in Portuguese): I thank Mr. Norov for his briefing.

I shall now make a statement in my capacity as the Minister for Foreign Affairs of Brazil.

Brazil welcomes the briefings. We reiterate our call for dialogue.

I now resume my functions as President of the Council.

I give the floor to the representative of China.

Mr. Zhang Jun (China) (spoke in Chinese): China thanks the briefers: they were clear.

Ms. Byrne Nason (Ireland): I have the honour to speak on behalf of the European Union.

Mr. President: we count on you.

Mr. Costa Filho (Brazil), Vice-President, took the Chair.

The President: The representative of Estonia has asked for the floor.

Mr. Jürgenson (Estonia): Estonia has nothing to add.

The meeting rose at 12.15 p.m.
"""

CHINESE = """安全理事会

第九千次会议

2022年3月1日星期二上午10时举行

主席:	张军先生.....	(中国)

成员:	法国.....	德里维埃先生

加纳.....	阿杰曼先生

上午10时开会。

通过议程

议程通过。

中东局势

主席（以英语发言）：根据安理会暂行议事规则第37条，我邀请以色列代表参加本次会议。

我现在请联合国难民事务高级专员菲利波·格兰迪先生发言。

格兰迪先生（以英语发言）：我感谢安理会。

主席：我感谢格兰迪先生的通报。我现在以中国代表的身份发言。中国支持和平。我们呼吁停火。\
我现在恢复行使主席职能。我请法国代表发言。

德里维埃先生（法国）（以法语发言）：法国反对暴力。

副主席阿杰曼先生（加纳）主持会议。

主席（以英语发言）：我现在请国际移民组织代表发言。

维托里诺先生（世界迁徙委员会）（以葡萄牙语发言）：我荣幸地代表七国集团发言。

阿尔达先生（以色列）：谢谢。

下午1时散会。
"""


@cache
def english() -> Record:
    return parse_text(ENGLISH, name="a.txt", digest="0" * 64)


@cache
def chinese() -> Record:
    return parse_text(CHINESE, name="b.txt", digest="1" * 64)


def described(record: Record) -> list[str]:
    lines = []
    for statement in record.statements:
        speaker = statement.speaker
        code = speaker.delegation.code if speaker.delegation else "-"
        role = "chair" if speaker.chair else speaker.role or "-"
        lines.append(f"{speaker.name or '-'} | {role} | {code} | {statement.language}")
    return lines


def test_an_english_record_is_read_speaker_by_speaker() -> None:
    assert described(english()) == [
        "- | chair | BR | Portuguese",
        "António Guterres | Secretary-General | UN-SG | English",
        "- | chair | BR | Portuguese",
        "DiCarlo | Under-Secretary-General for Political and Peacebuilding Affairs | UN | English",
        "- | chair | BR | Portuguese",
        "Norov | Secretary-General | SCO | Russian",
        "- | chair | BR | Portuguese",
        "- | Minister for Foreign Affairs | BR | Portuguese",
        "- | chair | BR | Portuguese",
        "Zhang Jun | - | CN | Chinese",
        "Byrne Nason | - | IE | English",
        "Costa Filho | chair | BR | English",
        "Jürgenson | - | EE | English",
    ]


def test_a_chinese_record_with_a_change_of_capacity_inside_one_paragraph() -> None:
    assert described(chinese()) == [
        "张军 | chair | CN | English",
        "格兰迪 | 难民事务高级专员 | UN | English",
        "张军 | chair | CN | Chinese",
        "张军 | - | CN | Chinese",
        "张军 | chair | CN | Chinese",
        "德里维埃 | - | FR | French",
        "阿杰曼 | chair | GH | English",
        "维托里诺 | - | 世界迁徙委员会 | Portuguese",
        "阿尔达 | - | IL | Chinese",
    ]
    national = chinese().statements[3]
    assert chinese().text[national.start : national.end] == "中国支持和平。我们呼吁停火。"


@pytest.mark.parametrize(
    ("record", "symbol", "date", "meeting", "body", "agenda"),
    [
        (
            english(),
            "S/PV.9001",
            "2022-07-05",
            9001,
            "Security Council",
            "Cooperation between the United Nations and regional organizations",
        ),
        (chinese(), "S/PV.9000", "2022-03-01", 9000, "安全理事会", "中东局势"),
    ],
)
def test_the_first_page_says_where_when_and_on_what(
    record: Record, symbol: str, date: str, meeting: int, body: str, agenda: str
) -> None:
    document = record.document
    assert (document.symbol, document.date, document.meeting) == (symbol, date, meeting)
    assert (document.body, document.agenda, document.kind) == (body, agenda, "verbatim")


@pytest.mark.parametrize(
    ("welcome", "heading", "described_as"),
    [
        (
            "主席（以英语发言）：大会现在听取讲话。我欢迎波兰共和国总统安杰伊·杜达先生阁下。",
            "杜达总统（以波兰语发言；英文本由代表团提供）：我们各国人民",
            "杜达 | - | PL | Polish",
        ),
        (
            "The President: I have the honour to welcome His Excellency Mr. Andrzej Duda, "
            "President of the Republic of Poland, and to invite him to address the Assembly.",
            "President Duda (spoke in Polish; English text provided by the delegation): We",
            "Duda | - | PL | Polish",
        ),
    ],
)
def test_a_head_of_state_is_known_from_the_welcome(
    welcome: str, heading: str, described_as: str
) -> None:
    text = f"{welcome}\n\n{heading} are here.\n\nMr. Wu (China): Yes.\n"
    record = parse_text(text, name="a.txt", digest="0" * 64)
    assert described(record)[1] == described_as


def test_everybody_represented_is_listed_whether_they_spoke_or_not() -> None:
    codes = [d.code for d in english().delegations]
    assert codes == ["BR", "AL", "CN", "IE", "RU", "EE", "CI", "IR", "SCO", "UN", "UN-SG"]


def test_the_turn_of_the_chair_is_divided_where_it_speaks_for_its_country() -> None:
    record = english()
    words = [record.text[s.start : s.end] for s in record.statements[6:9]]
    assert words[0].endswith("in my capacity as the Minister for Foreign Affairs of Brazil.")
    assert words[1] == "Brazil welcomes the briefings. We reiterate our call for dialogue."
    assert words[2].startswith("I now resume my functions as President of the Council.")


def test_a_sentence_cut_by_a_page_break_is_one_paragraph() -> None:
    record = english()
    norov = record.statements[5]
    assert len(norov.paragraphs) == 1
    assert " ".join(record.text[norov.start : norov.end].split()) == (
        "The organization stands ready, as it showed in 2021, to act."
    )


def test_opening_and_closing_are_procedure_and_in_no_statement() -> None:
    record = english()
    procedure = [
        record.raw[b.raw_start : b.raw_end].strip() for b in record.blocks if b.kind == "procedure"
    ]
    assert procedure[0] == "The meeting was called to order at 10.05 a.m."
    assert procedure[-1] == "The meeting rose at 12.15 p.m."
    assert "Mr. Costa Filho (Brazil), Vice-President, took the Chair." in procedure
    assert "rose at" not in record.text[record.statements[-1].start : record.statements[-1].end]


def test_groups_that_are_no_delegation_are_given_as_written() -> None:
    assert english().statements[10].speaker.on_behalf_of == ("European Union",)
    assert chinese().statements[7].speaker.on_behalf_of == ("七国集团",)


def test_an_english_name_is_its_own_romanisation_and_another_person_is_no_alias() -> None:
    nason = english().statements[10].speaker
    assert (nason.name_en, nason.honorific, nason.aliases) == ("Byrne Nason", "Ms.", ())
