"""The line that tells how far indexing has come: stage, share, rate, time left."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from api.command.terminal import columns, shorten

if TYPE_CHECKING:
    from index.store.model import Progress

_BAR = 20
_EVERY = 0.1


class ProgressLine:
    """Redraws one line on stderr at every report; silent where stderr is not a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._stage: str | None = None
        self._began = self._drawn = 0.0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def __call__(self, progress: Progress) -> None:
        """Draw one step, at most ten times a second, and always the last of a stage."""
        now = time.monotonic()
        if progress.stage != self._stage:
            self._stage, self._began = progress.stage, now
        finished = progress.done >= progress.total
        if self._shown and (finished or now - self._drawn >= _EVERY):
            self._drawn = now
            line = shorten(progress_text(progress, now - self._began), columns() - 1)
            self._stream.write(f"\r{line}\x1b[K")
            self._stream.flush()


def progress_text(progress: Progress, seconds: float) -> str:
    """One step in words: `encode ████░░░ 120/300 · 55/s · 3 s left · name`."""
    share = progress.done / progress.total if progress.total else 1.0
    filled = round(_BAR * share)
    parts = [f"{progress.stage:<6} {'█' * filled}{'░' * (_BAR - filled)}"]
    parts[0] += f" {progress.done}/{progress.total}"
    if progress.done and seconds > 0:
        rate = progress.done / seconds
        parts.append(f"{rate:,.0f}/s")
        parts.append(f"{(progress.total - progress.done) / rate:,.0f} s left")
    if progress.name:
        parts.append(progress.name)
    return " · ".join(parts)
