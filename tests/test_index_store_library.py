"""A library gives back what was put in, and says clearly what it cannot do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fakes import MEETING_ZH, FakeEncoder, write_files
from index.errors import NotHeld, StoreBusy, StoreDamaged, StoreError, StoreMismatch, StoreMissing
from index.passages import cut
from index.records.parse import parse_file
from index.search.model import SearchResult
from index.search.translate import translated
from index.store.library import Library
from index.store.lock import writer_lock
from index.store.model import Progress

QUESTIONS = ("上合组织缴获了多少毒品？", "What did Poland say about Crimea?", "山谷里缺水吗？")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    return write_files(tmp_path / "files")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library", FakeEncoder(), create=True)


def found(library: Library) -> list[SearchResult]:
    results = [library.searcher().search(question) for question in QUESTIONS]
    return [replace(result, timings={}) for result in results]


def test_a_record_comes_back_as_it_was_put_in(library: Library, files: tuple[Path, ...]) -> None:
    report = library.add(files)
    assert [document.symbol for document in report.added] == ["S/PV.9001", "S/PV.9002", None]
    for path in files:
        record = parse_file(path)
        assert library.record(record.document.id) == record
        assert [library.passage(passage.id) for passage in cut(record)] == list(cut(record))


def test_an_opened_library_gives_the_hits_of_the_saved_one(
    library: Library, files: tuple[Path, ...]
) -> None:
    library.add(files)
    saved = found(library)
    assert all(result.hits for result in saved)
    library.close()
    with Library.open(library.path, FakeEncoder()) as opened:
        assert found(opened) == saved


def test_two_libraries_of_the_same_files_give_the_same_hits(
    library: Library, files: tuple[Path, ...], tmp_path: Path
) -> None:
    library.add(files)
    with Library.open(tmp_path / "other", FakeEncoder(), create=True) as other:
        other.add(files)
        assert found(other) == found(library)


def test_documents_are_counted(library: Library, files: tuple[Path, ...]) -> None:
    library.add([files[0]])
    (summary,) = library.documents()
    record = parse_file(files[0])
    assert summary.document == record.document
    assert (summary.statements, summary.paragraphs, summary.speakers) == (3, 5, 3)
    assert summary.passages == len(cut(record))
    assert summary.characters == len(record.text)


def test_the_delegations_that_take_the_floor_are_known(
    library: Library, files: tuple[Path, ...]
) -> None:
    assert library.delegations() == ()
    library.add(files)
    codes = {delegation.code for delegation in library.delegations()}
    assert codes == {"CN", "SCO", "PL", "FR"}


def test_the_same_file_twice_changes_nothing(library: Library, files: tuple[Path, ...]) -> None:
    library.add([files[0], files[0]])
    before = (found(library), library.generation)
    report = library.add([files[0]])
    assert not report.changed
    assert [document.symbol for document in report.unchanged] == ["S/PV.9001"]
    assert (found(library), library.generation) == before


def test_a_copy_under_another_name_changes_nothing(
    library: Library, files: tuple[Path, ...], tmp_path: Path
) -> None:
    library.add([files[2]])
    copy = tmp_path / "copy.txt"
    copy.write_bytes(files[2].read_bytes())
    report = library.add([copy])
    assert [document.name for document in report.unchanged] == ["note.txt"]
    assert len(library.documents()) == 1


def test_another_version_of_a_symbol_takes_the_place_of_the_one_before(
    library: Library, files: tuple[Path, ...]
) -> None:
    library.add(files)
    files[0].write_text(MEETING_ZH.replace("波兰反对", "波兰强烈反对"), encoding="utf-8")
    (change,) = library.add([files[0]]).replaced
    assert change.old.digest != change.new.digest
    assert change.old.symbol == change.new.symbol == "S/PV.9001"
    assert len(library.documents()) == 3
    assert "波兰强烈反对" in library.record("S/PV.9001").text
    hits = library.searcher().search("波兰强烈反对侵略").hits
    assert change.old.id not in {hit.document.id for hit in hits}
    assert hits[0].document.id == change.new.id


def test_language_versions_of_one_symbol_are_held_side_by_side(
    library: Library, files: tuple[Path, ...]
) -> None:
    english = files[1].read_text(encoding="utf-8").replace("9002", "9001")
    files[1].write_text(english, encoding="utf-8")
    assert len(library.add(files[:2]).added) == 2
    assert {summary.document.language for summary in library.documents()} == {"zh", "en"}


def test_better_metadata_for_a_held_file_are_taken_over(
    library: Library, files: tuple[Path, ...]
) -> None:
    library.add([files[2]])
    side_car = '[documents."note.txt"]\nsymbol = "S/2020/77"\n'
    (files[2].parent / "SOURCES.toml").write_text(side_car, encoding="utf-8")
    (change,) = library.add([files[2]]).replaced
    assert (change.old.symbol, change.new.symbol) == (None, "S/2020/77")
    assert library.resolve("s/2020/77").name == "note.txt"


def test_bad_files_are_listed_and_the_rest_goes_in(
    library: Library, files: tuple[Path, ...], tmp_path: Path
) -> None:
    folder = files[0].parent
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(b"\x7fELF\x00\x00\x01" * 50)
    report = library.add([folder, tmp_path / "missing.txt"])
    failed = {failure.path.name: failure.error.message for failure in report.failed}
    assert set(failed) == {"empty.txt", "binary.txt", "missing.txt"}
    assert all(name in message for name, message in failed.items())
    assert len(report.added) == len(library.documents()) == 3


def test_a_folder_without_text_is_listed(library: Library, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    (failure,) = library.add([tmp_path / "nothing"]).failed
    assert "nothing" in failure.error.message
    assert library.searcher().search("安理会").hits == ()


def test_a_removed_document_is_not_found_any_more(
    library: Library, files: tuple[Path, ...]
) -> None:
    library.add(files)
    searcher = library.searcher()
    assert searcher.search("波兰 克里米亚").hits[0].document.symbol == "S/PV.9001"
    assert library.remove("s/pv. 9001").symbol == "S/PV.9001"
    assert {hit.document.symbol for hit in searcher.search("波兰 克里米亚").hits} == {
        "S/PV.9002",
        None,
    }
    with pytest.raises(NotHeld, match=r"S/PV\.9001"):
        library.record("S/PV.9001")


def test_the_last_document_can_be_removed(library: Library, files: tuple[Path, ...]) -> None:
    library.add([files[2]])
    library.remove("note.txt")
    assert library.documents() == ()
    assert library.searcher().search("水库").hits == ()


def test_what_is_not_held_is_named_with_the_nearest(
    library: Library, files: tuple[Path, ...]
) -> None:
    library.add(files)
    with pytest.raises(NotHeld, match=r"S/PV\.9011.*Nearest: S/PV\.9001"):
        library.resolve("S/PV.9011")
    with pytest.raises(NotHeld, match="nonsense"):
        library.passage("nonsense")


def test_progress_tells_every_stage(library: Library, files: tuple[Path, ...]) -> None:
    steps: list[Progress] = []
    library.add(files, steps.append)
    assert [step.stage for step in steps if step.done == step.total] == [
        "parse",
        "cut",
        "read",
        "encode",
        "index",
    ]
    assert {step.name for step in steps} == {"meeting.txt", "english.txt", "note.txt", None}


def test_a_missing_library_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="rostrum index"):
        Library.open(tmp_path / "nowhere", FakeEncoder())
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_no_library(files: tuple[Path, ...]) -> None:
    with pytest.raises(StoreError, match=r"note\.txt is a file"):
        Library.open(files[2], FakeEncoder(), create=True)


def test_a_library_whose_database_is_gone_is_not_begun_anew(
    library: Library, files: tuple[Path, ...]
) -> None:
    library.add(files)
    library.close()
    for file in library.path.glob("library.sqlite3*"):
        file.unlink()
    with pytest.raises(StoreDamaged, match="is gone"):
        Library.open(library.path, FakeEncoder(), create=True)


def test_another_encoder_is_named_and_can_take_over(
    library: Library, files: tuple[Path, ...]
) -> None:
    library.add(files)
    library.close()
    other = FakeEncoder(dimensions=32, salt="-b")
    with pytest.raises(StoreMismatch, match=r"fake .*64.*fake-b .*32.*rostrum index --rebuild"):
        Library.open(library.path, other)
    with Library.open(library.path) as opened:
        assert opened.rebuild(other) == sum(s.passages for s in opened.documents())
    with Library.open(library.path, other) as opened:
        hit = opened.searcher().search(QUESTIONS[0]).hits[0]
        assert hit.similarity == pytest.approx(
            float(opened.searcher().similarities(QUESTIONS[0], [_encoded(hit)])[0]), abs=1e-6
        )
    with pytest.raises(StoreMismatch):
        Library.open(library.path, FakeEncoder())


def _encoded(hit: object) -> str:
    passage = hit.passage  # type: ignore[attr-defined]
    return f"{passage.context}\n{passage.text}"


def test_two_writers_are_kept_apart(library: Library, files: tuple[Path, ...]) -> None:
    library.add([files[0]])
    with writer_lock(library.path), pytest.raises(StoreBusy, match="another process"):
        library.add([files[1]])
    assert len(library.add([files[1]]).added) == 1


def test_a_reader_sees_what_another_handle_wrote(library: Library, files: tuple[Path, ...]) -> None:
    library.add([files[0]])
    with Library.open(library.path, FakeEncoder()) as reader:
        searcher = reader.searcher()
        assert {hit.document.language for hit in searcher.search("drugs seized").hits} == {"zh"}
        library.add([files[1]])
        assert searcher.search("drugs seized").hits[0].document.symbol == "S/PV.9002"


def test_an_open_generation_outlives_its_folder(library: Library, files: tuple[Path, ...]) -> None:
    library.add([files[0]])
    generation = library.current()
    assert generation is not None
    before = generation.lexical.search(translated(["毒品", "波兰"]), 10)[0].tolist()
    library.add([files[1]])
    folders = [folder.name for folder in (library.path / "generations").iterdir()]
    assert folders == [f"{library.generation:06d}"] != [f"{generation.number:06d}"]
    assert generation.lexical.search(translated(["毒品", "波兰"]), 10)[0].tolist() == before
