"""The Evaluation view in a real browser: figures, failing questions, comparisons, the studio."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_browser import NARROW, WIDE, Page, launch, marked, open_tab, query, running
from api_fakes import FakeAnswerer, FakeLibrary
from page_axe import READERS, core, violations
from small_questions import NAME, NEEDS, RECORD, RECORDS, answer, run, scored, words

from api.app import create_app
from api.settings import Settings
from eval.adding import line
from eval.files import write_whole
from eval.judged import digest
from eval.question_set import read_needs
from eval.report.write import report
from eval.run_file import write_run
from eval.service.routes import the_settings
from eval.service.settings import EvaluationSettings

GOOD = run(
    {"n001-zh": [1, 2, 0], "n001-en": [1], "n003-zh": [3], "n003-en": [3]},
    {
        "n001-zh": answer(1, 2, confidence=0.9),
        "n001-en": answer(1, confidence=0.8),
        "n002-zh": answer(confidence=0.1),
        "n002-en": answer(confidence=0.2),
        "n003-zh": answer(3, confidence=0.7),
        "n003-en": answer(3, confidence=0.6),
    },
    name="good",
)
POOR = run(
    {"n001-zh": [3, 1], "n001-en": [3], "n003-zh": [0]},
    {
        "n001-zh": answer(3, confidence=0.9),
        "n001-en": answer(confidence=0.1),
        "n002-zh": answer(0, confidence=0.8),
        "n002-en": answer(confidence=0.2),
        "n003-zh": answer(0, confidence=0.7),
        "n003-en": answer(confidence=0.1),
    },
    name="poor",
)
PARTS = ("figures", "failures", "compare", "studio")

browser = pytest.fixture(scope="module")(launch)
page = pytest.fixture(open_tab)
axe = pytest.fixture(scope="module")(core)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> EvaluationSettings:
    """A question set, a report over it and a folder with a poorer run."""
    folder = tmp_path_factory.mktemp("evaluation")
    settings = EvaluationSettings(
        runs=folder / "runs",
        questions=folder / "mine.jsonl",
        question_set=folder / "questions.jsonl",
        reports=folder / "reports",
        baseline=folder / "baseline.json",
    )
    write_whole(settings.question_set, "".join(f"{line(need)}\n" for need in NEEDS))
    on = {"questions": digest(settings.question_set.read_bytes())}
    good, poor = (replace(one, settings={**one.settings, **on}) for one in (GOOD, POOR))
    report(settings.reports, scored(good), RECORDS)
    write_run(settings.runs / "poor.jsonl", poor)
    return settings


def application(settings: EvaluationSettings, writable: bool = True) -> Any:
    app = create_app(Settings(writable=writable), FakeLibrary([RECORD]), FakeAnswerer)  # type: ignore[arg-type]
    app.dependency_overrides[the_settings] = lambda: settings
    return app


@pytest.fixture(scope="module")
def address(place: EvaluationSettings) -> Iterator[str]:
    yield from running(application(place))


def enter(page: Page, part: str = "figures", rest: str = "", lang: str = "en") -> Page:
    """Open a part of the view and wait until nothing is on its way."""
    page.goto(f"/evaluation?lang={lang}&part={part}{rest}")
    page.locator(".part-body > *").wait_for()
    page.locator(".waiting").wait_for(state="detached")
    return page


def row(page: Page, section: str, name: str) -> str:
    """The words of one row of a figure's table."""
    table = page.get_by_role("region", name=section, exact=True).get_by_role("table").first
    return str(table.get_by_role("row", name=name).first.inner_text())


# --------------------------------------------------------------------------------------- figures


def test_figures_stand_beside_their_plots_by_half_and_language(page: Page) -> None:
    enter(page, rest="&run=poor.jsonl")
    assert "1 answerable and 1 unanswerable" in page.locator(".figures").inner_text()
    # n001 in Chinese has its first answer at rank 2, in English none.
    assert row(page, "Quality", "MRR@10").split() == [
        "MRR@10", "0.500", "0.500–0.500", "0.000", "0.000–0.000",
    ]  # fmt: skip
    marks = page.locator("tr", has_text="MRR@10").first.locator(".mark-zh circle, .mark-en rect")
    assert [mark.get_attribute("cx") for mark in marks.all()] == ["50.00%", None]
    gap = row(page, "The gap between twins", "MRR@10")
    assert "-0.500" in gap
    assert page.get_by_role("img", name="Refusals").count() == 1
    chooser = page.get_by_label("Half of the question set")
    chooser.focus()
    chooser.select_option("test")
    assert "0.000" in row(page, "Quality", "MRR@10")
    assert query(page)["half"] == ["test"]
    assert page.evaluate("document.activeElement.id") == "evaluation-half"


def test_kinds_are_told_by_the_measure_that_is_chosen(page: Page) -> None:
    enter(page, rest="&run=poor.jsonl", lang="zh")
    assert "n=1" in row(page, "按问题类型", "列举")
    page.get_by_role("region", name="按问题类型").get_by_label("指标").select_option("MRR@10")
    assert "0.500" in row(page, "按问题类型", "列举")
    page.get_by_role("button", name="English").click()
    page.get_by_role("region", name="By kind of question").wait_for()
    assert "0.500" in row(page, "By kind of question", "List")


# ----------------------------------------------------------------------------- failing questions


def test_a_failing_question_is_opened_in_context_with_the_keyboard(page: Page) -> None:
    enter(page, "failures", "&run=poor.jsonl")
    page.get_by_role("heading", name="3 questions").wait_for()
    page.get_by_label("What went wrong").select_option("not-found")
    page.get_by_role("heading", name="1 question", exact=True).wait_for()
    page.locator(".question summary").press("Enter")
    page.locator(".context").wait_for()
    wanted, given = page.locator(".context > section").all()
    assert words(1) in wanted.inner_text()
    assert wanted.locator("mark").all_text_contents() == [words(1), words(2), words(0)]
    assert "not found" in wanted.inner_text()
    assert wanted.locator(".unmet").count() == 2
    assert words(3) in given.inner_text()
    assert page.evaluate("document.activeElement.dataset.key") == "question-n001-en"
    wanted.get_by_role("link").first.press("Enter")
    page.locator("#source mark").first.wait_for()
    source = page.locator("#source mark").all_text_contents()
    assert "".join(source) == words(1)
    assert page.locator(".context").evaluate("e => e.getBoundingClientRect().top >= 0")
    page.keyboard.press("Escape")
    page.locator("#source").wait_for(state="hidden")
    page.reload()
    page.locator(".context").wait_for()


def test_the_test_half_comes_with_a_warning(page: Page) -> None:
    enter(page, "failures", "&run=poor.jsonl&half=test", "zh")
    assert "测试集只用于报告" in page.locator(".stale").inner_text()


# ----------------------------------------------------------------------------------- comparisons


def test_two_runs_are_compared_and_a_change_leads_to_its_question(page: Page) -> None:
    enter(page, "compare", "&a=poor.jsonl&b=report")
    told = row(page, "B minus A", "MRR@10")
    assert "+0.750" in told
    assert page.locator(".zero").count() > 0
    page.get_by_label("Questions").select_option("kind · list")
    page.get_by_role("heading", name="Won by B").wait_for()
    page.get_by_role("link", name="Who spoke of this?").click()
    page.locator(".context").wait_for()
    assert query(page)["part"] == ["failures"]
    assert page.locator(".question[open] .question-text").inner_text() == "Who spoke of this?"


def test_a_run_that_is_gone_is_a_problem_and_the_service_may_come_back(page: Page) -> None:
    page.goto("/evaluation?lang=en&run=nowhere.jsonl")
    page.get_by_role("alert").get_by_text("No run 'nowhere.jsonl' is known.").wait_for()
    page.route("**/v1/evaluation*", lambda route: route.abort())
    page.goto("/evaluation?lang=en")
    page.get_by_role("heading", name="The service cannot be reached").wait_for()
    page.unroute("**/v1/evaluation*")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("heading", name="Quality").wait_for()


# ---------------------------------------------------------------------------------------- studio


def test_a_question_is_written_checked_and_saved_with_the_keyboard(
    page: Page, place: EvaluationSettings
) -> None:
    enter(page, "studio")
    page.get_by_label("Question in Chinese").fill("他们截下了多少？")
    page.get_by_label("Kind").select_option("number")
    page.get_by_role("button", name="Take paragraph 2").first.press("Enter")
    quote = page.get_by_label("Span 1, S/PV.1")
    assert quote.input_value() == words(1)
    quote.fill("不在文件里")
    page.get_by_text("These words do not stand in the document.").wait_for()
    quote.fill("欧亚大陆40%以上的毒品")
    page.locator(".pick-text mark", has_text="欧亚大陆40%以上的毒品").wait_for()
    page.get_by_label("Keys").fill("40% | 40 per cent\n")
    page.get_by_label("A right answer in Chinese").fill("40%以上。")
    page.get_by_label("A right answer in English").fill("More than 40 per cent.")
    page.get_by_role("button", name="Check").press("Enter")
    page.locator(".studio-result").get_by_text("1 thing to mend").wait_for()
    assert page.evaluate("document.activeElement.id") == "studio-en"
    assert "missing or not English" in page.locator("#studio-en-complaint").inner_text()
    page.keyboard.type("How much did they seize?")
    page.reload()
    page.locator(".pick-row").first.wait_for()
    page.get_by_role("button", name="Check").press("Enter")
    page.locator(".studio-result").get_by_text("It keeps the rules.").wait_for()
    page.get_by_role("button", name="Save").press("Enter")
    page.locator(".studio-result").get_by_text("Saved as n001 in mine.jsonl.").wait_for()
    (need,) = read_needs(place.questions or Path())
    assert (need.kind, need.zh, need.keys) == (
        "number",
        "他们截下了多少？",
        (("40%", "40 per cent"),),
    )
    assert [(gold.file, gold.quote) for gold in need.gold] == [(NAME, "欧亚大陆40%以上的毒品")]
    assert page.get_by_label("Question in Chinese").input_value() == ""
    assert json.loads(page.evaluate("sessionStorage['rostrum.studio']"))["gold"] == []


def test_words_that_are_selected_are_taken_with_their_grade(page: Page) -> None:
    enter(page, "studio", lang="zh")
    page.locator(".pick-row").first.wait_for()
    help_button = page.get_by_role("button", name="采用：有帮助")
    assert help_button.is_disabled()
    page.evaluate(
        """() => {
          const text = document.querySelectorAll(".pick-row p")[1].firstChild;
          getSelection().setBaseAndExtent(text, 2, text, 6);
        }"""
    )
    help_button.click()
    assert page.locator(".gold-item textarea").input_value() == words(1)[2:6]
    assert page.locator(".gold-item select").input_value() == "1"
    page.locator(".gold-item").get_by_role("link").click()
    assert marked(page) == words(1)[2:6] * 2


def test_complaints_come_in_the_language_of_the_page(page: Page) -> None:
    enter(page, "studio", lang="zh")
    page.locator(".pick-row").first.wait_for()
    page.get_by_role("button", name="检查").press("Enter")
    page.locator(".studio-result").get_by_text("需要修改").wait_for()
    shown = [one for one in page.locator(".complaint").all_inner_texts() if one]
    assert "缺少中文问题，或写的不是中文。" in shown
    assert "至少要有一处文字能回答问题。" in shown
    assert not [one for one in shown if re.search("[a-z]{3}", one)]
    page.get_by_role("button", name="English").click()
    page.locator("#studio-zh-complaint", has_text="The Chinese question is missing").wait_for()


def test_an_answer_to_an_earlier_draft_is_not_shown(page: Page) -> None:
    enter(page, "studio")
    page.locator(".pick-row").first.wait_for()
    waiting: list[Any] = []
    page.route("**/questions/check", lambda route: waiting.append(route))
    page.get_by_role("button", name="Check").press("Enter")
    page.get_by_label("Question in English").fill("What did they seize?")
    waiting[0].continue_()
    page.wait_for_timeout(400)
    assert page.locator(".studio-result").inner_text() == ""
    assert page.get_by_label("Question in English").input_value() == "What did they seize?"


class TestReadOnly:
    @pytest.fixture
    def address(self, tmp_path: Path) -> Iterator[str]:
        """A service without runs, whose questions cannot be saved."""
        bare = EvaluationSettings(
            runs=tmp_path, reports=tmp_path, baseline=tmp_path / "none", questions=None
        )
        yield from running(application(bare, writable=False))

    def test_what_cannot_be_done_is_told_with_what_to_do(self, page: Page) -> None:
        page.goto("/evaluation?lang=zh")
        page.get_by_text("还没有保存任何运行").wait_for()
        assert "rostrum eval" in page.locator(".view-evaluation pre").inner_text()
        page.get_by_role("link", name="题目编写").click()
        page.locator(".pick-row").first.wait_for()
        assert "ROSTRUM_QUESTIONS" in page.locator(".studio .notice").inner_text()
        assert page.get_by_role("button", name="保存").count() == 0
        page.get_by_role("button", name="检查").click()
        page.locator(".complaint:visible").first.wait_for()


# ------------------------------------------------------------------------------------ everywhere


@pytest.mark.parametrize("part", PARTS)
def test_no_part_is_in_a_readers_way(page: Page, axe: str, part: str) -> None:
    enter(page, part, "&run=poor.jsonl&a=poor.jsonl&b=report&q=n001-en")
    if part == "studio":
        page.get_by_role("button", name="Take paragraph 2").first.click()
        page.get_by_role("button", name="Check").click()
        page.locator(".complaint:visible").first.wait_for()
    page.evaluate(axe)
    for language, width, scheme in READERS:
        page.locator(f'[data-language="{language}"]').click()
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        page.locator(".waiting").wait_for(state="detached")
        assert violations(page) == [], (language, width, scheme)
    for size in (NARROW, {"width": 900, "height": 700}, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
