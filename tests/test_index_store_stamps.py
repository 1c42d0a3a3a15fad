"""Large files are opened on trust and read in the background; what is damaged is found all the
same, and from then on by everybody."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes import FakeEncoder, write_files
from index.store import stamps
from index.store.library import Library
from index.store.manifest import read_manifest
from index.store.stamps import Audit, stamp, trusted

QUESTION = "上合组织缴获了多少毒品？"


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as large, and the background begins at once."""
    monkeypatch.setattr(stamps, "CHECKED_AT_OPEN", -1)
    monkeypatch.setattr(stamps, "BEGIN_S", 0.0)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library"
    with Library.open(path, FakeEncoder(), create=True) as held:
        held.add(write_files(tmp_path / "files"))
    return path


def hits(library: Library) -> list[tuple[str, float]]:
    found = library.searcher().search(QUESTION).hits
    return [(hit.passage.id, hit.score) for hit in found]


def victim(library: Path) -> Path:
    (folder,) = (library / "generations").iterdir()
    (file,) = folder.glob("*.entries.z")
    return file


def rot(file: Path) -> None:
    """Change a byte as a disk does: size, time and inode stay."""
    was, content = file.stat(), bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    with file.open("r+b") as same:
        same.write(content)
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))


def write(file: Path) -> None:
    """Change a byte as a program does."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it does not come true")


def test_a_stamp_fits_until_the_file_is_another(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"words")
    first = stamp(file)
    assert stamp(file) == first
    os.link(file, tmp_path / "b")
    assert stamp(tmp_path / "b") == first
    os.utime(file, ns=(1, 1))
    assert stamp(file) != first
    file.write_bytes(b"more words")
    os.utime(file, ns=(1, 1))
    assert stamp(file) != first


def test_nothing_is_taken_on_trust_while_reading_it_is_quick(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"words")
    assert trusted(tmp_path, {"a": stamp(tmp_path / "a")}) == frozenset()


def test_only_what_fits_its_stamp_is_taken_on_trust(tmp_path: Path, trusting: None) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(b"words")
    held = {name: stamp(tmp_path / name) for name in "abc"}
    os.utime(tmp_path / "b", ns=(1, 1))
    (tmp_path / "c").unlink()
    assert trusted(tmp_path, held) == {"a"}


@pytest.mark.usefixtures("trusting")
def test_damage_that_leaves_no_trace_is_found_in_the_background(library: Path) -> None:
    with Library.open(library, FakeEncoder()) as held:
        before = hits(held)
    file = victim(library)
    rot(file)
    with Library.open(library, FakeEncoder()) as held:
        generation = held.current()
        assert generation is not None
        until(lambda: generation.audit.failed)
        assert hits(held) == before
        assert held.current() is not generation
    assert not file.exists()
    read = read_manifest(victim(library).parent)
    assert victim(library).name in read.all_files()


@pytest.mark.usefixtures("trusting")
def test_damage_by_a_program_is_found_before_anything_is_opened(library: Path) -> None:
    with Library.open(library, FakeEncoder()) as held:
        before = hits(held)
    file = victim(library)
    write(file)
    with Library.open(library, FakeEncoder()) as held:
        assert hits(held) == before
        assert not file.exists()


@pytest.mark.usefixtures("trusting")
def test_an_intact_library_is_proven_file_by_file(library: Path) -> None:
    with Library.open(library, FakeEncoder()) as held:
        generation = held.current()
        assert generation is not None
        files = frozenset(read_manifest(victim(library).parent).all_files())
        until(lambda: generation.audit.proven == files)
        assert not generation.audit.failed
        assert held.current() is generation


def test_a_file_that_was_swept_away_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "BEGIN_S", 0.0)
    (tmp_path / "b").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    audit = Audit(tmp_path, {"a": "gone", "b": empty})
    until(lambda: audit.proven == {"b"})
    assert not audit.failed
