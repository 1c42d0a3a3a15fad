"""Damaged indexes are rebuilt with equal hits; a damaged database is an error, never a guess."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fakes import FakeEncoder, write_files
from index.errors import StoreDamaged, StoreMismatch
from index.store.library import Library
from index.store.manifest import read_manifest, write_manifest

QUESTIONS = ("上合组织缴获了多少毒品？", "resolution 2396", "humanitarian access in France")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library"
    with Library.open(path, FakeEncoder(), create=True) as held:
        held.add(write_files(tmp_path / "files"))
    return path


def hits(path: Path) -> list[tuple[str, float, float | None]]:
    with Library.open(path, FakeEncoder()) as library:
        searcher = library.searcher()
        return [
            (hit.passage.id, hit.score, hit.similarity)
            for question in QUESTIONS
            for hit in searcher.search(question).hits
        ]


def current(path: Path) -> Path:
    (folder,) = (path / "generations").iterdir()
    return folder


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def _kind(file: Path) -> str:
    """What a file is for: its name without the one of its segment."""
    return file.name.partition(".")[2] if re.match("[0-9a-f]{16}", file.name) else file.name


@pytest.mark.parametrize("damage", [flip, truncate, empty, Path.unlink])
def test_every_damaged_derived_file_is_rebuilt_with_equal_hits(
    library: Path, damage: Callable[[Path], None]
) -> None:
    before = hits(library)
    assert before
    names = [
        file.relative_to(current(library))
        for file in sorted(current(library).rglob("*"))
        if file.is_file() and file.suffix != ".lock" and file.stat().st_size
    ]
    kinds = {_kind(name) for name in names}
    assert {"manifest.json", "dense.faiss", "entries.z", "idx", "meta.json"} <= kinds
    for kind in kinds:
        folder = current(library)
        victim = next(file for file in folder.rglob("*") if _kind(file) == kind)
        damage(victim)
        assert hits(library) == before, kind
        assert current(library) != folder, kind


def test_a_missing_generation_is_rebuilt(library: Path) -> None:
    before = hits(library)
    shutil.rmtree(library / "generations")
    assert hits(library) == before


def test_a_generation_of_another_state_is_never_used(library: Path, tmp_path: Path) -> None:
    before = hits(library)
    old = tmp_path / "old"
    shutil.copytree(current(library), old)
    with Library.open(library, FakeEncoder()) as held:
        held.remove("S/PV.9002")
    changed = hits(library)
    assert changed != before
    stale = current(library)
    shutil.rmtree(stale)
    shutil.copytree(old, stale)
    assert hits(library) == changed


@pytest.mark.parametrize("field", ["words", "format", "dense"])
def test_a_generation_made_in_another_way_is_rebuilt(library: Path, field: str) -> None:
    before = hits(library)
    manifest = current(library) / "manifest.json"
    said = read_manifest(manifest.parent)
    write_manifest(manifest.parent, replace(said, made={**said.made, field: "another"}))
    number = current(library).name
    assert hits(library) == before
    assert current(library).name != number


def test_an_intact_generation_is_left_alone(library: Path) -> None:
    folder = current(library)
    written = (folder / "manifest.json").stat().st_mtime_ns
    hits(library)
    assert current(library) == folder
    assert (folder / "manifest.json").stat().st_mtime_ns == written


def test_what_an_interrupted_writer_left_is_swept_away(library: Path, tmp_path: Path) -> None:
    (library / "generations" / ".unfinished-9-1").mkdir()
    (library / "generations" / "000007").mkdir()
    with Library.open(library, FakeEncoder()) as held:
        held.remove("S/PV.9002")
        number = held.generation
    assert [folder.name for folder in (library / "generations").iterdir()] == [f"{number:06d}"]
    assert number == 8


def _overwrite_header(file: Path) -> None:
    file.write_bytes(b"not a database at all" * 100)


def _cut_in_half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _scribble(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 64] = b"\xff" * 64
    file.write_bytes(content)


@pytest.mark.parametrize("damage", [_overwrite_header, _cut_in_half, _scribble, empty])
def test_a_damaged_database_is_an_error_that_says_what_to_do(
    library: Path, damage: Callable[[Path], None]
) -> None:
    damage(library / "library.sqlite3")
    with pytest.raises(StoreDamaged, match=r"library\.sqlite3.*backup.*rostrum index"):
        Library.open(library, FakeEncoder())


def test_altered_words_are_never_given_out(library: Path) -> None:
    file = library / "library.sqlite3"
    content = file.read_bytes()
    assert "科瓦尔斯基先生".encode() in content
    file.write_bytes(content.replace("波兰反对对".encode(), "波兰赞成对".encode()))
    with (
        Library.open(library, FakeEncoder()) as held,
        pytest.raises(StoreDamaged, match=r"S/PV\.9001.*index its file again"),
    ):
        held.record("S/PV.9001")


def test_another_schema_is_named(library: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(library / "library.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreMismatch, match=r"schema version 99.*version 4.*new folder"):
        Library.open(library, FakeEncoder())
