"""What a question asks for is read from its own words, in both languages."""

from __future__ import annotations

import pytest

from index.records.model import Document, Language
from index.search.model import Facets
from rag.question import QuestionKind, asked_speakers, meetings_meant, question_kinds, read_question

KINDS: list[tuple[str, set[QuestionKind]]] = [
    ("上合组织五年来缴获的毒品占多大比例？", {"percentage"}),
    ("有多少国家加入了行为守则？", {"count"}),
    ("该基金收到了多少美元？", {"money"}),
    ("反恐中心是何时设立的？", {"when"}),
    ("会议在哪里举行？", {"where"}),
    ("谁反对把恐怖主义和宗教挂钩？", {"who"}),
    ("哪些国家支持这一立场？", {"who", "list"}),
    ("中方提出了哪些主张？", {"list"}),
    ("他们为什么离开？", {"why"}),
    ("如何切断恐怖分子的资金来源？", {"how"}),
    ("乌克兰是否承认该组织？", {"yes-no"}),
    ("波兰参加了吗？", {"yes-no"}),
    ("介绍一下这个倡议", {"what"}),
    ("What percentage of the drugs was seized?", {"percentage"}),
    ("How many weapons did the CSTO confiscate in 2018?", {"count"}),
    ("How much money was pledged?", {"money"}),
    ("When was the centre founded?", {"when"}),
    ("In which city did they meet?", {"where"}),
    ("Who opposes linking terrorism and religion?", {"who"}),
    ("Which countries joined the code?", {"who", "list"}),
    ("What measures are proposed?", {"list"}),
    ("Why does the speaker object?", {"why"}),
    ("How is the financing cut off?", {"how"}),
    ("Did Ukraine recognise it?", {"yes-no"}),
    ("What does Poland say about it?", {"what"}),
    ("What progress was made?", {"what"}),
]


@pytest.mark.parametrize(("question", "kinds"), KINDS)
def test_interrogatives_give_the_kind(question: str, kinds: set[QuestionKind]) -> None:
    language: Language = "en" if question.isascii() else "zh"
    assert question_kinds(question, language) == kinds


SPEAKERS = [
    ("What did Poland say about Crimea?", ["PL"]),
    ("What did Ukraine's representative say about the CSTO?", ["UA"]),
    ("What did the Polish minister say about the Russian proposal?", ["PL"]),
    ("What is the position of China on Xinjiang?", ["CN"]),
    ("How does Russia describe the CSTO?", ["RU"]),
    ("According to Kazakhstan, who finances terrorism abroad?", []),
    ("According to Kazakhstan, what finances terrorism?", ["KZ"]),
    ("How many weapons did the CSTO confiscate in 2018?", []),
    ("Who criticised the United States?", []),
    ("波兰对克里米亚说了什么？", ["PL"]),
    ("乌克兰代表如何评价集安组织？", ["UA"]),
    ("中国的立场是什么？", ["CN"]),
    ("波兰对乌克兰加入该组织持什么立场？", ["PL"]),
    ("根据哈萨克斯坦，多少国家加入了守则？", ["KZ"]),
    ("2018年集安组织缴获了多少毒品？", []),
    ("谁批评了美国代表的说法？", []),
    ("What did Poland and Belarus say about it?", ["PL", "BY"]),
    ("What did Poland, Belarus and the United States say about Ukraine and Georgia?",
     ["PL", "BY", "US"]),
    ("波兰、白俄罗斯和美国对乌克兰和格鲁吉亚说了什么？", ["PL", "BY", "US"]),
    ("中国与俄罗斯的立场是什么？", ["CN", "RU"]),
    ("What did Poland say, and Belarus do?", ["PL"]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "codes"), SPEAKERS)
def test_a_delegation_is_asked_about_as_a_speaker_only_where_words_say_so(
    question: str, codes: list[str]
) -> None:
    language: Language = "en" if question.isascii() else "zh"
    assert [d.code for d in read_question(question, language).speakers] == codes


def test_every_named_delegation_and_symbol_is_kept() -> None:
    asked = read_question("What does Poland say about Ukraine in s/pv.8626?", "en")
    assert {d.code for d in asked.mentioned} == {"PL", "UA"}
    assert asked.symbols == ("S/PV.8626",)


def test_without_a_named_delegation_nobody_is_singled_out() -> None:
    assert asked_speakers("What did he say?", (), "en") == ()


MEETINGS = tuple(
    Document("d", "d", "made.txt", "zh", "verbatim", date=f"{year}-09-25", meeting=number)
    for year, number in ((2016, 7796), (2019, 8626))
)


@pytest.mark.parametrize(
    ("text", "facets", "expected"),
    [
        ("波兰在2016年的会上说了什么？", Facets(dates=("2016",)), {7796}),
        ("What did Poland say in the 2016 debate?", Facets(dates=("2016",)), {7796}),
        ("What did Poland say at the meeting in 2019?", Facets(dates=("2019",)), {8626}),
        ("波兰怎么看2016年的袭击？", Facets(dates=("2016",)), set()),
        ("How did Poland see the attacks of 2016?", Facets(dates=("2016",)), set()),
        ("What did Poland say in September 2019?", Facets(dates=("2019-09",)), {8626}),
        ("What did Poland say in May 2019?", Facets(dates=("2019-05",)), set()),
        ("波兰在第7796次会议上说了什么？", Facets(meetings=(7796,)), {7796}),
    ],
)
def test_a_year_alone_means_a_meeting_only_beside_a_word_for_one(
    text: str, facets: Facets, expected: set[int]
) -> None:
    assert {one.meeting for one in meetings_meant(text, facets, MEETINGS)} == expected
