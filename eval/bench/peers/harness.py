"""What each system's own Python runs: put passages in, search them, answer the first question.

It imports nothing of Rostrum, since it runs where Rostrum is not installed; a system is three
functions. The result of a run is the last line of the output, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

K = 10
# How many passages each leg of a peer brings in before they are joined: three times what is shown.
DEPTH = 30
# The constant of reciprocal rank fusion (Cormack et al. 2009), as all of them use it.
RANK_CONSTANT = 60
CORES = 2

Vectors = NDArray[np.float32]
Metadata = dict[str, str]


@dataclass(frozen=True)
class Passages:
    """What is put in, row by row: `words` is the text with a space between Chinese words too,
    `metadata` has document, delegation, language and date, `vectors` is (passages, dimensions)."""

    folder: Path
    ids: list[str]
    texts: list[str]
    words: list[str]
    metadata: list[Metadata]
    vectors: Vectors


@dataclass(frozen=True)
class Question:
    """Words and vector, the passage they were made from, and its delegation to filter by."""

    words: str
    vector: Vectors
    passage: str
    delegation: str


# From a question and, where it is filtered, a delegation to the ids of the best passages.
Search = Callable[[Question, str | None], Sequence[str]]


@dataclass(frozen=True)
class System:
    """How one library does the work.

    `ingest` leaves everything searchable and on disk in a new folder; `open` gives the search over
    it. `packages` are the distributions whose versions are told.
    """

    packages: Sequence[str]
    ingest: Callable[[Passages, Path], None]
    open: Callable[[Path, Path], Search]


def read_passages(folder: Path) -> Passages:
    """The passages of a workload."""
    rows = read_rows(folder / "passages.jsonl")
    keys = ("document", "delegation", "language", "date")
    return Passages(
        folder,
        [row["id"] for row in rows],
        [row["text"] for row in rows],
        [row["words"] for row in rows],
        [{key: row[key] for key in keys} for row in rows],
        np.load(folder / "vectors.npy"),
    )


def read_questions(folder: Path) -> list[Question]:
    """The questions of a workload."""
    rows, vectors = read_rows(folder / "questions.jsonl"), np.load(folder / "asked.npy")
    return [
        Question(row["words"], vector, row["passage"], row["delegation"])
        for row, vector in zip(rows, vectors, strict=True)
    ]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a file, each read as JSON."""
    return list(rows_of(path))


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file by and by, each read as JSON."""
    with path.open(encoding="utf8") as lines:
        yield from map(json.loads, lines)


def joined(rankings: Sequence[Sequence[str]], k: int = K) -> list[str]:
    """Rankings joined by reciprocal rank, for a library that leaves that to its users."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id in enumerate(ranking, start=1):
            scores[id] = scores.get(id, 0.0) + 1.0 / (RANK_CONSTANT + rank)
    return sorted(scores, key=lambda id: -scores[id])[:k]


def peak_megabytes() -> float:
    """The most memory that this process has held, in MB (10^6 bytes), shared pages included.

    Read from /proc: what `getrusage` tells begins with the size of the process that started it.
    """
    status = Path("/proc/self/status").read_text()
    line = next(row for row in status.splitlines() if row.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6


def run(system: System) -> None:
    """Do what the command line says: `ingest|search|first WORKLOAD STORE`."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    command, workload, store = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    commands = {"ingest": _ingest, "search": _search, "first": _first}
    sys.stdout.write(json.dumps(commands[command](system, workload, store)) + "\n")
    sys.stdout.flush()
    # What a library does at the end of its process is no part of the work.
    os._exit(0)


def _ingest(system: System, workload: Path, store: Path) -> dict[str, Any]:
    passages = read_passages(workload)
    begun, busy = time.perf_counter(), time.process_time()
    system.ingest(passages, store)
    return {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - busy,
        "passages": len(passages.ids),
        "peak": peak_megabytes(),
        "versions": {name: version(name) for name in system.packages},
    }


def _search(system: System, workload: Path, store: Path) -> dict[str, Any]:
    """Every question once without and once with a filter, after a tenth of them to warm up."""
    questions = read_questions(workload)
    search = system.open(store, workload)
    for question in questions[:: max(1, len(questions) // 20)]:
        search(question, None)
        search(question, question.delegation)
    plain = _timed(search, questions, lambda _: None)
    # So far 200 questions and the few that warmed up.
    peak = peak_megabytes()
    filtered = _timed(search, questions, lambda question: question.delegation)
    return {"plain": plain, "filtered": filtered, "peak": peak}


def _timed(
    search: Search, questions: Sequence[Question], only: Callable[[Question], str | None]
) -> dict[str, Any]:
    """Seconds of each search, processor seconds of all, how many hits a search has on average, and
    the share that found the passage it was made from."""
    seconds, found, hits = [], 0, 0
    busy = time.process_time()
    for question in questions:
        delegation = only(question)
        begun = time.perf_counter()
        ids = search(question, delegation)
        seconds.append(time.perf_counter() - begun)
        found += question.passage in list(ids)[:K]
        hits += len(ids)
    return {
        "seconds": seconds,
        "cpu": time.process_time() - busy,
        "hits": hits / len(questions),
        "found": found / len(questions),
    }


def _first(system: System, workload: Path, store: Path) -> dict[str, Any]:
    """One answer in a fresh process; whoever started it takes the time."""
    question = read_questions(workload)[0]
    ids = system.open(store, workload)(question, None)
    return {"found": float(question.passage in list(ids)[:K]), "cpu": time.process_time()}
