"""The Check view in a real browser: every verdict, the differences, the way to the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from api_browser import NARROW, WIDE, Page, launch, marked, open_tab, query, serving, until
from api_fakes import HOSTILE, FakeLibrary

from index.errors import FilterError
from index.search.model import SearchResult


class Discerning(FakeLibrary):
    """A library that knows its delegations apart and nobody by name."""

    def search(
        self, question: str, k: int = 10, filters: Any = None, legs: Any = ()
    ) -> SearchResult:
        if filters and filters.speakers:
            raise FilterError("No speaker of this name is known.", "Known: Norov.")
        found = super().search(question, k, filters, legs)
        wanted = filters.delegations if filters else ()
        hits = (h for h in found.hits if not wanted or _code(h.statement.speaker) in wanted)
        return replace(found, hits=tuple(hits))


def _code(speaker: Any) -> str | None:
    return speaker.delegation.code if speaker.delegation else None


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    yield from serving(Discerning())


browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)

EXACT = "过去五年来，我们缴获了40%以上的非法麻醉品。"
CHANGED = "过去六年来，我们共缴获了40%以上的麻醉品。"


def check(page: Page, quotation: str, by: str = "", lang: str = "en") -> Page:
    """Open the address of a check and wait for its verdict."""
    page.goto(f"/verify?{urlencode({'quote': quotation, 'by': by, 'lang': lang})}")
    page.locator(".verdict-name").wait_for()
    return page


def test_a_quotation_is_checked_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/?lang=en")
    page.locator(".held-item").first.wait_for()
    page.get_by_role("link", name="Check", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Check a quotation", level=1).wait_for()
    until(page, "document.activeElement.tagName === 'H1'")
    assert page.title() == "Check · Rostrum"
    page.keyboard.press("Tab")
    page.keyboard.insert_text(EXACT)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Exact").wait_for()
    assert page.get_by_role("status").text_content().startswith("Exact. The quotation is in")
    assert query(page) == {"quote": [EXACT], "lang": ["en"]}


def test_an_exact_quotation_leads_to_its_place_and_back(page: Page) -> None:
    check(page, EXACT)
    assert page.locator(".verdict-place .quote").text_content() == EXACT
    assert page.locator("ins, del").count() == 0
    page.get_by_role("link", name="Show in the source").click()
    assert marked(page) == EXACT
    assert "Norov" in page.locator(".source .who").inner_text()
    page.keyboard.press("Escape")
    page.locator("#source").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.dataset.open") == "verify-place-1"
    page.locator(".verdict-place").get_by_role("link", name="Read in context").click()
    page.locator(".view-read mark").first.wait_for()
    assert "".join(page.locator(".view-read mark").all_text_contents()) == EXACT


def test_every_difference_is_marked_by_more_than_colour(page: Page) -> None:
    check(page, CHANGED)
    page.get_by_role("heading", name="Close, not exact").wait_for()
    heard = [page.locator(f".quote {tag}").all_text_contents() for tag in ("del", "ins")]
    assert heard == [
        ["[only in the quotation] 六", "[only in the quotation] 共"],
        ["[only in the record] 五", "[only in the record] 非法"],
    ]
    lines = [
        page.locator(f".quote {tag}").first.evaluate("e => getComputedStyle(e).textDecorationLine")
        for tag in ("del", "ins")
    ]
    assert lines == ["line-through", "underline"]
    assert page.locator(".legend li").count() == 3
    assert "4 characters differ" in page.locator(".verdict-place").inner_text()


def test_the_words_of_somebody_else(page: Page) -> None:
    check(page, EXACT, "PL", "zh")
    page.get_by_role("heading", name="是别人说的").wait_for()
    assert "而不是波兰" in page.locator(".verdict-reason").inner_text()
    assert "并非出自所填的发言者" in page.locator(".verdict-place").inner_text()


def test_what_is_not_there_comes_with_the_nearest_passages(page: Page) -> None:
    check(page, "The moon is made of cheese and orbits Jupiter")
    page.get_by_role("heading", name="Not found").wait_for()
    page.locator(".hit a").first.click()
    assert marked(page) == page.locator(".hit-text").first.text_content()


def test_the_check_is_told_in_the_language_of_the_page(page: Page) -> None:
    check(page, CHANGED)
    assert "Norov" in page.locator(".verdict-place .who").inner_text()
    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name="相近，但不完全相符").wait_for()
    assert "诺罗夫" in page.locator(".verdict-place .who").inner_text()
    assert page.locator("#verify-quote").input_value() == CHANGED


def test_an_unknown_speaker_is_a_problem_with_advice_and_words_are_asked_for(page: Page) -> None:
    page.goto(f"/verify?lang=en&by=Atlantis&quote={quote(EXACT)}")
    alert = page.get_by_role("alert").filter(has_text="Atlantis")
    alert.wait_for()
    assert "Known" in alert.inner_text()
    page.locator("#verify-quote").fill("  ")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("Paste a quotation first.").wait_for()
    assert page.evaluate("document.activeElement.id") == "verify-quote"


def test_a_view_is_found_again_as_it_was_left(page: Page) -> None:
    check(page, EXACT)
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_role("heading", name="Ask the record").wait_for()
    page.get_by_role("link", name="Check", exact=True).click()
    page.get_by_role("heading", name="Exact").wait_for()
    assert query(page)["quote"] == [EXACT]
    page.get_by_role("link", name="Check", exact=True).click()
    page.locator(".verdict").wait_for(state="hidden")
    assert page.locator("#verify-quote").input_value() == ""
    page.go_back()
    page.get_by_role("heading", name="Exact").wait_for()


def test_a_quotation_too_long_for_a_server_keeps_its_link(page: Page) -> None:
    check(page, EXACT)
    page.locator("#verify-quote").fill(EXACT + "补充说明。" * 400)
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_url(lambda url: "#?quote=" in url)
    page.reload()
    page.locator(".verdict-name").wait_for()
    assert len(page.locator("#verify-quote").input_value()) > 2000


def test_a_view_that_does_not_load_says_so(page: Page) -> None:
    page.goto("/?lang=en")
    page.locator(".held-item").first.wait_for()
    page.route("**/page/verify.js", lambda route: route.abort())
    page.get_by_role("link", name="Check", exact=True).click()
    page.get_by_role("heading", name="The service cannot be reached").wait_for()
    page.unroute("**/page/verify.js")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", name="Check a quotation").wait_for()


def test_hostile_words_stay_words_at_any_width(page: Page) -> None:
    check(page, f"Concept note on organised crime. {HOSTILE}")
    assert HOSTILE in page.locator(".verdict-place .quote").inner_text()
    assert page.locator("img").count() == 0
    for size in (NARROW, {"width": 320, "height": 700}, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_headings_and_names_are_in_order(page: Page, browser: Any) -> None:
    check(page, CHANGED)
    assert page.locator("h1:visible, h2:visible").all_text_contents()[0] == "Check a quotation"
    assert page.get_by_role("textbox", name="Quotation").count() == 1
    assert page.get_by_role("textbox", name="Said by").count() == 1
    assert page.get_by_role("navigation", name="Views").get_by_role("link").count() >= 2
    current = page.locator("[aria-current=page]").all_text_contents()
    assert current == ["Check"]
