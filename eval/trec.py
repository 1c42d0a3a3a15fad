"""Runs and judgments in the formats of TREC, as trec_eval and ir_measures read them.

A run has lines `query Q0 document rank score tag`, judgments (qrels) `query 0 document grade`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.files import write_whole
from eval.lines import DataSetError, numbered_lines

Qrels = Mapping[str, Mapping[str, int]]

_RUN_HINT = "A run has the six fields `query Q0 document rank score tag`."
_QRELS_HINT = "Judgments have the four fields `query 0 document grade`, the grade a whole number."
_NAMED = 5


@dataclass(frozen=True, slots=True)
class RankedRun:
    """What one system found for every query: scores by document, best first (see `ranked`)."""

    tag: str
    scores: Mapping[str, Mapping[str, float]]

    def rankings(self) -> dict[str, tuple[str, ...]]:
        """The documents of every query, best first."""
        return {query: tuple(found) for query, found in self.scores.items()}


def ranked(scores: Mapping[str, float]) -> dict[str, float]:
    """Documents in the order of trec_eval: by score, equal scores by id, the later one first."""
    ids = sorted(scores, reverse=True)
    return {id: scores[id] for id in sorted(ids, key=lambda id: -scores[id])}


def read_run(path: Path) -> RankedRun:
    """A run from its file. As in trec_eval the score decides the order, not the rank.

    Raises:
        DataSetError: a malformed line, a document twice for one query, no line at all.
    """
    scores: dict[str, dict[str, float]] = {}
    tag = ""
    for number, line in numbered_lines(path):
        fields = line.split()
        score = _number(fields[4]) if len(fields) == 6 else None
        if score is None:
            raise DataSetError(f"not a line of a run: {line[:80]!r}.", _RUN_HINT, path, number)
        query, _, document, _, _, tag = fields
        found = scores.setdefault(query, {})
        if document in found:
            message = f"the document {document} stands twice for the query {query}."
            raise DataSetError(message, "Keep the one with the better score.", path, number)
        found[document] = score
    if not scores:
        raise DataSetError("the run is empty.", _RUN_HINT, path)
    return RankedRun(tag, {query: ranked(found) for query, found in scores.items()})


def write_run(path: Path, run: RankedRun) -> None:
    """Write a run, whole or not at all; queries without a hit have no line.

    Raises:
        DataSetError: the run is empty, or an id or the tag is empty or holds white space.
    """
    lines = list(_run_lines(path, run))
    if not lines:
        raise DataSetError("the run is empty: nothing was found.", "Check the corpus.", path)
    write_whole(path, "".join(lines))


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Judgments from their file: grades by document, by query.

    Raises:
        DataSetError: a malformed line, two grades for one document, no line at all.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, line in numbered_lines(path):
        fields = line.split()
        if len(fields) != 4 or not is_grade(fields[3]):
            message = f"not a line of judgments: {line[:80]!r}."
            raise DataSetError(message, _QRELS_HINT, path, number)
        add_grade(qrels, fields[0], fields[2], int(fields[3]), path, number)
    if not qrels:
        raise DataSetError("there are no judgments in it.", _QRELS_HINT, path)
    return qrels


def write_qrels(path: Path, qrels: Qrels) -> None:
    """Write judgments, whole or not at all.

    Raises:
        DataSetError: an id is empty or holds white space.
    """
    lines = (
        f"{_bare(query, path)} 0 {_bare(document, path)} {grade}\n"
        for query, judged in qrels.items()
        for document, grade in judged.items()
    )
    write_whole(path, "".join(lines))


def check_same_queries(first: RankedRun, path: Path, second: RankedRun, other: Path) -> None:
    """See that two runs answer the same queries, so that they can be compared.

    Raises:
        DataSetError: naming queries that only one of them has.
    """
    only_first = sorted(first.scores.keys() - second.scores.keys())
    only_second = sorted(second.scores.keys() - first.scores.keys())
    if only_first or only_second:
        raise DataSetError(
            f"not the queries of {other}: {_some(only_first)} only here, "
            f"{_some(only_second)} only there.",
            "Compare runs over the same queries.",
            path,
        )


def check_known(qrels: Qrels, path: Path, run: RankedRun, other: Path) -> None:
    """See that a run is about queries that are judged.

    Raises:
        DataSetError: no query of the run is judged.
    """
    if not qrels.keys() & run.scores.keys():
        raise DataSetError(
            f"none of its queries ({_some(sorted(run.scores))}) is judged in {path}.",
            "Name the judgments that belong to the run.",
            other,
        )


def add_grade(
    qrels: dict[str, dict[str, int]],
    query: str,
    document: str,
    grade: int,
    path: Path,
    line: int,
) -> None:
    """Add one judgment; the same one twice is no harm.

    Raises:
        DataSetError: the document has another grade for this query already.
    """
    known = qrels.setdefault(query, {}).setdefault(document, grade)
    if known != grade:
        message = f"{document} has the grades {known} and {grade} for the query {query}."
        raise DataSetError(message, "Keep one of them.", path, line)


def is_grade(field: str) -> bool:
    """Whether a field is a whole number."""
    return field.removeprefix("-").isdecimal()


def _run_lines(path: Path, run: RankedRun) -> Iterator[str]:
    tag = _bare(run.tag, path)
    for query, found in run.scores.items():
        for rank, (document, score) in enumerate(ranked(found).items(), start=1):
            yield f"{_bare(query, path)} Q0 {_bare(document, path)} {rank} {score!r} {tag}\n"


def _number(field: str) -> float | None:
    try:
        value = float(field)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _bare(name: str, path: Path) -> str:
    if len(name.split()) != 1 or name != name.strip():
        message = f"{name!r} cannot be written: the fields of TREC files hold no white space."
        raise DataSetError(message, "Give it another id.", path)
    return name


def _some(names: list[str]) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
