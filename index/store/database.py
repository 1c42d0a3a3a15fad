"""The SQLite file that is the only truth of a library.

Readers have one connection for each thread; the one writer works inside `Database.writing`, a
transaction that is undone by whatever interrupts it. Every error of SQLite that means damage
leaves here as `StoreDamaged`.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.encode.protocol import Encoder
from index.errors import StoreDamaged, StoreError, StoreMismatch
from index.store.disk import put_in_place, sync
from index.store.migrate import MIGRATIONS
from index.store.model import EncoderStamp
from index.store.schema import SCHEMA, SCHEMA_VERSION

FILE_NAME = "library.sqlite3"
# Checking the structure of the whole file takes about 10 ms for each 10 MB; beyond this size
# SQLite finds damage when it meets it.
CHECKED_AT_OPEN = 64 * 2**20
_DAMAGE_HINT = (
    "Put the folder back from a backup, or delete it and index the files again "
    "(`rostrum index PATH…`)."
)


class Database:
    """One library's SQLite file, open for reading from any thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()

    @classmethod
    def create(cls, folder: Path) -> Database:
        """A new, empty database in `folder`, complete on disk before it gets its name."""
        path = folder / FILE_NAME
        unfinished = folder / f"{FILE_NAME}.{os.getpid()}.new"
        unfinished.unlink(missing_ok=True)
        try:
            with _damage_named(path), closing(sqlite3.connect(unfinished)) as connection:
                connection.isolation_level = None
                connection.executescript(
                    f"BEGIN; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
                )
                connection.execute("INSERT INTO meta VALUES ('state', ?)", (new_state(),))
                connection.execute("PRAGMA journal_mode = WAL")
            sync(unfinished)
            put_in_place(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
        return cls(path)

    @classmethod
    def open(cls, folder: Path) -> Database:
        """The database of an existing library, checked; one of an older schema is brought up.

        Raises:
            StoreDamaged: not an SQLite file, a table is missing, or pages are broken.
            StoreMismatch: written under a schema version that cannot be brought up.
        """
        database = cls(folder / FILE_NAME)
        try:
            with database.reading() as connection:
                version = _version(connection, database.path)
            if version in MIGRATIONS:
                database._migrate()
            with database.reading() as connection:
                _check(connection, database.path)
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection; damage met while reading is raised as StoreDamaged."""
        with _damage_named(self.path):
            yield self._connection()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Like `reading`, but everything read inside is of one moment."""
        with self.reading() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self, foreign_keys: bool = True) -> Iterator[sqlite3.Connection]:
        """A transaction that is committed at the end and undone by any exception."""
        with _damage_named(self.path):
            connection = self._connect()
            try:
                if not foreign_keys:
                    connection.execute("PRAGMA foreign_keys = OFF")
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                # Closing undoes whatever has not been committed.
                connection.close()

    def _migrate(self) -> None:
        """Bring the tables up to this schema, all steps or none."""
        try:
            # Tables that others refer to are made anew: nothing may cascade meanwhile.
            with self.writing(foreign_keys=False) as connection:
                # Another process may have done it meanwhile.
                while (version := _version(connection, self.path)) in MIGRATIONS:
                    MIGRATIONS[version](connection)
                    connection.execute(f"PRAGMA user_version = {version + 1}")
        except StoreDamaged:
            raise
        except StoreError as error:
            raise StoreMismatch(
                f"The library {self.path.parent} is of an older version, and could not be brought "
                f"up to date ({error.message})",
                "See that nobody writes to it and that it may be written, then try again.",
            ) from error

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._guard:
            connections, self._connections = self._connections, []
            self._local = threading.local()
        for connection in connections:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
            with self._guard:
                self._connections.append(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=30, isolation_level=None, check_same_thread=False
        )
        try:
            # A document that was acknowledged survives a loss of power.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection


def new_state() -> str:
    """A name for a state of the database that no other state shares."""
    return secrets.token_hex(8)


def get_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """One entry of the meta table, None where it was never written."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def set_meta(connection: sqlite3.Connection, **entries: str | int) -> None:
    """Write entries of the meta table."""
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [(key, str(value)) for key, value in entries.items()],
    )


def encoder_stamp(connection: sqlite3.Connection) -> EncoderStamp | None:
    """The encoder whose vectors are held; None while nothing has been encoded."""
    name = get_meta(connection, "encoder_name")
    digest = get_meta(connection, "encoder_digest")
    dimensions = get_meta(connection, "encoder_dimensions")
    if name is None or digest is None or dimensions is None:
        return None
    tokens = int(get_meta(connection, "encoder_token_dimensions") or 0)
    return EncoderStamp(name, digest, int(dimensions), tokens)


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if version == 0 or "meta" not in tables:
        raise StoreDamaged(f"The database {path} is empty or not one of Rostrum's.", _DAMAGE_HINT)
    return version


def _check(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection, path)
    if version != SCHEMA_VERSION:
        raise StoreMismatch(
            f"The library {path.parent} has schema version {version}, this Rostrum reads "
            f"version {SCHEMA_VERSION}.",
            "Index the files again into a new folder (`rostrum index --library NEW PATH…`).",
        )
    if path.stat().st_size <= CHECKED_AT_OPEN:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            reason = " ".join(str(found).split())
            raise StoreDamaged(f"The database {path} is damaged: {reason}.", _DAMAGE_HINT)


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if not _means_damage(error):
            raise StoreError(
                f"The database {path} cannot be used: {error}.",
                "Check free space and permissions, and that no other program holds the file.",
            ) from error
        raise StoreDamaged(f"The database {path} is damaged: {error}.", _DAMAGE_HINT) from error
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.DatabaseError, json.JSONDecodeError) as error:
        raise StoreDamaged(f"The database {path} is damaged: {error}.", _DAMAGE_HINT) from error


def _means_damage(error: sqlite3.OperationalError) -> bool:
    name = getattr(error, "sqlite_errorname", "")
    signs = ("no such", "Could not decode")
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or any(
        sign in str(error) for sign in signs
    )


def check_encoder(connection: sqlite3.Connection, encoder: Encoder) -> None:
    """See that vectors of this encoder can be compared with those that are held.

    Raises:
        StoreMismatch: naming both encoders and the command that rebuilds.
    """
    stamp = encoder_stamp(connection)
    if stamp is None or (stamp.digest, stamp.dimensions) == (encoder.digest, encoder.dimensions):
        return
    raise StoreMismatch(
        f"The library was built with the encoder {stamp.name} ({stamp.digest[:12]}, "
        f"{stamp.dimensions} dimensions), this is {encoder.name} ({encoder.digest[:12]}, "
        f"{encoder.dimensions} dimensions).",
        "`rostrum index --rebuild` encodes what it holds again with the encoder that ships, "
        "`--encoder NAME` behind it with another one.",
    )
