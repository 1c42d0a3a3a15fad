"""Writers and readers of one library in Milvus: what each sees of the others, and of failures."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from milvus_places import QUICK, VARIABLE, MilvusPlaces, milvus_server

from fakes import MEETING_ZH, FakeEncoder, write_files
from index.errors import StoreBusy, StoreError, StoreMissing
from index.store.milvus import schema
from index.store.milvus.address import Address
from index.store.milvus.lease import Lease, Times
from index.store.milvus.library import MilvusLibrary
from index.store.milvus.server import Server
from index.store.milvus.state import read_commits
from index.store.place import open_library


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusPlaces]:
    with milvus_server(tmp_path_factory.mktemp("milvus")) as found:
        yield found


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    return write_files(tmp_path / "files")


@pytest.fixture
def library(places: MilvusPlaces) -> Iterator[MilvusLibrary]:
    with opened(places.new(), create=True) as held:
        yield held


def opened(address: Address, *, create: bool = False) -> MilvusLibrary:
    return MilvusLibrary.connect(address, FakeEncoder(), create=create, **QUICK)  # type: ignore[arg-type]


def labels(library: MilvusLibrary) -> list[str]:
    return [document.label for document in library.catalogue()]


def test_what_one_process_adds_another_finds(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    with opened(library.address) as reader:
        assert reader.searcher().search("水").hits == ()
        library.add(files[:1])
        assert labels(reader) == ["S/PV.9001"]
        library.add(files[1:])
        library.remove("S/PV.9001")
        # The reader follows all commits since it looked last.
        assert labels(reader) == ["S/PV.9002", "note.txt"]
        assert reader.searcher().search("灌溉渠").hits[0].document.name == "note.txt"


def test_a_moment_stays_as_it_was_while_others_write(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    library.add(files[:1])
    with opened(library.address) as reader, reader.moment() as now:
        assert now is not None
        before = reader.searcher().search("毒品", 50).hits
        library.add(files[1:])
        assert reader.searcher().search("毒品", 50).hits == before
        assert labels(reader) == ["S/PV.9001"]
        assert reader.current() is now
    assert len(labels(library)) == 3


def test_a_reader_asks_for_news_only_so_often(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    library.add(files[:1])
    with MilvusLibrary.connect(library.address, FakeEncoder(), poll_s=3600.0) as reader:
        assert labels(reader) == ["S/PV.9001"]
        library.add(files[1:])
        assert labels(reader) == ["S/PV.9001"]


def test_a_reader_that_was_away_for_long_reads_all_anew(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    library.add(files[:1])
    with opened(library.address) as reader:
        assert labels(reader) == ["S/PV.9001"]
        library.add(files[1:])
        library.remove("note.txt")
        # The commit that the reader needs next has been cleared away.
        library.server.delete(schema.meta(library.address.name), "number == 2")
        assert labels(reader) == ["S/PV.9001", "S/PV.9002"]
        assert {h.document.symbol for h in reader.searcher().search("Norov 毒品", 50).hits} == {
            "S/PV.9001",
            "S/PV.9002",
        }


def test_what_is_removed_is_deleted_for_good(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    library.add(files)
    library.remove("S/PV.9001")
    name, server = library.address.name, library.server
    assert server.count(schema.passages(name, 1)) == 4
    assert server.count(schema.documents(name)) == 2
    for part, kept in (("record", 2), ("statements", 2), ("card", 2)):
        assert server.count(schema.pieces(name), f'part == "{part}"') == kept, part


class Failing(Server):
    """A server that fails at the n-th request that changes something."""

    def __init__(self, address: Address) -> None:
        self.left = -1
        super().__init__(address)

    def fail_after(self, requests: int) -> None:
        self.left = requests

    def insert(self, *values: Any) -> None:
        self._count()
        super().insert(*values)

    def delete(self, *values: Any) -> None:
        self._count()
        super().delete(*values)

    def _count(self) -> None:
        if self.left == 0:
            raise StoreError("The server has gone.")
        self.left -= 1


def test_a_writer_that_dies_at_any_request_leaves_no_half_of_a_change(
    places: MilvusPlaces, files: tuple[Path, ...]
) -> None:
    died, requests = True, 0
    while died:
        address = places.new()
        with opened(address, create=True) as held:
            held.add(files[:1])
            before = held.searcher().search("毒品", 50).hits
            broken = MilvusLibrary(server := Failing(address), FakeEncoder(), **QUICK)  # type: ignore[arg-type]
            server.fail_after(requests)
            try:
                broken.remove("S/PV.9001") if requests % 2 else broken.add(files[1:])
                died = False
            except StoreError:
                pass
            server.left = -1
            state = held.held.state
            if state.number == 1:
                assert held.searcher().search("毒品", 50).hits == before
                assert labels(held) == ["S/PV.9001"]
            # The next writer clears away what was left, and gives no number twice.
            server.delete(schema.meta(address.name), 'key == "lease"')
            held.add(files)
            assert sorted(labels(held)) == ["S/PV.9001", "S/PV.9002", "note.txt"]
            count = held.server.count(schema.passages(address.name, 1))
            assert count == 7 == held.held.state.held
            assert held.server.count(schema.documents(address.name)) == 3
            assert held.server.count(schema.pieces(address.name), 'part == "card"') == 3
            broken.close()
        requests += 1
    assert requests > 6


def test_a_second_writer_is_told_who_writes(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    named = pytest.raises(StoreBusy, match=r"written by another process \(process \d+ on ")
    with opened(library.address) as other, library.milvus_writer.turn(), named:
        other.add(files)
    library.add(files)


def test_the_lease_of_a_dead_writer_runs_out(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    until = time.time() - 1
    _put_lease(library, until)
    library.add(files[:1])
    _put_lease(library, time.time() + 3600)
    with pytest.raises(StoreBusy, match="somebody"):
        library.add(files)
    assert labels(library) == ["S/PV.9001"]


def test_a_writer_that_lost_its_lease_commits_nothing(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    library.add(files[:1])
    number = library.held.state.number
    with pytest.raises(StoreBusy, match="has begun to write"), library.milvus_writer.turn():
        _put_lease(library, time.time() + 3600)
        library.milvus_writer.remove([library.resolve("S/PV.9001").id])
    assert read_commits(library.server, library.address.name, number) == []
    assert labels(library) == ["S/PV.9001"]


def test_a_lease_is_renewed_while_the_writer_works(library: MilvusLibrary) -> None:
    times = Times(holds=0.3, renewed=0.05, pause=0.01)
    one, other = (Lease(library.server, library.address.name, times) for _ in range(2))
    with one.held():
        time.sleep(0.5)
        with pytest.raises(StoreBusy), other.held():
            pass
    with other.held():
        pass


def test_a_library_that_was_deleted_meanwhile_is_told_of(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    library.add(files[:1])
    library.server.drop(schema.passages(library.address.name, 1))
    with pytest.raises(StoreError, match="could not do it"):
        library.searcher().search("毒品")


def test_words_too_long_for_a_field_are_kept_in_pieces(
    library: MilvusLibrary, files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.milvus.passages.LONGEST", 50)
    library.add(files)
    assert library.server.count(schema.pieces(library.address.name), 'part == "spill"') == 7
    for hit in library.searcher().search("水库", 50).hits:
        text = library.record(hit.document.id).text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert library.passage(hit.passage.id) == hit.passage
    library.rebuild(FakeEncoder())
    # Adding again compares words with those that are held.
    assert len(library.add(files).unchanged) == 3
    library.remove_all(["S/PV.9001", "S/PV.9002", "note.txt"])
    assert library.server.count(schema.pieces(library.address.name), 'part == "spill"') == 0


def test_scores_are_exact_when_the_mean_length_has_moved(
    library: MilvusLibrary, tmp_path: Path, files: tuple[Path, ...]
) -> None:
    from index.store.library import Library

    paths = [files[2]]
    for number in range(12):
        path = tmp_path / f"more{number}.txt"
        words = "水库和毒品，" + "冰川融化了" * number * 5
        path.write_text(f"第{number}号简报\n\n{words}。\n", "utf-8")
        paths.append(path)
    library.add(paths[:1])
    library.add(paths[1:])
    assert not library.held.state.means.near(_reference(library), 0.1), "the mean has moved"
    with Library.open(tmp_path / "folder", FakeEncoder(), create=True) as folder:
        folder.add(paths)
        for question in ("水库和灌溉渠", "毒品", "冰川融化"):
            one = folder.searcher().search(question, 50, legs=("lexical",)).hits
            other = library.searcher().search(question, 50, legs=("lexical",)).hits
            assert [hit.passage for hit in other] == [hit.passage for hit in one]
            assert [h.share for h in other] == pytest.approx([h.share for h in one], abs=2e-6)
    library.rebuild(FakeEncoder())
    assert library.held.state.means.near(_reference(library), 1e-9)


def test_a_rebuild_that_dies_leaves_the_library_as_it_was(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    class Dying(FakeEncoder):
        def encode_passages(self, texts: Any) -> Any:
            raise KeyboardInterrupt

    library.add(files)
    before = library.searcher().search("毒品").hits
    with pytest.raises(KeyboardInterrupt):
        library.rebuild(Dying(salt="new"))
    assert library.searcher().search("毒品").hits == before
    library.add([files[0]])
    left = {one for one in library.server.collections() if one.startswith(library.address.name)}
    assert len(left) == 4, "the collection that was begun is gone"


def test_an_empty_library_can_be_rebuilt(library: MilvusLibrary, files: tuple[Path, ...]) -> None:
    assert library.rebuild(FakeEncoder(dimensions=32)) == 0
    library.add(files)
    library.remove_all(["S/PV.9001", "S/PV.9002", "note.txt"])
    assert library.rebuild(FakeEncoder(dimensions=16)) == 0
    library.add(files)
    assert library.vectors([8])[1].shape == (1, 16)
    assert library.searcher().search("灌溉渠").hits[0].document.name == "note.txt"


def test_many_versions_of_one_file_do_not_pile_up(library: MilvusLibrary, tmp_path: Path) -> None:
    path = tmp_path / "meeting.txt"
    for number in range(8):
        path.write_text(MEETING_ZH.replace("波兰反对", f"波兰第{number}次反对"), "utf-8")
        library.add([path])
    assert len(library.documents()) == 1
    name = library.address.name
    assert library.server.count(schema.passages(name, 1)) == library.held.state.held
    tables = library.held.state.tables
    assert library.server.count(schema.pieces(name), 'part == "terms"') <= len(tables) + 1
    total = sum(library.held.counts.passages.tolist())
    terms = library.server.query(schema.passages(name, 1), "row > 0", ("weights",))
    assert total == sum(len(row["weights"]) for row in terms), "counts are those of what is held"


def _reference(library: MilvusLibrary) -> Any:
    from index.store.milvus.weights import Means

    return Means(*library.held.state.reference)


def _put_lease(library: MilvusLibrary, until: float) -> None:
    value = json.dumps({"token": "other", "holder": "somebody", "until": until})
    row = {"key": "lease", "number": 0, "of": 1, "value": value, "filler": schema.FILLER}
    library.server.upsert(schema.meta(library.address.name), [row])


def test_a_server_that_goes_away_is_told_of_in_words(
    tmp_path: Path, files: tuple[Path, ...]
) -> None:
    if VARIABLE in os.environ:
        pytest.skip("the server that is named stays")
    with milvus_server(tmp_path / "server") as going:
        address = replace(going.new(), timeout=0.5)
        held = opened(address, create=True)
        held.add(files[:1])
        searcher = held.searcher()
        assert searcher.search("毒品").hits
    for ask in (lambda: searcher.search("毒品"), lambda: held.record("S/PV.9001")):
        with pytest.raises(StoreError, match="cannot be reached, or does not answer") as told:
            ask()
        assert told.value.hint
    with pytest.raises(StoreError, match="cannot be reached"):
        held.remove("S/PV.9001")
    held.close()


def test_a_file_of_the_embedded_twin_is_a_library(tmp_path: Path, files: tuple[Path, ...]) -> None:
    place = f"milvus-lite://{tmp_path}/un.db"
    with pytest.raises(StoreMissing):
        open_library(place, FakeEncoder())
    assert not (tmp_path / "un.db").exists()
    with open_library(place, FakeEncoder(), create=True) as held:
        held.add(files[:1])
        hits = held.searcher().search("毒品").hits
    # Both handles of this process share the file, and it is let go of with the last.
    with open_library(place, FakeEncoder()) as one, open_library(place, FakeEncoder()) as other:
        assert one.searcher().search("毒品").hits == hits
        other.add(files[1:])
        other.close()
        one.add(files)
        assert len(one.documents()) == 3


def test_nothing_of_a_meeting_is_lost_on_the_way(
    library: MilvusLibrary, files: tuple[Path, ...]
) -> None:
    library.add(files)
    rows = library.current().roster.rows  # type: ignore[union-attr]
    places = library.places([*rows.tolist(), 99])
    assert sorted(places) == rows.tolist()
    record = library.record("S/PV.9001")
    for place in places.values():
        if place.document.symbol == "S/PV.9001":
            assert record.statement(place.passage.statement) == place.statement
            raw = record.raw_span(place.passage.start, place.passage.end)
            assert (place.raw_start, place.raw_end) == (raw.start, raw.end)
    assert MEETING_ZH.count("波兰反对") == 1
    assert np.array_equal(library.vectors(rows.tolist())[0], rows)
