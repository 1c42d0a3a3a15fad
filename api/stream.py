"""Answers as server-sent events, while they are made.

    wanted     whether a request asks for events
    respond    the events of an answer as a response

The format is that of the WHATWG (HTML, section 9.2): a name, one line of JSON, a blank line. What
fails before the first event is an ordinary problem response; later there is an event `error` with
the same members, and nothing after it. A thread does the work and a task sends it: when the reader
goes away the task ends, and the work stops at its next event.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from operator import itemgetter
from typing import Any, TypeAlias

from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api import problems
from index.errors import RostrumError
from rag.events import Events, Waiting
from rag.wire import event_fields

MEDIA_TYPE = "text/event-stream"
# Seconds of silence after which a comment keeps the connection open.
KEEP_ALIVE = 10.0
# An answer is nobody else's, and a proxy that collects it first would undo the streaming.
HEADERS = {"cache-control": "no-store, no-transform", "x-accel-buffering": "no"}
# How OpenAPI tells of it.
TOLD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer. As events: `stage` whenever one has ended, `hits`, `answer` "
        "(the next words, several times; with `anew` those before are void), `citations`, then "
        "`done` with the same as without streaming, or `error` with a problem.",
        "content": {
            MEDIA_TYPE: {
                "schema": {"type": "string"},
                "example": 'event: stage\ndata: {"stage": "search", "ms": 9.2}\n\n'
                'event: answer\ndata: {"text": "诺罗夫先生（上海合作组织）说：“…”[1]"}\n\n',
            }
        },
    }
}
_COMMENT = b": still at work\n\n"
Queue: TypeAlias = "asyncio.Queue[bytes | None]"
_log = logging.getLogger(__name__)


def wanted(accept: str) -> bool:
    """Whether an Accept header asks for events; of events and JSON the one it prefers counts."""
    named = (_media_range(entry) for entry in accept.lower().split(","))
    known = [one for one in named if one[0] in {MEDIA_TYPE, "application/json"} and one[1] > 0]
    return max(known, key=itemgetter(1), default=("", 0.0))[0] == MEDIA_TYPE


def _media_range(entry: str) -> tuple[str, float]:
    """`text/event-stream;q=0.5` as type and weight; a weight that is no number is none."""
    kind, *parameters = (part.strip() for part in entry.split(";"))
    weight = next((p.partition("=")[2] for p in parameters if p.startswith("q=")), "1")
    try:
        return kind, float(weight)
    except ValueError:
        return kind, 0.0


def respond(events: Events, instance: str, keep_alive: float = KEEP_ALIVE) -> StreamingResponse:
    """The events as a response; `instance` is the path that was asked for.

    Raises:
        RostrumError: the first event is already here, and so is what fails before it.
    """
    first = written(*event_fields(next(events)))
    return StreamingResponse(
        _sent(first, events, instance, keep_alive), media_type=MEDIA_TYPE, headers=HEADERS
    )


async def _sent(
    first: bytes, rest: Events, instance: str, keep_alive: float
) -> AsyncIterator[bytes]:
    """Every event as soon as the thread that works has it, and comments while it has none."""
    loop, gone = asyncio.get_running_loop(), threading.Event()
    queue: Queue = asyncio.Queue()

    def put(item: bytes | None) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, item)

    working = asyncio.create_task(run_in_threadpool(_work, rest, instance, put, gone))
    try:
        item: bytes | None = first
        while item is not None:
            yield item
            item = await following(queue, keep_alive)
        await working
    finally:
        # The reader may be gone: a thread cannot be broken off, but it looks here.
        gone.set()


def _work(
    events: Events, instance: str, put: Callable[[bytes | None], None], gone: threading.Event
) -> None:
    """Take events until they end, fail, or nobody wants them any more."""
    try:
        with closing(events):
            while not gone.is_set() and (event := next(events, None)) is not None:
                if not isinstance(event, Waiting):
                    put(written(*event_fields(event)))
    except Exception as error:
        put(written("error", problem_of(error, instance)))
    finally:
        put(None)


async def following(queue: Queue, keep_alive: float) -> bytes | None:
    """What comes next; a comment that keeps the connection open where nothing does in time."""
    try:
        async with asyncio.timeout(keep_alive):
            return await queue.get()
    except TimeoutError:
        return _COMMENT


def written(name: str, fields: dict[str, Any]) -> bytes:
    """One event as it is sent."""
    return f"event: {name}\ndata: {json.dumps(fields, ensure_ascii=False)}\n\n".encode()


def problem_of(error: Exception, instance: str) -> dict[str, Any]:
    """What went wrong as the members of a problem document."""
    if isinstance(error, RostrumError):
        kind = problems.kind_of(error)
        return problems.fields(kind, error.message, error.hint, instance)
    _log.error("%s broke off while it was streamed", instance, exc_info=error)
    return problems.fields(
        problems.INTERNAL,
        "The request was understood, but answering it failed on the way.",
        "Try again; if it stays so, look at the service's log for the time of this request.",
        instance,
    )
