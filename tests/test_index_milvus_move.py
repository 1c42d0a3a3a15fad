"""A whole library from one place to another: nothing is encoded again, nothing is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from milvus_places import MilvusPlaces, milvus_server, open_at

from api.command import main
from fakes import MEETING_ZH, FakeEncoder, write_files
from index.errors import InputError, StoreError
from index.store.library import Library
from index.store.milvus.address import Address, where
from index.store.milvus.writer import MilvusWriter
from index.store.move import move
from index.store.place import open_library
from index.store.watch import FolderWatch

QUESTION = "上合组织五年来缴获了多少毒品？"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusPlaces]:
    with milvus_server(tmp_path_factory.mktemp("milvus")) as found:
        yield found


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Library]:
    """Three documents, one of them in two versions, from a watched folder; one was removed."""
    folder = tmp_path / "files"
    files = write_files(folder)
    with open_at(tmp_path / "source", FakeEncoder(), create=True) as library:
        watch = FolderWatch(library, folder, keep_versions=True, settled_s=0.0)
        (folder / "gone.txt").write_text("要删去的简报。\n", "utf-8")
        watch.look()
        files[0].write_text(MEETING_ZH.replace("波兰反对", "波兰强烈反对"), "utf-8")
        watch.look()
        library.remove("gone.txt")
        yield library


def test_there_and_back_everything_is_as_it_was(
    source: Library, places: MilvusPlaces, tmp_path: Path
) -> None:
    steps: list[str] = []
    address = places.new()
    hits = source.searcher().search(QUESTION, 50).hits
    counted = move(source, address, lambda progress: steps.append(progress.stage))
    assert counted == (4, 7)
    assert set(steps) == {"move", "check"}
    with open_at(address, FakeEncoder()) as there:
        assert [hit.passage for hit in there.searcher().search(QUESTION, 50).hits] == [
            hit.passage for hit in hits
        ]
        assert there.documents() == source.documents()
        assert there.watched_stamps(tmp_path) == source.watched_stamps(tmp_path)
        current = source.resolve("S/PV.9001")
        assert there.versions(current) == source.versions(current)
        move(there, tmp_path / "back")
    assert tables(tmp_path / "back") == tables(source.path)
    with open_at(tmp_path / "back", FakeEncoder()) as back:
        again = back.searcher().search(QUESTION, 50).hits
        assert [hit.passage for hit in again] == [hit.passage for hit in hits]
        # Indexes of one piece add up in another order than those that grew.
        assert [h.score for h in again] == pytest.approx([h.score for h in hits], abs=1e-5)
        (added,) = back.add([write_new(tmp_path)]).added
        row = back.current().roster.rows[-1]  # type: ignore[union-attr]
        with open_at(address, FakeEncoder()) as there:
            there.add([tmp_path / "new.txt"])
            assert there.current().roster.rows[-1] == row  # type: ignore[union-attr]
            assert there.resolve("new.txt") == added


def test_between_two_servers_names(source: Library, places: MilvusPlaces, tmp_path: Path) -> None:
    one, other = places.new(), places.new()
    move(source, one)
    with open_at(one, FakeEncoder()) as there:
        move(there, other)
    with open_at(other, FakeEncoder()) as there:
        move(there, tmp_path / "back")
    assert tables(tmp_path / "back") == tables(source.path)


def test_an_empty_library_can_be_moved(places: MilvusPlaces, tmp_path: Path) -> None:
    address = places.new()
    with open_at(tmp_path / "empty", FakeEncoder(), create=True) as empty:
        assert move(empty, address) == (0, 0)
    with open_at(address, FakeEncoder()) as there:
        there.add([write_new(tmp_path)])
        assert len(there.documents()) == 1


@pytest.mark.parametrize("kind", ["folder", "milvus"])
def test_what_is_there_is_only_replaced_on_demand(
    source: Library, places: MilvusPlaces, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "other" if kind == "folder" else places.new()
    with open_at(target, FakeEncoder(salt="other"), create=True) as other:
        other.add([write_new(tmp_path)])
    with pytest.raises(StoreError, match="holds another library"):
        move(source, target)
    with open_at(target) as other:
        assert [document.name for document in other.catalogue()] == ["new.txt"]
    move(source, target, replace=True)
    with open_at(target, FakeEncoder()) as other:
        assert other.catalogue() == source.catalogue()
        assert other.searcher().search(QUESTION).hits


def test_a_folder_of_other_things_is_left_alone(source: Library, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="papers holds other files"):
        move(source, tmp_path / "papers")
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["mine.txt"]


def test_nothing_is_moved_to_where_it_is(source: Library) -> None:
    with pytest.raises(InputError, match="to where it is"):
        move(source, source.path)


def test_an_interrupted_move_goes_on_and_is_not_read_meanwhile(
    source: Library, places: MilvusPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.move._PORTION", 1)
    address, sent = places.new(), []
    take_over = MilvusWriter.take_over

    def dying(writer: MilvusWriter, parcels: list, *values: object) -> None:  # type: ignore[type-arg]
        if len(sent) >= 2:
            raise KeyboardInterrupt
        sent.extend(parcel.number for parcel in parcels)
        take_over(writer, parcels, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(MilvusWriter, "take_over", dying)
    with pytest.raises(KeyboardInterrupt):
        move(source, address)
    with pytest.raises(StoreError, match="move was interrupted"):
        open_library(address, FakeEncoder())
    monkeypatch.setattr(MilvusWriter, "take_over", take_over)
    done: list[int] = []
    move(source, address, lambda p: done.append(p.done) if p.stage == "move" else None)
    assert (len(sent), done) == (3, [4]), "what had arrived was not sent again"
    with open_at(address, FakeEncoder()) as there:
        assert there.documents() == source.documents()


def test_a_changed_source_does_not_go_on_with_an_interrupted_move(
    source: Library, places: MilvusPlaces, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = places.new()

    def dying(writer: MilvusWriter, *values: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(MilvusWriter, "arrived", dying)
        with pytest.raises(KeyboardInterrupt):
            move(source, address)
    source.add([write_new(tmp_path)])
    with pytest.raises(StoreError, match="--replace"):
        move(source, address)
    assert move(source, address, replace=True)[0] == 5


def test_the_command_tells_what_has_arrived(
    seeds_folder: Path, places: MilvusPlaces, tmp_path: Path
) -> None:
    store = places.written()
    address = where(store)
    assert isinstance(address, Address)
    places.made.append(address)
    run = CliRunner().invoke
    moved = run(main, ["move", "--library", str(seeds_folder), "--to", store])
    assert moved.exit_code == 0, moved.output
    assert f"5 documents with 497 passages are held at {address} now" in moved.output
    outputs = []
    for place in (str(seeds_folder), store):
        asked = ["search", QUESTION, "--store", place, "-k", "5", "--json"]
        found = run(main, asked, env={"ROSTRUM_LIBRARY": "nowhere"})
        assert found.exit_code == 0, found.output
        outputs.append(json.loads(found.output)["hits"])
    for one, other in zip(*outputs, strict=True):
        scores = [hit.pop("score") for hit in (one, other)]
        assert one == other
        assert scores[0] == pytest.approx(scores[1], abs=1e-5)
    listed = run(main, ["documents"], env={"ROSTRUM_LIBRARY": store})
    assert "S/PV.8626" in listed.output


def write_new(folder: Path) -> Path:
    path = folder / "new.txt"
    path.write_text("新的简报\n\n雪山和水库。\n", "utf-8")
    return path


def tables(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """All tables of a library in a folder but what names its state."""
    with closing(sqlite3.connect(folder / "library.sqlite3")) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            for name in names
        }
    found["meta"] = [row for row in found["meta"] if str(row[0]).startswith("encoder")]
    found["sqlite_sequence"].sort()
    return found
