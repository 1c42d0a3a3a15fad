"""Asking a language model over HTTP: one reply within one deadline, whatever the server does.

    client = Client(Endpoint("http://127.0.0.1:8080/v1", "some-model"))
    client.complete([{"role": "user", "content": "..."}], seconds=30)

Failures that may pass (no connection, 429, 5xx, a reply cut off) are tried again after an
exponential pause with full jitter (Brooker, "Exponential Backoff and Jitter"), or after what
Retry-After asks for, as long as the deadline leaves time. The reply is streamed, so that one
without end fills no memory.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx

from rag.generate.background import Background
from rag.generate.breaker import Breaker
from rag.generate.errors import (
    LeftAlone,
    ModelError,
    ReplyBroken,
    ReplyTooLong,
    RequestRefused,
    TooSlow,
)
from rag.generate.refusals import asked_to_wait, option_refused, refused, unreachable
from rag.generate.stream import ReplyReader

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from rag.generate.endpoint import Endpoint

Message = Mapping[str, str]
# Takes what has come in of a reply; None goes into the queue when nothing more will come.
Hear: TypeAlias = Callable[[str], None]
Heard: TypeAlias = "SimpleQueue[str | None]"
# Seconds after which whoever waits for a reply may give it up.
MOMENT = 0.25

# What is asked for beside the messages. Not every model takes both; what one objects to is left
# out from then on.
OPTIONS: Mapping[str, Any] = {"temperature": 0, "max_tokens": 1024}


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient the client is and how much it takes; times in seconds.

    `body` is in bytes as they come over the wire, where a word of a streamed reply takes about
    250; `error` are the bytes read of a reply that reports an error. `at_once` requests may run
    at a time, so that a slow model never holds all threads of the service.
    """

    connect: float = 5.0
    tries: int = 3
    first_pause: float = 0.25
    longest_pause: float = 4.0
    body: int = 4 << 20
    error: int = 64 << 10
    at_once: int = 8


LIMITS = Limits()


class Client:
    """A language model behind an endpoint; safe to share between threads."""

    def __init__(
        self,
        endpoint: Endpoint,
        limits: Limits = LIMITS,
        breaker: Breaker | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._endpoint = endpoint
        self._limits = limits
        self._breaker = breaker or Breaker()
        self._jitter = jitter
        self._places = threading.BoundedSemaphore(limits.at_once)
        self._background = Background()
        self._http: httpx.AsyncClient | None = None
        self._options = dict(OPTIONS)

    @property
    def model(self) -> str:
        """The model's name on its server."""
        return self._endpoint.model

    @property
    def deadline(self) -> float:
        """How many seconds an answer may take in all."""
        return self._endpoint.deadline

    def complete(self, messages: Sequence[Message], seconds: float | None = None) -> str:
        """The model's reply to some messages, as text, in at most so many seconds.

        Raises:
            ModelError: there is no usable reply.
        """
        replies = self.stream(messages, seconds)
        while True:
            try:
                next(replies)
            except StopIteration as end:
                return str(end.value)

    def stream(
        self, messages: Sequence[Message], seconds: float | None = None
    ) -> Generator[str, None, str]:
        """The reply so far, whenever there is more of it or a moment has passed; then the whole.

        A reply that is tried for again begins anew. Closing the generator gives the request up.

        Raises:
            ModelError: there is no usable reply.
        """
        left = self._endpoint.deadline if seconds is None else seconds
        if left <= 0:
            raise TooSlow(self._too_slow())
        heard: Heard = SimpleQueue()
        with self._place(), self._breaker.guard():
            ends = time.monotonic() + left + 0.2
            future = self._background.start(self._within(messages, left, heard.put))
            future.add_done_callback(lambda _: heard.put(None))
            so_far = ""
            try:
                while not future.done():
                    so_far = _latest(heard, so_far)
                    if time.monotonic() > ends:
                        raise TooSlow(self._too_slow())
                    yield so_far
                return future.result()
            except TimeoutError:
                raise TooSlow(self._too_slow()) from None
            finally:
                # Nothing happens to one that is done.
                future.cancel()

    def close(self) -> None:
        """Close the connections."""
        http, self._http = self._http, None
        self._background.close(http.aclose() if http else None)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise LeftAlone("The language model is busy with other questions.")
        try:
            yield
        finally:
            self._places.release()

    def _too_slow(self) -> str:
        return f"The model's server did not answer within {self._endpoint.deadline:g} s."

    async def _within(self, messages: Sequence[Message], seconds: float, hear: Hear) -> str:
        ends = time.monotonic() + seconds
        async with asyncio.timeout(seconds):
            return await self._patiently(messages, ends, hear)

    async def _patiently(self, messages: Sequence[Message], ends: float, hear: Hear) -> str:
        """Try until there is a reply, as often and as long as the limits allow."""
        failed = 0
        while True:
            try:
                return await self._once(messages, hear)
            except ModelError as error:
                if self._learnt(error):
                    continue
                failed += 1
                pause = self._pause(failed, error)
                # Waiting for what cannot come in time any more helps nobody.
                out_of_time = time.monotonic() + pause >= ends
                if not error.again or failed >= self._limits.tries or out_of_time:
                    raise
            await asyncio.sleep(pause)

    def _learnt(self, error: ModelError) -> bool:
        """Whether the server objected to an option that can be left out."""
        option = option_refused(error, self._options)
        return option is not None and self._options.pop(option, None) is not None

    def _pause(self, failed: int, error: ModelError) -> float:
        longest = min(self._limits.longest_pause, self._limits.first_pause * 2.0 ** (failed - 1))
        return max(error.retry_after, self._jitter() * longest)

    async def _once(self, messages: Sequence[Message], hear: Hear) -> str:
        body = {
            "model": self._endpoint.model,
            "messages": [dict(message) for message in messages],
            "stream": True,
            **self._options,
        }
        try:
            request = self._client().stream("POST", self._endpoint.completions, json=body)
            async with request as response:
                if response.status_code != 200:
                    raise refused(
                        response.status_code,
                        await self._start(response),
                        self._endpoint,
                        wait=asked_to_wait(response.headers.get("retry-after", "")),
                    )
                return await self._read(response, hear)
        except httpx.HTTPError as error:
            raise unreachable(error) from None

    async def _read(self, response: httpx.Response, hear: Hear) -> str:
        _check_type(response)
        reader = ReplyReader(self._endpoint.key)
        whole = bytearray() if "json" in response.headers.get("content-type", "") else None
        taken = 0
        async for chunk in response.aiter_raw():
            taken += len(chunk)
            if taken > self._limits.body:
                raise ReplyTooLong(
                    f"The model's server sent over {self._limits.body:,} bytes without an end."
                )
            if whole is not None:
                whole += chunk
                continue
            if taken == len(chunk) and chunk.lstrip().startswith(b"<"):
                raise _page()
            reader.feed(chunk)
            hear(reader.so_far)
            if reader.finished:
                break
        if whole is not None:
            reader.whole(bytes(whole))
        return reader.text()

    async def _start(self, response: httpx.Response) -> bytes:
        """The first bytes of a reply that reports an error."""
        start = bytearray()
        async for chunk in response.aiter_raw():
            start += chunk
            if len(start) > self._limits.error:
                break
        return bytes(start[: self._limits.error])

    def _client(self) -> httpx.AsyncClient:
        """The connections; made inside the event loop that they belong to."""
        if self._http is None:
            # Compression is not asked for: a small reply could unpack into a huge one.
            headers = {"accept": "text/event-stream", "accept-encoding": "identity"}
            if self._endpoint.key:
                headers["authorization"] = f"Bearer {self._endpoint.key.reveal()}"
            self._http = httpx.AsyncClient(
                headers=headers,
                timeout=httpx.Timeout(None, connect=self._limits.connect),
                # Certificates take 0.1 s to load, and without TLS there are none to check.
                verify=self._endpoint.url.startswith("https:"),
                trust_env=not self._endpoint.is_local,
                # The key is for this server alone.
                follow_redirects=False,
            )
        return self._http


def _latest(heard: Heard, before: str) -> str:
    """The last that was heard within a moment, else what was heard before."""
    try:
        latest = heard.get(timeout=MOMENT)
        while not heard.empty():
            latest = heard.get() or latest
    except Empty:
        return before
    return before if latest is None else latest


def _check_type(response: httpx.Response) -> None:
    """Refuse what cannot be a completion before any of it is read."""
    if "html" in response.headers.get("content-type", ""):
        raise _page()
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ReplyBroken("The model's server compresses its replies, which was not asked for.")


def _page() -> RequestRefused:
    return RequestRefused(
        "ROSTRUM_LLM_URL leads to a web page, not to a model's server.",
        "The base URL often ends in /v1, such as http://127.0.0.1:8080/v1.",
    )
