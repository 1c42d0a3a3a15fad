"""Changes of a library in Milvus: decided as in a folder, on a bench, then published."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from index.encode.protocol import Encoder
from index.store.database import new_state
from index.store.milvus import schema
from index.store.milvus.bench import Bench, bench
from index.store.milvus.cards import Files, write_stamp
from index.store.milvus.catalogue import Catalogue
from index.store.milvus.lease import Lease, Times
from index.store.milvus.parcel import write_parcel
from index.store.milvus.publish import Publisher
from index.store.milvus.rebuild import rebuilt
from index.store.milvus.server import Server
from index.store.milvus.state import State, cleared, write_commit
from index.store.milvus.sweep import Gone, delete_gone, sweep
from index.store.model import EncoderStamp, Progress
from index.store.writer import Encoding, Report, Writer, silent

if TYPE_CHECKING:
    from index.store.ingest import Arrival, FileRead
    from index.store.milvus.parcel import Parcel
    from index.store.put import Intake
    from index.store.watched import Watched

# How long what is taken away stays for readers who have not asked for the newest state yet.
GRACE_S = 1.5


class MilvusWriter(Writer):
    """Changes one library in Milvus; the logic is that of its base."""

    def __init__(
        self,
        server: Server,
        name: str,
        catalogue: Catalogue,
        times: Times = Times(),  # noqa: B008
        grace_s: float = GRACE_S,
    ) -> None:
        super().__init__(catalogue.path, catalogue)
        self._server, self._name, self._catalogue = server, name, catalogue
        self._lease = Lease(server, name, times)
        self._publisher = Publisher(server, name)
        self._grace_s = grace_s
        self._bench: Bench | None = None
        self._gone, self._committed = Gone(), 0.0
        self._old: list[int] = []
        self._floors = (0, 0, 0)
        self._report: Report = silent
        self._moving = ""

    @contextmanager
    def turn(self, wait_s: float = 0.0) -> Iterator[None]:
        """Keep every other writer out, and clear away what one that died has left.

        Raises:
            StoreBusy: another one is still writing after `wait_s` seconds.
        """
        with self._lease.held(wait_s):
            state = self._catalogue.follow().state
            self._gone, self._old = Gone(), []
            self._floors = sweep(self._server, self._name, state)
            self._drop_left(state)
            yield
            self._clear()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A bench whose changes are published and committed at the end; nothing on any error."""
        held = self._catalogue.follow()
        with bench(self._server, self._name, held, self._floors[:2]) as brought:
            self._bench = brought
            try:
                yield brought.connection
                entry = max(held.state.last_entry, self._floors[2])
                state = self._publisher.publish(brought, self._gone, entry, self._tick)
            finally:
                self._bench = None
        if state is not None:
            self._commit(state)

    def put(
        self,
        arrivals: Iterator[Arrival | FileRead],
        intake: Intake,
        encoding: Encoding,
        watched: Watched | None = None,
    ) -> None:
        """Put in, encode and publish by portions, each committed by itself."""
        self._report = encoding.report
        super().put(self._fetching(arrivals, intake, watched), intake, encoding, watched)

    def forget(self, paths: Sequence[str], intake: Intake, report: Report, *, remove: bool) -> None:
        """Know no longer of watched files; with `remove` their documents go as well."""
        if not paths:
            return
        from index.store.watched import forget

        self._report = report
        with self.transaction() as connection:
            for path in paths if remove else ():
                self._brought.fetch_path(path)
            forget(connection, paths, intake, remove=remove)

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out with their earlier versions, all of them or none."""
        from index.store.rows import delete_document, delete_versions

        wanted = list(ids)
        with self.transaction() as connection:
            self._brought.fetch_bare(wanted)
            for id in wanted:
                delete_versions(connection, id)
                delete_document(connection, id)

    def rebuild(self, encoder: Encoder, report: Report) -> int:
        """Encode every passage again into a new collection, which then takes the old one's place.

        Vectors of words are made for the mean lengths of the moment.
        """
        held = self._catalogue.follow()
        state = rebuilt(self._server, self._name, held, encoder, report)
        self._old.append(held.state.passages)
        self._commit(state)
        return state.held

    def derive(
        self,
        connection: sqlite3.Connection,  # noqa: ARG002
        report: Report = silent,
        anew: bool = False,  # noqa: ARG002
        damaged: frozenset[str] = frozenset(),  # noqa: ARG002
    ) -> None:
        """Nothing: what a bench has changed is published as its transaction ends."""
        self._report = report

    def take_over(
        self, parcels: Iterable[Parcel], encoder: EncoderStamp | None, moving: str
    ) -> None:
        """Put in documents of another library with their numbers, rising, and their vectors.

        `moving` says from where; until `arrived` the library counts as unfinished.
        """
        self._moving = moving
        with self.transaction() as connection:
            if encoder is not None:
                write_stamp(connection, encoder)
            for parcel in parcels:
                write_parcel(connection, parcel)

    def arrived(self, last_row: int, last_number: int, files: Files) -> None:
        """All documents have been taken over: give no number again that the other library gave."""
        state = self._catalogue.follow().state
        self._moving = ""
        watched = self._publisher.put_watched(state.number + 1, files)
        self._commit(
            replace(
                cleared(state),
                number=state.number + 1,
                state=new_state(),
                last_row=max(state.last_row, last_row),
                last_number=max(state.last_number, last_number),
                watched=watched,
            )
        )

    @property
    def _brought(self) -> Bench:
        assert self._bench is not None
        return self._bench

    def _fetching(
        self, arrivals: Iterator[Arrival | FileRead], intake: Intake, watched: Watched | None
    ) -> Iterator[Arrival | FileRead]:
        """The same arrivals, each when what it may meet has been brought."""
        from index.store.ingest import Arrival
        from index.store.watched import key

        for arrival in arrivals:
            if isinstance(arrival, Arrival):
                path = arrival.path if watched is not None else None
                self._brought.fetch_for(arrival.record, path, intake.compare)
            elif watched is not None:
                self._brought.fetch_path(key(arrival.path))
            yield arrival

    def _tick(self, done: int, total: int) -> None:
        self._report(Progress("index", done, total))

    def _commit(self, state: State) -> None:
        self._lease.check()
        write_commit(self._server, self._name, replace(state, moving=self._moving))
        self._committed = time.monotonic()
        self._catalogue.follow()

    def _clear(self) -> None:
        """Delete what was taken away, once readers have moved on."""
        if not self._gone and not self._old:
            return
        time.sleep(max(0.0, self._committed + self._grace_s - time.monotonic()))
        state = self._catalogue.follow().state
        for number in self._old:
            if number:
                self._server.drop(schema.passages(self._name, number))
        delete_gone(self._server, self._name, state.passages, self._gone)
        self._gone, self._old = Gone(), []

    def _drop_left(self, state: State) -> None:
        """Take away collections of rebuilds that were not finished."""
        current = schema.passages(self._name, state.passages)
        start = schema.passages(self._name, 0).removesuffix("0")
        for collection in self._server.collections():
            if collection.startswith(start) and collection != current:
                self._server.drop(collection)
