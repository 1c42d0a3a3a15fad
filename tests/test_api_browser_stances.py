"""Who said what in a real browser: the table, its order and narrowing, files of it, mentions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from api_browser import NARROW, WIDE, Page, launch, marked, open_tab, query, serving
from api_fakes import HOSTILE

from fakes import MEETING_EN, MEETING_ZH, FakeEncoder
from index.records.model import Language
from index.search.model import Filters
from index.store.library import Library
from rag.mentions import MentionFinder
from rag.mentions_wire import mentions_csv, mentions_markdown
from rag.stances import StanceFinder
from rag.stances_wire import stances_csv

DRUGS = "缴获了毒品"
STATUSES = ["said", "not_on_this", "did_not_speak", "not_present"]
# A sentence that a spreadsheet would run, and one that a browser would.
SHEET = '=HYPERLINK("x","y") counts the drugs seized in the valley by our organization.'
HOSTILE_MEETING = MEETING_EN.replace("9002", "9003").replace(
    "humanitarian access.", f"humanitarian access {HOSTILE}."
)
HOSTILE_MEETING = HOSTILE_MEETING.replace("Our organization seized 212.1", f"{SHEET} We saw 7")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    files = tmp_path_factory.mktemp("files")
    texts = {"zh": MEETING_ZH, "en": MEETING_EN, "hostile": HOSTILE_MEETING}
    for name, text in texts.items():
        (files / f"{name}.txt").write_text(text, encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("held"), FakeEncoder(), create=True) as library:
        library.add([files])
        yield library


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    yield from serving(library)


browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)


def compare(page: Page, question: str = DRUGS, rest: str = "&doc=S/PV.9001&doc=S/PV.9002") -> Page:
    """Open the address of a comparison, in English, and wait for its table."""
    page.goto(f"/stances?lang=en&q={question}{rest}")
    page.locator(".stances tbody tr").first.wait_for()
    return page


def names(page: Page) -> list[str]:
    return [str(name) for name in page.locator(".stances tbody th").all_text_contents()]


def cell(page: Page, delegation: str, column: int) -> Any:
    """One cell of the row of a delegation, columns of meetings counted from 0."""
    row = page.locator(".stances tbody tr").filter(has=page.get_by_text(delegation, exact=True))
    return row.locator("td").nth(column)


def saved(page: Page, button: str) -> str:
    """The file that a button lets the browser save."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes().decode()


def test_a_topic_is_compared_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/stances?lang=en")
    page.locator(".starters button").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.insert_text(DRUGS)
    page.keyboard.press("Enter")
    page.get_by_role("table", name=f"Who said what: {DRUGS}").wait_for()
    assert query(page) == {"q": [DRUGS], "lang": ["en"]}
    told = page.get_by_role("status").text_content()
    assert told == page.locator(".view-stances h2:visible").text_content()
    assert told.endswith("delegations spoke on this")
    assert page.title() == f"{DRUGS} · Rostrum"


def test_every_cell_says_what_was_said_or_that_nothing_was(page: Page) -> None:
    compare(page)
    heads = page.get_by_role("columnheader").all_inner_texts()
    assert [head.split()[0] for head in heads] == ["Delegation", "S/PV.9001", "S/PV.9002"]
    assert "5 March 2020" in heads[1]
    assert names(page)[0] == "上海合作组织"
    said = cell(page, "上海合作组织", 0)
    assert "212.1吨毒品" in said.locator(".quote").text_content()
    assert said.locator(".translated").text_content() == "Translation from Russian"
    assert "spoke, not on this" in cell(page, "波兰", 0).inner_text()
    assert cell(page, "比利时", 0).inner_text() == "did not speak"
    assert cell(page, "比利时", 1).inner_text() == "not named in the record"


def test_quotations_open_beside_the_table_and_statements_in_the_record(page: Page) -> None:
    compare(page)
    quote = cell(page, "上海合作组织", 0).locator(".quote").text_content()
    cell(page, "上海合作组织", 0).locator(".reference").click()
    assert marked(page) == quote
    assert page.locator(".stances").is_visible()
    page.keyboard.press("Escape")
    page.locator("#source").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.dataset.open") == "stance-1"
    cell(page, "波兰", 0).get_by_role("link", name="Statement").first.click()
    page.locator(".speech[data-here]").wait_for()
    assert "波兰" in page.locator("[data-here] .printed-heading").text_content()
    page.go_back()
    page.locator(".stances").wait_for()
    cell(page, "上海合作组织", 0).get_by_role("link", name="Read in context").click()
    page.locator(".view-read mark").first.wait_for()
    assert "".join(page.locator(".view-read mark").all_text_contents()) == quote


def test_headings_order_the_rows_and_keep_the_focus(page: Page) -> None:
    compare(page)
    closest = names(page)
    by_name = page.get_by_role("button", name="Delegation", exact=True)
    by_name.press("Enter")
    page.locator("[aria-sort]").wait_for()
    assert by_name.locator("..").get_attribute("aria-sort") == "ascending"
    assert names(page) == ["比利时", "波兰", "法国", "上海合作组织", "中国"]  # by pinyin
    assert page.evaluate("document.activeElement.textContent") == "Delegation"
    page.get_by_role("button", name="S/PV.9002").click()
    page.locator("[aria-sort=descending]").wait_for()
    assert page.locator("[aria-sort]").count() == 1
    told = page.locator(".stances td:nth-child(3)")
    statuses = [one.get_attribute("data-status") for one in told.all()]
    assert statuses == sorted(statuses, key=STATUSES.index)
    meeting = query(page)["sort"][0]
    assert page.get_by_label("Order").input_value() == meeting
    page.reload()
    page.locator(".stances tbody tr").first.wait_for()
    assert page.get_by_label("Order").input_value() == meeting
    page.get_by_label("Order").select_option("")
    page.locator("[aria-sort]").wait_for(state="detached")
    assert names(page) == closest


def test_meetings_and_rows_are_narrowed_and_the_address_tells(page: Page) -> None:
    compare(page)
    page.get_by_role("checkbox", name="S/PV.9002").uncheck()
    page.wait_for_url("**hide=**")
    assert page.get_by_role("columnheader").count() == 2
    assert "法国" not in names(page)
    page.get_by_label("Only those who spoke on this").check()
    page.wait_for_url("**said=1**")
    assert names(page) == ["上海合作组织"]
    assert page.get_by_role("heading", name="1 of 4 delegations spoke on this").is_visible()
    page.reload()
    page.locator(".stances tbody tr").first.wait_for()
    assert names(page) == ["上海合作组织"]
    page.get_by_label("Only those who spoke on this").uncheck()
    page.get_by_label("Find a delegation").fill("波")
    page.wait_for_url("**by=**")
    assert names(page) == ["波兰"]
    page.get_by_role("button", name="Compare all meetings").click()
    page.get_by_role("checkbox", name="S/PV.9003").wait_for()


def test_the_files_say_what_the_table_and_the_command_say(
    page: Page, library: Library, address: str
) -> None:
    compare(page, rest="")
    lines = list(csv.reader(io.StringIO(saved(page, "Download CSV").removeprefix("\ufeff"))))
    found = StanceFinder(library).find(DRUGS)
    expected = list(csv.reader(io.StringIO(stances_csv(found, address))))
    assert lines[0] == expected[0]
    numbers = expected[0].index("evidence")
    for line, other in zip(lines[1:], expected[1:], strict=True):
        assert float(line.pop(numbers)) == float(other.pop(numbers))
        assert line == other
    page.get_by_role("checkbox", name="S/PV.9002").uncheck()
    page.wait_for_url("**hide=**")
    table = saved(page, "Download Markdown")
    assert table.startswith("| Delegation | S/PV.9001, 5 March 2020 | S/PV.9003")
    assert f"]({address}/" in table
    assert {line.count(" | ") for line in table.splitlines()} == {2}


def test_no_spreadsheet_takes_a_quotation_for_a_formula(page: Page) -> None:
    compare(page, "Who counts the drugs seized in the valley by our organization?", "")
    quotes = page.locator(".stances .quote").all_text_contents()
    assert any(quote.startswith("=HYPERLINK") for quote in quotes)
    lines = csv.DictReader(io.StringIO(saved(page, "Download CSV").removeprefix("\ufeff")))
    written = [line["quote"] for line in lines]
    assert any(quote.startswith("'=HYPERLINK") for quote in written)
    assert not any(quote.startswith("=") for quote in written)


@pytest.mark.parametrize("size", [NARROW, {"width": 320, "height": 700}])
def test_on_a_phone_the_rows_are_cards_and_still_a_table(page: Page, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    compare(page, rest="")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.get_by_role("table").get_by_role("rowheader").count() == len(names(page))
    row = page.get_by_role("row").filter(has_text="上海合作组织").first
    row.get_by_role("cell").first.wait_for()
    assert "S/PV.9001" in row.get_by_text("5 March 2020").first.inner_text()
    assert cell(page, "比利时", 1).is_hidden()
    heights = row.locator("th, td:visible").evaluate_all("all => all.map((e) => e.offsetLeft)")
    assert len(set(heights)) == 1
    page.set_viewport_size(WIDE)
    page.get_by_role("columnheader").first.wait_for()


def test_a_number_finds_who_mentions_it(page: Page) -> None:
    page.goto("/stances?lang=en")
    page.get_by_role("textbox", name="Question, topic").fill("第2396号决议")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="mention of S/RES/2396").wait_for()
    assert query(page)["symbol"] == ["第2396号决议"]
    assert page.locator(".mention mark").all_text_contents() == ["第2396（2017）号决议"]
    assert "Shanghai" in page.locator(".mention .who").text_content()
    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name="S/RES/2396被提及1次").wait_for()
    assert "诺罗夫" in page.locator(".mention .who").text_content()
    page.locator(".mention .reference").click()
    assert "第2396（2017）号决议" in page.locator("#source mark").text_content()


def test_what_nobody_mentions_and_what_is_not_answered_is_told(page: Page) -> None:
    page.goto("/stances?lang=en&symbol=S/PV.9001")
    page.get_by_role("heading", name="Nobody mentions S/PV.9001").wait_for()
    page.get_by_role("link", name="Read in context").click()
    page.locator(".speech").first.wait_for()
    page.goto("/stances?lang=en&symbol=2397")
    page.get_by_role("alert").filter(has_text="S/RES/2396").wait_for()
    page.goto("/stances?lang=en&q=女性作曲家的交响乐")
    page.locator(".refused").wait_for()
    assert page.locator(".stances [data-status=said]").count() == 0
    page.get_by_role("textbox", name="Question, topic").fill(" ")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_text("Write a question or a topic first.").wait_for()


def test_another_language_does_not_compare_anew(page: Page) -> None:
    compare(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="中文").click()
    page.get_by_role("columnheader", name="代表团").wait_for()
    assert cell(page, "比利时", 0).inner_text() == "没有发言"
    assert [url for url in asked if "/v1/" in url] == []


def test_hostile_words_stay_words(page: Page) -> None:
    compare(page, "France welcomes the ceasefire and calls for access", "")
    assert any(HOSTILE in quote for quote in page.locator(".quote").all_text_contents())
    assert page.locator("main img, main script").count() == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_mentions_are_saved_as_the_command_writes_them(
    page: Page, library: Library, address: str, lang: Language
) -> None:
    page.goto(f"/stances?lang={lang}&symbol=2396")
    page.locator(".mention").first.wait_for()
    found = MentionFinder(library).find("2396", Filters(), lang)
    csv_button = {"en": "Download CSV", "zh": "下载CSV表格"}[lang]
    text = saved(page, csv_button).removeprefix("\ufeff")
    assert text.splitlines() == mentions_csv(found, address).splitlines()
    table = saved(page, {"en": "Download Markdown", "zh": "下载Markdown表格"}[lang])
    assert table.splitlines() == mentions_markdown(found, address).splitlines()
    assert "2396" in table


def test_mentions_that_are_not_shown_yet_are_saved_too(page: Page) -> None:
    def cut(route: Any) -> None:
        told = route.fetch().json()
        asked = parse_qs(urlsplit(route.request.url).query)
        limit, at = int(asked["limit"][0]), int(asked["offset"][0])
        one = told["mentions"] or [first[0]]
        first[:] = one
        # Two thousand and one, given a thousand at a time.
        count = max(0, min(limit, 2001 - at))
        route.fulfill(json={**told, "total": 2001, "mentions": one[:1] * count})

    first: list[Any] = []
    page.route("**/mentions?**", cut)
    page.goto("/stances?lang=en&symbol=2396")
    page.locator(".mention").nth(49).wait_for()
    assert page.locator(".mention").count() == 50
    lines = list(csv.reader(io.StringIO(saved(page, "Download CSV"))))
    assert len(lines) == 2002


def test_a_draft_outlives_another_language(page: Page) -> None:
    page.goto("/stances?lang=en&symbol=2396")
    page.locator(".mention").first.wait_for()
    box = page.get_by_role("textbox", name="Question, topic")
    box.fill("drugs in the valley")
    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name="S/RES/2396被提及1次").wait_for()
    assert page.locator("#stances-question").input_value() == "drugs in the valley"
