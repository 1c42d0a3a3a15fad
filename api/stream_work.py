"""Work that tells of itself while it is done, as server-sent events.

    respond      run work in a thread and send what it tells, then `done` with its result

The work is told by an exception when the reader has gone away, at the next thing that it tells;
what has to be undone then is its own affair. See `api.stream` for the format.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.stream import HEADERS, KEEP_ALIVE, MEDIA_TYPE, Queue, following, problem_of, written

Tell = Callable[[str, dict[str, Any]], None]
Work = Callable[[Tell], dict[str, Any]]


class ReaderGone(Exception):
    """Nobody waits for the work any more."""


async def respond(work: Work, instance: str, keep_alive: float = KEEP_ALIVE) -> StreamingResponse:
    """The events of work as a response; `instance` is the path that was asked for.

    Raises:
        Exception: whatever the work raises before it tells anything.
    """
    queue: Queue = asyncio.Queue()
    loop, gone, early = asyncio.get_running_loop(), threading.Event(), _Early()

    def put(item: bytes | None) -> None:
        early.over = True
        loop.call_soon_threadsafe(queue.put_nowait, item)

    def tell(name: str, fields: dict[str, Any]) -> None:
        if gone.is_set():
            raise ReaderGone
        put(written(name, fields))

    def run() -> None:
        try:
            put(written("done", work(tell)))
        except ReaderGone:
            pass
        except Exception as error:
            if early.over:
                put(written("error", problem_of(error, instance)))
            else:
                early.error = error
        finally:
            put(None)

    working = asyncio.create_task(run_in_threadpool(run))
    first = await queue.get()
    if early.error is not None:
        raise early.error
    return StreamingResponse(
        _sent(first, queue, working, gone, keep_alive), media_type=MEDIA_TYPE, headers=HEADERS
    )


class _Early:
    """What the work raised before it told anything."""

    error: Exception | None = None
    over: bool = False


async def _sent(
    first: bytes | None,
    queue: Queue,
    working: asyncio.Task[None],
    gone: threading.Event,
    keep_alive: float,
) -> AsyncIterator[bytes]:
    """Every event as soon as it is there, and comments while there is none."""
    try:
        item = first
        while item is not None:
            yield item
            item = await following(queue, keep_alive)
        await working
    finally:
        # The reader may be gone: a thread cannot be broken off, but it asks here.
        gone.set()
