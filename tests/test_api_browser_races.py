"""What is slow comes late: nothing that was asked for before is shown over what is wanted now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from api_browser import QUESTION, Page, ask, launch, open_tab, query, serving
from api_fakes import FakeLibrary, build

from index.records.model import Speaker
from index.records.parse import parse_file

SEEDS = Path(__file__).parent.parent / "seeds"
MEETING, OTHER, *_ = (parse_file(path) for path in sorted(SEEDS.glob("*.txt")))
MANY = tuple(
    build(f"file{n}.txt", f"S/PV.{n}", [(Speaker("甲"), None, [f"第{n}次会议的发言。"])])
    for n in range(1, 251)
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    yield from serving(FakeLibrary((MEETING, OTHER, *MANY)))


browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)


class Held:
    """Requests that are kept waiting until the test lets them go."""

    def __init__(self, page: Page, wanted: Callable[[str], bool]) -> None:
        self._waiting: list[Any] = []
        page.route(lambda url: wanted(url), lambda route: self._waiting.append(route))
        self._page = page

    def wait(self, count: int = 1) -> None:
        """Wait until so many have come."""
        for _ in range(600):
            if len(self._waiting) >= count:
                return
            self._page.wait_for_timeout(50)
        raise AssertionError("no such request came")

    def let_go(self) -> None:
        """Answer all of them; those that nobody waits for any more are passed over."""
        for route in self._waiting:
            try:
                route.continue_()
            except Exception:  # aborted by the page
                continue
        self._waiting.clear()
        self._page.wait_for_timeout(400)


def is_raw(url: str) -> bool:
    return "raw=true" in url


def is_chinese_record(url: str) -> bool:
    return "/v1/documents/" in url and "language=zh" in url


# ---------------------------------------------------------------------------------------- reading


def test_a_file_that_is_not_wanted_any_more_does_not_open_beside_the_text(page: Page) -> None:
    page.goto("/read?doc=S/PV.8626&lang=en")
    page.locator(".speech").first.wait_for()
    held = Held(page, is_raw)
    button = page.get_by_role("button", name="Original")
    button.click()
    held.wait()
    button.click()
    held.let_go()
    assert "raw" not in query(page)
    assert button.get_attribute("aria-pressed") == "false"
    assert page.locator(".original").count() == 0


def test_the_language_chosen_last_is_the_one_of_the_names(page: Page) -> None:
    page.goto("/read?doc=S/PV.8626&lang=en")
    page.locator(".speech").first.wait_for()
    held = Held(page, is_chinese_record)
    page.get_by_role("button", name="中文").click()
    held.wait()
    page.get_by_role("button", name="English").click()
    held.let_go()
    names = page.locator(".speech-name").all_inner_texts()
    assert "Mr. Lavrov" in names[0]
    assert "王毅先生（中国）" not in names


def test_a_record_that_comes_late_does_not_cover_the_shelf(page: Page) -> None:
    page.goto("/read?lang=en")
    page.locator(".shelf li").first.wait_for()
    held = Held(page, lambda url: "/v1/documents/" in url)
    page.get_by_role("searchbox").fill("8626")
    page.locator(".shelf a", has_text="S/PV.8626").click()
    held.wait()
    page.go_back()
    held.let_go()
    page.locator(".shelf a", has_text="S/PV.8626").wait_for()
    assert page.locator(".speech").count() == 0
    assert page.get_by_role("heading", level=1).inner_text() == "Read a record"


def test_what_is_typed_while_the_file_is_on_its_way_is_found_and_asks_once(page: Page) -> None:
    page.goto("/read?doc=S/PV.8626&lang=en")
    page.locator(".speech").first.wait_for()
    held = Held(page, is_raw)
    page.get_by_role("button", name="Original").click()
    held.wait()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if is_raw(one.url) else None)
    box = page.get_by_role("searchbox")
    box.press_sequentially("恐怖主义")
    held.let_go()
    page.locator(".original").first.wait_for()
    assert asked == []
    assert box.input_value() == "恐怖主义"
    assert query(page)["find"] == ["恐怖主义"]
    assert "match" in page.locator(".find-count").inner_text()


# -------------------------------------------------------------------------------- what is written


def test_a_question_being_written_outlives_a_filter_and_another_language(page: Page) -> None:
    page.goto("/?lang=en")
    box = page.locator("#question")
    box.fill("What did the other delegations say?")
    page.locator(".filters summary").click()
    page.locator("#filter-from").fill("2019-01-01")
    page.wait_for_url("**from=2019**")
    assert box.input_value() == "What did the other delegations say?"
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="提问").wait_for()
    assert box.input_value() == "What did the other delegations say?"


def test_a_follow_up_being_written_outlives_another_language(page: Page) -> None:
    page.goto("/?lang=en")
    ask(page, QUESTION)
    page.get_by_role("button", name="Ask a follow-up").click()
    page.locator("#follow-up").fill("那波兰呢")
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="提问").first.wait_for()
    assert page.locator("#follow-up").input_value() == "那波兰呢"
    page.locator("#follow-up").press("Enter")
    page.wait_for_url("**h=**")


def test_a_quotation_being_written_outlives_another_language(page: Page) -> None:
    page.goto("/verify?lang=en")
    page.locator("#verify-quote").fill("缴获了毒品")
    page.locator("#verify-by").fill("PL")
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="核对").wait_for()
    assert page.locator("#verify-quote").input_value() == "缴获了毒品"
    assert page.locator("#verify-by").input_value() == "PL"


def test_the_form_of_a_reference_chosen_last_is_shown(page: Page) -> None:
    page.goto("/?lang=en")
    ask(page, QUESTION)
    held = Held(page, lambda url: "format=bibtex" in url)
    page.locator(".cite summary").first.click()
    page.locator(".cite-text", has_text="S/PV.8626").first.wait_for()
    page.get_by_role("button", name="BibTeX").first.click()
    held.wait()
    page.get_by_role("button", name="RIS").first.click()
    page.locator(".cite-text", has_text="TY  -").first.wait_for()
    held.let_go()
    assert page.locator(".cite-text").first.inner_text().startswith("TY  -")


# ------------------------------------------------------------------------------------ the long list


def test_a_long_list_is_shown_page_by_page(page: Page) -> None:
    page.goto("/documents?lang=en")
    page.get_by_role("heading", name="252 documents held").wait_for()
    assert page.locator(".held-table > tbody").count() == 100
    assert "Chinese 252" in page.locator(".sums").inner_text()
    page.get_by_role("button", name="Show more (152 left)").press("Enter")
    page.get_by_role("button", name="Show more (52 left)").wait_for()
    assert page.locator(".held-table > tbody").count() == 200
    # The keyboard goes on with the first of the new ones.
    key = page.evaluate("document.activeElement.dataset.key")
    assert key == page.locator(".row-actions .action").nth(100).get_attribute("data-key")
    page.get_by_role("button", name="Document", exact=True).click()
    page.locator(".held-table th[scope=row]").first.get_by_text("S/PV.8626").wait_for()


def test_what_was_found_for_fewer_letters_does_not_come_over_more(page: Page) -> None:
    page.goto("/documents?lang=en")
    page.locator(".held-table").wait_for()
    held = Held(page, lambda url: "find=file24&" in url)
    box = page.get_by_role("searchbox")
    box.fill("file24")
    held.wait()
    box.fill("file249")
    page.get_by_role("heading", name="1 of 252 documents").wait_for()
    held.let_go()
    assert page.locator(".held-table > tbody").count() == 1
    assert box.input_value() == "file249"


def test_details_are_shown_of_a_document_far_down_the_list(page: Page) -> None:
    id = MANY[-1].document.id
    page.goto(f"/documents?lang=en&show={id}")
    row = page.locator(f'tr[data-document="{id}"]')
    row.wait_for()
    assert (
        row.get_by_role("button", name="How it was parsed").get_attribute("aria-expanded") == "true"
    )
    assert page.locator(".held-table > tbody").count() == 101


def test_what_is_beside_a_question_leads_to_the_whole_list(page: Page) -> None:
    page.goto("/?lang=en")
    page.locator(".held-item").first.wait_for()
    assert page.locator(".held-item").count() == 12
    page.get_by_role("link", name="All 252 documents").click()
    page.get_by_role("heading", name="252 documents held").wait_for()
