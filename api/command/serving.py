"""`rostrum serve`: the HTTP service and its page."""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import replace
from ipaddress import ip_address

import click

from api.command.options import PLACE, debug_option
from index.errors import InputError
from index.store.milvus.address import Where


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen on [default: 127.0.0.1].")
@click.option(
    "--port", type=click.IntRange(0, 65_535), metavar="PORT",
    help="Port to listen on; 0 takes any free one [default: 8000].",
)  # fmt: skip
@click.option(
    "--library", "--store", "library", type=PLACE, metavar="PLACE",
    help="Folder of the library, or milvus://host:19530/name [default: .rostrum].",
)  # fmt: skip
@click.option("--encoder", metavar="NAME", help="Another model, by name or path.")
@click.option(
    "--reranker", metavar="NAME",
    help="Order the best 30 hits by a cross-encoder, by name or path [default: none].",
)  # fmt: skip
@click.option(
    "--writable/--read-only", default=None,
    help="Whether documents can be added and removed over HTTP; there is no login "
    "[default: read-only].",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 64), metavar="N",
    help="Processes that answer; each keeps one core busy [default: 1].",
)  # fmt: skip
@debug_option
def serve(
    host: str | None, port: int | None, library: Where | None, encoder: str | None,
    reranker: str | None, writable: bool | None, workers: int | None,
) -> None:  # fmt: skip
    """Serve the page, the HTTP interface and its description.

    \b
    Examples:
      rostrum serve
      rostrum serve --port 8080 --library ~/rostrum
      rostrum serve --library milvus://10.0.0.5:19530/rostrum
      rostrum serve --writable
      rostrum serve --workers 4
      ROSTRUM_HOST=0.0.0.0 rostrum serve
    """
    from api.settings import Settings

    told = Settings.from_mapping(os.environ)
    settings = replace(
        told,
        host=host or told.host,
        port=told.port if port is None else port,
        library=library or told.library,
        encoder=encoder or told.encoder,
        reranker=reranker or told.reranker,
        writable=told.writable if writable is None else writable,
        workers=workers or told.workers,
    )
    listener = listen(settings.host, settings.port)
    with listener:
        if settings.writable and not _is_loopback(listener):
            click.echo(_OPEN_TO_ALL, err=True)
        if settings.workers > 1:
            from api.command.workers import run_workers

            run_workers(settings, listener, settings.workers)
        else:
            from api.command.server import run

            run(settings, listener)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything heavy is loaded.

    Raises:
        InputError: if the port is in use, not allowed, or the address is not one of this machine.
    """
    place = f"{host}:{port}"
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, address = found[0][0], found[0][4]
        listener = socket.create_server(address[:2], family=family)
    except socket.gaierror:
        raise InputError(
            f"{host} is not an address of this machine.", "Leave --host out for 127.0.0.1."
        ) from None
    except OSError as error:
        raise InputError(f"Cannot listen on {place}: {_why(error)}.", _HINT) from None
    # Connections inherit it; without it each answer waits 40 ms for the reader's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


_OPEN_TO_ALL = (
    "Warning: whoever reaches this address can add and remove documents (--read-only forbids it)."
)
_HINT = "Choose another port with --port, or 0 for any free one."


def _is_loopback(listener: socket.socket) -> bool:
    """Whether only this machine reaches a listening socket."""
    return ip_address(listener.getsockname()[0]).is_loopback


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is in use"
    return (error.strerror or str(error)).lower()
