"""Many files at once: what is named, what is only counted, and where work goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from command_library import opened

from api.command import main
from fakes import FakeEncoder
from index.store.library import Library

COUNT = 120
NUMBERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def words(number: int) -> str:
    """A note that shares hardly a run of five characters with any other."""
    return " ".join(f"{NUMBERS[number % 8]}{number * place}" for place in range(1, 12))


def rostrum(*arguments: str, library: Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, [*arguments, "--library", str(library)], obj=opened)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for number in range(COUNT):
        (folder / f"note_{number:03d}.txt").write_text(words(number), "utf8")
    for number in range(60):
        (folder / f"rubbish_{number:02d}.txt").write_bytes(b"\x00\x01\x02" * 99)
    return folder


@pytest.fixture(scope="module")
def indexed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The library, and what the command said on standard output and on standard error."""
    library = tmp_path_factory.mktemp("library") / "held"
    code, told, faults = rostrum("index", str(folder), library=library)
    assert code == 2
    return library, told, faults


def test_thirty_documents_are_named_and_the_rest_is_counted(
    indexed: tuple[Path, str, str],
) -> None:
    lines = indexed[1].splitlines()
    assert sum(line.startswith("  + note_") for line in lines) == 30
    assert "  + 90 more (rostrum documents lists what is held)" in lines
    assert lines[-1].startswith("120 added, 60 failed (library")


def test_fifty_faults_are_named_last_and_the_rest_is_counted(
    indexed: tuple[Path, str, str],
) -> None:
    faults = indexed[2]
    assert faults.count("is binary, not text.") == 50
    assert "Error: 10 more files are at fault." in faults


def test_programs_get_all_of_them(folder: Path, tmp_path: Path) -> None:
    code, told, _ = rostrum("index", str(folder), "--json", library=tmp_path / "library")
    report = json.loads(told)
    assert (code, len(report["added"]), len(report["failed"])) == (2, COUNT, 60)


def test_a_hundred_documents_are_listed_with_sums_over_all(
    indexed: tuple[Path, str, str],
) -> None:
    lines = rostrum("documents", library=indexed[0])[1].splitlines()
    assert lines[0].startswith("document")
    assert sum(line.startswith("note_") for line in lines) == 100
    assert lines[-2].startswith("20 more: --limit 0 lists all")
    assert lines[-1].startswith("120 documents (120 en) · 120 statements · 120 passages · ")


@pytest.mark.parametrize(
    ("arguments", "listed", "total"),
    [
        (["--limit", "0"], 120, 120),
        (["--limit", "7"], 7, 120),
        (["--find", "NOTE_11"], 10, 10),
        (["--find", "note_11 9.txt"], 1, 1),
    ],
)
def test_a_part_can_be_asked_for(
    indexed: tuple[Path, str, str], arguments: list[str], listed: int, total: int
) -> None:
    told = rostrum("documents", *arguments, library=indexed[0])[1]
    assert sum(line.startswith("note_") for line in told.splitlines()) == listed
    found = json.loads(rostrum("documents", "--json", *arguments, library=indexed[0])[1])
    assert (len(found["documents"]), found["total"]) == (listed, total)


def test_metadata_are_limited_alike_and_close_with_the_sums(
    indexed: tuple[Path, str, str],
) -> None:
    told = rostrum("documents", "--metadata", "--limit", "2", library=indexed[0])[1]
    assert told.count("  file ") == 2
    assert told.splitlines()[-2].startswith("118 more")


def test_what_fits_nothing_is_said_to(indexed: tuple[Path, str, str]) -> None:
    told = rostrum("documents", "--find", "fisheries", library=indexed[0])[1]
    assert told == "None of the 120 documents held fits --find.\n"


def test_the_same_command_goes_on_and_encodes_nothing_again(folder: Path, tmp_path: Path) -> None:
    class Counting(FakeEncoder):
        seen = 0

        def encode_passages(self, texts):  # type: ignore[no-untyped-def]
            Counting.seen += len(texts)
            if Counting.seen > 60:
                raise KeyboardInterrupt
            return super().encode_passages(texts)

    with (
        Library.open(tmp_path / "library", Counting(), create=True) as held,
        pytest.raises(KeyboardInterrupt),
    ):
        held.add([folder], portion=20)
    Counting.seen = -1000
    with Library.open(tmp_path / "library", Counting()) as held:
        report = held.add([folder], portion=20)
    assert (len(report.unchanged), len(report.added)) == (60, 60)
    assert Counting.seen == -1000 + 60
