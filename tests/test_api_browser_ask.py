"""What surrounds a question in a real browser: narrowing, streaming, asking on, citing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from api_browser import (
    QUESTION,
    Page,
    ask,
    launch,
    marked,
    open_tab,
    query,
    serving,
    too_faint,
    until,
)
from api_fakes import FakeAnswerer, FakeLibrary

from index.search.model import Filters
from rag.events import Events, Hits, Piece, told

SLOW = "慢慢回答：上合组织缴获了多少麻醉品？"


class Slow(FakeAnswerer):
    """Tells the first words of an answer to the slow question and waits before the rest."""

    go_on = threading.Event()

    def events(self, question: str, k: int = 10, filters: Filters | None = None) -> Events:
        answer = self.ask(question, k, filters)
        first = answer.text[:12]
        yield Hits(answer.hits, answer.language)
        if question == SLOW:
            yield Piece(first)
            self.go_on.wait(60)
        yield from told(answer, first if question == SLOW else "")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    yield from serving(FakeLibrary(), Slow)
    Slow.go_on.set()


browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)


def sent(page: Page) -> list[dict[str, Any]]:
    """The bodies of the questions that the page sends from now on."""
    bodies: list[dict[str, Any]] = []
    page.on(
        "request",
        lambda one: bodies.append(one.post_data_json) if one.url.endswith("/v1/ask") else None,
    )
    return bodies


def rewritten(page: Page, **fields: Any) -> None:
    """Have the service answer with some fields changed; those of `citation` in every citation."""

    def change(route: Any) -> None:
        headers = {**route.request.headers, "accept": "application/json"}
        answer = route.fetch(headers=headers).json()
        for citation in answer["citations"]:
            citation.update(fields.get("citation", {}))
        route.fulfill(json=answer | {k: v for k, v in fields.items() if k != "citation"})

    page.route("**/v1/ask", change)


def opened(page: Page, **parameters: Any) -> Page:
    page.goto(f"/?{urlencode({'lang': 'en', 'q': QUESTION} | parameters, doseq=True)}")
    page.locator("#answer h2").wait_for()
    return page


# ------------------------------------------------------------------------------------ streaming


def test_the_first_words_are_shown_before_the_answer_is_complete(page: Page) -> None:
    Slow.go_on.clear()
    page.goto(f"/?{urlencode({'lang': 'en', 'q': SLOW})}")
    page.locator(".prose").wait_for()
    assert page.locator(".prose").inner_text() == "诺罗夫先生（上海合作组织"
    assert page.locator("#answer").get_attribute("aria-busy") == "true"
    assert page.locator(".hit").count() > 4
    assert page.get_by_role("status").text_content() == ""
    Slow.go_on.set()
    page.locator(".citation").first.wait_for()
    assert page.locator(".prose").count() == 0
    assert page.locator("#answer").get_attribute("aria-busy") == "false"
    assert page.get_by_role("status").text_content().startswith("2 quotations")


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("", "The service cannot be reached"),
        (
            'event: error\ndata: {"type": "urn:rostrum:problem:library-busy"}\n\n',
            "The library is being written to",
        ),
    ],
)
def test_an_answer_that_breaks_off_is_a_problem_with_a_way_on(
    page: Page, rest: str, said: str
) -> None:
    begun = 'event: answer\ndata: {"text": "Norov said", "anew": false}\n\n'
    page.route(
        "**/v1/ask",
        lambda route: route.fulfill(content_type="text/event-stream", body=begun + rest),
    )
    page.goto(f"/?{urlencode({'lang': 'en', 'q': QUESTION})}")
    page.get_by_role("heading", name=said).wait_for()
    assert page.locator(".prose").count() == 0
    page.unroute("**/v1/ask")
    page.get_by_role("button", name="Try again").click()
    page.locator(".citation").first.wait_for()


# ------------------------------------------------------------------------------------ narrowing


def test_an_answer_is_narrowed_and_widened_again_without_a_mouse(page: Page) -> None:
    bodies = sent(page)
    opened(page)
    page.locator(".filters summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Delegation").fill("PL")
    page.keyboard.press("Enter")
    chip = page.get_by_role("button", name="Remove: Delegation PL")
    chip.wait_for()
    page.get_by_label("From").fill("2019-01-01")
    page.get_by_role("button", name="Remove: From 1 January 2019").wait_for()
    assert query(page) == {
        "q": [QUESTION], "lang": ["en"], "delegation": ["PL"], "from": ["2019-01-01"],
    }  # fmt: skip
    assert bodies[-1]["filters"] == {"delegations": ["PL"], "date_from": "2019-01-01"}
    page.reload()
    chip.focus()
    page.keyboard.press("Enter")
    chip.wait_for(state="detached")
    page.locator(".citation").first.wait_for()
    assert page.evaluate("document.activeElement.className") == "chip"
    assert bodies[-1]["filters"] == {"date_from": "2019-01-01"}


def test_what_is_held_is_offered_to_choose_from(page: Page) -> None:
    opened(page, lang="zh")
    page.locator(".filters summary").click()
    page.locator("datalist option").first.wait_for(state="attached")
    offered = {
        name: page.locator(f"#filter-{name}-choices option").evaluate_all(
            "all => all.map(one => one.value)"
        )
        for name in ("document", "delegation", "speaker")
    }
    assert "S/PV.8626" in offered["document"]
    assert offered["delegation"] == ["波兰", "上海合作组织"]
    assert offered["speaker"] == ["普日达奇", "诺罗夫"]


def test_a_day_is_taken_when_its_year_is_whole(page: Page) -> None:
    bodies = sent(page)
    opened(page)
    page.locator(".filters summary").click()
    page.get_by_label("From").focus()
    page.keyboard.type("05052019")
    page.get_by_role("button", name="Remove: From").wait_for()
    page.locator(".citation").first.wait_for()
    days = [one.get("filters", {}).get("date_from") for one in bodies]
    assert days == [None, "2019-05-05"]


def test_a_filter_that_nothing_fits_can_be_taken_back(page: Page) -> None:
    page.goto(f"/?{urlencode({'lang': 'en', 'q': QUESTION, 'delegation': 'Atlantis'})}")
    page.get_by_role("heading", name="A filter names something that is not held").wait_for()
    assert "Known: 波兰 (PL)." in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="Remove: Delegation Atlantis").click()
    page.locator(".citation").first.wait_for()


FACETS = [
    {"kind": "delegation", "value": "SCO", "label": "上海合作组织"},
    {"kind": "speaker", "value": "诺罗夫", "label": "Mr. Norov"},
    {"kind": "speaker", "value": "Norov", "label": "Mr. Norov"},
    {"kind": "meeting", "value": "8626", "label": "8626th meeting"},
]


def reading(page: Page) -> None:
    """Have the service say what it read out of a question, as far as it is not ignored."""

    def change(route: Any) -> None:
        headers = {**route.request.headers, "accept": "application/json"}
        answer = route.fetch(headers=headers)
        if not answer.ok:
            route.fulfill(response=answer)
            return
        asked = route.request.post_data_json.get("filters", {}).get("ignore", [])
        aside = [one for one in FACETS if f"{one['kind']}:{one['value']}" in asked]
        counted = [one for one in FACETS if one not in aside]
        route.fulfill(json=answer.json() | {"facets": counted, "ignored": aside})

    page.route("**/v1/ask", change)


def test_what_was_read_from_the_question_can_be_set_aside_and_counted_again(page: Page) -> None:
    reading(page)
    bodies = sent(page)
    opened(page)
    chips = page.locator(".facets button")
    assert [one.split() for one in chips.all_inner_texts()] == [
        ["Delegation", "上海合作组织", "×"], ["Speaker", "Mr.", "Norov", "×"],
        ["8626th", "meeting", "×"],
    ]  # fmt: skip
    assert "filters" not in bodies[-1]
    page.get_by_role("button", name="Do not count: Speaker Mr. Norov").focus()
    page.keyboard.press("Enter")
    again = page.get_by_role("button", name="Count again: Speaker Mr. Norov")
    again.wait_for()
    assert page.evaluate("document.activeElement.id") == "answer"
    assert bodies[-1]["filters"] == {"ignore": ["speaker:诺罗夫", "speaker:Norov"]}
    page.get_by_role("button", name="Do not count: 8626th meeting").click()
    page.get_by_role("button", name="Count again: 8626th meeting").wait_for()
    page.reload()
    again.click()
    again.wait_for(state="detached")
    page.locator(".facets").wait_for()
    assert query(page) == {"q": [QUESTION], "lang": ["en"], "ignore": ["meeting:8626"]}
    assert bodies[-1]["filters"] == {"ignore": ["meeting:8626"]}


def test_what_is_set_aside_goes_with_the_question_and_not_with_the_next_one(
    page: Page, address: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    reading(page)
    opened(page, ignore="meeting:8626", delegation="PL")
    page.get_by_role("button", name="Remove: Delegation PL").click()
    page.get_by_role("button", name="Remove: Delegation PL").wait_for(state="detached")
    page.locator(".citation").first.wait_for()
    assert query(page)["ignore"] == ["meeting:8626"]
    page.get_by_role("button", name="Copy link to this answer").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(link).query)["ignore"] == ["meeting:8626"]
    ask(page, "那谁是主席？")
    assert query(page) == {"q": ["那谁是主席？"], "lang": ["en"]}


def test_what_cannot_be_set_aside_can_be_taken_back(page: Page) -> None:
    opened(page, ignore="lies", lang="zh")
    page.get_by_role("heading", name="所填的筛选条件在资料库中不存在").wait_for()
    assert "'lies' is no facet" in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="重新计入：lies").click()
    page.locator(".citation").first.wait_for()
    assert query(page) == {"q": [QUESTION], "lang": ["zh"]}


# ------------------------------------------------------------------------------------ asking on


def test_a_follow_up_is_understood_by_what_was_asked_before(page: Page) -> None:
    bodies = sent(page)
    opened(page, lang="zh")
    page.get_by_role("button", name="继续追问").click()
    assert page.evaluate("document.activeElement.id") == "follow-up"
    page.keyboard.insert_text("那波兰呢？")
    page.keyboard.press("Enter")
    page.get_by_text("理解为：").wait_for()
    assert page.locator(".understood a").inner_text() == "波兰缴获了多少麻醉品？"
    assert [one["question"] for one in bodies[-1]["history"]] == [QUESTION]
    assert query(page) == {"h": [QUESTION], "q": ["那波兰呢？"], "lang": ["zh"]}
    page.reload()
    page.get_by_text("理解为：").wait_for()
    assert bodies[-1]["history"] == [QUESTION]  # a new page knows the question alone
    page.get_by_role("navigation", name="此前的提问").get_by_role("link", name=QUESTION).click()
    page.locator(".trail").wait_for(state="hidden")
    assert query(page) == {"q": [QUESTION], "lang": ["zh"]}


def test_a_follow_up_has_a_link_that_needs_nothing_before_it(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    opened(page, h=QUESTION, q="那波兰呢？", document="S/PV.8626")
    page.get_by_role("button", name="Copy link to this answer").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(link).query) == {
        "q": ["波兰缴获了多少麻醉品？"], "document": ["S/PV.8626"], "lang": ["en"],
    }  # fmt: skip
    page.get_by_role("link", name="Begin anew").click()
    page.locator("#examples").wait_for()
    assert query(page) == {"lang": ["en"]}


# ------------------------------------------------------------------------------------ citing


def test_a_quotation_is_cited_in_every_form_with_its_link(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    opened(page)
    first = page.locator(".citation").first
    first.locator("summary").click()
    text = first.locator(".cite-text")
    until(page, "document.querySelector('.cite-text').textContent.length > 5")
    assert text.text_content().startswith("S/PV.8626, 25 September 2019, Mr. Norov")
    for form, begins in [("Footnote", "Mr. Norov ("), ("BibTeX", "@techreport{"), ("RIS", "TY  -")]:
        first.get_by_role("button", name=form).click()
        until(
            page,
            "begins => document.querySelector('.cite-text').textContent.startsWith(begins)",
            arg=begins,
        )
    first.get_by_role("button", name="Copy reference").click()
    first.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("TY  -")
    quotation = first.locator(".quote").text_content()
    page.goto(first.get_by_role("link", name="Link to this place").get_attribute("href"))
    assert marked(page) == quotation


def test_a_number_shows_its_quotation_to_pointer_and_keyboard(page: Page) -> None:
    rewritten(page, answer="Two things were said [1], and another [2].")
    opened(page)
    number = page.get_by_role("link", name="Citation 1")
    number.hover()
    assert page.locator(".quote").first.text_content() in page.get_by_role("tooltip").inner_text()
    page.mouse.move(5, 5)
    page.get_by_role("tooltip").wait_for(state="detached")
    page.get_by_role("link", name="Citation 2").focus()
    page.get_by_role("tooltip").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("tooltip").wait_for(state="detached")
    assert page.evaluate("document.activeElement.dataset.citation") == "2"


def test_several_speakers_are_introduced_and_said_once(page: Page) -> None:
    opened(page, q="波兰和上合组织打击恐怖主义、麻醉品", lang="zh")
    assert page.locator(".opening").inner_text() == "以下发言者谈到这一点："
    assert page.locator(".prose").count() == 0
    quotation = page.locator(".quote").first.inner_text()
    assert page.locator("#answer").inner_text().count(quotation) == 1
    first = page.locator(".citation").first.bounding_box()
    assert page.locator(".opening").bounding_box()["y"] < first["y"]


def test_words_of_the_other_language_are_explained(page: Page) -> None:
    rewritten(page, citation={"gloss": [{"words": "麻醉品", "meaning": "narcotics"}]})
    opened(page)
    gloss = page.locator(".gloss").first
    assert gloss.locator("dt").get_attribute("lang") == "zh"
    assert gloss.inner_text().split() == ["麻醉品", "narcotics"]


def test_what_a_language_model_wrote_is_said_to_be_so(page: Page) -> None:
    left = {"sentence": "It was a record.", "reason": "The passage says no such thing."}
    rewritten(page, engine="some-model", answer="They seized drugs [1].", left_out=[left])
    opened(page)
    assert "Written by some-model" in page.locator("#answer").inner_text()
    page.get_by_text("1 sentence left out").click()
    assert "The passage says no such thing." in page.locator(".left").inner_text()


# ------------------------------------------------------------------------------------ every reader


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_opened_fits_and_can_be_read(page: Page, language: str) -> None:
    rewritten(page, citation={"gloss": [{"words": "麻醉品", "meaning": "narcotics"}]})
    opened(page, lang=language, h=QUESTION, q="那波兰呢？", document="S/PV.8626")
    page.locator(".filters summary").click()
    page.locator(".cite summary").first.click()
    page.locator(".follow button").first.click()
    until(page, "document.querySelector('.cite-text').textContent.length > 5")
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert too_faint(page) == [], scheme


def test_asking_again_after_a_conversation_goes_on_with_it(page: Page) -> None:
    opened(page, h=QUESTION, q="那波兰呢？")
    ask(page, "那谁是主席？")
    assert query(page) == {"h": [QUESTION], "q": ["那谁是主席？"], "lang": ["en"]}
