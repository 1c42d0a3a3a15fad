"""Running the service in this process and saying when it is ready."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress

import click
import uvicorn

from api.app import create_app
from api.settings import Settings


class AnnouncingServer(uvicorn.Server):
    """A server that tells of its listening socket once it answers."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[socket.socket], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as usual, then tell where."""
        await super().startup(sockets)
        for listener in sockets or []:
            self._announce(listener)


def run(settings: Settings, listener: socket.socket) -> None:
    """Serve on an already listening socket until stopped."""
    # Ctrl-C is how a service is meant to end; by then uvicorn has shut it down in order.
    with suppress(KeyboardInterrupt):
        AnnouncingServer(configured(settings), _tell).run(sockets=[listener])


def configured(settings: Settings) -> uvicorn.Config:
    """The service as the server is to run it."""
    return uvicorn.Config(
        create_app(settings), log_level="warning", access_log=False, lifespan="on"
    )


def _tell(listener: socket.socket) -> None:
    click.echo(f"Rostrum answers at {address(listener)} (Ctrl-C stops it).")


def address(listener: socket.socket) -> str:
    """Where a listening socket is reached, as an address for the browser."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
