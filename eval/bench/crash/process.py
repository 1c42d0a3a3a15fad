"""A process that is spoken to in JSON lines, and may be killed at any moment."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

Fields = dict[str, Any]
ROOT = Path(__file__).parents[3]
_PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Moment:
    """So many seconds after an order was given or, if one is named, after a stage began."""

    stage: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Ended:
    """How the last order of a killed process ended: its answer, where it came to one."""

    answer: Fields | None
    stage: str


class Process:
    """A module of this package run with a library as its only argument."""

    def __init__(self, module: str, library: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, str(library)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            bufsize=0,
        )
        self._waiting = b""

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def send(self, fields: Fields) -> None:
        """One order."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(fields).encode() + b"\n")

    def wait_for(self, key: str) -> Fields:
        """The first line that has a key.

        Raises:
            AssertionError: the process ended, or says nothing for two minutes.
        """
        while True:
            line = self._line()
            assert line is not None, f"the process ended before it said {key!r}"
            if key in line:
                return line

    def answer(self) -> Fields:
        """What became of the order."""
        while True:
            line = self._line()
            assert line is not None, "the process ended in the middle of an order"
            if "stage" not in line:
                return line

    def read_until_killed(self, moment: Moment) -> Ended:
        """Kill it at some moment, at the latest when the order is done; how far it came."""
        timer = threading.Timer(moment.seconds, self._process.kill)
        if moment.stage is None:
            timer.start()
        answer, stage = None, "begin"
        while (line := self._line()) is not None:
            if "stage" not in line:
                answer, stage = line, "acknowledged"
                self._process.kill()
                continue
            stage = str(line["stage"])
            if stage == moment.stage and not timer.is_alive():
                timer.start()
        timer.cancel()
        self.kill()
        return Ended(answer, stage)

    def end(self) -> Fields:
        """Close its stdin; the last thing it says."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        last: Fields = {}
        while (line := self._line()) is not None:
            last = line
        self._process.wait()
        return last

    def kill(self) -> None:
        """End it now."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _line(self) -> Fields | None:
        """The next whole line; None when there will be none."""
        assert self._process.stdout is not None
        deadline = time.monotonic() + _PATIENCE_S
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._waiting:
                assert selector.select(deadline - time.monotonic()), "the process is silent"
                piece = os.read(self._process.stdout.fileno(), 1 << 16)
                if not piece:
                    return None
                self._waiting += piece
        line, _, self._waiting = self._waiting.partition(b"\n")
        found: Fields = json.loads(line)
        return found
