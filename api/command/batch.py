"""Reading a file of questions: one JSON object `{"id", "question"}` per line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.errors import InputError
from index.search.searcher import LONGEST_QUESTION

_LONG = f"At most {LONGEST_QUESTION:,} are allowed. Nothing has been run."
_HINT = 'Every line needs the form {"id": "q1", "question": "..."}. Nothing has been run.'


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of a batch; `id` comes back with the result as it was given."""

    id: str | int
    question: str


def read_questions(lines: Iterable[str], name: str) -> tuple[BatchQuestion, ...]:
    """All questions of a file, checked before any of them is run; blank lines are passed over.

    Raises:
        InputError: naming file and line, if a line is not such an object.
    """
    return tuple(_read(lines, name))


def _read(lines: Iterable[str], name: str) -> Iterator[BatchQuestion]:
    for number, line in enumerate(lines, start=1):
        text = line.lstrip("\ufeff").strip()
        if text:
            yield _question(text, f"{name}, line {number}")


def _question(line: str, place: str) -> BatchQuestion:
    try:
        fields = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{place}: not JSON ({_reason(error)}).", _HINT) from None
    if not isinstance(fields, dict):
        raise InputError(f"{place}: not a JSON object.", _HINT)
    id, question = fields.get("id"), fields.get("question")
    if isinstance(id, bool) or not isinstance(id, str | int):
        raise InputError(f'{place}: "id" is missing or neither a text nor a whole number.', _HINT)
    if not isinstance(question, str) or not question.strip():
        raise InputError(f'{place}: "question" is missing, blank or not a text.', _HINT)
    if len(question) > LONGEST_QUESTION:
        raise InputError(f"{place}: the question has {len(question):,} characters.", _LONG)
    return BatchQuestion(id, question)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at column {error.colno}"
    return "nested too deeply"
