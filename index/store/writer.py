"""Whoever changes a library: one at a time, in transactions, with the indexes of each change."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.encode.protocol import Encoder
from index.errors import StoreError
from index.store.changes import changes, first_new_row, note_changes
from index.store.database import Database, get_meta, new_state, set_meta
from index.store.disk import fullness_named
from index.store.lock import writer_lock
from index.store.manifest import UnusableError
from index.store.model import Progress

_log = logging.getLogger(__name__)
# How long a reader waits for a writer before it rebuilds damaged indexes itself.
_PATIENCE_S = 120.0

Report = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Nobody wants to know."""


class Writer:
    """Changes one library; cheap to make, and holds nothing between two changes."""

    def __init__(self, path: Path, database: Database) -> None:
        self._path = path
        self._database = database

    @contextmanager
    def turn(self, wait_s: float = 0.0) -> Iterator[None]:
        """Keep every other writer out.

        Raises:
            StoreBusy: another one is still writing after `wait_s` seconds.
        """
        with writer_lock(self._path, wait_s):
            yield

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction, inside of a turn; generations that it left behind are swept away after.

        Raises:
            StoreError: there is no room left.
        """
        from index.store.generation import sweep

        try:
            with fullness_named(self._path), self._database.writing() as connection:
                note_changes(connection)
                yield connection
        except BaseException:
            # Room may be what is missing.
            with suppress(StoreError):
                sweep(self._path, self._generation())
            raise
        sweep(self._path, self._generation())

    def finish(
        self,
        connection: sqlite3.Connection,
        encoder: Callable[[], Encoder],
        report: Report = silent,
        anew: bool = False,
    ) -> int:
        """Encode what the transaction put in, or all that has no vector, and index its changes.

        Returns the number of passages that were encoded. The encoder is asked for where there are
        any.
        """
        from index.store.ingest import encode_missing, missing

        waiting = missing(connection, 0 if anew else first_new_row(connection))
        if waiting or anew:
            encode_missing(connection, waiting, encoder(), report)
        self.derive(connection, report, anew)
        return len(waiting)

    def derive(
        self,
        connection: sqlite3.Connection,
        report: Report = silent,
        anew: bool = False,
        damaged: frozenset[str] = frozenset(),
    ) -> None:
        """Build the indexes of what the transaction sees, to be current once it commits.

        What it did not change is taken over, unless all is to be built `anew`, and but for the
        `damaged` segments.
        """
        from index.store.generation import next_number, write_generation

        state, number = new_state(), next_number(self._path, connection)
        write_generation(
            self._path,
            number,
            state,
            connection,
            lambda done, total: report(Progress("index", done, total)),
            None if anew else changes(connection),
            damaged,
        )
        set_meta(connection, state=state, generation=number)

    def repair(self, reason: str) -> None:
        """Build the current indexes again, unless another process has done so meanwhile."""
        from index.store.generation import open_generation

        with self.turn(_PATIENCE_S), self.transaction() as connection:
            try:
                open_generation(self._path, connection)
            except UnusableError as error:
                _log.warning("%s: indexes are rebuilt because %s", self._path, reason)
                self.derive(connection, silent, error.manifest is None, error.damaged)

    def _generation(self) -> int:
        with self._database.reading() as connection:
            return int(get_meta(connection, "generation") or 0)
