"""The other process that takes files apart, seen from this one.

It is started when the first file needs it and kept for those that follow. A file that makes it
crash, run out of memory or take too long is refused by name, and the next file gets a new process.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import index
from index.errors import UnreadableFile
from index.formats.limits import DEFAULT_LIMITS, Limits, megabytes
from index.formats.model import Extracted, Format, from_plain

# After so many files the process is replaced, so that what libraries leak does not add up.
_FILES_FOR_ONE = 500
_CHUNK = 1 << 16
_MADE_TO_HARM = (
    "The file is damaged or made to do harm: open it where it was made, save it anew and add that."
)


class _TimeUp(Exception):
    """The clock ran out."""


class Worker:
    """One process for reading, replaced when it ends; threads take turns."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._read = 0

    def read(self, form: Format, content: bytes, label: str) -> Extracted:
        """The text of a file of some format; `label` is what messages call it.

        Raises:
            UnreadableFile: the file cannot be read, or not within the limits.
        """
        with self._turn:
            process = self._ready()
            request = {"format": form, "label": label, "limits": asdict(self.limits)}
            frames = _frame(json.dumps(request).encode()) + _frame(content)
            try:
                answer = self._exchange(process, frames)
            except _TimeUp:
                self.close()
                raise UnreadableFile(
                    f"{label} takes more than {self.limits.seconds:g} seconds to be read.",
                    "It is very large or made to do harm: divide it and add the parts.",
                ) from None
            except (OSError, EOFError, ValueError):
                status = process.wait()
                self.close()
                raise self._crashed(label, status) from None
            except BaseException:
                # Interrupted half-way: what this process answers next belongs to this file.
                self.close()
                raise
            if "error" in answer:
                if answer.get("spent"):
                    self.close()
                raise UnreadableFile(str(answer["error"]), str(answer["hint"]))
            return from_plain(answer["made"])

    def close(self) -> None:
        """End the process; the next file starts another one."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.communicate()

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            # A copy of this object in a forked process must leave the first one's pipes alone.
            self._process = None
        ended = self._process is not None and self._process.poll() is not None
        if ended or self._read >= _FILES_FOR_ONE:
            self.close()
        if self._process is None:
            self._process, self._owner, self._read = _start(), os.getpid(), 0
        self._read += 1
        return self._process

    def _exchange(self, process: subprocess.Popen[bytes], frames: bytes) -> dict[str, Any]:
        """Send a request and take the answer, within the time allowed."""
        assert process.stdin is not None
        assert process.stdout is not None
        deadline = time.monotonic() + self.limits.seconds
        _send(process.stdin.fileno(), frames, deadline)
        length = int.from_bytes(_receive(process.stdout.fileno(), 8, deadline), "big")
        if length > 16 * self.limits.characters + (1 << 20):
            raise ValueError("an answer that is larger than any text may be")
        answer: dict[str, Any] = json.loads(_receive(process.stdout.fileno(), length, deadline))
        return answer

    def _crashed(self, label: str, status: int) -> UnreadableFile:
        if -status in (signal.SIGKILL, signal.SIGABRT, signal.SIGTRAP, signal.SIGILL):
            most = megabytes(self.limits.memory_bytes)
            return UnreadableFile(
                f"{label} cannot be read: reading it needed more than {most} of memory, or failed "
                f"({signal.Signals(-status).name}).",
                _MADE_TO_HARM,
            )
        if -status == signal.SIGXCPU:
            return UnreadableFile(
                f"{label} takes more than {self.limits.seconds:g} seconds to be read.",
                "It is very large or made to do harm: divide it and add the parts.",
            )
        name = signal.Signals(-status).name if status < 0 else f"exit code {status}"
        return UnreadableFile(f"{label} made the reader of files crash ({name}).", _MADE_TO_HARM)


def _start() -> subprocess.Popen[bytes]:
    """A new process with nothing of this one's environment but where programs and modules are."""
    root = str(Path(index.__file__).resolve().parent.parent)
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
    return subprocess.Popen(
        # -P: a module lying in the current folder is never taken for one of ours.
        [sys.executable, "-P", "-s", "-m", "index.formats.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**kept, "PYTHONPATH": root, "LC_ALL": "C.UTF-8"},
        cwd="/",
        bufsize=0,
    )


def _frame(content: bytes) -> bytes:
    return len(content).to_bytes(8, "big") + content


def _send(descriptor: int, content: bytes, deadline: float) -> None:
    os.set_blocking(descriptor, False)
    rest = memoryview(content)
    while rest:
        _wait(descriptor, selectors.EVENT_WRITE, deadline)
        rest = rest[os.write(descriptor, rest[:_CHUNK]) :]


def _receive(descriptor: int, length: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    while length:
        _wait(descriptor, selectors.EVENT_READ, deadline)
        part = os.read(descriptor, min(length, _CHUNK))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, event)
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise _TimeUp


SHARED = Worker()
atexit.register(SHARED.close)
