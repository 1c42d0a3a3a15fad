"""One writer at a time: a lease in `meta` that is renewed while the writer works.

Milvus compares and swaps nothing. A writer puts its own lease where none is in force, waits, and
writes only if the lease is still its own; of two that begin in the same moment the last one wins,
provided that the pause is longer than a write takes to be seen. Before each commit it looks again.
Leases run out by the clocks of the machines, which must agree to within some seconds.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from index.errors import StoreBusy, StoreError
from index.store.milvus import schema
from index.store.milvus.server import Server

KEY = "lease"


@dataclass(frozen=True, slots=True)
class Times:
    """How long a lease holds, how often it is renewed, and the pause before it counts; seconds."""

    holds: float = 30.0
    renewed: float = 8.0
    pause: float = 0.3


class Lease:
    """The lease of one writer on one library."""

    def __init__(
        self, server: Server, name: str, times: Times, clock: Callable[[], float] = time.time
    ) -> None:
        self._server, self._collection = server, schema.meta(name)
        self._times, self._clock = times, clock
        self._token = ""
        self._lost = threading.Event()

    @contextmanager
    def held(self, wait_s: float = 0.0) -> Iterator[None]:
        """Keep every other writer out.

        Raises:
            StoreBusy: another one is still writing after `wait_s` seconds; it is named.
        """
        self._token = secrets.token_hex(8)
        self._lost.clear()
        self._take(self._clock() + wait_s)
        ended = threading.Event()
        beating = threading.Thread(target=self._beat, args=(ended,), daemon=True)
        beating.start()
        try:
            yield
        finally:
            ended.set()
            beating.join()
            self._give_back()

    def check(self) -> None:
        """See that nobody else has taken the lease.

        Raises:
            StoreBusy: somebody has.
        """
        found = self._read()
        if self._lost.is_set() or found is None or found["token"] != self._token:
            raise StoreBusy(
                f"Another process has begun to write to {self._server.address} meanwhile.",
                "What was committed is held; do the rest again.",
            )

    def _take(self, deadline: float) -> None:
        while True:
            found = self._read()
            if found is None or found["until"] <= self._clock():
                self._write()
                time.sleep(self._times.pause)
                found = self._read()
                if found is not None and found["token"] == self._token:
                    return
            if self._clock() >= deadline:
                raise StoreBusy(
                    f"The library {self._server.address} is being written by another process "
                    f"({found['holder'] if found else 'unknown'}).",
                    f"Wait until it has finished; if it has died, {self._times.holds:g} seconds.",
                )
            time.sleep(min(self._times.pause, 0.2))

    def _beat(self, ended: threading.Event) -> None:
        while not ended.wait(self._times.renewed):
            try:
                self.check()
                self._write()
            except StoreBusy:
                self._lost.set()
                return
            except StoreError:
                # The server may come back; a commit looks for itself.
                continue

    def _give_back(self) -> None:
        try:
            self.check()
            self._server.delete(self._collection, f'key == "{KEY}"')
        except StoreError:
            # It runs out by itself.
            return

    def _read(self) -> dict[str, Any] | None:
        rows = self._server.query(
            self._collection, f'key == "{KEY}"', ("key", "value"), strong=True
        )
        return dict(json.loads(rows[0]["value"])) if rows else None

    def _write(self) -> None:
        entry = _Entry(self._token, _holder(), self._clock() + self._times.holds)
        row = {"key": KEY, "number": 0, "of": 1, "value": json.dumps(asdict(entry))}
        self._server.upsert(self._collection, [row | {"filler": schema.FILLER}])


@dataclass(frozen=True, slots=True)
class _Entry:
    token: str
    holder: str
    until: float


def _holder() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"
