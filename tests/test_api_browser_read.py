"""The Read view in a real browser: the order of speaking, anchors, finding, the file beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from api_browser import NARROW, WIDE, Page, launch, open_tab, query, serving, until
from api_fakes import HOSTILE, LETTER, FakeLibrary, build

from fakes import NOTE_ZH
from index.records.model import Speaker
from index.records.parse import parse_file, parse_text

SEEDS = Path(__file__).parent.parent / "seeds"
MEETING, _, _, _, NOTE = (parse_file(path) for path in sorted(SEEDS.glob("*.txt")))
BARE = parse_text(NOTE_ZH, name="bare.txt", digest="b" * 64)
EMPTY = replace(BARE, statements=(), document=replace(BARE.document, id="e" * 16, name="empty.txt"))
WRAPPED = build(
    "wrapped.txt",
    None,
    [
        (
            Speaker(None),
            None,
            [
                "The cultivation of opium poppy and the production\nof narcotic drugs in the "
                "valley remains a prime\nconcern of my Government, which has set up a\nministry.",
                "Present:\nBelgium\nPeru",
            ],
        )
    ],
    language="en",
    kind="text",
)
PARAGRAPH = MEETING.statements[15].paragraphs[3]
WORDS = MEETING.text[PARAGRAPH.start : PARAGRAPH.end]
SHIFT_OF = """() => new Promise((resolve) => {
  const top = () => document.querySelector("[data-here]").getBoundingClientRect().top;
  const first = top();
  setTimeout(() => resolve(Math.abs(top() - first)), 300);
})"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    yield from serving(FakeLibrary((MEETING, NOTE, LETTER, BARE, EMPTY, WRAPPED)))


browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)


def read(page: Page, name: str, lang: str = "en", rest: str = "") -> Page:
    """Open a record and wait for its text."""
    page.goto(f"/read?doc={name}&lang={lang}{rest}")
    page.locator(".speech").first.wait_for()
    return page


def span(start: int, end: int) -> str:
    return f"#doc={MEETING.document.id}&start={start}&end={end}"


def counted(page: Page, told: str) -> None:
    """Wait until the field says how much was found."""
    page.locator(".find-count").get_by_text(told).wait_for()


def top(page: Page, selector: str) -> float:
    return float(page.locator(selector).first.evaluate("e => e.getBoundingClientRect().top"))


@pytest.mark.parametrize(
    ("lang", "date", "place", "speaker"),
    [
        ("en", "25 September 2019", "New York", "Mr. Wang Yi (China)"),
        ("zh", "2019年9月25日", "纽约", "王毅先生（中国）"),
    ],
)
def test_a_record_opens_with_what_it_is_and_who_speaks(
    page: Page, lang: str, date: str, place: str, speaker: str
) -> None:
    read(page, "S/PV.8626", lang)
    assert page.get_by_role("heading", level=1).text_content() == "S/PV.8626"
    assert page.title() == "S/PV.8626 · Rostrum"
    facts = page.locator(".facts dd").all_text_contents()
    assert facts[1:4] == [date, place, MEETING.document.agenda]
    page.locator(".roster-box summary").click()
    assert page.locator(".roster a").all_text_contents().count(speaker) == 1
    lanes = page.locator(".lane")
    assert lanes.count() == page.locator(".speech").count() == len(MEETING.statements)
    assert speaker in lanes.nth(15).text_content()
    spoken = MEETING.statements[9], MEETING.statements[15]
    widths = [float(lanes.nth(n).locator("rect").get_attribute("width")) for n in (9, 15)]
    lengths = [one.end - one.start for one in spoken]
    assert widths[0] / widths[1] == pytest.approx(lengths[0] / lengths[1], rel=0.02)


def test_the_timeline_leads_to_a_speaker_with_the_keyboard(page: Page) -> None:
    read(page, "S/PV.8626")
    page.locator(".lanes-box summary").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent").startswith("65")
    page.keyboard.press("Home")
    for _ in range(15):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**#s16")
    until(page, "() => document.activeElement.tagName === 'H2'")
    assert page.evaluate("document.activeElement.textContent") == "Mr. Wang Yi (China)"
    assert 0 < top(page, "#s16") < 200
    page.locator(".lane[aria-current]").get_by_text("Wang Yi").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.speech').id") == "s16"
    page.go_back()
    page.wait_for_url(lambda url: "#" not in url)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_paragraph_has_a_link_that_leads_back_to_it(
    page: Page, address: str, size: dict[str, int]
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size(size)
    read(page, "S/PV.8626", rest="#s16")
    page.locator("#s16p4").get_by_role("link", name="Link to paragraph 4").click()
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("status").get_by_text("Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{address}/read?doc={MEETING.document.id}&lang=en#s16p4"
    page.get_by_role("button", name="Copy quotation").click()
    until(page, "() => navigator.clipboard.readText().then((text) => text.startsWith('“'))")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{WORDS}”\nS/PV.8626, 25 September 2019, Mr. Wang Yi (China)")
    page.goto("about:blank")
    page.goto(link)
    page.locator("#s16p4[data-here]").wait_for()
    assert 0 < top(page, "#s16p4") < 200
    assert page.evaluate(SHIFT_OF) < 2
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_words_of_a_link_are_marked_wherever_they_stand(page: Page) -> None:
    start = PARAGRAPH.end - 9
    read(page, "S/PV.8626", rest=span(start, PARAGRAPH.end + 5))
    page.locator("mark").nth(1).wait_for()
    assert page.locator("mark").all_text_contents() == [
        MEETING.text[start : PARAGRAPH.end],
        MEETING.text[PARAGRAPH.end + 1 : PARAGRAPH.end + 5],
    ]
    assert 0 < top(page, "mark") < WIDE["height"]
    page.goto(f"/read?doc=S/PV.8626&lang=en{span(5, 10**6)}")
    page.get_by_text("past the end of this document").wait_for()
    assert page.locator("mark").count() == 0


def test_selected_words_get_a_link(page: Page) -> None:
    read(page, "S/PV.8626", rest="#s16p4")
    page.evaluate(
        """() => {
          const node = document.querySelector("#s16p4 p").firstChild;
          getSelection().setBaseAndExtent(node, 3, node, 9);
        }"""
    )
    page.get_by_role("button", name="Link to the selected words").click()
    page.locator("mark").wait_for()
    assert page.locator("mark").text_content() == WORDS[3:9]
    assert page.url.endswith(span(PARAGRAPH.start + 3, PARAGRAPH.start + 9))


def test_finding_in_chinese_leaves_the_text_as_it_is(page: Page) -> None:
    read(page, "S/PV.8626", "zh")
    before = page.locator(".record").text_content()
    page.keyboard.press("/")
    page.keyboard.insert_text("第1373（２００１）号")
    wanted = len(re.findall(r"第\s*1373\s*[（(]\s*2001\s*[)）]\s*号", MEETING.text))
    counted(page, f"共{wanted}处")
    assert wanted > 0
    many = MEETING.text.count("恐怖主义")
    page.evaluate("scrollTo(0, 0)")
    page.locator("#read-find").fill("恐怖主义")
    counted(page, f"第1处，共{many}处")
    page.keyboard.press("Enter")
    counted(page, f"第2处，共{many}处")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    counted(page, f"第{many}处，共{many}处")
    assert page.evaluate("CSS.highlights.get('found').size") == many
    assert page.evaluate("[...CSS.highlights.get('found-now')][0].toString()") == "恐怖主义"
    assert page.locator(".record").text_content() == before
    assert query(page)["find"] == ["恐怖主义"]
    page.reload()
    counted(page, f"第1处，共{many}处")
    page.locator("#read-find").press("Escape")
    page.wait_for_url(lambda url: "find" not in url)
    assert page.evaluate("CSS.highlights.get('found').size") == 0


def test_other_words_are_found_from_where_the_reader_is(page: Page) -> None:
    read(page, "S/PV.8626", "zh")
    page.locator("#read-find").fill("第1373（２００１）号")
    counted(page, "第1处")
    page.locator("#read-find").fill("恐怖主义")
    counted(page, f"处，共{MEETING.text.count('恐怖主义')}处")
    number = re.search(r"第(\d+)处", page.locator(".find-count").inner_text())
    assert number is not None
    before = MEETING.text[: MEETING.text.index("第1373（2001）号")].count("恐怖主义")
    assert 2 < int(number[1]) <= before + 1  # two stand in the folded front page


def test_finding_in_english_goes_by_names_too_and_says_when_there_is_nothing(page: Page) -> None:
    read(page, LETTER.document.id)
    page.locator("#read-find").fill("ORGANIZED   crime")
    counted(page, "1 of 1")
    page.locator("#read-find").fill("moonlight")
    counted(page, "No match")
    assert page.get_by_role("status").text_content() == "No match"
    read(page, "S/PV.8626", rest="&find=wang yi")
    counted(page, "1 of 1")
    assert 0 < top(page, "#s16-name") < WIDE["height"]


def test_the_file_as_given_stands_beside_the_mended_text(page: Page) -> None:
    read(page, "S/PV.8626", rest="#s16p4")
    before = top(page, "#s16p4")
    page.get_by_role("button", name="Original").click()
    page.locator(".original").first.wait_for()
    until(page, "() => document.querySelector('#s16p4').getBoundingClientRect().top < 200")
    assert abs(top(page, "#s16p4") - before) < 20
    whole = "".join(page.locator(".original").all_text_contents())
    first, last = MEETING.statements[0], MEETING.statements[-1]
    start = MEETING.offsets.raw(first.heading_start)
    assert whole == MEETING.raw[start : MEETING.offsets.raw(last.end)]
    omitted = page.locator(".omitted").all_text_contents()
    kept = MEETING.text[first.heading_start : last.end]
    assert len("".join(omitted)) == len(whole) - len(kept)
    assert query(page)["raw"] == ["1"]
    page.get_by_role("button", name="Original").click()
    page.locator(".original").first.wait_for(state="detached")


@pytest.mark.parametrize(("lang", "part"), [("en", "Annex"), ("zh", "附件")])
def test_a_letter_is_read_by_its_parts(page: Page, lang: str, part: str) -> None:
    page.set_viewport_size(NARROW)
    read(page, "S/2019/537", lang, "#s2")
    page.locator("#s2").get_by_role("heading", name=part).wait_for()
    assert page.locator(".roster-box").is_hidden()
    printed = page.locator("#s2 .printed-heading").text_content()
    assert printed.endswith("公开辩论概念说明")
    assert page.locator("#s2 h3").all_text_contents()[0] == "一. 背景"
    spoken = NOTE.statements[1]
    shown = page.locator("#s2 .paragraph > p").all_text_contents()
    assert shown == [NOTE.text[p.start : p.end] for p in spoken.paragraphs]
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.get_by_label("Go to" if lang == "en" else "转到").select_option("1")
    page.wait_for_url("**#s1")


def test_a_text_without_speakers_or_structure_is_read_all_the_same(page: Page) -> None:
    read(page, "bare.txt", rest="&find=水库")
    counted(page, "1 of 1")
    assert page.get_by_role("heading", name="Document").is_visible()
    width = page.locator(".record").bounding_box()["width"]
    assert width > 500
    assert page.locator(".lanes-box").is_hidden()
    page.goto("/read?doc=empty.txt&lang=en")
    page.locator(".front-text").wait_for()
    assert page.locator(".front-text").text_content() == BARE.text


def test_the_language_changes_and_the_place_stays(page: Page) -> None:
    read(page, "S/PV.8626", rest="#s16p4")
    page.locator("#s16p4[data-here]").wait_for()
    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name="王毅先生（中国）").wait_for()
    assert 0 < top(page, "#s16p4") < WIDE["height"]
    assert page.url.endswith("lang=zh#s16p4")
    assert page.locator("#s2 .translated").text_content() == "译自英语"


def test_what_is_not_held_is_told_and_what_is_held_is_offered(page: Page) -> None:
    page.goto("/read?doc=S/PV.1&lang=en")
    alert = page.get_by_role("alert").filter(has_text="S/PV.1")
    alert.wait_for()
    page.get_by_role("link", name="Read", exact=True).click()
    page.locator(".shelf a").get_by_text("S/PV.8626").click()
    page.locator(".speech").first.wait_for()
    assert page.url.endswith(f"/read?doc={MEETING.document.id}&lang=en")


def test_passages_and_sources_lead_to_their_place_in_the_whole_record(page: Page) -> None:
    page.goto("/?lang=en&q=恐怖主义的根源")
    hit = page.locator(".hit").first
    words = hit.locator(".hit-text").text_content()
    hit.get_by_role("link", name="Read in context").click()
    page.locator(".view-read mark").first.wait_for()
    assert "".join(page.locator("mark").all_text_contents()) == words
    page.go_back()
    page.locator(".hit-reference").first.click()
    page.locator(".source").get_by_role("link", name="Read in context").click()
    page.locator(".view-read mark").first.wait_for()
    assert "".join(page.locator(".view-read mark").all_text_contents()) == words
    assert page.locator("#source").is_hidden()


def test_hostile_words_stay_words(page: Page) -> None:
    read(page, LETTER.document.id, rest="&raw=1&find=onerror")
    page.locator(".original").first.wait_for()
    assert HOSTILE in page.locator(".paragraph p").first.text_content()
    assert page.locator("main img, main script").count() == 0
    assert page.title() == f"Letter {HOSTILE} · Rostrum"


def test_lines_that_end_where_the_file_was_narrow_flow_on(page: Page) -> None:
    page.set_viewport_size(NARROW)
    read(page, "wrapped.txt")
    shapes = page.locator(".row > p").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).whiteSpace)"
    )
    assert shapes == ["normal", "pre-line"]
