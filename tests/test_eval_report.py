"""The report tells the figures in three forms, and shows failures of the development half only."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import pytest
from small_questions import NEEDS, RECORD, RECORDS, answer, run, scored, words

from eval.model import JudgedSpan
from eval.report.failures import failures, first_answering, marked
from eval.report.figures import figures
from eval.report.page import page
from eval.report.text import aligned, as_fields, as_markdown, as_terminal
from eval.report.write import report

SCORED = scored(
    run(
        {"n001-zh": [3, 1, 0], "n001-en": [3], "n003-zh": [0]},
        {
            "n001-zh": answer(1, reference="S/PV.1 <诺罗夫>"),
            "n001-en": answer(),
            "n002-zh": answer(0, confidence=0.8),
            "n002-en": answer(confidence=0.1),
            "n003-zh": answer(0),
            "n003-en": answer(confidence=0.2),
        },
    )
)
FIGURES = figures(SCORED, RECORDS)
PAGE = page(FIGURES, SCORED, RECORDS)


def test_failures_are_told_by_what_went_wrong() -> None:
    found = {one.question.id: one.faults for one in failures(SCORED)}
    assert found == {"n001-en": ("not found", "refused"), "n002-zh": ("answered",)}


def test_an_answer_without_gold_is_a_failure() -> None:
    wrong = scored(run({"n001-zh": [1]}, {"n001-zh": answer(3)}))
    assert failures(wrong)[0].faults == ("not cited",)


def test_the_test_half_is_reported_but_not_shown() -> None:
    assert "test zh" in PAGE
    assert NEEDS[2].zh not in PAGE
    assert NEEDS[2].en not in PAGE


def test_a_failure_shows_question_reference_gold_ranking_and_answer() -> None:
    block = PAGE[PAGE.index("<code>n001-en</code>") :]
    assert NEEDS[0].en in block
    assert "Norov and Wang." in block
    assert f"<mark>{words(1)}</mark>" in block
    assert words(3) in block
    assert "没有找到。" in block
    assert "冰岛没有发言。" in block


def test_the_first_answering_rank_passes_over_what_only_helps() -> None:
    question = SCORED.run.questions[0]
    assert first_answering(question, SCORED.judgments.of("n001")) == 2
    assert first_answering(question, []) == 0


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "a&lt;b中文"),
        ([(1, 3)], "a<mark>&lt;b</mark>中文"),
        ([(0, 2), (1, 4)], "<mark>a&lt;</mark><mark>b中</mark>文"),
        ([(3, 99)], "a&lt;b<mark>中文</mark>"),
    ],
)
def test_marking_escapes_and_never_repeats(spans: list[tuple[int, int]], expected: str) -> None:
    judged = [JudgedSpan("d", start, end, 2) for start, end in spans]
    assert marked("a<b中文", 0, 5, judged) == expected


class Balanced(HTMLParser):
    """Fails where a tag is closed that is not open."""

    VOID = frozenset({"meta", "br", "input", "link", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        while (last := self.open.pop()) != tag:
            # HTML lets these be closed by what follows.
            assert last in ("option", "p", "li"), f"<{last}> is still open at </{tag}>"


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    parser = Balanced()
    parser.feed(PAGE)
    assert parser.open == []
    assert parser.addresses == []
    assert "url(" not in PAGE
    assert "@import" not in PAGE


def test_every_plot_is_well_formed_and_finite() -> None:
    plots = re.findall(r"<svg.*?</svg>", PAGE, re.DOTALL)
    assert len(plots) == 6
    for plot in plots:
        ElementTree.fromstring(plot)
        assert not re.search(r"\bnan\b", plot)


def test_references_are_escaped() -> None:
    wrong = scored(run({}, {"n001-zh": answer(1, reference="S/PV.1 <诺罗夫>")}))
    told = page(figures(wrong, RECORDS), wrong, RECORDS)
    assert "&lt;诺罗夫&gt;" in told
    assert "<诺罗夫>" not in told


def test_a_search_only_run_has_a_report_without_refusals() -> None:
    plain = scored(run({"n001-zh": [1]}))
    found = figures(plain, RECORDS)
    assert "Refusals" not in page(found, plain, RECORDS)
    assert "## Refusals" not in as_markdown(found)
    assert "AUROC" not in as_terminal(found)


def test_text_markdown_and_json_tell_the_same() -> None:
    # n001-zh: one of two answering spans within five hits.
    assert re.search(r"Recall@5 +\.500 +\.000 +\.000 +\.000", as_terminal(FIGURES))
    assert "| Recall@5 | .500 (.500–.500) |" in as_markdown(FIGURES)
    assert as_fields(FIGURES)["measures"]["Recall@5"]["dev zh"]["mean"] == 0.5


def test_columns_are_aligned_with_chinese_in_them() -> None:
    assert aligned([["甲乙", "1"], ["a", "10"]]) == "甲乙   1\na     10"


def test_every_file_is_written_anew(tmp_path: Path) -> None:
    for _ in range(2):
        report(tmp_path / "reports", SCORED, RECORDS)
    names = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert names == ["figures.json", "report.html", "run.jsonl.xz", "summary.md"]
    assert RECORD.document.label in (tmp_path / "reports" / "report.html").read_text("utf8")
