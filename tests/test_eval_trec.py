"""TREC files: what is read, what is written, and what is refused with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eval.lines import DataSetError
from eval.trec import (
    RankedRun,
    check_known,
    check_same_queries,
    read_qrels,
    read_run,
    write_qrels,
    write_run,
)

RUN = RankedRun("bm25", {"q1": {"d2": 3.5, "d1": 0.1}, "q2": {"d9": -2.0}})


def test_a_run_is_written_one_line_a_document_with_ranks_from_one(tmp_path: Path) -> None:
    write_run(tmp_path / "run", RUN)
    assert (tmp_path / "run").read_text("utf-8") == (
        "q1 Q0 d2 1 3.5 bm25\nq1 Q0 d1 2 0.1 bm25\nq2 Q0 d9 1 -2.0 bm25\n"
    )


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    scores = {"q": {"三": 0.1 + 0.2, "二": 1e-9, "一": -1 / 3}}
    write_run(tmp_path / "run", RankedRun("x", scores))
    assert read_run(tmp_path / "run") == RankedRun("x", scores)


def test_the_score_decides_and_not_the_rank_and_ties_go_to_the_later_id(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("q Q0 a 1 0.5 x\nq Q0 c 2 0.7 x\nq Q0 b 3 0.5 x\n")
    assert read_run(tmp_path / "run").rankings() == {"q": ("c", "b", "a")}


def test_equal_scores_are_written_in_the_order_in_which_trec_eval_reads_them(
    tmp_path: Path,
) -> None:
    write_run(tmp_path / "run", RankedRun("x", {"q": {"a": 1.0, "b": 1.0}}))
    assert (tmp_path / "run").read_text().startswith("q Q0 b 1 1.0 x\n")


def test_judgments_come_back_as_they_were_written(tmp_path: Path) -> None:
    qrels = {"q1": {"d1": 2, "d2": 0}, "q2": {"d1": -1}}
    write_qrels(tmp_path / "qrels", qrels)
    assert (tmp_path / "qrels").read_text() == "q1 0 d1 2\nq1 0 d2 0\nq2 0 d1 -1\n"
    assert read_qrels(tmp_path / "qrels") == qrels


def test_blank_lines_tabs_a_byte_order_mark_and_windows_line_ends_do_no_harm(
    tmp_path: Path,
) -> None:
    (tmp_path / "qrels").write_bytes(b"\xef\xbb\xbfq1\t0\td1\t2\r\n\r\nq2 0 d1 1\r\n")
    assert read_qrels(tmp_path / "qrels") == {"q1": {"d1": 2}, "q2": {"d1": 1}}


BAD_RUNS = {
    "a field is missing": ("q Q0 d 1 0.5 x\nq Q0 e 2 0.4\n", r"file:2: not a line of a run"),
    "the score is a word": ("q Q0 d 1 high x\n", r"file:1: not a line of a run"),
    "the score is not finite": ("q Q0 d 1 nan x\n", r"file:1: not a line of a run"),
    "a document stands twice": ("q Q0 d 1 2 x\n\nq Q0 d 2 1 x\n", r"file:3: the document d.*twice"),
    "the run is empty": ("\n", r"file: the run is empty"),
}


@pytest.mark.parametrize(("text", "told"), BAD_RUNS.values(), ids=BAD_RUNS)
def test_a_bad_run_is_an_error_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "file").write_text(text)
    with pytest.raises(DataSetError, match=told):
        read_run(tmp_path / "file")


BAD_QRELS = {
    "a field is missing": ("q 0 d 1\nq 0 d\n", r"file:2: not a line of judgments: 'q 0 d'"),
    "the grade is a fraction": ("q 0 d 0.5\n", r"file:1: not a line of judgments"),
    "two grades for one document": ("q 0 d 1\nq 0 d 2\n", r"file:2: d has the grades 1 and 2"),
    "nothing is judged": ("", r"file: there are no judgments"),
}


@pytest.mark.parametrize(("text", "told"), BAD_QRELS.values(), ids=BAD_QRELS)
def test_bad_judgments_are_an_error_with_their_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "file").write_text(text)
    with pytest.raises(DataSetError, match=told):
        read_qrels(tmp_path / "file")


@pytest.mark.parametrize("read", [read_run, read_qrels])
def test_a_file_that_is_missing_or_not_utf_8_is_named(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    with pytest.raises(DataSetError, match=r"absent: there is no such file"):
        read(tmp_path / "absent")
    (tmp_path / "gb").write_bytes("问题".encode("gb18030"))
    with pytest.raises(DataSetError, match=r"gb: not UTF-8"):
        read(tmp_path / "gb")
    with pytest.raises(DataSetError, match=r"cannot be read: Is a directory"):
        read(tmp_path)


UNWRITABLE = {
    "the run is empty": RankedRun("x", {"q": {}}),
    "an id holds a space": RankedRun("x", {"q": {"d 1": 1.0}}),
    "the tag is empty": RankedRun("", {"q": {"d": 1.0}}),
}


@pytest.mark.parametrize("run", UNWRITABLE.values(), ids=UNWRITABLE)
def test_a_run_that_cannot_be_written_leaves_what_stood_there(
    tmp_path: Path, run: RankedRun
) -> None:
    write_run(tmp_path / "run", RUN)
    with pytest.raises(DataSetError, match=r"run: "):
        write_run(tmp_path / "run", run)
    assert read_run(tmp_path / "run") == RUN
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_runs_over_different_questions_are_not_compared(tmp_path: Path) -> None:
    other = RankedRun("dense", {"q1": {"d2": 1.0}, "q3": {"d2": 1.0}})
    check_same_queries(RUN, tmp_path / "a", RUN, tmp_path / "b")
    with pytest.raises(DataSetError, match=r"a: not the queries of .*b: q2 only here, q3 only"):
        check_same_queries(RUN, tmp_path / "a", other, tmp_path / "b")


def test_a_run_without_a_judged_query_is_not_scored(tmp_path: Path) -> None:
    check_known({"q2": {"d": 1}}, tmp_path / "qrels", RUN, tmp_path / "run")
    with pytest.raises(DataSetError, match=r"run: none of its queries \(q1, q2\) is judged"):
        check_known({"q7": {"d": 1}}, tmp_path / "qrels", RUN, tmp_path / "run")
