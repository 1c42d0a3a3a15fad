"""A library that was changed bit by bit finds what one that was built at once finds."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from fakes import FakeEncoder
from index.store.library import Library
from index.store.manifest import Manifest, read_manifest

QUESTIONS = ("水库 冰川", "water and drugs", "第3号村庄缺多少水？", "谁谈到第7号村庄？")


def note(number: int, edition: int = 0) -> str:
    """A short text that shares words with all others and has some of its own."""
    chance = random.Random(1000 * number + edition)
    things = ["水库", "冰川", "毒品", "山谷", "灌溉渠", "农民", "妇女", "和平", "边境", "贸易"]
    lines = [f"第{number}号村庄的简报，第{edition}版"]
    for _ in range(chance.randint(1, 6)):
        told = "、".join(chance.sample(things, 4))
        lines.append(f"第{number}号村庄谈到{told}，共{chance.randint(1, 999)}项。" * 4)
    return "\n\n".join(lines)


class Folder:
    """Files named after numbers, and a library of them."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir()

    def write(self, number: int, edition: int = 0) -> Path:
        path = self.place / f"village{number}.txt"
        path.write_text(note(number, edition), encoding="utf-8")
        return path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library", FakeEncoder(), create=True)


def found(library: Library) -> list[list[tuple[object, ...]]]:
    """What each question finds, with scores to six digits (sums are made in another order)."""
    searcher = library.searcher()
    return [
        [
            (hit.passage, round(hit.score, 6), round(hit.share or 0, 6), _rounded(hit.similarity))
            for hit in searcher.search(question, 50).hits
        ]
        for question in QUESTIONS
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)


def manifest(library: Library) -> Manifest:
    return read_manifest(library.path / "generations" / f"{library.generation:06d}")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_of_changes_finds_what_a_rebuild_finds(
    folder: Folder, library: Library, tmp_path: Path, seed: int
) -> None:
    chance, held = random.Random(seed), dict[int, str]()
    for step in range(25):
        if held and chance.random() < 0.3:
            number = chance.choice(sorted(held))
            library.remove(held.pop(number))
        else:
            numbers = [step * 10 + at for at in range(chance.choice([1, 1, 1, 4]))]
            report = library.add([folder.write(number) for number in numbers])
            held |= dict(zip(numbers, [d.id for d in report.added], strict=True))
    assert len(manifest(library).segments) > 1
    grown = found(library)
    assert any(hits for hits in grown)
    kept = [folder.place / summary.document.name for summary in library.documents()]
    with Library.open(tmp_path / "at once", FakeEncoder(), create=True) as at_once:
        at_once.add(kept)
        assert found(at_once) == grown
    library.rebuild(FakeEncoder())
    assert len(manifest(library).segments) == 1
    assert found(library) == grown


def test_adding_one_document_leaves_the_files_of_the_others_alone(
    folder: Folder, library: Library
) -> None:
    library.add([folder.write(number) for number in range(1, 30)])
    (large,) = manifest(library).segments
    path = library.path / "generations" / f"{library.generation:06d}"
    inodes = {name: (path / name).stat().st_ino for name in large.files}
    library.add([folder.write(30)])
    path = library.path / "generations" / f"{library.generation:06d}"
    kept, small = manifest(library).segments
    assert kept == large
    assert {name: (path / name).stat().st_ino for name in large.files} == inodes
    assert small.passages < kept.passages


def test_a_reader_does_not_open_again_what_it_has_open(folder: Folder, library: Library) -> None:
    library.add([folder.write(number) for number in range(1, 30)])
    first = library.current()
    library.add([folder.write(30)])
    second = library.current()
    assert first is not None and second is not None
    (name,) = first.segments
    assert second.segments[name] is first.segments[name]
    assert len(second.segments) == 2


def test_only_the_damaged_segment_is_built_anew(folder: Folder, library: Library) -> None:
    library.add([folder.write(number) for number in range(1, 30)])
    library.add([folder.write(30)])
    before, segments = found(library), manifest(library).segments
    library.close()
    path = library.path / "generations" / f"{library.generation:06d}"
    (path / f"{segments[1].name}.dense.faiss").write_bytes(b"no index")
    with Library.open(library.path, FakeEncoder()) as opened:
        assert found(opened) == before
        kept, built = manifest(opened).segments
    assert kept == segments[0]
    assert built.name != segments[1].name
    assert built.extent == segments[1].extent


def test_kept_words_that_are_damaged_are_found_again(folder: Folder, library: Library) -> None:
    library.add([folder.write(1), folder.write(2)])
    before = found(library)
    path = library.path / "generations" / f"{library.generation:06d}"
    (segment,) = manifest(library).segments
    (path / f"{segment.name}.entries.z").write_bytes(b"nothing")
    library.add([folder.write(number) for number in range(3, 9)])
    library.remove("village3.txt")
    assert len(manifest(library).segments) == 1
    for number in range(4, 9):
        library.remove(f"village{number}.txt")
    assert found(library) == before


def test_the_same_encoder_under_another_name_builds_nothing_anew(
    folder: Folder, library: Library
) -> None:
    @dataclass(frozen=True)
    class Renamed(FakeEncoder):
        @property
        def name(self) -> str:
            return "/elsewhere/fake"

    library.add([folder.write(number) for number in range(1, 9)])
    (large,) = manifest(library).segments
    library.use(Renamed())
    library.add([folder.write(9)])
    assert manifest(library).segments[0] == large
