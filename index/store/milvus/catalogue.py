"""What a library in Milvus holds, as every process that reads it keeps it in memory.

It is a small SQLite of its own for each state, without the words: documents, statements, whose they
are, rows of passages. So what reads a library in a folder reads this one too. A new state is made
from the one before and the commits in between; whoever is reading goes on with the old one.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import StoreError
from index.search.roster import Roster
from index.store.database import Database, set_meta
from index.store.milvus import schema
from index.store.milvus.cards import TABLES, forget, write_card, write_stamp, write_watched
from index.store.milvus.counts import Counts
from index.store.milvus.pieces import decoded, read_pieces, read_range, unpacked
from index.store.milvus.server import Server
from index.store.milvus.state import State, read_commits
from index.store.places import read_roster

# How often readers ask for news, in seconds; after so many times that they wait for the answer.
POLL_S = 1.0
_STALE = 5


@dataclass(frozen=True)
class Held:
    """One state in memory; nobody changes it."""

    state: State
    connection: sqlite3.Connection
    roster: Roster
    tables: Mapping[int, Counts]
    counts: Counts
    lock: threading.RLock = field(default_factory=threading.RLock)

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Characters and paragraphs of each document."""
        with self.lock:
            rows = self.connection.execute("SELECT * FROM sizes").fetchall()
        return {id: (characters, paragraphs) for id, characters, paragraphs in rows}

    def entries(self) -> dict[int, int]:
        """For each number of a document its entry."""
        with self.lock:
            rows = self.connection.execute("SELECT number, entry FROM entries").fetchall()
        return dict(rows)


class Catalogue(Database):
    """The states of one library, the newest one current; stands where a folder has its SQLite."""

    def __init__(self, server: Server, name: str, poll_s: float = POLL_S) -> None:
        super().__init__(Path(str(server.address)))
        self._server, self._name, self._poll_s = server, name, poll_s
        self._polling = threading.Lock()
        self._polled = 0.0
        self._current: Held | None = None
        self._pinned = threading.local()

    def held(self) -> Held:
        """The state that this thread is in the middle of, else the newest one known.

        Raises:
            StoreError: the server cannot be asked, and nothing is known yet.
        """
        pinned: Held | None = getattr(self._pinned, "held", None)
        if pinned is not None:
            return pinned
        known, age = self._current, time.monotonic() - self._polled
        if known is None or age >= _STALE * self._poll_s:
            return self.follow()
        if age >= self._poll_s and not self._polling.locked():
            # Asking takes as long as Milvus takes to be sure; nobody need wait for it.
            threading.Thread(target=self._follow_quietly, daemon=True).start()
        return known

    def follow(self) -> Held:
        """The newest state."""
        with self._polling:
            # A commit may come while its forerunner is read.
            while (newer := self._newer()) is not None:
                self._current = newer
            self._polled = time.monotonic()
            assert self._current is not None
            return self._current

    def _follow_quietly(self) -> None:
        # Whoever searches is told if the server has gone.
        with suppress(StoreError):
            self.follow()

    @contextmanager
    def pinned(self) -> Iterator[Held]:
        """One state for all that this thread reads inside."""
        if getattr(self._pinned, "held", None) is not None:
            yield self._pinned.held
            return
        self._pinned.held = self.held()
        try:
            yield self._pinned.held
        finally:
            self._pinned.held = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The catalogue as SQLite, by one thread at a time."""
        held = self.held()
        with held.lock:
            yield held.connection

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """The same: a state never changes."""
        with self.reading() as connection:
            yield connection

    def close(self) -> None:
        """Forget what is known."""
        self._current = None

    def _newer(self) -> Held | None:
        known = self._current
        commits = read_commits(self._server, self._name, known.state.number if known else -1)
        if not commits:
            if known is None:
                raise StoreError(
                    f"The library {self._server.address} has been begun, but never finished.",
                    "Make it anew: `rostrum move --replace`, or `rostrum index` to another name.",
                )
            return None
        if known is None or commits[0].number != known.state.number + 1:
            return self._read(None, commits[-1:])
        return self._read(known, commits)

    def _read(self, known: Held | None, commits: Sequence[State]) -> Held:
        """The last of some commits, from what is known of the one before them."""
        state = commits[-1]
        connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        if known is None:
            connection.executescript(TABLES)
        else:
            with known.lock:
                known.connection.backup(connection)
        connection.execute("BEGIN")
        gone = {entry for commit in commits for entry in commit.dead_entries}
        forget(connection, gone)
        first = known.state.last_entry + 1 if known else 1
        cards = read_range(self._server, self._name, "card", first, state.last_entry)
        for entry in sorted(cards.keys() - gone):
            write_card(connection, entry, unpacked(cards[entry], "A document"))
        if known is None or known.state.watched != state.watched:
            self._read_watched(connection, state.watched)
        _write_meta(connection, state)
        connection.execute("COMMIT")
        if state.passages:
            # Searches may be answered from a little before: not from before this state, though.
            collection = schema.passages(self._name, state.passages)
            if known is None or known.state.passages != state.passages:
                self._server.load(collection)
            self._server.query(collection, f"row == {state.last_row}", ("row",), strong=True)
        tables = self._tables(known, state)
        total = Counts()
        for table in tables.values():
            total = total.plus(table)
        return Held(state, connection, read_roster(connection), tables, total)

    def _tables(self, known: Held | None, state: State) -> dict[int, Counts]:
        had = known.tables if known else {}
        missing = [number for number in state.tables if number not in had]
        read = read_pieces(self._server, self._name, "terms", missing)
        lacking = [number for number in missing if number not in read]
        if lacking:
            raise StoreError(
                f"Counts of terms are missing in {self._server.address}.",
                "`rostrum index --rebuild` makes them anew.",
            )
        found = {n: Counts.unpacked(decoded(text, "Counts of terms")) for n, text in read.items()}
        return {number: had[number] if number in had else found[number] for number in state.tables}

    def _read_watched(self, connection: sqlite3.Connection, number: int) -> None:
        for table in ("watched_documents", "watched"):
            connection.execute(f"DELETE FROM {table}")
        if number:
            text = read_pieces(self._server, self._name, "watched", [number])[number]
            write_watched(connection, unpacked(text, "The list of watched files"))


def _write_meta(connection: sqlite3.Connection, state: State) -> None:
    connection.execute("DELETE FROM meta")
    set_meta(connection, state=state.state)
    if state.held or state.last_row:
        set_meta(connection, generation=state.number)
    if state.stamp is not None:
        write_stamp(connection, state.stamp)
