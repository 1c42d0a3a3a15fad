"""The harness that kills writers: it keeps its promises on a few kills, and sees what is wrong."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from eval.bench.crash import power
from eval.bench.crash.full_disk import Filled
from eval.bench.crash.harness import Harness, Life, Outcome
from eval.bench.crash.orders import Order, Planner
from eval.bench.crash.reader import mixed
from eval.bench.crash.report import full_disk, table
from eval.bench.crash.trace import too_early
from eval.bench.crash.world import (
    QUESTIONS,
    HashEncoder,
    World,
    difference,
    group_name,
    held,
    hits,
    oracle,
)
from index.store.library import Library


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "files")
    world.prepare()
    return world


def library_of(world: World, place: Path, edition: int = 1) -> Library:
    library = Library.open(place, HashEncoder(), create=True)
    library.add([world.write(group_name(2, member), edition) for member in range(3)])
    return library


def test_writers_are_killed_and_nothing_is_lost(tmp_path: Path) -> None:
    outcome = Harness(tmp_path, seed=3).run(3)
    assert len(outcome.lives) == 3
    assert outcome.survived, table(outcome)
    assert outcome.searches > 0


def test_what_is_lost_half_done_or_found_otherwise_is_seen(tmp_path: Path) -> None:
    harness = Harness(tmp_path, seed=1)
    found = {"held": {"S/1": "new"}, "hits": [[]] * len(QUESTIONS), "sound": True, "texts": []}
    lost, half, fine = (Life("add", "encode") for _ in range(3))
    harness._check(lost, found, [{"S/1": "old"}])
    harness._check(half, found, [{"S/1": "old"}, {"S/1": "newest"}])
    harness._check(fine, {**found, "held": {}}, [{}])
    assert (lost.lost, half.partial != [], half.lost) == (["S/1"], True, [])
    assert (lost.survived, half.survived) == (False, False)
    assert fine.lost == fine.partial == []


def test_an_order_is_seen_step_by_step() -> None:
    order = Order("add", {}, ({"a": "1"}, {"b": "2"}, {"a": None}))
    assert order.after({"c": "0"}) == [
        {"c": "0", "a": "1"},
        {"c": "0", "a": "1", "b": "2"},
        {"c": "0", "b": "2"},
    ]


def test_orders_say_what_the_library_will_hold(world: World, tmp_path: Path) -> None:
    planner, state = Planner(world, random.Random(5)), dict[str, str]()
    with Library.open(tmp_path / "library", HashEncoder(), create=True) as library:
        for _ in range(6):
            order = planner.order(state)
            if order.fields["do"] == "add":
                library.add([Path(path) for path in order.fields["paths"]])
            elif order.fields["do"] == "remove":
                library.remove_all(order.fields["symbols"])
            state = order.after(state)[-1]
            assert held(library) == state, order.name


def test_a_library_finds_what_the_oracle_finds(world: World, tmp_path: Path) -> None:
    with library_of(world, tmp_path / "library") as library:
        found = hits(library)
        texts = [(s.document.name, library.record(s.document.id).raw) for s in library.documents()]
    assert difference(found, oracle(tmp_path / "oracle", texts, world)) is None
    fewer = oracle(tmp_path / "fewer", texts[1:], world)
    assert "hits, not" in str(difference(found, fewer))
    other = [[(passage, score + 0.1) for passage, score in one] for one in found]
    assert "not" in str(difference(found, other))


def test_two_editions_at_once_are_seen(world: World, tmp_path: Path) -> None:
    with library_of(world, tmp_path / "library") as library:
        assert mixed(library, 2) is None
        library.add([world.write(group_name(2, 0), 2)])
        assert mixed(library, 2) == "group 2 in edition1 and edition2"


def test_whatever_is_torn_the_library_finds_the_same(world: World, tmp_path: Path) -> None:
    path = tmp_path / "library"
    with library_of(world, path) as library:
        found = hits(library)
    for seed, tear in enumerate(power.TEARS.values()):
        (path / "generations" / ".unfinished-9-1").mkdir(exist_ok=True)
        assert tear(path, random.Random(seed))
        with Library.open(path, HashEncoder()) as library:
            assert difference(hits(library), found) is None


def test_a_log_that_was_cut_behind_an_acknowledgement_keeps_it(
    world: World, tmp_path: Path
) -> None:
    path = tmp_path / "library"
    library = library_of(world, path)
    state, mark = held(library), power.log_mark(path)
    library.add([world.write(group_name(2, member), 2) for member in range(3)])
    # The log of one that never closed it, as after a kill.
    torn = tmp_path / "torn"
    torn.mkdir()
    for file in path.glob("library.sqlite3*"):
        if not file.name.endswith("-shm"):
            (torn / file.name).write_bytes(file.read_bytes())
    library.close()
    assert power.cut_log(torn, mark, random.Random(1))
    with Library.open(torn, HashEncoder()) as opened:
        assert held(opened) == state
        assert opened.searcher().search("edition1").hits


def test_the_table_counts_what_was_survived() -> None:
    lives = [
        Life("add", "encode", restart_s=0.5),
        Life("add", "index", "a generation lost", 2.5, lost=["S/1"]),
    ]
    text = table(Outcome(lives, searches=1200, mixed=["group 1 in two"]))
    assert "2 kills, 1 survived" in text
    assert "1 over 2 s" in text
    assert "| add | 2 | encode 1, index 1 | 1 | 0 | 0 | 1.50 | 2.50 |" in text.splitlines()
    assert "1,200 searches by a reader meanwhile: 1 of mixed states" in text
    assert "add, index, a generation lost: lost S/1" in text


def test_a_disk_that_is_full_leaves_the_library_whole(tmp_path: Path) -> None:
    tell = [Filled(0, "no room", True), Filled(50, "no room", True), Filled(100, "", True)]
    assert "2 changes were refused (with up to 50 bytes left), 1 went through; 3 of 3" in full_disk(
        tell
    )
    assert "No small file system" in full_disk(None)


CALLS = """
1 mkdir("/l/new", 0777) = 0
1 openat(AT_FDCWD</>, "/l/new/a", O_WRONLY|O_CREAT, 0666) = 3</l/new/a>
1 write(3</l/new/a>, "words", 5) = 5
1 fsync(3</l/new/a> <unfinished ...>
2 write(9</elsewhere>, "", 0) = 0
1 <... fsync resumed>) = 0
1 fsync(4</l/new>) = 0
1 rename("/l/new", "/l/1") = 0
1 fsync(5</l>) = 0
1 write(6</acknowledged>, "1", 1) = 1
""".strip().splitlines()


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        (None, []),
        ("fsync(3", ["1 named before new/a was synced", "acknowledged before 1/a was synced"]),
        ("fsync(4", ["1 named before new was synced", "acknowledged before 1 was synced"]),
        ("fsync(5", ["acknowledged before the folder was synced"]),
        ("rename", ["acknowledged before the folder was synced"]),
    ],
)
def test_what_is_named_or_acknowledged_before_it_is_synced_is_seen(
    left_out: str | None, said: list[str]
) -> None:
    calls = [line for line in CALLS if left_out is None or left_out not in line]
    if left_out == "rename":
        calls = [line for line in calls if "fsync(5" not in line]
    assert list(too_early(calls, Path("/l"))) == said
