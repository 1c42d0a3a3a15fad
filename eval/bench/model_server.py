"""A language model's server, over real sockets, with every fault that servers have.

    with LanguageModel(says("波兰谴责侵略。[p1]")) as model:
        client = Client(Endpoint(model.url, "tiny"))

Each request is answered by the next behaviour, all further ones by the last. `requests` are what
came in. `not_http` is a server of its own, and `closed_port` one where nobody listens.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True)
class Request:
    """What came in: path, headers in lower case, body."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def user(self) -> str:
        """The user's message."""
        return str(self.body["messages"][-1]["content"])


class Handler(BaseHTTPRequestHandler):
    """One connection; `model` is set by the server that makes it."""

    model: LanguageModel

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(self.rfile.read(length))
        behaviour = self.model.taken(Request(self.path, headers, body))
        with suppress(BrokenPipeError, ConnectionResetError):
            behaviour(self)

    def begin(self, status: int = 200, **headers: str) -> None:
        """Status and headers; the end of the connection ends the body."""
        self.send_response(status)
        for name, value in {"content_type": "text/event-stream", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def write(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        pass


Behaviour = Callable[[Handler], None]


class LanguageModel:
    """The server; a context manager."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.requests: list[Request] = []
        self.stopped = threading.Event()
        self._behaviours = list(behaviours)
        self._lock = threading.Lock()
        handler = type("BoundHandler", (Handler,), {"model": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def taken(self, request: Request) -> Behaviour:
        """Note a request; the behaviour that answers it."""
        with self._lock:
            self.requests.append(request)
            return self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]

    def __enter__(self) -> LanguageModel:
        serve = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        serve.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()


def chunk(text: str | None, finish: str | None = None) -> bytes:
    """One event of a streamed completion."""
    choice = {"index": 0, "delta": {"content": text} if text else {}, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


def says(text: str, size: int = 3) -> Behaviour:
    """The text, streamed in small pieces, with everything that belongs to a stream."""

    def behave(handler: Handler) -> None:
        handler.begin()
        handler.write(b": hello\n\n" + chunk(None))
        for at in range(0, len(text), size):
            handler.write(chunk(text[at : at + size]))
        handler.write(chunk(None, "stop") + b'data: {"choices": [], "usage": {}}\n\n' + DONE)

    return behave


def sends(data: bytes, **headers: str) -> Behaviour:
    """Bytes as they are, then the end of the connection."""

    def behave(handler: Handler) -> None:
        handler.begin(200, **headers)
        handler.write(data)

    return behave


def fails(status: int, body: Any = None, **headers: str) -> Behaviour:
    """A status with a body in JSON (text goes out as HTML)."""
    is_text = isinstance(body, str)
    data = body.encode() if is_text else json.dumps(body or {}).encode()

    def behave(handler: Handler) -> None:
        kind = "text/html" if is_text else "application/json"
        handler.begin(status, content_type=kind, **headers)
        handler.write(data)

    return behave


def cut_off(text: str) -> Behaviour:
    """A stream whose connection ends in the middle of a chunk."""

    def behave(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.begin(transfer_encoding="chunked", connection="close")
        data = chunk(text)
        handler.write(f"{len(data) + 100:x}\r\n".encode() + data)
        handler.close_connection = True

    return behave


def hangs_up(handler: Handler) -> None:
    """The connection ends without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def stalls(handler: Handler) -> None:
    """The first words, then nothing until the server ends."""
    handler.begin()
    handler.write(chunk("上合组织"))
    handler.model.stopped.wait(10)


def never_answers(handler: Handler) -> None:
    """Not even a status until the server ends."""
    handler.model.stopped.wait(10)


def drips(handler: Handler) -> None:
    """A comment now and then: the connection lives, the reply never comes."""
    handler.begin()
    while not handler.model.stopped.wait(0.05):
        handler.write(b": still here\n\n")


def floods(megabytes: int) -> tuple[Behaviour, list[int]]:
    """So many megabytes of one event, and the bytes that went out."""
    sent: list[int] = []

    def behave(handler: Handler) -> None:
        handler.begin()
        handler.write(b'data: {"choices": [{"delta": {"content": "')
        block = b"A" * (1 << 16)
        for _ in range(megabytes << 4):
            handler.write(block)
            sent.append(len(block))

    return behave, sent


@contextmanager
def not_http(greeting: bytes) -> Iterator[str]:
    """A server that greets in another protocol; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        connection.sendall(greeting)
                        connection.recv(65_536)
                        # Closed with something unread, a connection is reset in place of ended.
                        connection.shutdown(socket.SHUT_WR)
                        while connection.recv(65_536):
                            pass

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
