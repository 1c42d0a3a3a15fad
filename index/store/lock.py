"""One writer at a time, across processes."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreBusy

FILE_NAME = "lock"
_PAUSE_S = 0.05


@contextmanager
def writer_lock(folder: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the library's writer lock; it goes with the process, however that ends.

    Raises:
        StoreBusy: another process (or another handle of this one) is still writing after `wait_s`.
    """
    with (folder / FILE_NAME).open("a+") as file:
        _acquire(file.fileno(), folder, time.monotonic() + wait_s)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        # The lock file stays: removing it would let two writers hold two different files.
        yield


def _acquire(descriptor: int, folder: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = (folder / FILE_NAME).read_text().strip() or "unknown"
                raise StoreBusy(
                    f"The library {folder} is being written by another process ({holder}).",
                    "Wait until it has finished, then try again.",
                ) from None
            time.sleep(_PAUSE_S)
