"""The command line as a user meets it: results on stdout, failures on stderr, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from command_library import opened

from api.command import main
from fakes import MEETING_EN, MEETING_ZH
from index.encode import Encoder
from index.store.library import Library

Rostrum = Callable[..., Result]
QUESTION = "本组织五年来缴获了多少毒品？"


@pytest.fixture
def rostrum(folder: Path) -> Rostrum:
    def run(*arguments: str, stdin: str | None = None, library: Path = folder) -> Result:
        environment = {"ROSTRUM_LIBRARY": str(library)}
        return CliRunner().invoke(main, arguments, input=stdin, env=environment, obj=opened)

    return run


def fields(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


# Help


@pytest.mark.parametrize(
    "command", ["index", "documents", "remove", "search", "ask", "show", "serve"]
)
def test_every_command_has_help_with_examples(rostrum: Rostrum, command: str) -> None:
    result = rostrum(command, "--help")
    assert result.exit_code == 0
    assert f"rostrum {command}" in result.stdout.split("Examples:")[1]
    assert command in rostrum("--help").stdout


def test_an_unknown_command_is_answered_with_the_nearest(rostrum: Rostrum) -> None:
    result = rostrum("serch", "x")
    assert result.exit_code == 2
    assert "Did you mean 'search'?" in result.stderr


# Asking


def test_ask_shows_the_quotation_and_its_reference(rostrum: Rostrum) -> None:
    result = rostrum("ask", QUESTION)
    assert result.exit_code == 0
    assert "本组织五年来缴获了212.1吨毒品，占全球缴获量的百分之三十五。" in result.stdout.replace(
        "\n  ", ""
    )
    assert "[1] S/PV.9001，2020年3月5日，诺罗夫先生（上海合作组织），第" in result.stdout


def test_words_of_a_question_need_no_quotation_marks(rostrum: Rostrum) -> None:
    answer = fields(rostrum("ask", "缴获了", "多少", "毒品？", "--json"))
    assert answer["question"] == "缴获了 多少 毒品？"


def test_a_dash_reads_the_question_from_standard_input(rostrum: Rostrum) -> None:
    answer = fields(rostrum("ask", "-", "--json", stdin=QUESTION))
    assert answer["question"] == QUESTION


def test_a_refusal_is_an_answer_not_a_failure(rostrum: Rostrum) -> None:
    result = rostrum("ask", "巴西代表对毒品说了什么？")
    assert result.exit_code == 0
    assert "巴西没有在所收录的会议记录中发言。" in result.stdout
    assert "最接近的段落：" in result.stdout


def test_search_shows_passages_best_first(rostrum: Rostrum) -> None:
    found = fields(rostrum("search", QUESTION, "-k", "3", "--json"))
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    assert "212.1吨" in found["hits"][0]["text"]
    assert "S/PV.9001" in rostrum("search", QUESTION).stdout


@pytest.mark.parametrize(
    ("options", "speakers"),
    [
        (["--delegation", "PL"], {"科瓦尔斯基先生"}),
        (["--delegation", "Poland", "--language", "zh"], {"科瓦尔斯基先生"}),
        (["--speaker", "诺罗夫"], {"诺罗夫先生"}),
        (["--to", "2019-12-31"], set()),
    ],
)
def test_filters_narrow_a_search(rostrum: Rostrum, options: list[str], speakers: set[str]) -> None:
    options += ["--document", "S/PV.9001", "--kind", "verbatim"]
    hits = fields(rostrum("search", QUESTION, "--json", *options))["hits"]
    assert {hit["speaker"] for hit in hits} == speakers


# Batches


def batch(tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


LINES = (
    json.dumps({"id": "q1", "question": QUESTION}, ensure_ascii=False),
    json.dumps({"id": 2, "question": "巴西代表说了什么？"}),
    json.dumps({"id": "q3", "question": "What does S/PV.7777 say?"}),
)


def test_a_batch_of_questions_gives_one_line_each_in_order(
    rostrum: Rostrum, tmp_path: Path
) -> None:
    result = rostrum("ask", "--questions", batch(tmp_path, *LINES), "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["q1", 2, "q3"]
    for line in lines:
        assert line.keys() >= {"id", "question", "refused", "reason", "answer", "citations"}
    assert [line["refused"] for line in lines] == [False, True, True]
    assert lines[1]["citations"] == []
    assert lines[1]["reason"] == "巴西没有在所收录的会议记录中发言。"
    assert lines[2]["reason"].startswith("S/PV.7777 is not among the documents held")
    citation = lines[0]["citations"][0]
    assert citation.keys() >= {
        *("document", "symbol", "speaker", "delegation", "start", "end", "raw_start", "raw_end"),
        *("quote", "reference"),
    }
    assert citation["quote"].startswith("本组织五年来")


def test_a_batch_of_searches_gives_the_hits_of_each(rostrum: Rostrum, tmp_path: Path) -> None:
    result = rostrum("search", "--questions", batch(tmp_path, *LINES), "-k", "2", "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["id"], len(line["hits"])) for line in lines] == [("q1", 2), (2, 2), ("q3", 2)]
    assert lines[0]["hits"][0].keys() >= {
        *("rank", "score", "document", "symbol", "statement", "paragraphs", "speaker"),
        *("delegation", "start", "end", "raw_start", "raw_end", "text"),
    }


def test_a_batch_may_come_from_standard_input(rostrum: Rostrum) -> None:
    result = rostrum("search", "--questions", "-", "-k", "1", "--json", stdin="\n".join(LINES))
    assert len(result.stdout.splitlines()) == 3


def test_a_malformed_line_stops_the_batch_before_it_begins(
    rostrum: Rostrum, tmp_path: Path
) -> None:
    name = batch(tmp_path, LINES[0], "{oops")
    result = rostrum("ask", "--questions", name, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"{name}, line 2: not JSON" in result.stderr


def test_a_batch_in_another_encoding_is_told(rostrum: Rostrum, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes(LINES[0].encode("gb18030"))
    result = rostrum("ask", "--questions", str(file), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "not UTF-8" in result.stderr


# Reading


def test_show_lists_the_speakers_in_order(rostrum: Rostrum) -> None:
    shown = rostrum("show", "s/pv.9001").stdout
    assert shown.index("诺罗夫先生（上海合作组织）") < shown.index("科瓦尔斯基先生（波兰）")
    assert "2020年3月5日" in shown


def test_show_reads_a_statement_and_a_paragraph(rostrum: Rostrum) -> None:
    record = fields(rostrum("show", "S/PV.9001", "--json"))
    pole = next(s for s in record["statements"] if s["delegation_code"] == "PL")
    number = str(pole["statement"])
    statement = fields(rostrum("show", "S/PV.9001", "--statement", number, "--json"))
    assert statement["text"] == record["text"][statement["start"] : statement["end"]]
    assert "克里米亚属于乌克兰" in statement["text"]
    both = ("show", "S/PV.9001", "--statement", number, "--paragraph", "2")
    assert (
        fields(rostrum(*both, "--json"))["text"] == "我们支持预防性外交，也支持妇女参与和平进程。"
    )
    assert "Mr. 科瓦尔斯基 (Poland), statement" in rostrum(*both, "--names", "en").stdout


def test_show_reads_a_passage_by_its_id(rostrum: Rostrum) -> None:
    hit = fields(rostrum("search", QUESTION, "--json"))["hits"][0]
    passage = fields(rostrum("show", "--passage", hit["passage"], "--json"))
    assert (passage["text"], passage["start"]) == (hit["text"], hit["start"])
    assert hit["text"][:10] in rostrum("show", "--passage", hit["passage"]).stdout


def test_documents_lists_what_is_held(rostrum: Rostrum) -> None:
    held = fields(rostrum("documents", "--json"))["documents"]
    assert {document["symbol"] for document in held} == {"S/PV.9001", "S/PV.9002"}
    assert all(document["passages"] > 0 for document in held)
    assert "S/PV.9002" in rostrum("documents").stdout


# Adding and removing


def test_index_adds_once_and_remove_takes_out(rostrum: Rostrum, tmp_path: Path) -> None:
    file, library = tmp_path / "meeting.txt", tmp_path / "library"
    file.write_text(MEETING_ZH, encoding="utf-8")
    added = fields(rostrum("index", str(file), "--json", library=library))
    assert [document["symbol"] for document in added["added"]] == ["S/PV.9001"]
    again = rostrum("index", str(file), library=library)
    assert again.exit_code == 0
    assert "1 unchanged" in again.stdout
    assert again.stderr == ""
    removed = fields(rostrum("remove", "S/PV.9001", "--json", library=library))
    assert removed["removed"][0]["symbol"] == "S/PV.9001"
    assert fields(rostrum("documents", "--json", library=library))["documents"] == []


def test_a_file_at_fault_is_named_and_the_others_go_in(rostrum: Rostrum, tmp_path: Path) -> None:
    good, empty, library = tmp_path / "good.txt", tmp_path / "empty.txt", tmp_path / "library"
    good.write_text(MEETING_EN, encoding="utf-8")
    empty.write_bytes(b"")
    result = rostrum("index", str(good), str(empty), str(tmp_path / "none.txt"), library=library)
    assert result.exit_code == 2
    assert "1 added, 2 failed" in result.stdout
    assert "empty.txt" in result.stderr
    assert "none.txt" in result.stderr


def test_a_slip_in_one_symbol_removes_nothing(rostrum: Rostrum) -> None:
    assert rostrum("remove", "S/PV.9001", "S/PV.1").exit_code == 2
    assert len(fields(rostrum("documents", "--json"))["documents"]) == 2


# Failures

FAULTS: list[tuple[list[str], int, str]] = [
    (["ask"], 2, "There is no question."),
    (["ask", ""], 2, "The question is empty."),
    (["ask", " \t\n"], 2, "The question is empty."),
    (["search", "字" * 100_000], 2, "100,000 characters"),
    (["ask", "字" * 100_000], 2, "100,000 characters"),
    (["search", "x", "-k", "0"], 2, "k is 0."),
    (["ask", "x", "-k", "0"], 2, "k is 0."),
    (["ask", "x", "-k", "-1"], 2, "k is -1."),
    (["search", "x", "-k", "10000"], 2, "k is 10000."),
    (["search", "x", "-k", "ten"], 2, "'ten'"),
    (["search", "x", "--document", "S/PV.1"], 2, "S/PV.1"),
    (["search", "x", "--delegation", "Atlantis"], 2, "Atlantis"),
    (["search", "x", "--speaker", "Nobody"], 2, "Nobody"),
    (["search", "x", "--from", "25 September"], 2, "is not a day like 2019-09-25"),
    (["search", "x", "--kind", "novel"], 2, "novel"),
    (["ask", "x", "--questions", __file__], 2, "given together"),
    (["ask", "--questions", "no/such/file"], 2, "no/such/file"),
    (["show"], 2, "either a SYMBOL or --passage"),
    (["show", "S/PV.1"], 2, "S/PV.1"),
    (["show", "S/PV.9001", "--statement", "99"], 2, "has no statement 99."),
    (["show", "S/PV.9001", "--statement", "0"], 2, "has no statement 0."),
    (["show", "S/PV.9001", "--paragraph", "1"], 2, "Say which one with --statement"),
    (["show", "S/PV.9001", "--statement", "1", "--paragraph", "9"], 2, "has no paragraph 9."),
    (["show", "--passage", "nothing"], 2, "nothing"),
    (["remove", "S/PV.1"], 2, "S/PV.1"),
    (["index"], 2, "PATH"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), FAULTS)
def test_a_failure_is_one_message_with_a_hint_never_a_traceback(
    rostrum: Rostrum, arguments: list[str], code: int, message: str
) -> None:
    result = rostrum(*arguments)
    assert result.exit_code == code
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert len(result.stderr) < 600


@pytest.mark.parametrize("command", ["ask", "search", "documents", "show", "remove"])
def test_a_missing_library_says_how_to_make_one(
    rostrum: Rostrum, tmp_path: Path, command: str
) -> None:
    rest = [] if command == "documents" else ["x"]
    result = rostrum(command, *rest, library=tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "rostrum index seeds" in result.stderr
    assert not (tmp_path / "nowhere").exists()


def test_an_unusable_encoder_is_told(rostrum: Rostrum, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"")
    result = rostrum("documents", "--encoder", str(tmp_path))
    assert result.exit_code == 1
    assert f"The model directory {tmp_path} lacks" in result.stderr


def test_debug_shows_the_traceback_before_or_behind_the_command(rostrum: Rostrum) -> None:
    for arguments in (["--debug", "ask", ""], ["ask", "", "--debug"]):
        result = rostrum(*arguments)
        assert result.exit_code == 2
        assert "QuestionError" in result.stderr


def test_an_unforeseen_failure_is_told_in_one_line() -> None:
    def broken(path: Path, encoder: Encoder | None, create: bool) -> Library:
        raise ValueError("the disk is made of cheese")

    result = CliRunner().invoke(main, ["documents"], obj=broken)
    assert result.exit_code == 1
    assert "ValueError: the disk is made of cheese" in result.stderr
    assert "Traceback" not in result.stderr
