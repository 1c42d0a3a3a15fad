"""`rostrum index` and `documents`: what is said of files, and another encoder over what is held."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from command_library import opened

from api.command import main
from fakes import MEETING_EN, MEETING_ZH, FakeEncoder
from index.errors import StoreMismatch
from index.store.library import Library

TEXT = "安全理事会审议了恐怖主义问题。\n各国代表发了言。\n"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "note.txt").write_text(TEXT, "utf8")
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as held:
        held.add([tmp_path / "note.txt"])
    return tmp_path / "library"


def test_rebuild_encodes_what_is_held_with_the_shipped_encoder(library: Path) -> None:
    done = CliRunner().invoke(main, ["index", "--rebuild", "--library", str(library)])
    assert done.exit_code == 0
    assert "encoded and indexed again" in done.stderr
    with pytest.raises(StoreMismatch, match="rostrum-zh-en"):
        Library.open(library, FakeEncoder())
    with Library.open(library) as held:
        assert held.searcher().search("恐怖主义").hits[0].document.name == "note.txt"


def rostrum(*arguments: str, library: Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command on a library."""
    done = CliRunner().invoke(main, [*arguments, "--library", str(library)], obj=opened)
    return done.exit_code, done.stdout, done.stderr


def test_files_are_reported_with_doubts_kinds_passed_over_and_faults_last(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "S_2019_1_C.txt").write_text("At the outset, I congratulate you.", "utf8")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.4")
    for name in ("a.jpg", "b.jpg", "c.xls"):
        (folder / name).write_bytes(b"x")
    code, told, faults = rostrum("index", str(folder), library=tmp_path / "library")
    assert code == 2
    lines = told.splitlines()
    assert lines[0] == "  + S/2019/1"
    assert "marks it as Chinese" in told
    assert "  - 3 files of kinds that are not read (2 .jpg, 1 .xls)" in lines
    assert lines[-1].startswith("1 added, 1 failed (library")
    assert "cut.pdf is damaged or incomplete" in faults
    assert "Hint: Fetch it again" in faults


def test_many_doubts_are_counted_and_kept_for_looking_up(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text(f"Speech number {number} is about peace.", "utf8")
    library = tmp_path / "library"
    _, told, _ = rostrum("index", str(tmp_path), library=library)
    assert "  ! 16 warnings about 8 documents (rostrum documents --metadata shows them)" in told
    _, shown, _ = rostrum("documents", "--metadata", "3.txt", library=library)
    assert shown.splitlines()[0] == "3.txt"
    assert "  ! The symbol of the document is not known." in shown.splitlines()
    assert "4.txt" not in shown


def test_what_is_set_is_shown_with_its_origin(tmp_path: Path) -> None:
    path, library = tmp_path / "note.txt", tmp_path / "library"
    path.write_text(TEXT, "utf8")
    settings = ("--set", "symbol=s/2019/537", "--set", "delegation=Peru")
    code, _, _ = rostrum("index", str(path), *settings, library=library)
    assert code == 0
    _, shown, _ = rostrum("documents", "--metadata", library=library)
    rows = {line.split()[0]: line.split()[1:] for line in shown.splitlines()[1:6]}
    assert rows["file"] == ["note.txt", "file"]
    assert rows["symbol"] == ["S/2019/537", "command", "line"]
    assert rows["language"] == ["zh", "derived"]
    _, shown, _ = rostrum("show", "S/2019/537", library=library)
    assert "秘鲁" in shown


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("colour=red", "there is no field 'colour'"),
        ("date", "'date' is not FIELD=VALUE"),
        ("date=June", "'June' is not a date"),
        ("kind=poem", "kind is one of verbatim"),
        ("symbol=S/2019/1", "A symbol belongs to one document"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(tmp_path: Path, setting: str, said: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf8")
    code, _, told = rostrum("index", str(tmp_path), "--set", setting, library=tmp_path / "library")
    assert code == 2
    assert said in told
    assert not (tmp_path / "library").exists()


def test_neither_paths_nor_rebuild_is_a_mistake_that_says_what_to_give(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["index", "--library", str(tmp_path)])
    assert done.exit_code == 2
    assert "--rebuild" in done.stderr


def test_a_copy_is_said_to_be_one_and_held_once(library: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.txt").write_text(TEXT + "\n", "utf8")
    code, told, _ = rostrum("index", str(tmp_path / "copy.txt"), library=library)
    assert code == 0
    assert "  = copy.txt is a copy of note.txt, held once" in told.splitlines()
    assert "1 unchanged" in told
    _, told, _ = rostrum("index", str(tmp_path / "copy.txt"), "--json", library=library)
    (copy,) = json.loads(told)["duplicates"]
    assert (copy["name"], copy["held_name"], copy["share"], copy["added"]) == (
        "copy.txt",
        "note.txt",
        1.0,
        False,
    )


def test_versions_are_kept_where_that_is_wanted_and_listed(tmp_path: Path) -> None:
    library, file = tmp_path / "library", tmp_path / "meeting.txt"
    file.write_text(MEETING_ZH, "utf8")
    rostrum("index", str(file), library=library)
    file.write_text(MEETING_ZH.replace("波兰反对", "波兰强烈反对"), "utf8")
    assert rostrum("index", str(file), "--keep-versions", library=library)[0] == 0
    (held,) = json.loads(rostrum("documents", "--json", library=library)[1])["documents"]
    (earlier,) = held["earlier"]
    _, told, _ = rostrum("show", "S/PV.9001", library=library)
    assert f"Earlier version: {earlier['document']} (meeting.txt)" in told
    _, told, _ = rostrum("show", earlier["document"], "--statement", "3", library=library)
    assert "波兰反对对" in told.replace("\n     ", "")
    _, told, _ = rostrum("show", earlier["document"], library=library)
    assert f"This is an earlier version; {held['document']} is current." in told


def test_languages_of_a_symbol_are_linked_and_never_removed_unawares(tmp_path: Path) -> None:
    library = tmp_path / "library"
    (tmp_path / "zh.txt").write_text(MEETING_ZH, "utf8")
    (tmp_path / "en.txt").write_text(MEETING_EN.replace("9002", "9001"), "utf8")
    rostrum("index", str(tmp_path / "zh.txt"), str(tmp_path / "en.txt"), library=library)
    listed = rostrum("documents", library=library)[1]
    assert "zh (+en)" in listed
    assert "en (+zh)" in listed
    chinese, english = json.loads(rostrum("documents", "--json", library=library)[1])["documents"]
    assert chinese["translations"] == [{"document": english["document"], "language": "en"}]
    told = rostrum("show", "S/PV.9001", library=library)[1]
    assert f"Also held in en: {english['document']} (en.txt)" in told
    code, _, fault = rostrum("remove", "S/PV.9001", library=library)
    assert code == 2
    assert f"zh ({chinese['document']}), en ({english['document']})" in fault
    assert rostrum("remove", english["document"], library=library)[0] == 0
    rostrum("index", str(tmp_path / "en.txt"), library=library)
    code, removed, _ = rostrum("remove", "S/PV.9001", "--all-languages", library=library)
    assert (code, removed.count("- S/PV.9001")) == (0, 2)


def test_a_folder_is_followed_look_by_look(tmp_path: Path) -> None:
    folder, library = tmp_path / "files", tmp_path / "library"
    folder.mkdir()
    long_ago = 1_000_000_000
    for name, text in (("zh.txt", MEETING_ZH), ("note.txt", TEXT)):
        (folder / name).write_text(text, "utf8")
        os.utime(folder / name, (long_ago, long_ago))
    code, told, _ = rostrum("watch", str(folder), "--once", library=library)
    assert code == 0
    assert told.splitlines()[:2] == ["  + note.txt", "  + S/PV.9001"]
    (folder / "note.txt").unlink()
    _, told, _ = rostrum("watch", str(folder), "--once", "--mirror", "--json", library=library)
    seen = json.loads(told)
    assert [document["name"] for document in seen["removed"]] == ["note.txt"]
    (folder / "note.txt").write_text(TEXT, "utf8")
    os.utime(folder / "note.txt", (long_ago, long_ago))
    rostrum("watch", str(folder), "--once", library=library)
    (folder / "note.txt").unlink()
    _, told, _ = rostrum("watch", str(folder), "--once", "--mirror", library=library)
    assert told.splitlines() == ["  - note.txt", f"1 removed (library {library})"]
    code, _, fault = rostrum("watch", str(tmp_path / "none"), "--once", library=library)
    assert (code, "There is no folder" in fault) == (2, True)
