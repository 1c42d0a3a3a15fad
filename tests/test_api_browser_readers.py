"""The page for every reader: keyboard, screen reader, both languages, any width, light and dark."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from api_browser import (
    NARROW,
    QUESTION,
    WIDE,
    Page,
    ask,
    in_view,
    launch,
    marked,
    open_tab,
    query,
    serve,
    too_faint,
    until,
)
from api_fakes import HOSTILE

address = pytest.fixture(scope="module")(serve)
browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)


def test_everything_can_be_done_with_the_keyboard(page: Page) -> None:
    page.goto("/?lang=en")
    page.locator(".held-item").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.insert_text(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".citation").first.wait_for()
    page.keyboard.press("Tab")  # the button
    page.keyboard.press("Tab")  # narrowing down
    page.keyboard.press("Tab")  # the first citation
    page.keyboard.press("Enter")
    quotation = page.locator(".quote").first.text_content()
    assert marked(page) == quotation
    assert page.evaluate("document.activeElement.id") == "source"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel") == "Close the source"
    page.keyboard.press("Escape")
    page.locator("#source").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.dataset.open") == "citation-1"


def test_the_focus_can_be_seen_wherever_it_goes(page: Page) -> None:
    page.goto(f"/?lang=en&q={quote(QUESTION)}&c=1")
    marked(page)
    seen = 0
    for _ in range(30):
        page.keyboard.press("Tab")
        style = page.evaluate(
            """() => {
              const at = document.activeElement;
              if (!at || at === document.body) return null;
              const box = at.closest(".box") ?? at;
              return [at.matches("textarea") ? getComputedStyle(box).boxShadow
                                             : getComputedStyle(at).outlineStyle, at.outerHTML];
            }"""
        )
        if style is None:
            break
        assert style[0] not in ("none", ""), style[1]
        seen += 1
    assert seen > 10


def test_the_answer_is_announced(page: Page) -> None:
    page.goto("/?lang=en")
    status = page.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    ask(page, QUESTION)
    assert status.text_content().startswith("2 quotations from the record.")
    assert "40%以上" in status.text_content()


def test_landmarks_and_names_are_there(page: Page) -> None:
    page.goto(f"/?lang=en&q={quote(QUESTION)}&c=1")
    marked(page)
    for role, name in [
        ("banner", None),
        ("main", None),
        ("contentinfo", None),
        ("search", "Ask the record"),
        ("region", "Answer"),
        ("region", "Source"),
        ("region", "Related passages"),
        ("region", "Documents held"),
        ("navigation", "Language of the page"),
        ("textbox", "Your question"),
        ("article", "Statement 1 of 2"),
        ("heading", "Ask the record"),
    ]:
        found = page.get_by_role(role, name=name) if name else page.get_by_role(role)
        assert found.count() == 1, (role, name)


def test_the_language_is_switched_and_remembered(page: Page) -> None:
    page.goto(f"/?q={quote(QUESTION)}&c=1")
    marked(page)
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name="记录中的2处原话").wait_for()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert query(page)["lang"] == ["zh"]
    assert "译自俄语" in page.locator("#answer").inner_text()
    assert "40%以上" in marked(page)
    page.goto("/")
    page.get_by_role("heading", name="向会议记录提问").wait_for()


def test_the_browser_language_decides_at_the_first_visit(browser: Any, address: str) -> None:
    for locale, title in [("zh-CN", "向会议记录提问"), ("fr-FR", "Ask the record")]:
        context = browser.new_context(locale=locale, base_url=address)
        tab = context.new_page()
        tab.goto("/")
        tab.get_by_role("heading", name=title).wait_for()
        context.close()


def test_the_source_stands_beside_the_answer_where_there_is_room_and_below_it_where_not(
    page: Page,
) -> None:
    def boxes() -> tuple[dict[str, float], dict[str, float]]:
        marked(page)
        return page.locator("#answer").bounding_box(), page.locator("#source").bounding_box()

    page.goto(f"/?lang=zh&q={quote(QUESTION)}&c=1")
    answer, source = boxes()
    assert source["x"] > answer["x"] + answer["width"]
    assert source["y"] + source["height"] <= WIDE["height"]
    page.set_viewport_size(NARROW)
    answer, source = boxes()
    assert source["y"] > answer["y"] + answer["height"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_runs_out_of_the_window(page: Page, language: str) -> None:
    page.goto(f"/?lang={language}&q={quote(HOSTILE)}&c=1")
    marked(page)
    for width in (320, 360, 768, 1023, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_opening_a_citation_on_a_narrow_screen_brings_the_source_into_view(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/?lang=en")
    ask(page, QUESTION)
    page.locator(".citation").first.get_by_role("link").click()
    marked(page)
    until(page, "Math.abs(document.querySelector('#source').getBoundingClientRect().top) < 60")
    assert in_view(page)


@pytest.mark.parametrize("path", ["/", f"/?q={quote(QUESTION)}&c=1", "/?q=Mars", "/?q=explode"])
def test_text_has_the_contrast_that_wcag_aa_asks_for(page: Page, path: str) -> None:
    page.goto(path)
    page.locator(".held-item").first.wait_for()
    if "q=" in path:
        page.locator("#answer h2").wait_for()
    if "c=1" in path:
        marked(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert too_faint(page) == [], scheme


def test_nothing_moves_for_those_who_asked_for_rest(page: Page) -> None:
    page.route("**/v1/ask", lambda route: None)
    page.goto(f"/?lang=en&q={quote(QUESTION)}")
    page.get_by_text("Reading the records").wait_for()
    assert (
        page.evaluate("document.getAnimations().filter(a => a.playState === 'running').length") == 0
    )
