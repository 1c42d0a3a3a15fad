"""A question file of the user's own, against the user's own library.

Its form is that of `questions/questions.jsonl`, which the studio on the page writes, too; what
`questions/RULES.md` asks for besides is left to the user. Everything that cannot be judged is named
at once: a need whose document is not held, or whose words do not stand in it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from eval.judged import Shelf, judge
from eval.kept import score_kept
from eval.model import Half, Judgments, Run
from eval.question_set import QUESTIONS, Gold, Need, QuestionSetError, locate, read_needs
from eval.score import Scored
from index.errors import NotHeld
from index.records.model import Record

# So many needs at fault are named, and of so many hits the words are shown.
_NAMED = 10
_SHOWN = 5
_HINT = (
    "Index their documents or name another --library; quote words as they stand in the text "
    "(`rostrum show`). The form of a line is in eval/questions/RULES.md."
)


@dataclass(frozen=True, slots=True)
class OwnSet:
    """Needs with the records that their gold stands in, by file name, and their judgments."""

    needs: tuple[Need, ...]
    records: Mapping[str, Record]
    judgments: Judgments


def default_library() -> str:
    """The library that the other commands use: `ROSTRUM_LIBRARY`, else `.rostrum`."""
    return os.environ.get("ROSTRUM_LIBRARY") or ".rostrum"


def is_own(path: Path | None) -> bool:
    """Whether a question file is another one than that of the project."""
    return path is not None and path.resolve() != QUESTIONS.resolve()


def read_own(path: Path, shelf: Shelf) -> OwnSet:
    """A question file, judged by the documents of a library.

    Raises:
        ResultFileError: the file cannot be read.
        QuestionSetError: it is empty or malformed (with the line), or has needs that cannot be
            judged; they are named with the reason.
    """
    needs = read_needs(path)
    if not needs:
        raise QuestionSetError(f"{path} holds no questions.", "Write one need to a line.")
    found = _Looking(shelf)
    wrong = [(need, reason) for need in needs for reason in _faults(need, found)]
    if wrong:
        raise QuestionSetError(_told(path, needs, wrong), _HINT)
    return OwnSet(needs, found.records, judge(needs, found.records))


def records_of(needs: Sequence[Need], place: str) -> Mapping[str, Record]:
    """The records that gold names, as far as the library at a place holds them, by file name.

    Raises:
        StoreError, EncoderError: the library cannot be used.
    """
    from index.store.place import open_library

    with open_library(place) as library:
        found = _Looking(library)
        for need in needs:
            for gold in need.gold:
                found.record(gold.file)
        return found.records


def score_own(
    runs: Sequence[Run], path: Path, shelf: Shelf
) -> tuple[tuple[Scored, ...], Mapping[str, Record]]:
    """Runs over a question file, scored, and the records to show them with.

    Raises:
        ResultFileError, QuestionSetError: as `read_own`.
        RunFileError: a run is over other questions, or the documents are read otherwise now.
    """
    own = read_own(path, shelf)
    scored = tuple(score_kept(run, own.records, own.needs)[0] for run in runs)
    shown = [shown_records(run, own, shelf) for run in runs]
    return scored, {name: record for one in shown for name, record in one.items()}


def shown_records(run: Run, own: OwnSet, shelf: Shelf) -> dict[str, Record]:
    """The records of a set, and besides them, by id, those that the first hits of a run are in."""
    known = {record.document.id for record in own.records.values()}
    ids = (hit.document for question in run.questions for hit in question.hits[:_SHOWN])
    others = {id: record for id in set(ids) - known if (record := _held(id, shelf))}
    return {**own.records, **others}


def _held(id: str, shelf: Shelf) -> Record | None:
    try:
        return shelf.record(id)
    except NotHeld:
        return None


class _Looking:
    """Finds the records that gold names, each once."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._ids = {s.document.name: s.document.id for s in shelf.documents()}
        names = Counter(s.document.name for s in shelf.documents())
        self.several = {name for name, count in names.items() if count > 1}
        self.records: dict[str, Record] = {}

    def record(self, name: str) -> Record | None:
        """The record of a file name, None where no document of that name is held."""
        if name not in self.records and name in self._ids:
            self.records[name] = self._shelf.record(self._ids[name])
        return self.records.get(name)


def _faults(need: Need, found: _Looking) -> Iterator[str]:
    """Why a need cannot be asked and judged."""
    asked = (need.zh, need.en)
    if not all(isinstance(text, str) and text.strip() for text in asked):
        yield "it is not asked in both languages"
    if need.half not in get_args(Half):
        yield f"its half is {need.half!r}, neither dev nor test"
    if need.answerable and not any(gold.grade == 2 for gold in need.gold):
        yield "it is answerable but has no gold of grade 2"
    for gold in need.gold:
        if fault := _gold_fault(gold, found):
            yield fault


def _gold_fault(gold: Gold, found: _Looking) -> str | None:
    if gold.grade not in (1, 2):
        return f"the grade {gold.grade} is neither 1 nor 2"
    if gold.file in found.several:
        return f"several documents are called {gold.file}"
    record = found.record(gold.file)
    if record is None:
        return f"the library does not hold {gold.file}"
    try:
        locate(gold, record)
    except QuestionSetError as error:
        return error.message.rstrip(".")
    return None


def _told(path: Path, needs: Sequence[Need], wrong: Sequence[tuple[Need, str]]) -> str:
    """All that is wrong, some of it one by one."""
    count = len({need.id for need, _ in wrong})
    lines = [f"  {need.id}: {reason}" for need, reason in wrong[:_NAMED]]
    if len(wrong) > _NAMED:
        lines.append(f"  and {len(wrong) - _NAMED:,} more")
    head = f"{count:,} of {len(needs):,} needs in {path} cannot be judged:"
    return "\n".join([head, *lines])
