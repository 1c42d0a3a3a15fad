"""What `rostrum eval` scores: a run asked now or kept before, whose questions, which library.

The project's own questions are asked of the seeds unless a library is named; a question file of
the user's is asked of the user's library (`eval.run_own`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import InputError

if TYPE_CHECKING:
    from eval.model import Run
    from eval.run_own import OwnSet
    from eval.score import Scored
    from index.encode import Encoder
    from index.records.model import Record
    from index.store.library import Library

Records = Mapping[str, "Record"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What `rostrum eval` was asked to do with a question set; `questions` is None for the one
    that comes with the project."""

    questions: Path | None
    library: str | None
    encoder: str | None
    legs: str
    half: str
    answers: bool
    name: str | None
    scored: Path | None
    out: Path | None
    report: Path | None
    gate: Path | None
    accept: bool
    as_json: bool


def load(name: str | None) -> Encoder:
    """The encoder of this name, the shipped one without a name."""
    from index.encode import load_encoder

    return load_encoder(name)


def scored_run(wish: Wish) -> tuple[Scored, Records]:
    """A run, asked now or kept before, with its scores and the records it is about.

    Raises:
        QuestionSetError: a need cannot be judged by what the library holds.
        RunFileError: the run that was kept cannot be read, or is over other questions.
        StoreError, EncoderError: the library cannot be used.
    """
    if wish.scored:
        (scored,), records = scored_kept((wish.scored,), wish.questions, wish.library)
        return scored, records
    return _ask(wish)


def scored_kept(
    paths: Sequence[Path], questions: Path | None, library: str | None
) -> tuple[tuple[Scored, ...], Records]:
    """Runs that were kept, scored by the questions that they are over.

    Raises:
        QuestionSetError, RunFileError, StoreError: as `scored_run`.
    """
    from eval.kept import score_kept
    from eval.run_file import read_run
    from eval.run_own import is_own, score_own

    runs = [read_run(path) for path in paths]
    if questions is None or not is_own(questions):
        _check_questions(runs, None)
        known = [score_kept(run) for run in runs]
        return tuple(scored for scored, _ in known), known[0][1]
    _check_questions(runs, questions)
    with _open(library) as held:
        return score_own(runs, questions, held)


def _check_questions(runs: Sequence[Run], questions: Path | None) -> None:
    """See that runs are over a question file, None for that of the project.

    Raises:
        InputError: one is over questions of the user's and they are not named, or the reverse.
    """
    for run in runs:
        own = run.settings.get("own", False)
        if own and questions is None:
            raise InputError(
                f"The run {run.name} is over questions of your own.",
                "Name them with --questions FILE, and their library with --library.",
            )
        if questions is not None and not own:
            raise InputError(
                f"The run {run.name} is over the questions that come with Rostrum.",
                "Leave --questions out.",
            )


def _ask(wish: Wish) -> tuple[Scored, Records]:
    from eval.beir import legs_named
    from eval.run import run_needs, settings_of, system_of
    from eval.run_own import is_own, shown_records
    from eval.score import score
    from eval.slices import HALVES

    legs = legs_named(wish.legs)
    own = is_own(wish.questions)
    with _library(wish, own) as library:
        path, found = _needs(wish, own, library)
        chosen = [need for need in found.needs if wish.half in ("all", need.half)]
        if not chosen:
            raise InputError(f"{path} has no questions of the half {wish.half}.", "Try --half all.")
        system = system_of(library, legs, wish.answers)
        half = next((h for h in HALVES if h == wish.half), None)
        settings = settings_of(library, found.records, legs, system, half, path)
        settings |= {"own": True} if own else {}
        name = wish.name or ("+".join(legs) if wish.answers else f"{'+'.join(legs)} (search only)")
        run = run_needs(name, chosen, system, settings, progress_line())
        records = shown_records(run, found, library) if own else found.records
        return score(run, found.needs, found.judgments), records


def _needs(wish: Wish, own: bool, library: Library) -> tuple[Path, OwnSet]:
    """The question file, and its needs with what they are judged by."""
    from eval.judged import held_records, judge
    from eval.question_set import QUESTIONS, read_needs
    from eval.run_own import OwnSet, read_own

    if own and wish.questions is not None:
        return wish.questions, read_own(wish.questions, library)
    needs = read_needs()
    records = held_records(needs, library)
    return QUESTIONS, OwnSet(needs, records, judge(needs, records))


def _library(wish: Wish, own: bool) -> AbstractContextManager[Library]:
    """The library that is asked, as something to enter; the seeds where none is named."""
    from eval.run import seeds_library

    encoder = load(wish.encoder) if wish.encoder or not (wish.library or own) else None
    if wish.library or own:
        return _open(wish.library, encoder)
    return seeds_library(encoder)


def _open(library: str | None, encoder: Encoder | None = None) -> Library:
    from eval.run_own import default_library
    from index.store.place import open_library

    return open_library(library or default_library(), encoder)


def progress_line() -> Callable[[int, int], None] | None:
    """Draws how many needs are done on stderr; None where that is not a terminal."""
    if not sys.stderr.isatty():
        return None

    def draw(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        click.echo(f"\rasked {done} of {total}{end}", nl=False, err=True)

    return draw
