"""Who said what: over the seeds, facts read in them; over two small meetings, the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes import MEETING_EN, MEETING_ZH, FakeEncoder
from index.errors import FilterError, QuestionError
from index.search.model import Filters
from index.store.library import Library
from rag.relevance import learn
from rag.stances import StanceFinder
from rag.stances_model import Cell, Row, Stances

PV_2016, PV_2019 = "S/PV.7796", "S/PV.8626"
# Topics with the words that tell in the Chinese text whether a statement speaks on them.
TOPICS = (
    ("毒品贩运", "drug trafficking", "毒品|麻醉品|贩毒|禁毒"),
    ("叙利亚", "Syria", "叙利亚"),
    ("资助恐怖主义", "financing of terrorism", "资助|筹资|融资|洗钱"),
    ("回返的外国恐怖主义作战人员", "returning foreign terrorist fighters", "外国恐怖|外国作战"),
    ("核武器和大规模毁灭性武器", "weapons of mass destruction", "大规模毁灭|核武器|不扩散"),
    ("难民与移民", "refugees and migration", "难民|移民|移徙"),
    ("全球反恐战略", "the Global Counter-Terrorism Strategy", "全球反恐战略"),
)


@pytest.fixture(scope="module")
def finder(seeds: Library) -> StanceFinder:
    return StanceFinder(seeds)


def row(stances: Stances, code: str) -> Row:
    return next(row for row in stances.rows if row.delegation.code == code)


def cell(stances: Stances, code: str, symbol: str) -> Cell:
    column = [document.symbol for document in stances.meetings].index(symbol)
    return row(stances, code).cells[column]


def who_said(stances: Stances, symbol: str) -> set[str]:
    return {
        one.delegation.code
        for one in stances.rows
        if cell(stances, one.delegation.code, symbol).status == "said"
    }


# Who was there


def test_the_meetings_are_columns_by_date_and_letters_are_not(finder: StanceFinder) -> None:
    found = finder.find("毒品贩运")
    assert [document.symbol for document in found.meetings] == [PV_2016, PV_2019]


def test_afghanistan_and_turkmenistan_were_invited_in_2019_and_did_not_speak(
    finder: StanceFinder,
) -> None:
    found = finder.find("毒品贩运")
    silent = {
        one.delegation.code
        for one in found.rows
        if cell(found, one.delegation.code, PV_2019).status == "did_not_speak"
    }
    assert silent == {"AF", "TM"}
    assert cell(found, "AF", PV_2016).status == "not_present"
    assert len([r for r in found.rows if cell(found, r.delegation.code, PV_2019).statements]) == 31


def test_who_was_at_one_meeting_only_is_not_present_at_the_other(finder: StanceFinder) -> None:
    found = finder.find("毒品贩运")
    assert cell(found, "BE", PV_2016).status == "not_present"
    assert cell(found, "JP", PV_2019).status == "not_present"


def test_what_the_chair_says_is_no_stance_but_the_national_statement_is(
    finder: StanceFinder,
) -> None:
    found = finder.find("双重标准")
    assert cell(found, "RU", PV_2019).statements == (10, 41)
    assert cell(found, "RU", PV_2016).statements == (25,)
    assert cell(found, "RU", PV_2019).presided
    assert not cell(found, "CN", PV_2019).presided
    cited = cell(found, "RU", PV_2019).citation
    assert cited is not None
    assert cited.quote.startswith("一些国家实行的双重标准")
    assert not any(
        c.citation.statement.speaker.chair for r in found.rows for c in r.cells if c.citation
    )


# What they said


def test_the_same_matter_is_found_in_both_languages(finder: StanceFinder) -> None:
    for topic in ("国际刑事法院", "the International Criminal Court"):
        found = finder.find(topic)
        assert {"UN-SG", "UY"} <= who_said(found, PV_2016)
        assert "CN" not in who_said(found, PV_2016)
        # Which of the two comes first is the encoder's affair; both name the court.
        assert found.rows[0].delegation.code in {"UN-SG", "UY"}
        for code in ("UN-SG", "UY"):
            cited = cell(found, code, PV_2016).citation
            assert cited is not None
            assert "国际刑事法院" in cited.quote
        assert cell(found, "UN-SG", PV_2019).status == "not_on_this"


def test_a_resolution_asked_for_is_quoted_where_it_is_named_and_nowhere_else(
    finder: StanceFinder,
) -> None:
    found = finder.find("谁提到第2396号决议")
    assert who_said(found, PV_2019) == {"US", "EU", "CSTO", "KZ"}
    assert who_said(found, PV_2016) == set()


def test_every_quotation_is_the_record_byte_for_byte(finder: StanceFinder, seeds: Library) -> None:
    found = finder.find("returning foreign terrorist fighters")
    cited = [c.citation for r in found.rows for c in r.cells if c.citation]
    assert len(cited) >= 10
    assert [one.number for one in cited] == list(range(1, len(cited) + 1))
    for one in cited:
        record = seeds.record(one.document.id)
        assert record.text[one.start : one.end] == one.quote
        raw = record.raw[one.raw_start : one.raw_end]
        assert (raw[0], raw[-1]) == (one.quote[0], one.quote[-1])
        assert one.reference.startswith(f"{one.document.symbol}, ")


def test_the_best_evidence_comes_first_and_the_silent_last(finder: StanceFinder) -> None:
    found = finder.find("外国恐怖主义作战人员的回返")
    said = [max(c.evidence for c in r.cells) for r in found.rows if r.said]
    assert said == sorted(said, reverse=True)
    assert [r.said for r in found.rows] == sorted((r.said for r in found.rows), reverse=True)
    assert {r.delegation.code for r in found.rows[-2:]} == {"AF", "TM"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_spoke_not_on_this_is_told_apart_from_said(
    finder: StanceFinder, seeds: Library, language: str
) -> None:
    """Most of those named speak on the topic, most of those who do are named."""
    right = named = on_it = 0
    for chinese, english, words in TOPICS:
        found = finder.find(chinese if language == "zh" else english)
        for one in found.rows:
            for cell, document in zip(one.cells, found.meetings, strict=True):
                record = seeds.record(document.id)
                spoken = [record.statements[number - 1] for number in cell.statements]
                truth = any(re.search(words, record.text[s.start : s.end]) for s in spoken)
                right += truth and cell.status == "said"
                named += cell.status == "said"
                on_it += truth
    assert right / named > 0.7
    assert right / on_it > 0.65


def test_a_matter_of_which_nobody_speaks_quotes_nobody(finder: StanceFinder) -> None:
    found = finder.find("火星移民")
    assert found.reason == "所收录的文件中没有找到与这个问题足够接近的内容。"
    assert not any(one.said for one in found.rows)
    assert cell(found, "CN", PV_2019).status == "not_on_this"


def test_a_resolution_that_nobody_names_is_said_to_be_unknown(finder: StanceFinder) -> None:
    found = finder.find("What do delegations say about resolution 9999?")
    assert found.reason is not None
    assert "S/RES/9999" in found.reason
    assert not any(one.said for one in found.rows)


# Filters


def test_a_delegation_alone_is_quoted_as_among_all(finder: StanceFinder) -> None:
    among_all = finder.find("drug trafficking")
    alone = finder.find("drug trafficking", Filters(delegations=("中国", "Kyrgyzstan")))
    assert {one.delegation.code for one in alone.rows} == {"CN", "KG"}
    for code in ("CN", "KG"):
        for symbol in (PV_2016, PV_2019):
            one, other = cell(alone, code, symbol), cell(among_all, code, symbol)
            assert (one.status, one.citation and one.citation.quote) == (
                other.status,
                other.citation and other.citation.quote,
            )


def test_a_delegation_that_was_nowhere_has_a_row_that_says_so(finder: StanceFinder) -> None:
    found = finder.find("毒品贩运", Filters(delegations=("Brazil",)))
    assert [one.delegation.code for one in found.rows] == ["BR"]
    assert {one.status for one in found.rows[0].cells} == {"not_present"}


def test_a_speaker_has_only_his_own_statements(finder: StanceFinder) -> None:
    found = finder.find("新疆", Filters(speakers=("王毅",)))
    assert [one.delegation.code for one in found.rows] == ["CN"]
    assert cell(found, "CN", PV_2019).statements == (16,)


def test_a_letter_is_compared_where_it_is_named(finder: StanceFinder) -> None:
    found = finder.find("恐怖主义与有组织犯罪的联系", Filters(documents=("S/2019/537",)))
    assert [one.symbol for one in found.meetings] == ["S/2019/537"]
    assert [one.delegation.code for one in found.rows] == ["PE"]
    assert found.rows[0].said


def test_the_nearest_meetings_are_taken_where_there_are_too_many(finder: StanceFinder) -> None:
    found = finder.find("国际刑事法院", meetings=1)
    assert [one.symbol for one in found.meetings] == [PV_2016]
    assert found.more == 1


@pytest.mark.parametrize("question", ["", "   ", "问" * 10_001])
def test_a_question_at_fault_is_told(finder: StanceFinder, question: str) -> None:
    with pytest.raises(QuestionError):
        finder.find(question)


@pytest.mark.parametrize("meetings", [0, 51])
def test_the_number_of_meetings_has_bounds(finder: StanceFinder, meetings: int) -> None:
    with pytest.raises(QuestionError, match="From 1 to 50"):
        finder.find("毒品", meetings=meetings)


def test_a_filter_at_fault_names_the_nearest(finder: StanceFinder) -> None:
    with pytest.raises(FilterError, match=r"S/PV\.8626"):
        finder.find("毒品", Filters(documents=("S/PV.8627",)))


# Two small meetings


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A meeting in Chinese, another one in English, and the Chinese one in English again."""
    files = tmp_path_factory.mktemp("files")
    again = MEETING_EN.replace("S/PV.9002", "S/PV.9001").replace("9002nd", "9001st")
    for name, text in {"zh": MEETING_ZH, "en": MEETING_EN, "again": again}.items():
        (files / f"{name}.txt").write_text(text, encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("held"), FakeEncoder(), create=True) as library:
        library.add([files])
        yield library


def test_of_a_meeting_held_in_two_languages_the_question_s_is_taken(small: Library) -> None:
    finder = StanceFinder(small)
    for question, language in (("毒品", "zh"), ("drugs", "en")):
        held = {one.symbol: one.language for one in finder.find(question).meetings}
        assert held == {"S/PV.9001": language, "S/PV.9002": "en"}


def test_members_on_the_first_page_have_a_row_without_speaking(small: Library) -> None:
    found = StanceFinder(small).find("毒品", Filters(languages=("zh",)))
    assert cell(found, "BE", "S/PV.9001").status == "did_not_speak"
    assert cell(found, "CN", "S/PV.9001") == Cell("did_not_speak", presided=True)
    assert cell(found, "PL", "S/PV.9001").statements == (3,)


def test_without_a_meeting_there_are_no_rows(small: Library, tmp_path: Path) -> None:
    assert StanceFinder(small).find("毒品", Filters(date_to="1999-01-01")).rows == ()
    with Library.open(tmp_path / "empty", FakeEncoder(), create=True) as empty:
        found = StanceFinder(empty).find("毒品")
    assert (found.meetings, found.rows, found.reason) == ((), (), None)


# The words that are learnt


def test_words_that_the_nearest_share_and_others_lack_are_learnt() -> None:
    nearest = [("缉毒行动缴获毒品", 0.9), ("缉毒合作", 0.8), ("缉毒与会议", 0.7), ("会议开始", 0.1)]
    frequency = {"缉毒": 3, "会议": 90}
    learnt = learn(nearest, 100, lambda word: frequency.get(word, 1))
    assert next(iter(learnt)) == "缉毒"
    assert "缴获" not in learnt, "it stands in one passage only"
    assert learnt["缉毒"] > 10 * learnt.get("会议", 0.0)


def test_nothing_is_learnt_from_nothing() -> None:
    assert learn([], 0, lambda word: 0) == {}
