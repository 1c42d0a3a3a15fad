"""Measure every system: one process at a time, repeated, in changing order."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.bench.peers import prose, text, workload
from eval.bench.peers.environments import NotInstalled, python_of
from eval.bench.peers.harness import read_rows
from eval.bench.peers.model import Comparison, Contender, Runs
from eval.bench.peers.use_rostrum import LATE
from index.encode import load_encoder
from index.encode.protocol import TokenEncoder
from index.errors import DocumentError

ROOT = Path(__file__).parents[3]
SEEDS = ROOT / "seeds"
SEED = 1

CONTENDERS = (
    Contender("Rostrum", "use_rostrum", None, {LATE: "0"}, "words and vectors"),
    Contender("Rostrum, token vectors", "use_rostrum", None, {LATE: "1"}, "with late interaction"),
    Contender(
        "chromadb", "use_chromadb", "chromadb", {},
        "HNSW collection; BM25 by bm25s beside it, joined by us: Chroma has no words of its own "
        "in a local folder",
    ),
    Contender(
        "LlamaIndex", "use_llamaindex", "llamaindex", {},
        "FAISS (flat) and bm25s; its FAISS store has no filter, so a retriever of ours gives FAISS "
        "the rows; filtered retrievers are kept for each delegation",
    ),
    Contender(
        "Haystack", "use_haystack", "haystack", {},
        "FAISS (flat) and in-memory BM25 saved as JSON; words are counted anew when opened; the "
        "FAISS store filters after searching ten times as deep",
    ),
    Contender(
        "txtai", "use_txtai", "txtai", {},
        "FAISS (IVF above 5,000) and BM25 in SQLite, hybrid by itself; filters by SQL after "
        "searching ten times as deep",
    ),
)  # fmt: skip

Tell = Callable[[str], None]


class Stopped(Exception):
    """A step took too long or failed; the text says which way."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where it is measured and how: `limit` is seconds a step may take."""

    work: Path
    pythons: Mapping[str, Path]
    repeats: int
    limit: float
    tell: Tell

    def compare(self, folder: Path) -> Comparison:
        """All systems whose interpreters are there, over one workload."""
        rows = read_rows(folder / "passages.jsonl")
        cutting = workload.cutting([row["text"] for row in rows[: 2 * workload.BASE]])
        chosen = [one for one in CONTENDERS if one.name in self.pythons]
        runs = [Runs(one, 0.0 if one.ours else cutting) for one in chosen]
        loads = [os.getloadavg()[0]]
        for repeat in range(self.repeats):
            for one in in_order(runs, repeat):
                if one.stopped is None:
                    self.tell(f"{folder.name}: {one.contender.name}, {repeat + 1}/{self.repeats}")
                    self._once(one, folder)
                    loads.append(os.getloadavg()[0])
        load = min(loads), max(loads)
        return Comparison(len(rows), runs, self.repeats, load, cutting)

    def _once(self, runs: Runs, folder: Path) -> None:
        store = self.work / "store"
        shutil.rmtree(store, ignore_errors=True)
        try:
            runs.ingests.append(self._step(runs.contender, "ingest", folder, store))
            runs.disks.append(megabytes(store))
            runs.searches.append(self._step(runs.contender, "search", folder, store))
            begun = time.perf_counter()
            first = self._step(runs.contender, "first", folder, store)
            runs.firsts.append(time.perf_counter() - begun)
            runs.first_cpus.append(first["cpu"])
        except Stopped as stopped:
            runs.stopped = str(stopped)
            self.tell(f"{runs.contender.name}: {stopped}")
        finally:
            shutil.rmtree(store, ignore_errors=True)

    def _step(self, contender: Contender, step: str, folder: Path, store: Path) -> dict[str, Any]:
        """One process, which tells its figures in the last line of its output."""
        module = f"eval.bench.peers.{contender.module}"
        command = [str(self.pythons[contender.name]), "-m", module, step, str(folder), str(store)]
        environment = os.environ | contender.settings | {"TQDM_DISABLE": "1"}
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                timeout=self.limit,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Stopped(f"{step} > {self.limit:.0f} s") from error
        if done.returncode:
            last = (done.stderr.strip() or "no word").splitlines()[-1]
            raise Stopped(f"{step} failed ({last[:120]})")
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told


def in_order(runs: Sequence[Runs], repeat: int) -> list[Runs]:
    """The systems in another order each time: backwards every second time, each time one later."""
    ordered = list(reversed(runs) if repeat % 2 else runs)
    at = repeat % len(ordered) if ordered else 0
    return [*ordered[at:], *ordered[:at]]


def megabytes(folder: Path) -> float:
    """What the files of a folder hold, in MB (10^6 bytes), each once however often it is linked."""
    states = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({state.st_ino: state.st_size for state in states}.values()) / 1e6


def pythons(work: Path, tell: Tell) -> tuple[dict[str, Path], dict[str, str]]:
    """The interpreter of each system by its name, and why some have none."""
    found, missing = {}, {}
    for one in CONTENDERS:
        if one.environment is None:
            found[one.name] = Path(sys.executable)
            continue
        try:
            tell(f"environment of {one.name}")
            found[one.name] = python_of(one.environment, work)
        except NotInstalled as reason:
            missing[one.name] = str(reason)
            tell(f"{one.name} could not be installed and is left out: {reason}")
    return found, missing


def workload_of(size: int, texts: Path | None, work: Path, tell: Tell) -> Path:
    """The folder of a workload, made if it is not there from before.

    Raises:
        DocumentError: there are no texts in the folder.
    """
    source = "made" if texts is None else f"texts-{_mark(texts)}"
    folder = work / "work" / f"{source}-{size}-v{workload.VERSION}"
    if not folder.is_dir():
        tell(f"making {size:,} passages")
        encoder = load_encoder()
        assert isinstance(encoder, TokenEncoder)
        documents: Iterable[text.Text] = (
            prose.made(SEEDS, SEED) if texts is None else text.read(texts)
        )
        if not workload.write(documents, size, encoder, folder, SEED):
            raise DocumentError(f"There is no text in {texts}.", "Name a folder of text files.")
    return folder


def _mark(texts: Path) -> str:
    """A short name for what a folder holds, by the names and sizes of its files."""
    files = sorted((str(path), path.stat().st_size) for path in texts.rglob("*.txt"))
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()[:8]


def measure(
    sizes: Sequence[int], texts: Path | None, work: Path, repeats: int, limit: float, tell: Tell
) -> Iterator[tuple[list[Comparison], dict[str, str]]]:
    """Compare at every size; after each all comparisons so far, and why some libraries are missing.

    Raises:
        DocumentError: there are no texts to measure with.
    """
    work.mkdir(parents=True, exist_ok=True)
    folders = [workload_of(size, texts, work, tell) for size in sizes]
    found, missing = pythons(work, tell)
    bench = Bench(work, found, repeats, limit, tell)
    comparisons: list[Comparison] = []
    for folder in folders:
        comparisons.append(bench.compare(folder))
        yield comparisons, missing
