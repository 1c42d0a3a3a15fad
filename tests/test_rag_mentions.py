"""Mentions of resolutions and documents: over the seeds, facts read in them; and written forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from fakes import MEETING_EN, MEETING_ZH, FakeEncoder
from index.errors import FilterError, InputError, NotHeld
from index.records.symbols import find_symbols
from index.search.model import Filters
from index.store.library import Library
from rag.mentions import MentionFinder
from rag.mentions_model import Mentions
from rag.mentions_symbols import near, occurrences, read_symbol


@pytest.fixture(scope="module")
def finder(seeds: Library) -> MentionFinder:
    return MentionFinder(seeds)


def by(found: Mentions) -> dict[tuple[str, bool], int]:
    """Mentions by delegation and whether from the chair."""
    return {
        (one.delegation.code if one.delegation else "", one.chair): one.mentions for one in found.by
    }


# Facts of the seeds


def test_resolution_2396_is_mentioned_eight_times_by_five_delegations(
    finder: MentionFinder,
) -> None:
    found = finder.find("2396")
    assert (found.symbol, found.total, found.documents) == ("S/RES/2396", 8, 2)
    assert found.held == ()
    assert by(found) == {
        ("TJ", False): 3,
        ("EU", False): 2,
        ("CSTO", False): 1,
        ("US", False): 1,
        ("KZ", False): 1,
    }
    written = Counter(one.written for one in found.mentions)
    assert written == {"第2396（2017）号决议": 5, "2396(2017)": 2, "第 2396(2017)号": 1}


def test_what_the_chair_mentions_is_not_counted_as_the_delegation_s(
    finder: MentionFinder,
) -> None:
    found = finder.find("S/2019/742")
    assert by(found) == {("RU", True): 1, ("MN", False): 1, ("IN", False): 1}


def test_a_document_that_is_held_says_so_even_if_nobody_mentions_it(
    finder: MentionFinder,
) -> None:
    found = finder.find("s/pv.8626")
    assert [document.symbol for document in found.held] == ["S/PV.8626"]
    assert (found.total, found.mentions, found.language) == (0, (), "zh")


def test_every_symbol_of_every_statement_is_found_as_often_as_it_is_written(
    finder: MentionFinder, seeds: Library
) -> None:
    """The index and the passages lose none that reading all statements one by one gives."""
    counted: Counter[str] = Counter()
    for summary in seeds.documents():
        record = seeds.record(summary.document.id)
        for statement in record.statements:
            spoken = record.text[statement.start : statement.end]
            counted.update(mention.normal for mention in find_symbols(spoken))
    assert len(counted) > 40
    assert {symbol: finder.find(symbol).total for symbol in counted} == counted


def test_every_sentence_is_the_record_byte_for_byte(finder: MentionFinder, seeds: Library) -> None:
    for symbol in ("1373", "1267", "S/2016/867"):
        for one in finder.find(symbol).mentions:
            cited = one.citation
            record = seeds.record(cited.document.id)
            assert record.text[cited.start : cited.end] == cited.quote
            assert record.text[one.start : one.end] == one.written
            assert cited.start <= one.start < one.end <= cited.end
            statement = cited.statement
            assert statement.start <= cited.start < cited.end <= statement.end


def test_a_sentence_is_given_with_its_reference_in_the_reader_s_language(
    finder: MentionFinder,
) -> None:
    kazakhstan = Filters(delegations=("KZ",))
    (one,) = finder.find("2396", kazakhstan).mentions
    assert one.citation.quote == (
        "根据第2396（2017）号决议，我们正与反恐办公室一道，"
        "准备在哈萨克斯坦启动一个先进的旅客信息与姓名记录系统。"
    )
    assert one.citation.reference == (
        "S/PV.8626，2019年9月25日，蒂列伯迪先生（哈萨克斯坦），第43次发言，第7段"
    )
    for found in (
        finder.find("2396", kazakhstan, "en"),
        finder.find("resolution 2396 (2017)", kazakhstan),
    ):
        assert found.mentions[0].citation.reference == (
            "S/PV.8626, 25 September 2019, Mr. Tileuberdi (Kazakhstan), statement 43, para. 7"
        )


def test_those_who_name_it_most_come_first_and_pages_go_on_from_there(
    finder: MentionFinder,
) -> None:
    whole = finder.find("1373")
    assert [one.mentions for one in whole.by] == [6, 3, 2, 1, 1, 1]
    assert [one.citation.number for one in whole.mentions] == list(range(1, 15))
    page = finder.find("1373", limit=5, offset=5)
    assert page.mentions == whole.mentions[5:10]
    assert (page.total, page.by) == (14, whole.by)


def test_filters_narrow_what_is_counted(finder: MentionFinder) -> None:
    assert finder.find("2396", Filters(delegations=("European Union",))).total == 2
    assert finder.find("2396", Filters(documents=("S/PV.8626",))).total == 5
    assert finder.find("2396", Filters(documents=("S/PV.7796",))).total == 0
    with pytest.raises(FilterError):
        finder.find("2396", Filters(documents=("S/PV.1",)))


# What stands nowhere


def test_an_unknown_symbol_names_near_ones_held_or_cited(finder: MentionFinder) -> None:
    with pytest.raises(NotHeld) as failure:
        finder.find("2397")
    assert failure.value.message.startswith("S/RES/2397 is not held")
    assert "S/RES/2396" in failure.value.hint
    with pytest.raises(NotHeld) as failure:
        finder.find("S/PV.8625")
    assert "S/PV.8626" in failure.value.hint


def test_a_symbol_without_anything_near_points_to_the_list(finder: MentionFinder) -> None:
    with pytest.raises(NotHeld, match="rostrum documents"):
        finder.find("E/CN.7/7777")


@pytest.mark.parametrize("words", ["Crimea", "", "克里米亚", "S/", "12345", "2396 2397", "A" * 200])
def test_what_is_no_symbol_is_told_with_the_forms(finder: MentionFinder, words: str) -> None:
    with pytest.raises(InputError, match="not a symbol"):
        finder.find(words)


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (1001, 0), (5, -1)])
def test_pages_have_bounds(finder: MentionFinder, limit: int, offset: int) -> None:
    with pytest.raises(InputError):
        finder.find("2396", limit=limit, offset=offset)


# Written forms


@pytest.mark.parametrize(
    ("written", "symbol"),
    [
        ("2396", "S/RES/2396"),
        ("２３９６", "S/RES/2396"),
        ("2396 (2017)", "S/RES/2396"),
        ("UNSCR 2396", "S/RES/2396"),
        ("res. 2396", "S/RES/2396"),
        ("S/RES/2396 (2017)", "S/RES/2396"),
        ("resolution 2396 (2017)", "S/RES/2396"),
        ("第2396(2017)号决议", "S/RES/2396"),
        ("第2396（2017）號決議", "S/RES/2396"),
        ("安理会第2396号决议", "S/RES/2396"),
        ("60/288", "A/RES/60/288"),
        ("A/RES/60/288", "A/RES/60/288"),
        ("s/pv. 8626", "S/PV.8626"),
        ("S/2018/614", "S/2018/614"),
        ("S/PRST/2021/1", "S/PRST/2021/1"),
    ],
)
def test_a_symbol_is_read_in_every_written_form(written: str, symbol: str) -> None:
    assert read_symbol(written) == symbol


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("依照第2396（2017）号决议行事", "第2396（2017）号决议"),
        ("依照第2396（2017）號決議行事", "第2396（2017）號決議"),
        ("第1267（1999）、2396（2017）号决议", "2396（2017）号决议"),
        ("see S/RES/2396 (2017).", "S/RES/2396 (2017)"),
        ("见Ｓ／ＲＥＳ／２３９６", "Ｓ／ＲＥＳ／２３９６"),
        ("resolutions 1373 (2001) and 2396 (2017)", "2396 (2017)"),
    ],
)
def test_a_form_is_found_in_its_place(text: str, form: str) -> None:
    (found,) = occurrences(text, "S/RES/2396")
    assert text[found.start : found.end] == form


def test_near_symbols_are_one_slip_away() -> None:
    cited = {"S/RES/2369", "S/RES/239", "S/RES/12396", "A/RES/2396", "S/RES/2178"}
    found = near("S/RES/2396", ["S/PRST/2021/1", "S/RES/2395"], cited.__contains__)
    assert set(found) == {"S/RES/2395", "S/RES/2369", "S/RES/239", "S/RES/12396", "A/RES/2396"}


# Both languages


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MentionFinder]:
    """Resolution 2396 once in Chinese, once in English and once in traditional characters."""
    files = tmp_path_factory.mktemp("files")
    english = MEETING_EN.replace(
        "Water is scarce in the valley.", "We carry out resolution 2396 (2017). Water is scarce."
    )
    note = "水资源简报\n\n山谷里缺水。各國執行第2396（2017）號決議。\n"
    for name, text in {"zh": MEETING_ZH, "en": english, "note": note}.items():
        (files / f"{name}.txt").write_text(text, encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("held"), FakeEncoder(), create=True) as library:
        library.add([files])
        yield MentionFinder(library)


def test_one_resolution_is_found_in_both_languages_and_scripts(small: MentionFinder) -> None:
    found = small.find("2396")
    assert {one.written for one in found.mentions} == {
        "第2396（2017）号决议",
        "第2396（2017）號決議",
        "2396 (2017)",
    }
    assert by(found) == {("SCO", False): 1, ("FR", False): 1, ("", False): 1}
    assert found.language == "zh"
    quotes = {one.citation.quote for one in found.mentions}
    assert "We carry out resolution 2396 (2017)." in quotes
    assert "各國執行第2396（2017）號決議。" in quotes
