"""Whatever stops a writer, the library stays as it was: no half document, no mixed indexes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes import FakeEncoder, write_files
from index.store.library import Library
from index.store.model import Progress, Stage

QUESTION = "上合组织缴获了多少毒品？"


@dataclass(frozen=True)
class FailingEncoder(FakeEncoder):
    """Raises as soon as it is asked for a passage."""

    error: type[BaseException] = RuntimeError

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise self.error("the encoder stops here")


def snapshot(path: Path) -> tuple[object, ...]:
    """Everything that a user can see of a library."""
    with Library.open(path, FakeEncoder()) as library:
        result = library.searcher().search(QUESTION)
        hits = [(hit.passage, hit.score, hit.similarity) for hit in result.hits]
        records = [library.record(s.document.id) for s in library.documents()]
        return library.documents(), records, hits, library.generation


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    return write_files(tmp_path / "files")


@pytest.fixture
def path(tmp_path: Path, files: tuple[Path, ...]) -> Path:
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as library:
        library.add([files[0]])
    return tmp_path / "library"


@pytest.mark.parametrize("error", [RuntimeError, MemoryError, KeyboardInterrupt, SystemExit])
def test_an_encoder_that_raises_leaves_the_library_as_it_was(
    path: Path, files: tuple[Path, ...], error: type[BaseException]
) -> None:
    before = snapshot(path)
    with (
        Library.open(path, FailingEncoder(error=error)) as library,
        pytest.raises(error, match="stops here"),
    ):
        library.add(files)
    assert snapshot(path) == before


@pytest.mark.parametrize("stage", ["read", "parse", "cut", "encode", "index"])
def test_an_interrupt_at_any_stage_leaves_the_library_as_it_was(
    path: Path, files: tuple[Path, ...], stage: Stage
) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.stage == stage and progress.done:
            raise KeyboardInterrupt

    before = snapshot(path)
    with Library.open(path, FakeEncoder()) as library:
        with pytest.raises(KeyboardInterrupt):
            library.add(files, interrupt)
        assert [s.document.symbol for s in library.documents()] == ["S/PV.9001"]
    assert snapshot(path) == before
    with Library.open(path, FakeEncoder()) as library:
        assert len(library.add(files).added) == 2


def test_what_was_finished_of_much_stays_and_the_rest_goes_in_the_next_time(
    path: Path, files: tuple[Path, ...]
) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.name == "note.txt":
            raise KeyboardInterrupt

    with Library.open(path, FakeEncoder()) as library:
        with pytest.raises(KeyboardInterrupt):
            library.add([files[1], files[2]], interrupt, portion=1)
        assert [s.document.name for s in library.documents()] == ["meeting.txt", "english.txt"]
        assert library.searcher().search("drugs").hits[0].document.symbol == "S/PV.9002"
        report = library.add([files[1], files[2]])
        assert [document.name for document in report.added] == ["note.txt"]
        assert [document.name for document in report.unchanged] == ["english.txt"]


@pytest.mark.parametrize("stage", ["cut", "encode", "index"])
def test_a_killed_writer_leaves_the_library_as_it_was(
    path: Path, files: tuple[Path, ...], stage: Stage
) -> None:
    before = snapshot(path)
    script = f"""
import os, signal
from pathlib import Path
from fakes import FakeEncoder
from index.store.library import Library

def die(progress):
    if progress.stage == {stage!r} and progress.done:
        os.kill(os.getpid(), signal.SIGKILL)

Library.open(Path({str(path)!r}), FakeEncoder()).add([Path({str(files[0].parent)!r})], die)
"""
    root = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"}
    ended = subprocess.run([sys.executable, "-c", script], env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert snapshot(path) == before
    with Library.open(path, FakeEncoder()) as library:
        assert len(library.add(files).added) == 2
        assert len(list((path / "generations").iterdir())) == 1


def test_an_interrupted_rebuild_leaves_the_library_as_it_was(path: Path) -> None:
    before = snapshot(path)
    with Library.open(path) as library, pytest.raises(KeyboardInterrupt):
        library.rebuild(FailingEncoder(salt="-other", error=KeyboardInterrupt))
    assert snapshot(path) == before
