"""From a run to its scores: every measure for every question that it is defined for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.answers import citation_precision, citation_recall, gold_cited, key_recall
from eval.measures import average_precision, ndcg, recall, reciprocal_rank, success
from eval.model import JudgedSpan, Judgments, QuestionRun, RankedHit, Run, Scores
from eval.question_set import Need
from eval.run import LANGUAGES
from eval.run_file import RunFileError
from eval.spans import entries, grades_of

ANSWERS = 2

Ranking = Sequence[RankedHit]
Judged = Sequence[JudgedSpan]
SearchMeasure = Callable[[Ranking, Judged], float]
AnswerMeasure = Callable[[QuestionRun, Need, Judged], float | None]


def _ndcg(k: int) -> SearchMeasure:
    return lambda hits, judged: ndcg(entries(hits[:k], judged), grades_of(judged), k)


def _recall(k: int) -> SearchMeasure:
    # The first k hits may stand for more than k entries: the cut is at hits.
    return lambda hits, judged: recall(
        entries(hits[:k], judged), grades_of(judged), relevant=ANSWERS
    )


def _success(k: int) -> SearchMeasure:
    return lambda hits, judged: success(entries(hits[:k], judged), 10**6, ANSWERS)


def _reciprocal_rank(hits: Ranking, judged: Judged) -> float:
    return reciprocal_rank(_best(hits[:10], judged), 10, ANSWERS)


def _best(hits: Ranking, judged: Judged) -> list[int]:
    return [max(entries([hit], judged)) for hit in hits]


def _average_precision(hits: Ranking, judged: Judged) -> float:
    return average_precision(entries(hits, judged), grades_of(judged), relevant=ANSWERS)


# Over the answerable questions; graded for nDCG, spans that answer (grade 2) for the others.
SEARCH: Mapping[str, SearchMeasure] = {
    "nDCG@10": _ndcg(10),
    "Recall@1": _recall(1),
    "Recall@5": _recall(5),
    "Recall@10": _recall(10),
    "Recall@20": _recall(20),
    "Success@1": _success(1),
    "Success@5": _success(5),
    "MRR@10": _reciprocal_rank,
    "MAP": _average_precision,
}


def _precision(question: QuestionRun, _need: Need, judged: Judged) -> float | None:
    return citation_precision(question.answer, judged) if question.answer else None


def _cited(question: QuestionRun, _need: Need, judged: Judged) -> float | None:
    return citation_recall(question.answer, judged) if question.answer else None


def _gold_cited(question: QuestionRun, _need: Need, judged: Judged) -> float | None:
    return gold_cited(question.answer, judged) if question.answer else None


def _keys(question: QuestionRun, need: Need, _judged: Judged) -> float | None:
    return key_recall(question.answer, need.keys) if question.answer and need.keys else None


# Over the answerable questions; citation precision over those of them that were answered.
ANSWER: Mapping[str, AnswerMeasure] = {
    "Citation precision": _precision,
    "Citation recall": _cited,
    "Gold cited": _gold_cited,
    "Key recall": _keys,
}
# Over all questions: answered what can be answered, refused what cannot.
DECISION = "Right to answer"


@dataclass(frozen=True, slots=True)
class Scored:
    """A run with what is needed to score it, and its scores."""

    run: Run
    needs: Mapping[str, Need]
    judgments: Judgments
    scores: Scores


def score(run: Run, needs: Sequence[Need], judgments: Judgments) -> Scored:
    """Every measure of a run; a question of its half that it lacks counts as 0.

    Raises:
        RunFileError: the run answers a question that the set does not have.
    """
    half = run.settings.get("half")
    asked = {need.id: need for need in needs if half in (None, need.half)}
    held = {question.id: question for question in run.questions}
    for question in run.questions:
        if question.need not in asked:
            raise RunFileError(
                f"The run {run.name} holds {question.id}, which the question set does not.",
                "Score it with the question set it was run on.",
            )
    pairs = [(f"{need.id}-{language}", need) for need in asked.values() for language in LANGUAGES]
    values: dict[str, dict[str, float]] = {}
    for id, need in pairs:
        for name, value in _values(held.get(id), need, judgments.of(need.id), run):
            values.setdefault(name, {})[id] = value
    return Scored(run, asked, judgments, Scores(run.name, values))


def _values(
    question: QuestionRun | None, need: Need, judged: Judged, run: Run
) -> list[tuple[str, float]]:
    """The measures that are defined for one question, with their values."""
    answers = bool(run.settings.get("answers", True))
    if question is None:
        names = [*SEARCH, *(ANSWER if answers else ())] if need.answerable else []
        return [(name, 0.0) for name in [*names, *([DECISION] if answers else ())]]
    found: list[tuple[str, float]] = []
    if need.answerable:
        found += [(name, measure(question.hits, judged)) for name, measure in SEARCH.items()]
        for name, of in ANSWER.items():
            value = of(question, need, judged)
            found += [] if value is None else [(name, value)]
    if question.answer:
        found.append((DECISION, float(question.answer.refused != need.answerable)))
    return found
