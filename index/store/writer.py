"""Whoever changes a library: one at a time, in transactions, with the indexes of each change."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.encode.protocol import Encoder
from index.errors import StoreError
from index.store.changes import changes, first_new_row, note_changes
from index.store.database import Database, get_meta, new_state, set_meta
from index.store.disk import fullness_named
from index.store.lock import writer_lock
from index.store.manifest import UnusableError
from index.store.model import Progress
from index.store.rows import delete_document, delete_versions

if TYPE_CHECKING:
    from index.store.ingest import Arrival, FileRead
    from index.store.put import Intake
    from index.store.watched import Watched

_log = logging.getLogger(__name__)
# How long a reader waits for a writer before it rebuilds damaged indexes itself.
_PATIENCE_S = 120.0

# A good portion of much: some fifteen seconds of encoding.
PORTION = 2048

Report = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How what is put in gets its vectors: by an encoder that is loaded where it is needed.

    `portion` is how many passages are written between two commits; None writes all in one.
    """

    encoder: Callable[[], Encoder]
    report: Report = silent
    portion: int | None = None


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

    def put(
        self,
        arrivals: Iterator[Arrival | FileRead],
        intake: Intake,
        encoding: Encoding,
        watched: Watched | None = None,
    ) -> None:
        """Put in, encode and index by portions, each in a transaction of its own."""
        from index.store.ingest import put_portion

        more = True
        while more:
            with self.transaction() as connection:
                more = put_portion(connection, arrivals, intake, encoding.portion, watched)
                if intake.changed:
                    self._finish(connection, encoding)
            intake.committed()

    def forget(self, paths: Sequence[str], intake: Intake, report: Report, *, remove: bool) -> None:
        """Know no longer of watched files; with `remove` their documents go as well."""
        from index.store.watched import forget

        if not paths:
            return
        with self.transaction() as connection:
            forget(connection, paths, intake, remove=remove)
            if intake.changed:
                self.derive(connection, report)

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out with their earlier versions, all of them or none."""
        with self.transaction() as connection:
            for id in ids:
                delete_versions(connection, id)
                delete_document(connection, id)
            self.derive(connection)

    def rebuild(self, encoder: Encoder, report: Report) -> int:
        """Encode every passage again and index anew; how many there are."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM vectors")
            connection.execute("DELETE FROM tokens")
            connection.execute("DELETE FROM meta WHERE key LIKE 'encoder_%'")
            return self._finish(connection, Encoding(lambda: encoder, report), anew=True)

    def _finish(
        self, connection: sqlite3.Connection, encoding: Encoding, anew: bool = False
    ) -> int:
        """Encode what the transaction put in, or all that has no vector, and index its changes."""
        from index.store.ingest import encode_missing, missing

        waiting = missing(connection, 0 if anew else first_new_row(connection))
        if waiting or anew:
            encode_missing(connection, waiting, encoding.encoder(), encoding.report)
        self.derive(connection, encoding.report, anew)
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
