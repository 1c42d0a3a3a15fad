"""The Documents view in a real browser: what is held, adding by button and by drop, removing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_browser import NARROW, Page, launch, open_tab, query, serving, too_faint
from api_fakes import HOSTILE

from api.settings import Settings
from fakes import MEETING_EN, MEETING_ZH, NOTE_ZH, FakeEncoder
from index.store.library import Library

LIMIT = 20_000
TWIN_EN = MEETING_EN.replace("9002", "9001")
SIDE_CAR = '[documents."brief.txt"]\nsymbol = "S/2020/77"\n'
DROP = """(files) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  for (const type of ["dragover", "drop"]) {
    document.querySelector("h1:not([hidden])").dispatchEvent(
      new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}"""

browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    files = {"meeting.txt": MEETING_ZH, "meeting-en.txt": TWIN_EN, "note.txt": NOTE_ZH}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as library:
        library.add([tmp_path / name for name in files])
        yield library


@pytest.fixture
def settings() -> Settings:
    return Settings(writable=True, upload_limit=LIMIT)


@pytest.fixture
def address(library: Library, settings: Settings) -> Iterator[str]:
    yield from serving(library, settings=settings)


def enter(page: Page, lang: str = "en", rest: str = "") -> Page:
    """Open the view and wait for the table."""
    page.goto(f"/documents?lang={lang}{rest}")
    page.locator(".held-table").wait_for()
    return page


def rows(page: Page) -> list[str]:
    """The first lines of the documents, versions in other languages among them."""
    shown: list[str] = page.locator(".held-table tbody > tr:not(.details-row)").evaluate_all(
        "rows => rows.map((r) => [...r.children].slice(0, -1).map((c) => c.innerText).join('|'))"
    )
    return shown


def choose(page: Page, *files: tuple[str, str | bytes]) -> None:
    """Choose files with the button."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").press("Enter")
    chooser.value.set_files([payload(name, content) for name, content in files])


def payload(name: str, content: str | bytes) -> dict[str, Any]:
    """A file as Playwright chooses it."""
    whole = content if isinstance(content, bytes) else content.encode()
    return {"name": name, "mimeType": "", "buffer": whole}


def fates(page: Page, count: int) -> dict[str, str]:
    """What became of each file, once all are through."""
    page.locator(".sent[data-outcome]:not([data-outcome=''])").nth(count - 1).wait_for()
    return {
        item.locator(".sent-name").inner_text(): item.get_attribute("data-outcome")
        for item in page.locator(".sent").all()
    }


# --------------------------------------------------------------------------------- what is held


def test_versions_of_a_document_stand_together_in_any_order(page: Page) -> None:
    enter(page)
    twins = page.locator("tbody", has_text="S/PV.9001")
    assert twins.locator("th").get_attribute("rowspan") == "2"
    assert [row.split("|")[-6].split("\n")[0] for row in rows(page)[1:]] == ["Chinese", "English"]
    page.get_by_role("button", name="Characters").click()
    assert page.locator("th[aria-sort]").inner_text().startswith("Characters")
    figures = [int(row.split("|")[-2].replace(",", "")) for row in rows(page)]
    assert figures[0] == min(figures)
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort=descending]").count() == 1
    assert query(page) == {"sort": ["characters"], "down": ["1"], "lang": ["en"]}
    assert page.evaluate("document.activeElement.dataset.key") == "sort-characters"


def test_what_is_looked_for_is_found_by_name_and_in_the_address(page: Page) -> None:
    enter(page)
    page.keyboard.press("/")
    page.keyboard.type("9001")
    page.get_by_role("heading", name="2 of 3 documents").wait_for()
    page.reload()
    page.locator(".held-table").wait_for()
    assert query(page)["find"] == ["9001"]
    assert len(rows(page)) == 2
    page.get_by_role("searchbox").fill("nowhere")
    page.get_by_text("No document has these words").wait_for()


@pytest.mark.parametrize(
    ("lang", "button", "doubts", "warning", "origin"),
    [
        (
            "en",
            "How it was parsed",
            "2 warnings",
            "Its date is not known.",
            "follows from the text",
        ),
        ("zh", "解析情况", "2处存疑", "日期不详。", "由正文推知"),
    ],
)
def test_how_a_document_was_parsed_is_told(
    page: Page, lang: str, button: str, doubts: str, warning: str, origin: str
) -> None:
    enter(page, lang)
    row = page.locator("tr", has=page.get_by_role("link", name="note.txt"))
    assert doubts in row.inner_text()
    opener = row.get_by_role("button", name=button)
    opener.press("Enter")
    page.locator(".parse").wait_for()
    told = page.locator(".parse").inner_text()
    assert doubts in told
    assert warning in told
    assert hashlib.sha256(NOTE_ZH.encode()).hexdigest() in told
    assert origin in told
    shares = page.locator(".parse .share").all_inner_texts()
    assert sum(float(share.strip().rstrip("%")) for share in shares) == pytest.approx(100, abs=0.3)
    assert opener.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.dataset.key").startswith("show-")
    page.reload()
    page.locator(".parse").wait_for()


# ---------------------------------------------------------------------------------------- adding


def test_files_are_added_with_the_keyboard_and_each_is_told_of(page: Page) -> None:
    enter(page)
    choose(
        page,
        ("new.txt", MEETING_EN),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
        ("again.txt", NOTE_ZH),
        ("long.txt", "x" * (LIMIT + 1)),
    )
    assert fates(page, 4) == {
        "new.txt": "added",
        "photo.png": "failed",
        "again.txt": "unchanged",
        "long.txt": "failed",
    }
    page.get_by_role("heading", name="4 documents held").wait_for()
    picture = page.locator(".sent", has_text="photo.png").inner_text()
    assert "The file cannot be read" in picture
    assert "OCR" in picture
    assert "ROSTRUM_UPLOAD_LIMIT" in page.locator(".sent", has_text="long.txt").inner_text()
    assert page.locator("progress:visible").count() == 0
    assert page.get_by_role("status").text_content() == "2 files taken in. 2 files were not."
    page.locator(".sent", has_text="new.txt").get_by_role("link", name="S/PV.9002").click()
    page.get_by_role("heading", level=1).get_by_text("9002").wait_for()


def test_what_goes_in_is_held_in_the_other_views_too(page: Page) -> None:
    page.goto("/?lang=en")
    page.locator(".held-item").nth(2).wait_for()
    page.get_by_role("link", name="Documents", exact=True).click()
    page.locator(".held-table").wait_for()
    choose(page, ("new.txt", MEETING_EN))
    fates(page, 1)
    page.get_by_role("link", name="Ask", exact=True).click()
    page.locator(".held-item", has_text="S/PV.9002").wait_for()


def test_files_are_dropped_anywhere_with_their_side_car(page: Page) -> None:
    enter(page, "zh")
    page.evaluate(DROP, [["brief.txt", "关于海上救援的说明。"], ["SOURCES.toml", SIDE_CAR]])
    assert set(fates(page, 2).values()) == {"added", "side-car"}
    page.locator(".held-table th", has_text="S/2020/77").wait_for()
    page.get_by_role("button", name="清除列表").click()
    assert page.locator(".sent").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "选择文件……"


def test_a_request_that_fails_can_be_sent_again(page: Page) -> None:
    enter(page)
    busy = '{"type": "urn:rostrum:problem:library-busy", "detail": "Somebody writes."}'
    page.route("**/v1/documents", lambda route: route.fulfill(status=503, body=busy))
    choose(page, ("new.txt", MEETING_EN))
    assert fates(page, 1) == {"new.txt": "failed"}
    assert "Somebody writes." in page.locator(".sent").inner_text()
    page.unroute("**/v1/documents")
    page.get_by_role("button", name="Try again").click()
    page.locator(".sent[data-outcome=added]").wait_for()


# -------------------------------------------------------------------------------------- removing


def test_removing_asks_first_and_goes_by_keyboard(page: Page, library: Library) -> None:
    enter(page)
    button = page.locator("tr", has=page.get_by_role("link", name="note.txt")).locator(".danger")
    button.press("Enter")
    dialog = page.get_by_role("dialog", name="Remove this document?")
    dialog.wait_for()
    assert "note.txt" in dialog.inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Keep it"
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.dataset.key").startswith("remove-")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="2 documents held").wait_for()
    assert "note.txt was removed" in (page.get_by_role("status").text_content() or "")
    assert {one.document.symbol for one in library.documents()} == {"S/PV.9001"}


class TestReadOnly:
    @pytest.fixture
    def settings(self) -> Settings:
        return Settings()

    @pytest.mark.parametrize(("lang", "told"), [("en", "read-only"), ("zh", "只读")])
    def test_the_view_says_so_and_how_to_switch_writing_on(
        self, page: Page, library: Library, lang: str, told: str
    ) -> None:
        enter(page, lang)
        page.locator(".adding .notice").get_by_text(told).wait_for()
        page.locator(".adding summary").press("Enter")
        page.get_by_text("rostrum serve --writable").wait_for()
        assert page.locator(".row-actions .danger, .drop:visible").count() == 0
        page.evaluate(DROP, [["new.txt", MEETING_EN]])
        assert page.locator(".sent").count() == 0
        assert len(library.documents()) == 3


def test_hostile_names_stay_words_and_all_can_be_read_at_any_width(page: Page) -> None:
    name = HOSTILE.replace("/", "-") + ".txt"
    enter(page)
    page.evaluate(DROP, [[name, f"Title {HOSTILE}\n\nA text that says little."]])
    fates(page, 1)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert too_faint(page) == []
    assert page.locator("img").count() == 0
    page.locator(".row-actions .action").first.click()
    page.locator(".parse").wait_for()
    for size in (NARROW, {"width": 1000, "height": 700}):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert "Documents" in page.title()


# --------------------------------------------------------------------------- what belongs together


def test_a_near_copy_is_told_and_leads_to_what_is_held(page: Page) -> None:
    enter(page)
    near = MEETING_ZH.replace("S/PV.9001", "S/PV.9005").replace("9001", "9005")
    choose(page, ("near.txt", near), ("again.txt", NOTE_ZH + "\n"))
    assert fates(page, 2) == {"near.txt": "added", "again.txt": "unchanged"}
    told = page.locator(".sent", has_text="near.txt")
    assert "% of its words also stand in S/PV.9001" in told.inner_text()
    copy = page.locator(".sent", has_text="again.txt")
    assert "The same words are held as note.txt" in copy.inner_text()
    copy.get_by_role("link", name="note.txt").click()
    page.get_by_role("heading", level=1, name="note.txt").wait_for()


@pytest.mark.parametrize(
    ("lang", "earlier", "later", "back"),
    [
        ("en", "1 earlier version", "This is an earlier version", "the current version"),
        ("zh", "1个先前的版本", "这是先前的版本", "现行版本"),
    ],
)
def test_versions_and_languages_lead_to_each_other(
    page: Page, library: Library, tmp_path: Path, lang: str, earlier: str, later: str, back: str
) -> None:
    (tmp_path / "newer.txt").write_text(MEETING_ZH + "\n又及。\n")
    library.add([tmp_path / "newer.txt"], keep_versions=True)
    enter(page, lang)
    row = page.locator("tr[data-document]", has_text=earlier)
    row.locator(".row-actions .action").first.click()
    page.locator(".relations").get_by_role("link", name="meeting.txt").click()
    page.locator(".read-head .relations", has_text=later).wait_for()
    page.locator(".relations").get_by_role("link", name=back).click()
    page.locator(".relations").get_by_role("link", name="meeting.txt").wait_for()
    assert page.locator(".read-head .relations", has_text=later).count() == 0
