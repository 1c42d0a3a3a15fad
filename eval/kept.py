"""Runs that were kept, scored again; and the accepted baseline, of which only values are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.files import read_whole
from eval.gate import DIGITS, GateError, read_scores
from eval.judged import Shelf, held_records, judge, seed_records, texts_digest
from eval.model import QuestionRun, Run, Scores
from eval.question_set import Need, read_needs
from eval.run import LANGUAGES
from eval.run_file import RunFileError
from eval.score import Scored, score
from index.errors import RostrumError
from index.records.model import Language, Record


def score_kept(
    run: Run,
    records: Mapping[str, Record] | None = None,
    needs: Sequence[Need] | None = None,
) -> tuple[Scored, Mapping[str, Record]]:
    """The scores of a run that was kept, if the texts are still those it was made on.

    `records` are those of the question set, by file name, and `needs` the set itself; those of the
    project are read where they are not given.

    Raises:
        RunFileError: the documents are read otherwise now, so that its offsets mean nothing.
    """
    records = seed_records() if records is None else records
    needs = read_needs() if needs is None else needs
    check_texts(run, records)
    return score(run, needs, judge(needs, records)), records


def check_texts(run: Run, records: Mapping[str, Record]) -> None:
    """See that a run was made on these texts.

    Raises:
        RunFileError: it was not.
    """
    if run.settings.get("texts") != texts_digest(records):
        raise RunFileError(
            f"The run {run.name} was made when the documents were read otherwise.",
            "Its offsets no longer fit; run it anew.",
        )


def read_baseline_head(path: Path) -> Run:
    """The name and settings of a baseline, held to the development half; no questions.

    Raises:
        ResultFileError: the file cannot be read.
        GateError: it is no baseline.
    """
    try:
        fields: Any = json.loads(read_whole(path))
        return Run(str(fields["run"]), {**fields["settings"], "half": "dev"}, ())
    except (ValueError, KeyError, TypeError) as error:
        raise GateError(
            f"{path} holds no scores ({type(error).__name__} {error}).",
            "`rostrum eval --gate FILE --accept` writes them.",
        ) from None


def read_baseline(path: Path, records: Mapping[str, Record], needs: Sequence[Need]) -> Scored:
    """A baseline as scores of the development half; its questions have neither hits nor answers.

    Raises:
        ResultFileError, GateError: as `read_baseline_head`.
        RunFileError: the documents are read otherwise now.
    """
    head, values = read_baseline_head(path), read_scores(path)
    check_texts(head, records)
    dev = {need.id: need for need in needs if need.half == "dev"}
    questions = tuple(_bare(need, language) for need in dev.values() for language in LANGUAGES)
    known = {question.id for question in questions}
    scores = {
        measure: {id: value for id, value in of.items() if id in known}
        for measure, of in values.items()
    }
    run = Run(head.name, head.settings, questions)
    return Scored(run, dev, judge(list(dev.values()), records), Scores(head.name, scores))


def rounded(scored: Scored) -> Scored:
    """A run with its values as a baseline would keep them, so that both can be compared."""
    values = {
        measure: {id: round(value, DIGITS) for id, value in of.items()}
        for measure, of in scored.scores.values.items()
    }
    return replace(scored, scores=Scores(scored.scores.run, values))


def _bare(need: Need, language: Language) -> QuestionRun:
    return QuestionRun(
        id=f"{need.id}-{language}",
        need=need.id,
        question=need.question(language),
        language=language,
        kind=need.kind,
        half=need.half,
        answerable=need.answerable,
        hits=(),
    )


def records_on(shelf: Shelf | None, texts: object, needs: Sequence[Need]) -> Mapping[str, Record]:
    """The records of the question set, by file name: those of a library where it holds all of them
    as they were when `texts` was their digest (that is quick), else the seeds read anew."""
    with suppress(RostrumError):
        if shelf is not None:
            held = held_records(needs, shelf)
            if texts_digest(held) == texts:
                return held
    return seed_records()
