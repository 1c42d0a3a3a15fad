"""Several processes that answer on one listening socket, and the one that looks after them.

A search is work for one core, so one process keeps one core busy. Each worker opens the library
by itself; what is mapped from disk they share. One that dies is replaced, and all end together.
"""

from __future__ import annotations

import signal
import socket
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType

import click

from api.command.server import AnnouncingServer, address, configured
from api.settings import Settings

_LAST_WORD_S = 20.0


class Stopped(BaseException):
    """Somebody wants the service to end."""


def run_workers(settings: Settings, listener: socket.socket, count: int) -> None:
    """Serve with so many processes until stopped (SIGINT or SIGTERM).

    Raises:
        SystemExit: workers die as soon as they are started.
    """
    workers = _Workers(settings, listener)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        for _ in range(count):
            workers.start()
        workers.wait_until_ready()
        click.echo(
            f"Rostrum answers at {address(listener)} with {count} processes (Ctrl-C stops it)."
        )
        workers.look_after()
    except Stopped:
        pass
    finally:
        workers.end()


class _Workers:
    """The processes that are running, each with a pipe that says when it answers."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self._settings, self._listener = settings, listener
        # Forking would copy locks that threads of this process hold.
        self._context = get_context("spawn")
        self._running: dict[BaseProcess, Connection] = {}

    def start(self) -> None:
        """One more process."""
        here, there = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=_work, args=(self._settings, self._listener, there), name="rostrum worker"
        )
        process.start()
        there.close()
        self._running[process] = here

    def wait_until_ready(self) -> None:
        """Until every process answers or has died."""
        for pipe in self._running.values():
            wait([pipe])

    def look_after(self) -> None:
        """Put another in the place of each that dies.

        Raises:
            SystemExit: one died before it answered, so that the next one would as well.
        """
        while True:
            wait([process.sentinel for process in self._running])
            for process in [one for one in self._running if not one.is_alive()]:
                if not _has_answered(self._running.pop(process)):
                    raise SystemExit("A process of the service ended before it could answer.")
                click.echo("A process of the service has died; another takes its place.", err=True)
                self.start()

    def end(self) -> None:
        """Let every process finish what it is at, for a while."""
        for process in self._running:
            process.terminate()
        last = time.monotonic() + _LAST_WORD_S
        for process in self._running:
            process.join(max(0.0, last - time.monotonic()))
            if process.is_alive():
                process.kill()


def _has_answered(pipe: Connection) -> bool:
    try:
        return pipe.poll() and bool(pipe.recv())
    except EOFError:
        return False


def _work(settings: Settings, listener: socket.socket, ready: Connection) -> None:
    """What a worker does."""
    # Ctrl-C reaches the whole group of processes; the one that looks after them tells the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = AnnouncingServer(configured(settings), lambda _: ready.send(True))
    server.run(sockets=[listener])


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
