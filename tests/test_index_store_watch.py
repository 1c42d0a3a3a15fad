"""A library follows a folder: what is new, changed or gone, and nothing that is only half there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fakes import MEETING_EN, MEETING_ZH, NOTE_ZH, FakeEncoder
from index.errors import StoreBusy, UnreadableFile
from index.store.library import Library
from index.store.lock import writer_lock
from index.store.watch import FolderWatch, Seen

LONG_AGO = 1_000_000_000


class Watched:
    """A folder whose files are as old as is said, and the library that follows it."""

    def __init__(self, place: Path, **options: bool) -> None:
        self.folder = place / "watched"
        self.folder.mkdir(exist_ok=True)
        self.library = Library.open(place / "library", FakeEncoder(), create=True)
        self.now = float(LONG_AGO)
        self._options = options

    def write(self, name: str, text: str, age: float = 100.0) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (self.now - age, self.now - age))
        return path

    def look(self) -> Seen:
        self.now += 1
        return FolderWatch(
            self.library, self.folder, clock=lambda: self.now, **self._options
        ).look()

    def names(self) -> list[str]:
        return [summary.document.name for summary in self.library.documents()]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


@pytest.fixture
def mirrored(tmp_path: Path) -> Watched:
    return Watched(tmp_path, mirror=True)


def test_what_is_there_is_taken_in_once(watched: Watched) -> None:
    watched.write("zh.txt", MEETING_ZH)
    watched.write("below/note.txt", NOTE_ZH)
    watched.write("picture.png", "not read")
    first = watched.look()
    assert {document.name for document in first.report.added} == {"zh.txt", "note.txt"}
    generation = watched.library.generation
    second = watched.look()
    assert (second.changed, second.report.unchanged) == (False, ())
    assert watched.library.generation == generation


def test_a_new_file_is_taken_in_at_the_next_look(watched: Watched) -> None:
    watched.write("zh.txt", MEETING_ZH)
    watched.look()
    watched.write("en.txt", MEETING_EN)
    assert [document.name for document in watched.look().report.added] == ["en.txt"]
    assert watched.library.searcher().search("drugs seized").hits[0].document.name == "en.txt"


def test_a_file_that_changed_just_now_is_left_until_it_has_settled(watched: Watched) -> None:
    watched.write("half.txt", MEETING_ZH, age=0.5)
    assert (watched.look().unsettled, watched.names()) == (1, [])
    watched.now += 1
    assert (watched.look().unsettled, watched.names()) == (0, ["half.txt"])


def test_a_changed_file_takes_the_place_of_what_it_held_whatever_it_says(
    watched: Watched,
) -> None:
    watched.write("note.txt", NOTE_ZH)
    watched.look()
    watched.write("note.txt", "贸易简报\n\n边境开放了，商人带来粮食和布匹。\n", age=50)
    (change,) = watched.look().report.replaced
    assert (change.old.name, change.new.name) == ("note.txt", "note.txt")
    assert watched.names() == ["note.txt"]
    assert "粮食" in watched.library.record("note.txt").text


def test_the_version_before_is_kept_where_that_is_wanted(tmp_path: Path) -> None:
    watched = Watched(tmp_path, keep_versions=True)
    watched.write("zh.txt", MEETING_ZH)
    (old,) = watched.look().report.added
    watched.write("zh.txt", MEETING_ZH.replace("波兰反对", "波兰强烈反对"), age=50)
    (new,) = [change.new for change in watched.look().report.replaced]
    assert watched.library.versions(new) == (old, new)


def test_a_file_that_becomes_another_document_lets_go_of_the_one_before(
    watched: Watched,
) -> None:
    watched.write("meeting.txt", MEETING_ZH)
    watched.look()
    watched.write("meeting.txt", MEETING_EN, age=50)
    seen = watched.look()
    assert [document.symbol for document in seen.report.added] == ["S/PV.9002"]
    assert [document.symbol for document in seen.removed] == ["S/PV.9001"]
    assert [s.document.symbol for s in watched.library.documents()] == ["S/PV.9002"]


def test_a_side_car_that_changes_is_read_again(watched: Watched) -> None:
    watched.write("note.txt", NOTE_ZH)
    watched.look()
    watched.write("SOURCES.toml", '[documents."note.txt"]\nsymbol = "S/2020/77"\n')
    (change,) = watched.look().report.replaced
    assert change.new.symbol == "S/2020/77"


def test_the_documents_of_a_file_that_is_gone_stay(watched: Watched) -> None:
    path = watched.write("zh.txt", MEETING_ZH)
    watched.write("note.txt", NOTE_ZH)
    watched.look()
    path.unlink()
    seen = watched.look()
    assert ([Path(name).name for name in seen.gone], seen.removed) == (["zh.txt"], ())
    assert watched.names() == ["note.txt", "zh.txt"]
    assert watched.look().gone == ()


def test_a_mirror_removes_the_documents_of_a_file_that_is_gone(mirrored: Watched) -> None:
    path = mirrored.write("zh.txt", MEETING_ZH)
    mirrored.write("note.txt", NOTE_ZH)
    mirrored.look()
    path.unlink()
    assert [document.name for document in mirrored.look().removed] == ["zh.txt"]
    assert mirrored.names() == ["note.txt"]


def test_a_file_that_was_only_moved_keeps_its_document(mirrored: Watched) -> None:
    path = mirrored.write("zh.txt", MEETING_ZH)
    mirrored.write("note.txt", NOTE_ZH)
    mirrored.look()
    (mirrored.folder / "moved").mkdir()
    path.rename(mirrored.folder / "moved" / "zh.txt")
    assert mirrored.look().removed == ()
    assert mirrored.names() == ["note.txt", "zh.txt"]


def test_a_folder_that_is_suddenly_empty_takes_nothing_along(mirrored: Watched) -> None:
    paths = [mirrored.write("zh.txt", MEETING_ZH), mirrored.write("note.txt", NOTE_ZH)]
    mirrored.look()
    for path in paths:
        path.unlink()
    assert mirrored.look().removed == ()
    assert len(mirrored.names()) == 2
    mirrored.folder.rmdir()
    with pytest.raises(UnreadableFile, match=r"no folder.*nothing was removed"):
        mirrored.look()


def test_a_file_at_fault_is_told_of_once_and_takes_nothing_away(watched: Watched) -> None:
    watched.write("zh.txt", MEETING_ZH)
    watched.look()
    watched.write("zh.txt", "\x00\x01\x02" * 200, age=50)
    (failure,) = watched.look().report.failed
    assert failure.path.name == "zh.txt"
    assert watched.look().report.failed == ()
    assert watched.names() == ["zh.txt"]
    watched.write("zh.txt", MEETING_ZH.replace("波兰反对", "波兰强烈反对"), age=20)
    assert len(watched.look().report.replaced) == 1


def test_what_was_removed_by_hand_stays_away_until_its_file_changes(watched: Watched) -> None:
    watched.write("zh.txt", MEETING_ZH)
    watched.write("note.txt", NOTE_ZH)
    watched.look()
    watched.library.remove("S/PV.9001")
    assert (watched.look().changed, watched.names()) == (False, ["note.txt"])
    watched.write("zh.txt", MEETING_ZH, age=30)
    assert [document.name for document in watched.look().report.added] == ["zh.txt"]


def test_every_line_of_a_file_of_lines_is_followed(watched: Watched) -> None:
    lines = [f'{{"_id": "d{n}", "text": "第{n}号文件谈到水库和冰川。"}}\n' for n in range(3)]
    watched.write("corpus.jsonl", "".join(lines))
    assert len(watched.look().report.added) == 3
    changed = lines[1].replace("水库", "粮食")
    watched.write("corpus.jsonl", lines[0] + changed, age=50)
    seen = watched.look()
    assert (len(seen.report.replaced), len(seen.removed), len(seen.report.unchanged)) == (1, 1, 1)
    texts = [watched.library.record(s.document.id).text for s in watched.library.documents()]
    assert sorted("粮食" in text for text in texts) == [False, True]


def test_a_library_that_is_being_written_is_followed_up_later(watched: Watched) -> None:
    watched.write("zh.txt", MEETING_ZH)
    with writer_lock(watched.library.path), pytest.raises(StoreBusy):
        watched.look()
    assert len(watched.look().report.added) == 1
