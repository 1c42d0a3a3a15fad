"""The page in a real browser: a question, its answer, the source, and what can go wrong."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from api_browser import QUESTION, SECOND, Page, ask, in_view, launch, marked, open_tab, query, serve
from api_fakes import HOSTILE, LETTER, MEETING

address = pytest.fixture(scope="module")(serve)
browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)


def test_a_quotation_over_two_paragraphs_is_marked_in_both(page: Page) -> None:
    first, second = MEETING.statements[0].paragraphs[:2]
    page.goto(f"/?lang=en#doc={MEETING.document.id}&start={first.start + 3}&end={second.end - 4}")
    page.locator("mark").first.wait_for()
    words = MEETING.text[first.start + 3 : second.end - 4].split("\n")
    assert page.locator("mark").all_text_contents() == words


@pytest.mark.parametrize("question", [QUESTION, SECOND])
def test_an_opened_citation_marks_exactly_the_words_it_quotes(page: Page, question: str) -> None:
    page.goto("/?lang=en")
    ask(page, question)
    first = page.locator(".citation").first
    quotation = first.locator(".quote").text_content()
    first.get_by_role("link").click()
    assert marked(page) == quotation
    assert quotation in MEETING.text
    assert in_view(page)
    assert query(page) == {"lang": ["en"], "q": [question], "c": ["1"]}


def test_a_citation_shows_speaker_delegation_reference_and_translation(page: Page) -> None:
    page.goto("/?lang=en")
    ask(page, QUESTION)
    text = page.locator(".citation").first.inner_text()
    assert "诺罗夫先生（上海合作组织）" in text
    assert "Translation from Russian" in text
    assert "S/PV.8626，2019年9月25日" in text


def test_the_address_brings_question_and_citation_back_after_a_reload(page: Page) -> None:
    page.goto(f"/?lang=zh&q={quote(SECOND)}&c=1")
    before = marked(page)
    page.reload()
    assert marked(page) == before
    assert page.get_by_role("textbox").input_value() == SECOND


def test_the_source_turns_to_other_statements_and_back(page: Page) -> None:
    page.goto(f"/?lang=en&q={quote(QUESTION)}&c=1")
    marked(page)
    page.get_by_role("button", name="Next").click()
    assert page.locator("mark").count() == 0
    assert "波兰支持打击恐怖主义" in page.locator(".statement").inner_text()
    assert page.get_by_role("button", name="Next").is_disabled()
    page.get_by_role("combobox").select_option("1")
    assert "40%以上" in marked(page)


def test_back_and_forward_walk_through_what_was_opened(page: Page) -> None:
    page.goto("/?lang=en")
    ask(page, QUESTION)
    page.locator(".citation").first.get_by_role("link").click()
    marked(page)
    page.go_back()
    page.locator("#source").wait_for(state="hidden")
    page.go_back()
    page.locator("#examples").wait_for()
    assert page.get_by_role("textbox").input_value() == ""
    page.go_forward()
    page.locator(".citation").first.wait_for()


def test_a_place_has_a_link_of_its_own(page: Page) -> None:
    second = MEETING.statements[1].paragraphs[0]
    path = f"/?lang=en#doc={MEETING.document.id}&start={second.start}&end={second.end}"
    page.goto(path)
    assert marked(page) == "𠮷祥的开场白之后，波兰支持打击恐怖主义。"
    link = page.get_by_role("link", name="Link to this place").get_attribute("href")
    assert link == path
    page.reload()
    assert marked(page).startswith("𠮷祥")


@pytest.mark.parametrize(
    "place", ["&start=5&end=99999999", "&start=9&end=2", "&start=x&end=-1", ""]
)
def test_a_place_that_does_not_exist_opens_the_document_without_marks(
    page: Page, place: str
) -> None:
    page.goto(f"/?lang=en#doc={MEETING.document.id}{place}")
    page.locator(".statement").wait_for()
    assert page.locator("mark").count() == 0


def test_nearest_passages_and_held_documents_open_too(page: Page) -> None:
    page.goto("/?lang=en")
    ask(page, QUESTION)
    page.locator(".hit-reference").nth(1).click()
    assert marked(page) == page.locator(".hit-text").nth(1).text_content()
    page.locator("#held").get_by_role("link", name="S/PV.8626").click()
    page.locator("#source h3", has_text="Norov").wait_for()
    assert page.locator("mark").count() == 0


def test_more_passages_are_one_step_away(page: Page) -> None:
    page.goto("/?lang=en")
    ask(page, QUESTION)
    assert page.locator(".hit:visible").count() == 4
    page.get_by_role("button", name="Show 6 more passages").click()
    assert page.locator(".hit:visible").count() == 10


def test_quotation_and_reference_can_be_copied(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto(f"/?lang=en&q={quote(QUESTION)}&c=1")
    quotation = marked(page)
    page.get_by_role("button", name="Copy quotation").click()
    page.get_by_role("button", name="Copied").wait_for()
    first, second = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert first == f"“{quotation}”"
    assert second == page.locator(".reference").first.text_content()


def test_a_refusal_gives_its_reason_and_the_nearest_passages(page: Page) -> None:
    page.goto(f"/?lang=zh&q={quote('Who spoke about Mars?')}")
    page.get_by_role("heading", name="记录中没有答案").wait_for()
    assert "comes close enough" in page.locator("#answer").inner_text()
    assert page.locator(".hit:visible").count() == 4


def test_an_answer_in_prose_keeps_its_marks(page: Page) -> None:
    def reworded(route: Any) -> None:
        headers = {**route.request.headers, "accept": "application/json"}
        answer = route.fetch(headers=headers).json()
        answer["answer"] = "Two things were said [1], and another [2]. Not a mark: [9]."
        route.fulfill(json=answer)

    page.route("**/v1/ask", reworded)
    page.goto(f"/?lang=en&q={quote(QUESTION)}")
    page.get_by_role("link", name="Citation 2").click()
    assert marked(page) == page.locator(".quote").nth(1).text_content()
    assert "Not a mark: [9]." in page.locator(".prose").inner_text()


# ---------------------------------------------------------------------------------- what goes wrong


def test_a_problem_shows_what_was_wrong_and_what_to_do(page: Page) -> None:
    page.goto("/?lang=zh&q=explode")
    alert = page.get_by_role("alert").filter(has_text="服务内部出错")
    alert.wait_for()
    assert "answering it failed" in alert.inner_text()
    assert "log" in alert.inner_text()


def test_a_service_that_goes_away_and_comes_back(page: Page) -> None:
    page.goto("/?lang=en")
    page.locator(".held-item").first.wait_for()
    page.route("**/v1/**", lambda route: route.abort())
    page.get_by_role("textbox").fill(QUESTION)
    page.get_by_role("textbox").press("Enter")
    page.get_by_role("heading", name="The service cannot be reached").wait_for()
    page.unroute("**/v1/**")
    page.get_by_role("button", name="Try again").click()
    page.locator(".citation").first.wait_for()


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(page: Page) -> None:
    held_back: list[Any] = []

    def hold(route: Any) -> None:
        if SECOND in (route.request.post_data or ""):
            held_back.append(route)
        else:
            route.continue_()

    page.route("**/v1/ask", hold)
    page.goto("/?lang=en")
    page.get_by_role("textbox").fill(SECOND)
    page.get_by_role("textbox").press("Enter")
    page.get_by_text("Reading the records").wait_for()
    ask(page, QUESTION)
    before = page.locator("#answer").inner_text()
    for route in held_back:
        route.abort()
    page.wait_for_timeout(100)
    assert page.locator("#answer").inner_text() == before


def test_a_blank_question_is_asked_for_and_not_sent(page: Page) -> None:
    page.goto("/?lang=en")
    page.get_by_role("textbox").fill("   ")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.get_by_role("alert").inner_text() == "Write a question first."
    assert query(page) == {"lang": ["en"]}


def test_an_enter_that_ends_a_composition_does_not_ask(page: Page) -> None:
    page.goto("/?lang=zh")
    page.get_by_role("textbox").fill("波兰")
    page.get_by_role("textbox").evaluate(
        """box => box.dispatchEvent(new KeyboardEvent("keydown",
             {key: "Enter", bubbles: true, cancelable: true, isComposing: true}))"""
    )
    assert query(page) == {"lang": ["zh"]}


def test_hostile_text_is_shown_and_never_run(page: Page) -> None:
    page.goto(f"/?lang=en&q={quote('organized crime ' + HOSTILE)}&c=1")
    assert HOSTILE in marked(page)
    page.locator("#held").get_by_role("link", name=LETTER.document.title).wait_for()
    assert HOSTILE in page.locator("#held").inner_text()
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert page.title().endswith("· Rostrum")


def test_no_other_host_is_ever_asked(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/?lang=en&q={quote(QUESTION)}&c=1")
    marked(page)
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []


def test_a_letter_without_a_symbol_is_called_by_its_title(page: Page) -> None:
    page.goto(f"/?lang=en#doc={LETTER.document.id}")
    page.locator(".statement").wait_for()
    assert "Concept note" in page.locator(".statement").inner_text()
    title = LETTER.document.title
    page.locator("#source").get_by_role("heading", name=title).wait_for()
    page.locator("#held").get_by_role("link", name=title).wait_for()
