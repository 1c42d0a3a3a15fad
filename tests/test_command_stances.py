"""`rostrum stances` and `rostrum mentions` as a user meets them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from command_library import opened

from api.command import main
from api.command.terminal import width

Rostrum = Callable[..., Result]
QUESTION = "缴获了212.1吨毒品"
SEIZED = "本组织五年来缴获了212.1吨毒品，占全球缴获量的百分之三十五。"


@pytest.fixture
def rostrum(folder: Path) -> Rostrum:
    def run(*arguments: str, stdin: str | None = None, columns: int = 100) -> Result:
        environment = {"ROSTRUM_LIBRARY": str(folder), "COLUMNS": str(columns)}
        return CliRunner().invoke(main, arguments, input=stdin, env=environment, obj=opened)

    return run


def fields(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


@pytest.mark.parametrize("command", ["stances", "mentions"])
def test_both_commands_have_help_with_examples(rostrum: Rostrum, command: str) -> None:
    told = rostrum(command, "--help")
    assert told.exit_code == 0
    assert told.stdout.count(f"rostrum {command} ") >= 4
    assert command in rostrum("--help").stdout


# Stances


def test_meetings_stand_side_by_side_in_straight_columns(rostrum: Rostrum) -> None:
    lines = rostrum("stances", QUESTION).stdout.splitlines()
    assert lines[0] == f"各方发言：{QUESTION}"
    head = next(line for line in lines if "S/PV.9001" in line)
    first, second = (width(head[: head.index(symbol)]) for symbol in ("S/PV.9001", "S/PV.9002"))
    belgium = next(line for line in lines if line.startswith("比利时"))
    assert width(belgium[: belgium.index("没有发言")]) == first
    assert width(belgium[: belgium.index("—")]) == second
    assert max(map(width, lines)) <= 100


def test_a_cell_is_quoted_with_a_numbered_reference_and_a_link(rostrum: Rostrum) -> None:
    written = rostrum("stances", QUESTION, "--document", "S/PV.9001").stdout
    assert f"“{SEIZED}” [1]" in "".join(line.strip() for line in written.splitlines())
    assert "[1] S/PV.9001，2020年3月5日，诺罗夫先生（上海合作组织），第2次发言，第1段" in written
    assert "\n    http://127.0.0.1:8000/?lang=zh#doc=" in written
    assert "比利时" in written
    assert "没有发言（主持会议）" in written


def test_in_a_narrow_terminal_meetings_stand_below_each_other(rostrum: Rostrum) -> None:
    lines = rostrum("stances", QUESTION, columns=60).stdout.splitlines()
    at = lines.index("上海合作组织")
    assert lines[at + 1].startswith("  S/PV.9001  “")
    assert max(width(line) for line in lines if "http" not in line and "—" not in line) <= 60


def test_an_english_question_has_an_english_frame(rostrum: Rostrum) -> None:
    topic = "France welcomes the ceasefire and calls for access"
    written = rostrum("stances", *topic.split()).stdout
    assert written.startswith(f"Who said what: {topic}\n")
    for words in ("France", "Poland", "spoke, not on this", "10 March 2020", "statement 3"):
        assert words in written
    assert "上海合作组织" not in written


def test_the_question_may_come_from_standard_input(rostrum: Rostrum) -> None:
    assert fields(rostrum("stances", "-", "--json", stdin=QUESTION))["question"] == QUESTION


def test_json_is_what_the_service_answers(rostrum: Rostrum) -> None:
    found = fields(rostrum("stances", QUESTION, "--format", "json"))
    best = found["rows"][0]["cells"][0]
    assert (best["status"], best["citation"]["quote"]) == ("said", SEIZED)
    assert best["citation"]["permalink"].startswith("/?lang=zh#doc=")


def test_csv_has_a_line_for_every_delegation_and_meeting(rostrum: Rostrum) -> None:
    result = rostrum("stances", QUESTION, "--format", "csv", "--site", "https://un.example/")
    lines = list(csv.DictReader(io.StringIO(result.stdout)))
    assert len(lines) == 5 * 2
    (quoted,) = (line for line in lines if line["quote"] == SEIZED)
    assert (quoted["delegation_code"], quoted["symbol"]) == ("SCO", "S/PV.9001")
    assert quoted["permalink"].startswith("https://un.example/?lang=zh#doc=")
    silent = {line["delegation"] for line in lines if line["status"] == "did_not_speak"}
    assert silent == {"中国", "比利时", "波兰"}


def test_markdown_is_a_table_with_links(rostrum: Rostrum) -> None:
    written = rostrum("stances", QUESTION, "--format", "markdown").stdout.splitlines()
    assert written[0] == "| 代表团 | S/PV.9001，2020年3月5日 | S/PV.9002，2020年3月10日 |"
    assert written[1] == "| --- | --- | --- |"
    assert written[2].startswith(f"| 上海合作组织 | “{SEIZED}” [S/PV.9001，")
    assert "](http://127.0.0.1:8000/?lang=zh#doc=" in written[2]
    assert {line.count("|") for line in written} == {4}


def test_no_meeting_under_the_filters_is_said(rostrum: Rostrum) -> None:
    result = rostrum("stances", QUESTION, "--to", "1999-01-01")
    assert result.exit_code == 0
    assert "没有符合条件的会议记录。" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["stances"], "There is no question."),
        (["stances", "x", "--meetings", "99"], "99 meetings are asked for."),
        (["stances", "x", "--document", "S/PV.1"], "No document 'S/PV.1' is held."),
        (["mentions", "2397"], "S/RES/2397 is not held, and no statement or letter mentions it."),
        (["mentions", "Crimea"], "'Crimea' is not a symbol or the number of a resolution."),
    ],
)
def test_what_is_at_fault_is_told_without_a_traceback(
    rostrum: Rostrum, arguments: list[str], told: str
) -> None:
    result = rostrum(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Hint: " in result.stderr
    assert result.stdout == ""


# Mentions


def test_mentions_are_listed_by_delegation_with_sentence_and_link(rostrum: Rostrum) -> None:
    lines = rostrum("mentions", "2396").stdout.splitlines()
    assert lines[:2] == ["S/RES/2396：1份文件中提到1次。", "该文件本身没有收录，只被引用。"]
    assert lines[3:6] == [
        "上海合作组织 (1)",
        "[1] S/PV.9001，2020年3月5日，诺罗夫先生（上海合作组织），第2次发言，第2段",
        "    “我们根据第2396（2017）号决议打击外国恐怖主义作战人员。”",
    ]
    assert lines[6].startswith("    http://127.0.0.1:8000/?lang=zh#doc=")


def test_mentions_have_an_english_frame_where_it_is_asked_for(rostrum: Rostrum) -> None:
    for arguments in (["2396", "--names", "en"], ["resolution", "2396", "(2017)"]):
        written = rostrum("mentions", *arguments).stdout
        assert written.startswith("S/RES/2396: 1 mention in 1 document.\n")
        assert "The document itself is not held, it is only cited." in written
        place = "(Shanghai Cooperation Organization), statement 2, para. 2"
        assert place in written.replace("\n    ", " ")


def test_a_document_that_is_held_is_named(rostrum: Rostrum) -> None:
    assert "该文件已收录：安全理事会第9001次会议。" in rostrum("mentions", "S/PV.9001").stdout


def test_the_hint_for_an_unknown_symbol_names_near_ones(rostrum: Rostrum) -> None:
    assert "S/RES/2396" in rostrum("mentions", "2397").stderr


def test_mentions_come_as_json_csv_and_markdown(rostrum: Rostrum) -> None:
    found = fields(rostrum("mentions", "2396", "--json"))
    assert (found["symbol"], found["total"]) == ("S/RES/2396", 1)
    (line,) = csv.DictReader(io.StringIO(rostrum("mentions", "2396", "--format", "csv").stdout))
    assert (line["written"], line["delegation_code"]) == ("第2396（2017）号决议", "SCO")
    table = rostrum("mentions", "2396", "--format", "markdown").stdout.splitlines()
    assert table[0] == "| 发言者 | 写法 | 引文 | 出处 |"
    assert table[2].startswith("| 诺罗夫先生（上海合作组织） | 第2396（2017）号决议 | “我们根据")
