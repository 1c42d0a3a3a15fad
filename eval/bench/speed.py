"""How long a user waits: cold commands, a starting service, searches, indexing, memory.

Every figure is the median of several runs of what a user would run, on the seeds, in folders
of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

ROSTRUM = Path(sys.executable).parent / "rostrum"
QUESTIONS = (
    "上合组织五年来缴获的毒品占多大比例？",
    "How many weapons did the CSTO confiscate in 2018?",
    "谁反对把恐怖主义和宗教挂钩？",
    "What did Ukraine's representative say about the CSTO?",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity: median and worst, beside the goal it is held against."""

    name: str
    unit: str
    median: float
    worst: float
    goal: float
    runs: int


def _timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def figure(
    name: str, unit: str, values: list[float], goal: float, *, more_is_better: bool = False
) -> Figure:
    """Median and worst of several runs of one measurement."""
    worst = min(values) if more_is_better else max(values)
    return Figure(name, unit, statistics.median(values), worst, goal, len(values))


def rostrum(*arguments: str) -> None:
    """Run one command as a user does."""
    subprocess.run([str(ROSTRUM), *arguments], check=True, capture_output=True)


def _resident_megabytes(process: int) -> float:
    """Resident memory of a process as Linux accounts it, in MB (10^6 bytes)."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(row for row in status.splitlines() if row.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def service(library: Path) -> Iterator[tuple[str, int, float]]:
    """A running service: its address, process id and seconds until it was ready."""
    port = _free_port()
    command = [str(ROSTRUM), "serve", "--library", str(library), "--port", str(port)]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield f"http://127.0.0.1:{port}", process.pid, _until_ready(port, begun)
        finally:
            process.terminate()


def _until_ready(port: int, begun: float) -> float:
    while time.perf_counter() - begun < 60:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).is_success:
                return time.perf_counter() - begun
        except httpx.TransportError:
            time.sleep(0.01)
    raise TimeoutError("the service was not ready within 60 s")


def measure_indexing(seeds: Path, folder: Path, runs: int) -> Figure:
    """Seconds to index the seeds into an empty library, process start included."""
    values = []
    for run in range(runs):
        library = folder / f"library-{run}"
        values.append(_timed(lambda at=library: rostrum("index", str(seeds), "--library", str(at))))  # type: ignore[misc]
        if run:
            shutil.rmtree(library)
    return figure("index the five seeds", "s", values, 10.0)


def measure_cold(library: Path, runs: int) -> Figure:
    """Seconds of `rostrum ask` in a fresh process."""
    asked = [QUESTIONS[i % len(QUESTIONS)] for i in range(runs)]
    values = [_timed(lambda q=q: rostrum("ask", q, "--library", str(library))) for q in asked]  # type: ignore[misc]
    return figure("rostrum ask, fresh process", "s", values, 1.5)


def measure_service(library: Path, runs: int) -> list[Figure]:
    """Seconds until ready, resident memory after a minute's worth of questions, answer time."""
    ready, memory, answers = [], [], []
    for _ in range(runs):
        with service(library) as (address, process, seconds):
            ready.append(seconds)
            with httpx.Client(base_url=address, trust_env=False) as client:
                for question in QUESTIONS * 5:
                    ask = lambda q=question: client.post("/v1/ask", json={"question": q})  # noqa: E731
                    answers.append(_timed(ask) * 1000)
            memory.append(_resident_megabytes(process))
    return [
        figure("service ready", "s", ready, 3.0),
        figure("resident memory after 20 questions", "MB", memory, 400.0),
        figure("answer over HTTP", "ms", answers, 150.0),
    ]


def measure_search(library: Path, runs: int) -> Figure:
    """Milliseconds of one search inside the process, after a warm-up."""
    from index.encode import load_encoder
    from index.store.library import Library

    with Library.open(library, load_encoder()) as held:
        searcher = held.searcher()
        for question in QUESTIONS:
            searcher.search(question)
        values = [
            _timed(lambda q=q: searcher.search(q)) * 1000  # type: ignore[misc]
            for _ in range(runs)
            for q in QUESTIONS
        ]
    return figure("search inside the process", "ms", values, 10.0)


def measure_encoding(seeds: Path, runs: int) -> list[Figure]:
    """Passages of 200 characters encoded in a second, with their tokens; milliseconds a question.

    The token vectors of passages are pooled and coded beside it where a library is written.
    """
    from index.encode import load_encoder
    from index.encode.protocol import TokenEncoder

    encoder = load_encoder()
    assert isinstance(encoder, TokenEncoder)
    words = "".join(path.read_text("utf8") for path in sorted(seeds.glob("*.txt")))
    words = "".join(words.split())
    texts = [words[start : start + 200] for start in range(0, 128 * 200, 200)]
    encoder.encode_passage_tokens(texts[:8])
    seconds = [_timed(lambda: encoder.encode_passage_tokens(texts)) for _ in range(runs)]
    asked = [
        _timed(lambda q=q: encoder.encode_question_tokens(q)) * 1000  # type: ignore[misc]
        for _ in range(10 * runs)
        for q in QUESTIONS
    ]
    rates = [len(texts) / took for took in seconds]
    return [
        figure("encode passages of 200 characters", "a second", rates, 150.0, more_is_better=True),
        figure("encode a question", "ms", asked, 6.0),
    ]


def measure(seeds: Path, runs: int) -> list[Figure]:
    """All figures, in the order in which a user meets them."""
    with tempfile.TemporaryDirectory(prefix="rostrum-bench-") as place:
        folder = Path(place)
        indexing = measure_indexing(seeds, folder, max(2, runs // 2))
        library = folder / "library-0"
        return [
            indexing,
            measure_cold(library, runs),
            *measure_service(library, max(2, runs // 2)),
            measure_search(library, 10 * runs),
            *measure_encoding(seeds, max(2, runs // 2)),
        ]


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = [
        f"| {f.name} | {f.median:.2f} {f.unit} | {f.worst:.2f} | {f.goal:g} | {f.runs} |"
        for f in figures
    ]
    return "\n".join(["| what | median | worst | goal | runs |", "|---|---|---|---|---|", *rows])


def as_json(figures: list[Figure]) -> str:
    """The figures as JSON, with the number of processors they were measured on."""
    rows = [asdict(figure) for figure in figures]
    return json.dumps({"cores": len(os.sched_getaffinity(0)), "figures": rows}, indent=2)
