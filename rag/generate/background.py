"""An event loop in a thread of its own: how threads wait for network calls with a hard limit.

Time-outs of a blocking socket begin anew with every byte and do not cover the resolution of a
name. A task of an event loop can be given up at any moment.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Background:
    """Runs coroutines for other threads; the thread starts with the first of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, coroutine: Coroutine[Any, Any, T], seconds: float) -> T:
        """The result of a coroutine.

        Raises:
            TimeoutError: it took longer than `seconds` and has been cancelled.
        """
        future = self.start(coroutine)
        try:
            return future.result(seconds)
        finally:
            # Nothing happens to one that is done.
            future.cancel()

    def start(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """A coroutine set going; cancelling the future gives it up."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._started())

    def close(self, last: Coroutine[Any, Any, None] | None = None, seconds: float = 1.0) -> None:
        """Stop the thread after a last coroutine, if it was ever started."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is None or thread is None:
            if last is not None:
                last.close()
            return
        future = asyncio.run_coroutine_threadsafe(_finish(last), loop)
        with suppress(TimeoutError):
            future.result(seconds)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(seconds)
        if not thread.is_alive():
            loop.close()

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="language-model", daemon=True
                )
                self._thread.start()
            return self._loop


async def _finish(last: Coroutine[Any, Any, None] | None) -> None:
    """The last coroutine, then the end of every task and generator that is still under way."""
    if last is not None:
        await last
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()
