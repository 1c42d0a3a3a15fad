"""The form of a sentence says which kinds of question it can answer."""

from __future__ import annotations

import pytest

from rag.cues import has_cue, is_courtesy
from rag.question import QuestionKind

CUES: list[tuple[QuestionKind, str, bool]] = [
    ("percentage", "缴获了欧亚大陆发现的40%以上的非法麻醉品。", True),
    ("percentage", "成员国人口占世界总人口的一半。", True),
    ("percentage", "其中三分之二是青年。", True),
    ("percentage", "我们缴获了16吨以上的毒品。", False),
    ("percentage", "Some 40 per cent were seized.", True),
    ("count", "我们还没收了470件各类武器。", True),
    ("count", "五十个国家参与了这一倡议。", True),
    ("count", "为执行第2178（2014）号决议作出了直接贡献。", False),
    ("count", "会议于2019年9月25日举行。", False),
    ("count", "这是一个重要的问题。", False),
    ("count", "几年前，我们建立了数据库。", False),
    ("count", "We seized 470 weapons.", True),
    ("count", "In accordance with resolution 2396 (2017), in 2019.", False),
    ("count", "Eleven states joined.", True),
    ("money", "拨款达300万美元。", True),
    ("money", "共有300名代表。", False),
    ("money", "The cost was $3 million.", True),
    ("when", "独联体反恐中心于2000年6月21日设立。", True),
    ("when", "这一机构去年成立。", True),
    ("when", "为执行第2178（2014）号决议作出了直接贡献。", False),
    ("when", "It was founded on 21 June 2000.", True),
    ("why", "由于恐怖主义威胁，不稳定因素正在增多。", True),
    ("why", "各国一律平等。", False),
    ("list", "打击恐怖主义、分裂主义和极端主义、贩毒。", True),
    ("list", "The steps include training and exchange.", True),
    ("where", "会议将在上海举行。", True),
    ("who", "王毅先生说。", False),
]


@pytest.mark.parametrize(("kind", "sentence", "expected"), CUES)
def test_the_cue_of_a_kind(kind: QuestionKind, sentence: str, expected: bool) -> None:
    assert has_cue(kind, sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("首先，我谨感谢俄罗斯联邦邀请我参加今天的会议。", True),
        ("我现在请诺罗夫先生发言。", True),
        ("我们感谢有关国家的建议，但反对这一决定的所有内容。" * 8, False),
        ("我们反对双重标准。", False),
        ("I would like to thank the Secretary-General for his briefing.", True),
        ("We reject any double standards.", False),
    ],
)
def test_courtesies_are_told_from_statements(sentence: str, expected: bool) -> None:
    assert is_courtesy(sentence) is expected
