"""How a library grows: building, size on disk, memory and search at several sizes, and a model.

Each size is measured as a user meets it: the library is written by portions through the write
path, `rostrum serve` is started on it and asked over HTTP for its memory, and another process
searches it. Only vectors are looked up in place of encoded (see `scale_data`), so that building
is the cost of everything but encoding.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from eval.bench import scale_vectors
from eval.bench.scale_child import questions
from eval.bench.scale_data import Material, gather
from eval.bench.scale_library import Growing
from eval.bench.speed import service
from index.encode.protocol import TokenEncoder
from index.records.model import Record
from index.records.parse import parse_documents
from index.store.database import FILE_NAME
from index.store.generation import FOLDER

ASKED = 200
_ADDED = 5
_PARTS: Mapping[str, tuple[str, ...]] = {
    "database_mb": (FILE_NAME,),
    "tokens_mb": ("tokens.codes.npy", "tokens.places.npy"),
    "vectors_mb": ("dense.faiss",),
    "entries_mb": ("entries.z",),
}

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one size by name; `kind` is "library" or, for the dense leg alone, "vectors"."""

    kind: str
    passages: int
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: sizes of libraries and numbers of vectors, and files to begin with."""

    sizes: Sequence[int]
    vectors: Sequence[int] = ()
    texts: Path | None = None
    tokens: bool = True
    seeds: Path = field(default_factory=lambda: Path(__file__).parents[2] / "seeds")


def run(plan: Plan, folder: Path, encoder: TokenEncoder, tell: Tell) -> list[Row]:
    """Measure everything, in a folder of its own; the rows in the order of measuring."""
    tell("Encoding the seeds")
    material = gather(plan.seeds, encoder)
    rows = list(_libraries(plan, folder / "library", material, encoder, tell))
    for size in plan.vectors:
        place = folder / f"vectors-{size}"
        place.mkdir()
        found = scale_vectors.measure(place, material, size, _counting(tell, size, "vectors"))
        rows.append(Row("vectors", size, found))
    return rows


def _libraries(
    plan: Plan, path: Path, material: Material, encoder: TokenEncoder, tell: Tell
) -> Iterator[Row]:
    """One library that grows from size to size."""
    given = _given(plan.texts) if plan.texts else iter(())
    growing = Growing(path, material, encoder, given, plan.tokens)
    spent = 0.0
    try:
        for size in sorted(plan.sizes):
            spent += growing.grow(size, _counting(tell, size, "passages"))
            held = growing.passages
            tell(f"Measuring {held:,} passages")
            found = {"build_s": spent, **_disk(path), **_service(path), **_child(path)}
            found["add_s"] = sorted(growing.add_one() for _ in range(_ADDED))[_ADDED // 2]
            yield Row("library", held, found)
    finally:
        growing.close()


def _counting(tell: Tell, size: int, what: str) -> Callable[[int], None]:
    return lambda done: tell(f"{done:,} of {size:,} {what}")


def _given(folder: Path) -> Iterator[Record]:
    """The records of the files of a folder; what cannot be read is passed over."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from (one for one in parse_documents(path, {}) if isinstance(one, Record))


def _disk(path: Path) -> dict[str, float]:
    """Size on disk in MB (10^6 bytes), in all and by what is in the files."""
    files = [file for file in path.rglob("*") if file.is_file()]
    sizes = dict.fromkeys((*_PARTS, "words_mb"), 0.0)
    for file in files:
        name = next((part for part, ends in _PARTS.items() if file.name.endswith(ends)), "")
        words = file.parent.name == "lexical" and file.parent.parent.parent.name == FOLDER
        if name or words:
            sizes[name or "words_mb"] += file.stat().st_size / 1e6
    return {"disk_mb": sum(file.stat().st_size for file in files) / 1e6, **sizes}


def _service(path: Path) -> dict[str, float]:
    """Seconds until a fresh service is ready, and its memory after 200 different questions."""
    with service(path) as (address, process, ready):
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
            for question in questions()[:ASKED]:
                client.post("/v1/search", json={"question": question}).raise_for_status()
        return {"ready_s": ready, **memory(process)}


def memory(process: int) -> dict[str, float]:
    """Resident memory of a process in MB as Linux accounts it, and how much of it is of files."""
    status = Path(f"/proc/{process}/status").read_text()
    found = dict(line.split(":", 1) for line in status.splitlines())
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    shared = dict(line.split(":", 1) for line in rollup.splitlines()[1:])
    named = {"rss_mb": found["VmRSS"], "file_mb": found["RssFile"], "pss_mb": shared["Pss"]}
    return {name: int(value.split()[0]) * 1024 / 1e6 for name, value in named.items()}


def _child(path: Path) -> dict[str, float]:
    """What `scale_child` finds, alone and as two processes at once."""
    command = [sys.executable, "-m", "eval.bench.scale_child", str(path)]
    alone = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    both = [
        subprocess.Popen([*command, "--rate"], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    rates = [json.loads(process.communicate()[0])["per_s"] for process in both]
    return {**alone, "processes_per_s": sum(rates)}
