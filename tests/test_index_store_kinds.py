"""The kind of vector index follows the size of the library, and changes little by little."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes import FakeEncoder
from index.search import quantised
from index.store import building, plan
from index.store.building import dense_kind
from index.store.library import Library
from index.store.manifest import Manifest, read_manifest

FEWEST, EXACT_TO = 16, 40


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Borders that a test can cross."""
    monkeypatch.setattr(building, "FEWEST", FEWEST)
    monkeypatch.setattr(building, "EXACT_TO", EXACT_TO)
    monkeypatch.setattr(plan, "FULL", 24)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as held:
        yield held


def note(folder: Path, number: int) -> Path:
    """A file of eight passages, each about things of its own."""
    lines = [
        f"第{number}号村庄第{at}户谈到水库{number * at}、冰川{number + at}和灌溉渠{at}。" * 9
        for at in range(8)
    ]
    path = folder / f"village{number}.txt"
    path.write_text("\n\n".join(lines), encoding="utf-8")
    return path


def manifest(library: Library) -> Manifest:
    return read_manifest(library.path / "generations" / f"{library.generation:06d}")


def kinds(library: Library) -> set[str]:
    return {one.dense for one in manifest(library).segments if one.passages >= FEWEST}


def held(library: Library) -> int:
    return sum(one.passages for one in manifest(library).segments)


QUESTIONS = ("第3号村庄的水库", "冰川7", "灌溉渠7和水库21")


def found(library: Library) -> list[list[tuple[str, float]]]:
    searcher = library.searcher()
    return [
        [(hit.passage.id, round(hit.similarity or 0, 2)) for hit in searcher.search(question).hits]
        for question in QUESTIONS
    ]


@pytest.mark.parametrize(
    ("before", "passages", "kind"),
    [
        ("flat", EXACT_TO, "flat"),
        ("flat", EXACT_TO + 1, "quantised"),
        ("quantised", EXACT_TO, "quantised"),
        ("quantised", EXACT_TO // 2 + 1, "quantised"),
        ("quantised", EXACT_TO // 2, "flat"),
    ],
)
def test_a_library_at_the_border_stays_as_it_is(before: str, passages: int, kind: str) -> None:
    assert dense_kind(before, passages) == kind


def test_a_growing_library_is_converted_segment_by_segment(
    library: Library, tmp_path: Path
) -> None:
    seen = []
    for number in range(1, 9):
        library.add([note(tmp_path, number)])
        seen.append((held(library), str(manifest(library).made["dense"]), kinds(library)))
    assert all(k == {"flat"} for n, made, k in seen if n > FEWEST and made == "flat" and k)
    assert any(k == {"flat", "quantised"} for _, _, k in seen)
    assert seen[-1][1:] == ("quantised", {"quantised"})
    assert {one.dense for one in manifest(library).segments if one.passages < FEWEST} <= {"flat"}


def test_the_kind_changes_nothing_of_what_is_found(library: Library, tmp_path: Path) -> None:
    library.add([note(tmp_path, number) for number in range(1, 9)])
    assert kinds(library) == {"quantised"}
    small = found(library)
    library.remove_all([f"village{number}.txt" for number in (1, 2, 5, 6, 7, 8)])
    assert manifest(library).made["dense"] == "flat"
    assert kinds(library) <= {"flat"}
    library.add([tmp_path / f"village{number}.txt" for number in range(1, 9)])
    again = found(library)
    for one, other in zip(small, again, strict=True):
        assert one[0] == other[0]
        assert len({id for id, _ in one} & {id for id, _ in other}) >= len(one) - 2


def test_converting_a_segment_leaves_its_words_and_tokens_where_they_are(
    library: Library, tmp_path: Path
) -> None:
    library.add([note(tmp_path, number) for number in range(1, 4)])
    before = manifest(library).segments[0]
    folder = library.path / "generations" / f"{library.generation:06d}"
    inodes = {digest: (folder / name).stat().st_ino for name, digest in before.files.items()}
    library.add([note(tmp_path, number) for number in range(4, 7)])
    after = manifest(library).segments[0]
    assert (before.dense, after.dense) == ("flat", "quantised")
    assert (after.first, after.last, after.parts) == (before.first, before.last, before.parts)
    folder = library.path / "generations" / f"{library.generation:06d}"
    shared = {digest: (folder / name).stat().st_ino for name, digest in after.files.items()}
    assert len(shared.keys() & inodes.keys()) == len(inodes) - 1
    assert all(inodes[digest] == shared[digest] for digest in shared.keys() & inodes.keys())


def test_a_damaged_quantised_file_is_built_again(library: Library, tmp_path: Path) -> None:
    library.add([note(tmp_path, number) for number in range(1, 9)])
    before, segment = found(library), manifest(library).segments[0]
    library.close()
    folder = library.path / "generations" / f"{library.generation:06d}"
    file = folder / f"{segment.name}.dense.faiss"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    with Library.open(library.path, FakeEncoder()) as opened:
        assert found(opened) == before
        assert manifest(opened).segments[0].name != segment.name


def test_the_vectors_of_a_segment_suffice_for_its_codes() -> None:
    assert quantised.FEWEST >= 16 * 39
