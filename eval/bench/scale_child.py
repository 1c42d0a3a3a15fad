"""Search a library in a process of its own, and print figures as JSON: see `scale`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from eval.question_set import read_needs
from index.search.dense import Rows, Vectors
from index.search.translate import translated
from index.search.words import question_terms
from index.store.database import Database
from index.store.library import Library
from index.store.rows import vectors_from

T = TypeVar("T")

EXACT = 40
_AT_ONCE = 20_000
_THREADS = 2


def questions() -> list[str]:
    """The development half of the question set in both languages, by turns."""
    needs = [need for need in read_needs() if need.half == "dev"]
    return [need.question(language) for need in needs for language in ("zh", "en")]


def main() -> None:
    """Print the figures of the library named by the first argument."""
    path = Path(sys.argv[1])
    figures = _rate(path) if "--rate" in sys.argv else _figures(path)
    sys.stdout.write(json.dumps(figures))


def _rate(path: Path) -> dict[str, float]:
    """Searches a second, one after the other."""
    asked = questions()
    with Library.open(path) as library:
        searcher = library.searcher()
        for question in asked[:20]:
            searcher.search(question)
        begun = time.perf_counter()
        for question in asked[20:]:
            searcher.search(question)
        return {"per_s": len(asked[20:]) / (time.perf_counter() - begun)}


def _figures(path: Path) -> dict[str, float]:
    begun, asked = time.perf_counter(), questions()
    with Library.open(path) as library:
        searcher = library.searcher()
        searcher.search(asked[0])
        figures = {"open_s": time.perf_counter() - begun}
        for question in asked[1:21]:
            searcher.search(question)
        timed, threaded = asked[21:201], asked[201:]
        figures |= _percentiles("hybrid", timed, searcher.search)
        vectors = library.encoder.encode_questions(timed)
        generation = library.current()
        assert generation is not None
        figures |= _percentiles("dense", vectors, lambda one: generation.dense.search(one, 100))
        terms = [translated(question_terms(question)) for question in timed]
        figures |= _percentiles("lexical", terms, lambda one: generation.lexical.search(one, 100))
        # No question again: what has been encoded is remembered.
        fresh = [f"{question} {number}" for number in range(3) for question in threaded]
        begun = time.perf_counter()
        with ThreadPoolExecutor(_THREADS) as pool:
            list(pool.map(searcher.search, fresh))
        figures["threads_per_s"] = len(fresh) / (time.perf_counter() - begun)
        found = [generation.dense.search(vector, 10)[0] for vector in vectors[:EXACT]]
        figures["recall_10"] = recall(found, exact(path, vectors[:EXACT], 10))
    return figures


def _percentiles(name: str, inputs: Iterable[T], action: Callable[[T], object]) -> dict[str, float]:
    spent = []
    for one in inputs:
        begun = time.perf_counter()
        action(one)
        spent.append(1000 * (time.perf_counter() - begun))
    return {f"{name}_p50": float(np.median(spent)), f"{name}_p99": float(np.percentile(spent, 99))}


def exact(path: Path, questions: Vectors, k: int) -> list[Rows]:
    """The k nearest rows of each question, by comparing it with every vector of the database."""
    best: list[tuple[Rows, Vectors]] = [(np.empty(0, np.int64), np.empty(0, np.float32))] * len(
        questions
    )
    database = Database.open(path)
    with database.reading() as connection:
        found = connection.execute('SELECT "row", vector FROM vectors')
        while part := found.fetchmany(_AT_ONCE):
            rows = np.array([row for row, _ in part], np.int64)
            scores = questions @ vectors_from((blob for _, blob in part), questions.shape[1]).T
            best = [nearest(*held, rows, own, k) for held, own in zip(best, scores, strict=True)]
    database.close()
    return [rows for rows, _ in best]


def nearest(
    rows: Rows, scores: Vectors, more: Rows, theirs: Vectors, k: int
) -> tuple[Rows, Vectors]:
    """The k best of those known and more."""
    every, values = np.concatenate([rows, more]), np.concatenate([scores, theirs])
    order = np.argsort(-values, kind="stable")[:k]
    return every[order], values[order]


def recall(found: Sequence[Rows], expected: Sequence[Rows]) -> float:
    """The mean share of what was expected that was found."""
    shares = [
        len(set(one.tolist()) & set(other.tolist())) / len(other)
        for one, other in zip(found, expected, strict=True)
    ]
    return float(np.mean(shares))


if __name__ == "__main__":
    main()
