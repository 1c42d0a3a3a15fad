"""The frame of a quotation is neutral and in the language of the question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_record import NOROV, WANG, made

from index.records.model import Language, Record, Speaker, Statement
from rag.compose import compose, opening
from rag.model import Citation


def cited(record: Record, number: int, statement: Statement, spoken: str | None = None) -> Citation:
    return Citation(
        number, record.document, statement, (1,), 0, 1, 3, 4, "引文。", "ref", spoken, "passage"
    )


MEETING = made(
    [(NOROV, "引文。"), (WANG, "引文。"), (Speaker(None, role="主席", chair=True), "谢谢。")]
)
LETTER = made([(None, "引文。")], kind="letter", symbol="S/2019/537")
STATEMENT = made([(None, "引文。")], kind="presidential_statement", symbol=None, title="主席声明")
SPEECH = made(
    [(Speaker(None, delegation=WANG.delegation), "引文。")],
    kind="text", symbol=None, title="General Debate",
)  # fmt: skip
NOTE = made([(None, "引文。")], kind="text", symbol=None, title="General Debate")

FRAMES: list[tuple[Record, int, str | None, Language, str]] = [
    (MEETING, 1, "Russian", "zh", "诺罗夫先生（上海合作组织，以俄语发言）说：“引文。”[1]"),
    (
        MEETING, 1, "Russian", "en",
        "Mr. Norov (Shanghai Cooperation Organization; spoke in Russian) said: “引文。” [1]",
    ),
    (MEETING, 2, None, "zh", "王毅先生（中国）说：“引文。”[1]"),
    (MEETING, 2, None, "en", "Mr. Wang Yi (China) said: “引文。” [1]"),
    (MEETING, 3, None, "en", "The President said: “引文。” [1]"),
    (LETTER, 1, None, "zh", "S/2019/537写道：“引文。”[1]"),
    (LETTER, 1, None, "en", "S/2019/537 reads: “引文。” [1]"),
    (STATEMENT, 1, None, "en", "主席声明 reads: “引文。” [1]"),
    (STATEMENT, 1, None, "zh", "《主席声明》写道：“引文。”[1]"),
    (SPEECH, 1, None, "en", "China stated: “引文。” [1]"),
    (SPEECH, 1, None, "zh", "中国表示：“引文。”[1]"),
    (NOTE, 1, None, "zh", "《General Debate》写道：“引文。”[1]"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "number", "spoken", "language", "line"), FRAMES)
def test_a_quotation_is_framed(
    record: Record, number: int, spoken: str | None, language: Language, line: str
) -> None:
    statement = record.statements[number - 1]
    assert compose([cited(record, 1, statement, spoken)], language) == line


def test_a_second_quotation_of_the_same_statement_says_so_without_repeating_who() -> None:
    first, second = MEETING.statements[0], MEETING.statements[1]
    citations = [cited(MEETING, n, s) for n, s in enumerate((first, first, second), 1)]
    assert compose(citations, "en").split("\n\n") == [
        "These speakers address this:",
        "Mr. Norov (Shanghai Cooperation Organization) said: “引文。” [1]",
        "Mr. Norov also said: “引文。” [2]",
        "Mr. Wang Yi (China) said: “引文。” [3]",
    ]
    assert compose(citations, "zh").split("\n\n")[2] == "诺罗夫先生还说：“引文。”[2]"


ANNEXED = made([(None, "引文。"), (None, "引文。")], kind="letter")
OTHER_LETTER = replace(LETTER, document=replace(LETTER.document, id="another"))
OPENINGS: list[tuple[list[tuple[Record, int]], Language, str]] = [
    ([(MEETING, 1)], "en", ""),
    ([(MEETING, 1), (MEETING, 1)], "en", ""),
    ([(MEETING, 1), (MEETING, 2)], "zh", "以下发言者谈到这一点："),
    ([(ANNEXED, 1), (ANNEXED, 2)], "zh", ""),
    ([(MEETING, 1), (LETTER, 1)], "en", "These statements and documents address this:"),
    ([(LETTER, 1), (OTHER_LETTER, 1)], "zh", "以下文件谈到这一点："),
]


@pytest.mark.parametrize(("quoted", "language", "line"), OPENINGS)
def test_one_line_without_numbers_or_claims_stands_over_the_words_of_several(
    quoted: list[tuple[Record, int]], language: Language, line: str
) -> None:
    citations = [
        cited(record, n, record.statements[number - 1])
        for n, (record, number) in enumerate(quoted, 1)
    ]
    assert opening(citations, language) == line
    assert compose(citations, language).startswith(line)


def test_one_speaker_of_two_statements_is_not_called_several() -> None:
    twice = made([(NOROV, "引文。"), (WANG, "引文。"), (NOROV, "引文。")])
    citations = [cited(twice, 1, twice.statements[0]), cited(twice, 2, twice.statements[2])]
    assert opening(citations, "en") == "The same speaker addresses this in separate statements:"
