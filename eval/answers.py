"""How good answers are, without a judging model: citations against gold, keys, refusals.

Citation precision and recall follow ALCE (Gao et al., 2023, arXiv 2305.14627) with judged spans
in place of an entailment model; the risk-coverage curve follows El-Yaniv and Wiener (2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.keys import share_met
from eval.model import AnswerGiven, JudgedSpan, QuestionRun
from eval.spans import covers, grade

ANSWERS = 2


def citation_precision(answer: AnswerGiven, judged: Sequence[JudgedSpan]) -> float | None:
    """The share of the citations that rest on gold of any grade; None for a refusal."""
    if answer.refused or not answer.citations:
        return None
    return sum(grade(c, judged) > 0 for c in answer.citations) / len(answer.citations)


def citation_recall(answer: AnswerGiven, judged: Sequence[JudgedSpan]) -> float:
    """The share of the answering spans (grade 2) that are cited; 0 for a refusal."""
    wanted = [span for span in judged if span.grade >= ANSWERS]
    cited = [span for span in wanted if any(covers(c, span) for c in answer.citations)]
    return len(cited) / len(wanted) if wanted else 0.0


def gold_cited(answer: AnswerGiven, judged: Sequence[JudgedSpan]) -> float:
    """1 if at least one answering span is cited, else 0."""
    return float(citation_recall(answer, judged) > 0)


def key_recall(answer: AnswerGiven, keys: Sequence[Sequence[str]]) -> float:
    """The share of the keys that the answer says, its references included; 0 for a refusal.

    The references count because the answer to "who said" stands in the heading of a statement.
    """
    if answer.refused:
        return 0.0
    said = [answer.text, *(c.quote for c in answer.citations)]
    return share_met(keys, "\n".join([*said, *(c.reference for c in answer.citations)]))


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What answering everything from one confidence on would mean.

    `coverage` is the share of all questions that is answered; `risk` the share of those that
    the documents do not answer.
    """

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class RefusalFigures:
    """Refusals at the shipped threshold, and how well confidence separates at any.

    `auroc` is the chance that an answerable question has a higher confidence than an
    unanswerable one (.5 is guessing); `aurc` the area under the risk-coverage curve (lower is
    better). `answered` and `wrongly_answered` are shares of the answerable and of the
    unanswerable questions; `precision` is the share of the refusals that are right.
    """

    answerable: int
    unanswerable: int
    answered: float
    wrongly_answered: float
    precision: float
    auroc: float
    aurc: float
    curve: tuple[RiskPoint, ...]


def refusal_figures(questions: Sequence[QuestionRun]) -> RefusalFigures:
    """The figures over all questions that have an answer or a refusal."""
    given = [(q.answerable, q.answer) for q in questions if q.answer is not None]
    yes = [answer for answerable, answer in given if answerable]
    no = [answer for answerable, answer in given if not answerable]
    refused = [answerable for answerable, answer in given if answer.refused]
    curve = risk_coverage([(answer.confidence, answerable) for answerable, answer in given])
    return RefusalFigures(
        answerable=len(yes),
        unanswerable=len(no),
        answered=_share([not answer.refused for answer in yes]),
        wrongly_answered=_share([not answer.refused for answer in no]),
        precision=_share([not answerable for answerable in refused]),
        auroc=auroc([a.confidence for a in yes], [a.confidence for a in no]),
        aurc=area(curve),
        curve=curve,
    )


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive value is above a negative one, ties counting half.

    .5 where one of the two is empty: nothing can be told apart.
    """
    pairs = len(positive) * len(negative)
    above = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return above / pairs if pairs else 0.5


def risk_coverage(given: Sequence[tuple[float, bool]]) -> tuple[RiskPoint, ...]:
    """One point for each confidence that occurs, from the highest down; ties go together."""
    points: list[RiskPoint] = []
    ordered = sorted(given, key=lambda pair: -pair[0])
    wrong = 0
    for done, (confidence, answerable) in enumerate(ordered, start=1):
        wrong += not answerable
        if done == len(ordered) or ordered[done][0] != confidence:
            points.append(RiskPoint(confidence, done / len(ordered), wrong / done))
    return tuple(points)


def area(curve: Sequence[RiskPoint]) -> float:
    """The mean risk over all coverages, each step of the curve at the risk of its end."""
    total, before = 0.0, 0.0
    for point in curve:
        total += (point.coverage - before) * point.risk
        before = point.coverage
    return total
