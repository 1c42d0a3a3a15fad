"""`rostrum verify` as a user meets it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from command_library import opened

from api.command import main

Rostrum = Callable[..., Result]
WORDS = "本组织五年来缴获了212.1吨毒品"
PLACE = "[1] S/PV.9001，2020年3月5日，诺罗夫先生（上海合作组织），第2次发言，第1段"


@pytest.fixture
def rostrum(folder: Path) -> Rostrum:
    def run(*arguments: str, stdin: str | None = None) -> Result:
        environment = {"ROSTRUM_LIBRARY": str(folder)}
        return CliRunner().invoke(
            main, ("verify", *arguments), input=stdin, env=environment, obj=opened
        )

    return run


def fields(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def lines(result: Result) -> list[str]:
    """What was written, paragraphs broken for the terminal put together again."""
    assert result.exit_code == 0, result.output
    return re.sub(r"\n {4}(?=\S)", "\n", result.stdout).splitlines()


def test_the_command_is_listed_and_explains_itself(rostrum: Rostrum) -> None:
    help = rostrum("--help")
    assert help.exit_code == 0
    assert "rostrum verify" in help.stdout.split("Examples:")[1]
    assert "verify" in CliRunner().invoke(main, ["--help"]).stdout


def test_an_exact_quotation_is_shown_with_both_references_and_the_link(rostrum: Rostrum) -> None:
    shown = lines(rostrum(WORDS))
    assert shown[:4] == ["逐字相符", "引文与记录逐字相符。", "", PLACE]
    assert shown[4].startswith("S/PV.9001, 5 March 2020, Mr. ")
    assert "(Shanghai Cooperation Organization), statement 2, para. 1" in f"{shown[4]} {shown[5]}"
    assert f"“{WORDS}”" in shown
    assert re.match(r"页面 /\?lang=zh#doc=[0-9a-f]{16}&start=\d+&end=\d+  字符 \d+–\d+", shown[-1])


def test_differences_are_marked_and_the_marks_explained(rostrum: Rostrum) -> None:
    shown = lines(rostrum("本组织五年来没收了212.1吨有毒品"))
    assert shown[0] == "相近"
    assert "引文与原文相差3个字符" in shown[1]
    assert "“本组织五年来[-缴获-]{+没收+}了212.1吨{+有+}毒品”" in shown
    assert shown[-1] == "[-…-] 记录中有而引文中没有，{+…+} 引文中有而记录中没有"


def test_another_writing_of_the_same_words_shows_those_of_the_record(rostrum: Rostrum) -> None:
    shown = lines(rostrum("本組織五年來繳獲了２１２．１噸毒品"))
    assert shown[0] == "词句相同，写法不同"
    assert "引文用的是繁体字。" in shown[1] + shown[2]
    assert f"“{WORDS}”" in shown
    assert not any("{+" in line for line in shown)


def test_the_words_of_somebody_else_are_misattributed(rostrum: Rostrum) -> None:
    shown = rostrum(WORDS, "--by", "Poland", "--names", "en").stdout
    assert shown.startswith("Misattributed\n")
    assert "(Shanghai Cooperation Organization), not from Poland." in " ".join(shown.split())
    assert fields(rostrum(WORDS, "--by", "诺罗夫", "--json"))["verdict"] == "exact"


def test_what_is_not_there_is_told_with_the_nearest_passages(rostrum: Rostrum) -> None:
    result = rostrum("海豚要求在月球上钓鱼，企鹅表示反对。")
    assert result.exit_code == 0
    assert result.stdout.startswith("没有找到\n所收录的记录中没有找到这段引文。\n\n最接近的段落：")
    assert " 3  S/PV.900" in result.stdout
    assert " 4  S/PV.900" not in result.stdout


def test_english_records_are_checked_in_english(rostrum: Rostrum) -> None:
    checked = fields(rostrum("France welcomes the cease-fire ... humanitarian access", "--json"))
    assert (checked["language"], checked["verdict"]) == ("en", "near")
    place = checked["places"][0]
    assert (place["symbol"], place["wording"], place["written"]) == (
        "S/PV.9002",
        "same_words",
        ["punctuation"],
    )
    assert [part["segments"][-1]["record"] for part in place["parts"]] == [
        "fire",
        "humanitarian access",
    ]


def test_words_need_no_quotation_marks_and_a_dash_reads_standard_input(rostrum: Rostrum) -> None:
    joined = fields(rostrum("Water", "is", "scarce", "--json"))
    assert (joined["quotation"], joined["verdict"]) == ("Water is scarce", "exact")
    read = fields(rostrum("-", "--json", stdin="Water is\nscarce in the valley.\n"))
    assert read["places"][0]["written"] == ["white_space"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "There is no quotation."),
        ([""], "The quotation is empty."),
        (["和"], "There is nothing in the quotation to look for."),
        (["字" * 50_000], "The quotation has 50,000 characters."),
        ([WORDS, "--by", "Atlantis"], "No delegation or speaker 'Atlantis' is known."),
    ],
)
def test_what_cannot_be_checked_is_told_on_stderr(
    rostrum: Rostrum, arguments: list[str], message: str
) -> None:
    result = rostrum(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {message}\nHint: ")
