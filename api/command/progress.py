"""The line that tells how far indexing has come: stage, share, rate, time left."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from api.command.terminal import columns, shorten

if TYPE_CHECKING:
    from index.store.model import Progress

_BAR = 20
_EVERY_S = 0.1
# Where nothing can be redrawn: one line so often.
_PLAIN_S = 20.0
_READING = ("read", "parse", "cut")
_MOVING = ("move", "check")


@dataclass(slots=True)
class Course:
    """How far all of the work has come, which is done portion by portion.

    `passages` are encoded of those in the `files` read so far, which are `read`.
    """

    files: int = 0
    all_files: int = 0
    passages: int = 0
    read: int = 0
    # Files and passages of the first portion.
    _first: tuple[int, int] | None = None
    _before: int = 0
    _began: float = 0.0
    _now: float = 0.0

    def note(self, progress: Progress, now: float) -> None:
        """Take in one step at `now`, in seconds."""
        self._now = now
        if progress.stage in _READING:
            self.files, self.all_files = progress.done, progress.total
        elif progress.stage == "encode":
            if progress.done == 0:
                self._begin(progress.total)
            self.passages = self._before + progress.done

    def _begin(self, portion: int) -> None:
        self._before = self.passages
        self.read += portion
        if self._first is None:
            self._first, self._began = (self.files, self.read), self._now

    @property
    def known(self) -> bool:
        """Whether all files have been read, so that the number of passages is known."""
        return self.files >= self.all_files

    @property
    def expected(self) -> int:
        """How many passages there will be, from the number in the files so far."""
        if self.known or self._first is None:
            return self.read
        files, passages = self._first
        if self.files > files:
            # Where work goes on, the files held already all come in the first portion.
            files, passages = self.files - files, self.read - passages
        return self.read + round((self.all_files - self.files) * passages / max(1, files))

    @property
    def rate(self) -> float | None:
        """Passages a second since the first one, with all that is done between portions."""
        seconds = self._now - self._began
        return self.passages / seconds if self.passages and seconds > 0 else None

    @property
    def left_s(self) -> float | None:
        """Seconds until all passages are encoded, at the rate so far."""
        return (self.expected - self.passages) / self.rate if self.rate else None


class ProgressLine:
    """Tells on stderr how far the work is: redraws a line on a terminal, else writes one at times.

    What is done within seconds writes nothing where stderr is not a terminal.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._course = Course()
        self._told = time.monotonic()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._terminal:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def __call__(self, progress: Progress) -> None:
        """Tell of one step: ten times a second on a terminal, and always of the last of a stage."""
        now = time.monotonic()
        self._course.note(progress, now)
        finished = self._terminal and progress.done >= progress.total
        if not finished and now - self._told < (_EVERY_S if self._terminal else _PLAIN_S):
            return
        self._told = now
        if self._terminal:
            line = shorten(progress_text(progress, self._course, _BAR), columns() - 1)
            self._stream.write(f"\r{line}\x1b[K")
        else:
            self._stream.write(f"{progress_text(progress, self._course)}\n")
        self._stream.flush()


def progress_text(progress: Progress, course: Course, bar: int = 0) -> str:
    """One step in words, behind a bar of so many columns:

    `encode ████░░░ 120 of about 3,000 passages · 55/s · 52 s left · 4 of 100 files`.
    """
    files = f"{course.files:,} of {course.all_files:,} files"
    left = f"{duration(course.left_s)} left" if course.left_s else ""
    if progress.stage in _READING:
        parts = [_drawn(progress, course.files, course.all_files, bar) + files, left]
    elif progress.stage == "encode":
        about = "" if course.known else "about "
        parts = [
            _drawn(progress, course.passages, course.expected, bar)
            + f"{course.passages:,} of {about}{course.expected:,} passages",
            f"{course.rate:,.0f}/s" if course.rate else "",
            left,
            "" if course.known else files,
        ]
    else:
        drawn = _drawn(progress, progress.done, progress.total, bar)
        what = "documents" if progress.stage in _MOVING else "passages"
        parts = [f"{drawn}{progress.done:,} of {progress.total:,} {what}", left]
    return " · ".join(filter(None, [*parts, progress.name]))


def _drawn(progress: Progress, done: int, total: int, bar: int) -> str:
    return f"{progress.stage:<6} {_bar(done, total, bar)}"


def _bar(done: int, total: int, columns: int) -> str:
    filled = round(columns * (done / total if total else 1.0))
    return f"{'█' * filled}{'░' * (columns - filled)} " if columns else ""


def duration(seconds: float) -> str:
    """A time as a person would tell it: `8 s`, `12 min`, `3 h 05 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"
