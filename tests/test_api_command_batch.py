"""A batch is read whole and checked before anything runs."""

from __future__ import annotations

import pytest

from api.command.batch import BatchQuestion, read_questions
from index.errors import InputError


def test_questions_come_in_order_with_their_ids_as_given() -> None:
    lines = [
        '\ufeff{"id": "q1", "question": "谁？"}\n',
        "\n",
        '{"id": 2, "question": "Who?", "x": 1}',
    ]
    assert read_questions(lines, "f.jsonl") == (
        BatchQuestion("q1", "谁？"),
        BatchQuestion(2, "Who?"),
    )


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"question": "Who?"}', '"id" is missing'),
        ('{"id": true, "question": "Who?"}', '"id" is missing'),
        ('{"id": 1.5, "question": "Who?"}', '"id" is missing'),
        ('{"id": "q"}', '"question" is missing'),
        ('{"id": "q", "question": "  "}', '"question" is missing'),
        ('{"id": "q", "question": ["Who?"]}', '"question" is missing'),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_line_at_fault_is_named_by_file_and_number(line: str, what: str) -> None:
    with pytest.raises(InputError) as caught:
        read_questions(['{"id": "a", "question": "Who?"}', line], "f.jsonl")
    assert caught.value.message.startswith("f.jsonl, line 2: ")
    assert what in caught.value.message


def test_an_over_long_question_is_found_before_anything_runs() -> None:
    line = f'{{"id": "a", "question": "{"a" * 10_001}"}}'
    with pytest.raises(InputError, match=r"f\.jsonl, line 1: .*10,001 characters"):
        read_questions([line], "f.jsonl")


def test_an_empty_file_holds_no_questions() -> None:
    assert read_questions([], "f.jsonl") == ()
