"""A circuit breaker: a server that keeps failing is left alone for a while.

After `failures` in a row nobody is let through for `pause` seconds; then one request tries, and
its outcome decides (Nygard, Release It!, chapter 5). A server that says how long to wait
(Retry-After) is left alone for that long from the first time on.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rag.generate.errors import LeftAlone, ModelError

# A server may ask for an hour; a wrong clock on its side must not switch answers off for good.
LONGEST_WAIT = 60.0


class Breaker:
    """Counts failures in a row; safe to share between threads."""

    def __init__(
        self,
        failures: int = 3,
        pause: float = 30.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._pause, self._now = failures, pause, now
        self._lock = threading.Lock()
        self._failed = 0
        self._until = -math.inf
        self._trying = False
        self._reason = ""

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Let one request through and learn from how it ends.

        Raises:
            LeftAlone: the server is being left alone.
        """
        self._admit()
        try:
            yield
        except ModelError as error:
            if error.counts:
                self._fell(error.message, error.retry_after)
            else:
                self._stood()
            raise
        except GeneratorExit:
            # Whoever asked has gone away, which says nothing about the server.
            with self._lock:
                self._trying = False
            raise
        except BaseException:
            self._fell("The request was broken off.", 0.0)
            raise
        else:
            self._stood()

    def _admit(self) -> None:
        with self._lock:
            left = self._until - self._now()
            if left > 0:
                raise LeftAlone(
                    f"The model's server is left alone for another {math.ceil(left)} s. "
                    f"Before: {self._reason}"
                )
            if self._failed >= self._most:
                if self._trying:
                    raise LeftAlone(
                        "The model's server failed before and is just being tried again. "
                        f"Before: {self._reason}"
                    )
                self._trying = True

    def _fell(self, reason: str, wait: float) -> None:
        with self._lock:
            self._failed += 1
            self._trying = False
            self._reason = reason
            pause = self._pause if self._failed >= self._most else 0.0
            self._until = self._now() + max(pause, min(wait, LONGEST_WAIT))

    def _stood(self) -> None:
        with self._lock:
            self._failed, self._trying, self._until = 0, False, -math.inf
