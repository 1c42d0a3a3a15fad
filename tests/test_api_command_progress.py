"""How far indexing has come, as the command line tells it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pytest

from api.command.progress import Course, ProgressLine, duration, progress_text
from index.store.model import Progress


def course(*steps: tuple[Progress, float]) -> Course:
    found = Course()
    for step, now in steps:
        found.note(step, now)
    return found


READ_ALL = Progress("read", 5, 5, "a.txt")


def test_the_passages_of_all_files_are_known_when_the_last_is_read() -> None:
    found = course(
        (READ_ALL, 1.0),
        (Progress("encode", 0, 300), 2.0),
        (Progress("encode", 128, 300), 4.0),
    )
    assert (found.known, found.expected, found.rate, found.left_s) == (True, 300, 64.0, 172 / 64)
    told = progress_text(Progress("encode", 128, 300), found)
    assert told == "encode 128 of 300 passages · 64/s · 3 s left"


def test_before_that_they_are_estimated_and_counted_over_all_portions() -> None:
    found = course(
        (Progress("read", 10, 100), 0.0),
        (Progress("encode", 0, 200), 0.0),
        (Progress("encode", 200, 200), 2.0),
        (Progress("read", 20, 100), 3.0),
        (Progress("encode", 0, 300), 3.0),
        (Progress("encode", 100, 300), 4.0),
    )
    assert (found.passages, found.expected) == (300, 500 + 80 * 30)
    told = progress_text(Progress("encode", 100, 300), found)
    assert told == "encode 300 of about 2,900 passages · 75/s · 35 s left · 20 of 100 files"


def test_where_work_goes_on_the_files_held_already_do_not_count() -> None:
    found = course(
        (Progress("read", 510, 1000), 0.0),
        (Progress("encode", 0, 100), 0.0),
        (Progress("encode", 100, 100), 1.0),
        (Progress("read", 520, 1000), 1.0),
        (Progress("encode", 0, 100), 1.0),
    )
    assert found.expected == 200 + 480 * 10


def test_reading_and_indexing_are_told_by_what_they_count() -> None:
    found = course((Progress("read", 3, 1200, "b.txt"), 0.0))
    assert progress_text(Progress("read", 3, 1200, "b.txt"), found) == (
        "read   3 of 1,200 files · b.txt"
    )
    assert progress_text(Progress("index", 5, 2048), found) == "index  5 of 2,048 passages"
    assert progress_text(Progress("index", 1024, 2048), found, bar=4) == (
        "index  ██░░ 1,024 of 2,048 passages"
    )


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.4, "0 s"), (89, "89 s"), (100, "2 min"), (3600, "60 min"), (7500, "2 h 05 min")],
)
def test_a_time_is_told_as_a_person_would(seconds: float, told: str) -> None:
    assert duration(seconds) == told


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Seconds that pass only when a test says so."""
    now = [0.0]
    monkeypatch.setattr("api.command.progress.time.monotonic", lambda: now[0])
    yield now


def told(stream: io.StringIO, clock: list[float], steps: Sequence[tuple[Progress, float]]) -> str:
    with ProgressLine(stream) as line:
        for step, now in steps:
            clock[0] = now
            line(step)
    return stream.getvalue()


def test_a_terminal_sees_one_line_that_is_gone_in_the_end(clock: list[float]) -> None:
    steps = [(Progress("encode", done, 100), done / 50) for done in range(0, 101, 50)]
    written = told(Terminal(), clock, steps)
    assert "\n" not in written
    assert "50 of 100 passages · 50/s · 1 s left" in written
    assert written.endswith("\r\x1b[K")


def test_elsewhere_a_plain_line_is_written_at_times(clock: list[float]) -> None:
    steps = [(Progress("encode", done, 6000), done / 100) for done in range(0, 6001, 100)]
    lines = told(io.StringIO(), clock, steps).splitlines()
    assert lines == [
        "encode 2,000 of 6,000 passages · 100/s · 40 s left",
        "encode 4,000 of 6,000 passages · 100/s · 20 s left",
        "encode 6,000 of 6,000 passages · 100/s",
    ]


def test_what_is_done_within_seconds_writes_nothing_there(clock: list[float]) -> None:
    steps = [(READ_ALL, 1.0), (Progress("encode", 0, 9), 2.0), (Progress("encode", 9, 9), 5.0)]
    assert told(io.StringIO(), clock, steps) == ""
