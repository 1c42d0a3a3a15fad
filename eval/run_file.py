"""Runs on disk: JSON Lines, first the settings, then one line for each question.

A run whose name ends in `.xz` is a fifth of the size.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.files import PACKED, ResultFileError, read_whole, write_whole
from eval.model import AnswerGiven, CitedSpan, QuestionRun, RankedHit, Run

_HINT = "Runs are written by `rostrum eval --out FILE`; write this one anew."
# The scores of a fusion differ in the seventh digit between machines.
_DIGITS = 6
_LONGEST_HEAD = 1 << 16


class RunFileError(ResultFileError):
    """A line of a run is malformed, a question stands twice, or there is none."""


def write_run(path: Path, run: Run) -> None:
    """Put a run at a place, all at once.

    Raises:
        ResultFileError: the place cannot be written to.
    """
    write_whole(path, "".join(_line(fields) for fields in _run_fields(run)))


def _line(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def _run_fields(run: Run) -> Iterator[dict[str, Any]]:
    yield {"run": run.name, "settings": dict(run.settings)}
    for question in run.questions:
        yield {
            "id": question.id,
            "need": question.need,
            "question": question.question,
            "language": question.language,
            "kind": question.kind,
            "half": question.half,
            "answerable": question.answerable,
            "hits": [[h.document, h.start, h.end, round(h.score, _DIGITS)] for h in question.hits],
            "answer": _answer_fields(question.answer),
            "timings": {stage: round(ms, 2) for stage, ms in question.timings.items()},
        }


def _answer_fields(answer: AnswerGiven | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "refused": answer.refused,
        "text": answer.text,
        "confidence": round(answer.confidence, _DIGITS),
        "citations": [[c.document, c.start, c.end, c.quote, c.reference] for c in answer.citations],
    }


def read_run(path: Path) -> Run:
    """A run as it was written.

    Raises:
        ResultFileError: the file cannot be read.
        RunFileError: a malformed line (file, number and reason), a question twice, an empty run.
    """
    lines = [(n, line) for n, line in enumerate(read_whole(path).splitlines(), 1) if line.strip()]
    if not lines:
        raise RunFileError(f"{path} is empty.", _HINT)
    head = _head(*lines[0], path)
    questions: dict[str, QuestionRun] = {}
    for number, line in lines[1:]:
        question = _question(_object(number, line, path), f"{path}, line {number}")
        if question.id in questions:
            raise RunFileError(f"{path}, line {number}: {question.id} stands twice.", _HINT)
        questions[question.id] = question
    if not questions:
        raise RunFileError(f"{path} holds no question.", _HINT)
    return Run(head["run"], head["settings"], tuple(questions.values()))


def read_head(path: Path) -> Run:
    """The name and settings of a run without its questions, of which nothing is read.

    Raises:
        ResultFileError, RunFileError: as `read_run`.
    """
    opener = lzma.open if path.suffix == PACKED else open
    try:
        with opener(path, "rb") as file:
            line = file.readline(_LONGEST_HEAD).decode("utf-8-sig")
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ResultFileError(f"{path} cannot be read: {reason}.", "Write it anew.") from None
    head = _head(1, line, path)
    return Run(head["run"], head["settings"], ())


def _head(number: int, line: str, path: Path) -> dict[str, Any]:
    head = _object(number, line, path)
    if not isinstance(head.get("run"), str) or not isinstance(head.get("settings"), dict):
        raise RunFileError(f"{path}, line {number}: no name and settings of a run.", _HINT)
    return head


def _object(number: int, line: str, path: Path) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RunFileError(f"{path}, line {number}: not JSON ({error}).", _HINT) from None
    if not isinstance(fields, dict):
        raise RunFileError(f"{path}, line {number}: not a JSON object.", _HINT)
    return fields


def _question(row: dict[str, Any], place: str) -> QuestionRun:
    try:
        if row["language"] not in ("zh", "en") or row["half"] not in ("dev", "test"):
            raise ValueError(f"language {row['language']!r}, half {row['half']!r}")
        return QuestionRun(
            id=str(row["id"]),
            need=str(row["need"]),
            question=str(row["question"]),
            language=row["language"],
            kind=str(row["kind"]),
            half=row["half"],
            answerable=bool(row["answerable"]),
            hits=tuple(RankedHit(str(d), int(s), int(e), float(x)) for d, s, e, x in row["hits"]),
            answer=_answer(row["answer"]),
            timings={str(stage): float(ms) for stage, ms in row["timings"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{type(error).__name__} {error}"
        raise RunFileError(f"{place}: not a question of a run ({reason}).", _HINT) from None


def _answer(row: dict[str, Any] | None) -> AnswerGiven | None:
    if row is None:
        return None
    return AnswerGiven(
        refused=bool(row["refused"]),
        text=str(row["text"]),
        citations=tuple(
            CitedSpan(str(d), int(s), int(e), str(quote), str(reference))
            for d, s, e, quote, reference in row["citations"]
        ),
        confidence=float(row["confidence"]),
    )
