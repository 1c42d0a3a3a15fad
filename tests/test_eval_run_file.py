"""A run comes back from disk as it went, and a line at fault is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.files import ResultFileError, write_whole
from eval.model import AnswerGiven, CitedSpan, QuestionRun, RankedHit, Run
from eval.run_file import RunFileError, read_run, write_run

RUN = Run(
    "full",
    {"legs": ["dense", "lexical"], "depth": 100, "half": None},
    (
        QuestionRun(
            "n001-zh", "n001", "谁？", "zh", "fact", "dev", True,
            (RankedHit("d", 0, 10, 0.5),),
            AnswerGiven(False, "诺罗夫", (CitedSpan("d", 0, 3, "诺罗夫", "S/PV.1"),), 0.75),
            {"search.encode": 1.5},
        ),
        QuestionRun("n001-en", "n001", "Who?", "en", "fact", "dev", True, ()),
    ),
)  # fmt: skip


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    write_run(tmp_path / "new" / "run.jsonl", RUN)
    assert read_run(tmp_path / "new" / "run.jsonl") == RUN


def test_nothing_is_left_beside_a_run(tmp_path: Path) -> None:
    write_run(tmp_path / "run.jsonl", RUN)
    write_run(tmp_path / "run.jsonl", RUN)
    assert [path.name for path in tmp_path.iterdir()] == ["run.jsonl"]


HEAD = '{"run": "full", "settings": {}}\n'
GOOD = json.dumps(
    {
        "id": "n001-zh", "need": "n001", "question": "?", "language": "zh", "kind": "fact",
        "half": "dev", "answerable": True, "hits": [], "answer": None, "timings": {},
    }
)  # fmt: skip
BROKEN = [
    ("", "is empty"),
    (HEAD, "holds no question"),
    ("{\n", "line 1: not JSON"),
    ("[]\n" + GOOD, "line 1: not a JSON object"),
    ('{"run": 1}\n' + GOOD, "line 1: no name and settings"),
    (HEAD + "\n" + GOOD + "\n{]", "line 4: not JSON"),
    (HEAD + GOOD + "\n" + GOOD, "line 3: n001-zh stands twice"),
    (HEAD + GOOD.replace('"id"', '"ident"'), "line 2: not a question of a run (KeyError 'id'"),
    (HEAD + GOOD.replace('"zh"', '"fr"'), "line 2: not a question of a run (ValueError"),
    (HEAD + GOOD.replace("[]", '[["d", 0, 10]]'), "line 2: not a question of a run (ValueError"),
    (HEAD + GOOD.replace("null", "3"), "line 2: not a question of a run (TypeError"),
]


@pytest.mark.parametrize(("text", "what"), BROKEN)
def test_a_file_at_fault_is_named_with_its_line(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(text, "utf8")
    with pytest.raises(RunFileError) as caught:
        read_run(path)
    assert "run.jsonl" in caught.value.message
    assert what in caught.value.message


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(ResultFileError, match="cannot be read"):
        read_run(tmp_path / "none.jsonl")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ResultFileError, match="not UTF-8"):
        read_run(tmp_path / "binary")


def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ResultFileError, match="cannot be written"):
        write_whole(tmp_path / "file" / "run.jsonl", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
