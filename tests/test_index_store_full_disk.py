"""A disk without room: a clear message, and the library stays as it was.

A limit on the size of files stands in for the disk; the writer meets it wherever it writes.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from fakes import FakeEncoder, write_files
from index.errors import StoreError
from index.search.dense import FlatIndex
from index.search.late import LateIndex
from index.store.library import Library
from index.store.model import Progress


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file grows over `size` bytes inside."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    return write_files(tmp_path / "files")


@pytest.fixture
def path(tmp_path: Path, files: tuple[Path, ...]) -> Path:
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as library:
        library.add([files[0]])
    return tmp_path / "library"


def seen(path: Path) -> tuple[object, ...]:
    with Library.open(path, FakeEncoder()) as library:
        hits = library.searcher().search("毒品 克里米亚").hits
        return library.documents(), [(hit.passage, hit.score) for hit in hits]


@pytest.mark.parametrize("size", [0, 100, 400, 1000, 1600, 2500, 5000, 10_000])
def test_no_room_for_the_indexes_leaves_the_library_as_it_was(
    path: Path, files: tuple[Path, ...], size: int
) -> None:
    before = seen(path)
    limits = []

    def fill_up(progress: Progress) -> None:
        if progress.stage == "encode" and progress.done == progress.total and not limits:
            limits.append(resource.getrlimit(resource.RLIMIT_FSIZE))
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[0][1]))

    try:
        with (
            Library.open(path, FakeEncoder()) as library,
            pytest.raises(StoreError, match=r"no room left.*Free some space|Check free space"),
        ):
            library.add(files, fill_up)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits[0])
    assert seen(path) == before
    assert len(list((path / "generations").iterdir())) == 1
    with Library.open(path, FakeEncoder()) as library:
        assert len(library.add(files).added) == 2


def test_no_room_for_the_words_leaves_the_library_as_it_was(
    path: Path, files: tuple[Path, ...]
) -> None:
    before = seen(path)
    with (
        Library.open(path, FakeEncoder()) as library,
        largest_file(20_000),
        pytest.raises(StoreError, match="Check free space"),
    ):
        library.add(files)
    assert seen(path) == before


def test_no_room_for_a_new_library_leaves_nothing_of_it(tmp_path: Path) -> None:
    with (
        largest_file(5000),
        pytest.raises(StoreError, match="Check free space"),
    ):
        Library.open(tmp_path / "library", FakeEncoder(), create=True)
    assert not list((tmp_path / "library").glob("library.sqlite3*"))
    Library.open(tmp_path / "library", FakeEncoder(), create=True).close()


def test_an_index_that_was_cut_short_is_never_taken_for_written(tmp_path: Path) -> None:
    vectors = np.eye(8, dtype=np.float32)
    dense = FlatIndex.build(np.arange(8), vectors)
    late = LateIndex.build([(1, np.zeros((40, 8), np.uint8))])
    # So small that all of it waits in a buffer until the file is closed.
    with largest_file(250):
        with pytest.raises(OSError, match="too large"):
            dense.save(tmp_path / "dense.faiss")
        with pytest.raises(OSError, match="too large"):
            late.save(tmp_path)
