"""The measures agree with numbers worked out by hand and with trec_eval's own code."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

import pytest
import pytrec_eval

from eval.measures import (
    average_precision,
    graded,
    mean,
    ndcg,
    per_query,
    precision,
    recall,
    reciprocal_rank,
    success,
)

# Ranking of grades 0, 2, 1 where 2, 1, 1 are judged.
GRADES, JUDGED = [0, 2, 1], [2, 1, 1]


def test_ndcg_by_hand() -> None:
    gained = 2 / math.log2(3) + 1 / math.log2(4)
    ideal = 2 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(GRADES, JUDGED, 10) == pytest.approx(gained / ideal)
    assert ndcg(GRADES, JUDGED, 1) == 0.0
    assert ndcg([2], JUDGED, 1) == 1.0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (recall(GRADES, JUDGED), 2 / 3),
        (recall(GRADES, JUDGED, 2), 1 / 3),
        (recall(GRADES, JUDGED, relevant=2), 1.0),
        (precision(GRADES, 2), 1 / 2),
        (precision([1], 10), 1 / 10),
        (success(GRADES, 1), 0.0),
        (success(GRADES, 2), 1.0),
        (success(GRADES, 3, relevant=3), 0.0),
        (reciprocal_rank(GRADES), 1 / 2),
        (reciprocal_rank(GRADES, 1), 0.0),
        (reciprocal_rank([1, 2], relevant=2), 1 / 2),
        (average_precision(GRADES, JUDGED), (1 / 2 + 2 / 3) / 3),
        (average_precision(GRADES, JUDGED, 2), (1 / 2) / 3),
        (average_precision(GRADES, JUDGED, relevant=2), 1 / 2),
    ],
)
def test_binary_measures_by_hand(value: float, expected: float) -> None:
    assert value == pytest.approx(expected)


def test_nothing_relevant_and_nothing_found_are_zero() -> None:
    assert ndcg([], [], 10) == recall([0], []) == average_precision([0], [0]) == 0.0
    assert ndcg([], [1], 10) == recall([], [1]) == reciprocal_rank([]) == 0.0


def test_judgments_fix_the_denominator() -> None:
    assert recall([1], [1, 1, 1, 1]) == 0.25
    assert average_precision([1], [1, 1]) == 0.5


def test_what_is_not_judged_or_judged_below_zero_has_no_gain() -> None:
    assert graded(["a", "b", "c"], {"a": 2, "b": -1}) == [2, 0, 0]


def test_a_query_that_was_not_run_scores_zero() -> None:
    values = per_query(
        lambda grades, judged: recall(grades, judged),
        {"q1": ["a"], "unjudged": ["a"]},
        {"q1": {"a": 1}, "q2": {"a": 1}},
    )
    assert values == {"q1": 1.0, "q2": 0.0}
    assert mean(values) == 0.5
    assert mean({}) == 0.0


def _random_case(seed: int) -> tuple[dict[str, list[str]], dict[str, dict[str, int]]]:
    """Thirty queries with up to 40 ranked and 12 judged documents out of 60."""
    dice = random.Random(seed)
    documents = [f"d{n}" for n in range(60)]
    rankings = {f"q{n}": dice.sample(documents, dice.randint(1, 40)) for n in range(30)}
    qrels = {
        query: {d: dice.choice([0, 1, 1, 2]) for d in dice.sample(documents, dice.randint(1, 12))}
        for query in rankings
    }
    for judged in qrels.values():
        judged["always"] = 2
    return rankings, qrels


def _theirs(
    rankings: Mapping[str, list[str]], qrels: Mapping[str, Mapping[str, int]], level: int
) -> dict[str, dict[str, float]]:
    names = {"ndcg_cut.10", "recall.5,20", "success.1,5", "recip_rank", "map", "P.5"}
    evaluator = pytrec_eval.RelevanceEvaluator(
        {query: dict(judged) for query, judged in qrels.items()}, names, relevance_level=level
    )
    scored = {
        query: {document: float(-rank) for rank, document in enumerate(ranking)}
        for query, ranking in rankings.items()
    }
    result: dict[str, dict[str, float]] = evaluator.evaluate(scored)
    return result


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_values_agree_with_trec_eval(seed: int, level: int) -> None:
    rankings, qrels = _random_case(seed)
    theirs = _theirs(rankings, qrels, level)
    for query, judged in qrels.items():
        grades, all_judged = graded(rankings[query], judged), list(judged.values())
        ours = {
            "ndcg_cut_10": ndcg(grades, all_judged, 10),
            "recall_5": recall(grades, all_judged, 5, level),
            "recall_20": recall(grades, all_judged, 20, level),
            "success_1": success(grades, 1, level),
            "success_5": success(grades, 5, level),
            "recip_rank": reciprocal_rank(grades, relevant=level),
            "map": average_precision(grades, all_judged, relevant=level),
            "P_5": precision(grades, 5, level),
        }
        assert ours == pytest.approx({name: theirs[query][name] for name in ours})
