"""A conversation on the command line: questions line by line, each understood by those before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from command_library import opened

from api.command import main

Chat = Callable[..., Result]
ASKED = "本组织五年来缴获了多少毒品？"


@pytest.fixture
def chat(folder: Path) -> Chat:
    def run(stdin: str | bytes, *arguments: str) -> Result:
        environment = {"ROSTRUM_LIBRARY": str(folder)}
        return CliRunner().invoke(
            main, ["ask", "--chat", *arguments], input=stdin, env=environment, obj=opened
        )

    return run


def answers(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [dict(json.loads(line)) for line in result.stdout.splitlines()]


def test_each_line_is_answered_and_shown_as_it_was_understood(chat: Chat) -> None:
    result = chat("波兰对毒品说了什么？\n\n那巴西呢？\n")
    assert result.exit_code == 0, result.output
    first, _, second = result.stdout.partition("? 那巴西呢？\n")
    assert first.startswith("? 波兰对毒品说了什么？\n")
    assert "→" not in first
    assert second.startswith("→ 巴西对毒品说了什么？\n")
    assert "巴西没有在所收录的会议记录中发言。" in second


def test_a_pronoun_means_whoever_was_cited(chat: Chat) -> None:
    first, second, third = answers(chat(f"{ASKED}\n他对青年怎么看？\n他们呢？\n", "--json"))
    assert first["citations"][0]["speaker"] == "诺罗夫先生"
    assert (first["question"], first["resolved_question"]) == (ASKED, None)
    assert second["question"] == "他对青年怎么看？"
    assert second["resolved_question"] == "诺罗夫先生对青年怎么看？"
    assert third["resolved_question"] == "诺罗夫先生对青年怎么看？"


def test_a_question_put_into_the_other_language_says_so(chat: Chat) -> None:
    result = chat("What did Brazil say about drugs?\n那冰岛呢？\n")
    shown = result.stdout.partition("? 那冰岛呢？\n")[2]
    assert shown.startswith(
        "→ What did Iceland say about drugs?\n  (按前一个问题的语言提问和回答)\n"
    )
    assert "Iceland did not speak in the meeting records held." in shown


def test_a_first_question_may_stand_behind_the_command(chat: Chat) -> None:
    found = answers(chat("And Iceland?\n", "What did Brazil say about drugs?", "--json"))
    assert [one["resolved_question"] for one in found] == [
        None,
        "What did Iceland say about drugs?",
    ]


def test_a_question_at_fault_does_not_end_the_conversation(chat: Chat) -> None:
    result = chat(f"{'谁' * 10_001}\n{ASKED}\n", "--json")
    assert "10,001 characters" in result.stderr
    assert [one["question"] for one in answers(result)] == [ASKED]


def test_no_question_is_no_failure(chat: Chat) -> None:
    result = chat("\n \n")
    assert (result.exit_code, result.stdout) == (0, "")


def test_what_cannot_be_is_told_of(chat: Chat, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"id": 1, "question": "Who?"}', encoding="utf-8")
    result = chat("", "--questions", str(batch))
    assert result.exit_code != 0
    assert "--chat and --questions" in result.stderr
    assert "Traceback" not in chat(b"\xff\xfe\n").output
