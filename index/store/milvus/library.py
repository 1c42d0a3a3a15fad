"""The door to a library in Milvus: what `index.store.library.Library` is for a folder."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from index.encode.protocol import Encoder
from index.errors import NotHeld, StoreError, StoreMismatch
from index.records.model import Document, Passage, Record, Statement
from index.search.words import fingerprint
from index.store.database import get_meta
from index.store.library import Library
from index.store.milvus import schema
from index.store.milvus.address import Address
from index.store.milvus.catalogue import POLL_S, Catalogue, Held
from index.store.milvus.expressions import quoted
from index.store.milvus.founding import create_collections, missing
from index.store.milvus.lease import Times
from index.store.milvus.legs import MilvusLegs
from index.store.milvus.passages import FIELDS, with_spilled
from index.store.milvus.pieces import read_settled, unpacked
from index.store.milvus.reading import record_from, statements_from
from index.store.milvus.server import Row, Server
from index.store.milvus.snapshot import MilvusSnapshot
from index.store.milvus.view import View
from index.store.milvus.writer import GRACE_S, MilvusWriter
from index.store.model import DocumentSummary
from index.store.places import Place
from index.store.rows import passage_from
from index.store.summaries import read_summaries

if TYPE_CHECKING:
    from index.search.holdings import Legs, Snapshot
    from index.store.generation import Generation

# Requests of one process under way at once.
_AT_ONCE = 16
# Documents whose statements stay in memory, for the hits of the next question.
_KEPT = 512


class MilvusLibrary(Library):
    """See `Library`; all that is held is on the server, and several machines may read it.

    What another process changes is seen within `poll_s` seconds.
    """

    def __init__(
        self,
        server: Server,
        encoder: Encoder | None = None,
        *,
        poll_s: float = POLL_S,
        times: Times | None = None,
        grace_s: float = GRACE_S,
    ) -> None:
        self._server, self._name = server, server.address.name
        self._catalogue = Catalogue(server, self._name, poll_s)
        super().__init__(self._catalogue.path, self._catalogue, encoder)
        if server.address.lite:
            # Nobody is in another process, and what is acknowledged is seen.
            times, grace_s = times or Times(pause=0.02), 0.0
        self._milvus_writer = MilvusWriter(
            server, self._name, self._catalogue, times or Times(), grace_s
        )
        self._writer = self._milvus_writer
        self._executor = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="milvus")
        self._snapshots: tuple[Held, MilvusSnapshot] | None = None
        self._statements: OrderedDict[int, dict[int, Statement]] = OrderedDict()

    @classmethod
    def connect(
        cls,
        address: Address,
        encoder: Encoder | None = None,
        *,
        create: bool = False,
        unfinished: bool = False,
        **settings: Any,
    ) -> MilvusLibrary:
        """The library at an address; with `create` a new one where there is none.

        One that a move has begun and not finished is only opened as `unfinished`.

        Raises:
            StoreMissing: nothing has been indexed there.
            StoreMismatch: written under another schema or encoder; the server is too old.
            StoreError: the server cannot be reached or refuses; pymilvus is not installed.
        """
        if address.lite and not create and not Path(address.uri).exists():
            raise missing(address)
        server = Server(address)
        try:
            if schema.meta(address.name) not in server.collections():
                if not create:
                    raise missing(address)
                create_collections(server, address.name)
            else:
                for collection in (schema.meta, schema.documents, schema.pieces):
                    server.load(collection(address.name))
            library = cls(server, encoder, **settings)
            library._check(encoder, unfinished)
        except BaseException:
            server.close()
            raise
        return library

    @property
    def address(self) -> Address:
        """Where it is."""
        return self._server.address

    @property
    def held(self) -> Held:
        """What is held now, as this process knows it."""
        return self._catalogue.held()

    @property
    def milvus_writer(self) -> MilvusWriter:
        """Who changes it."""
        return self._milvus_writer

    @property
    def server(self) -> Server:
        """The connection."""
        return self._server

    def close(self) -> None:
        """Let go of the connection; searching afterwards is an error."""
        with self._guard:
            self._snapshots = None
            self._executor.shutdown()
            self._catalogue.close()
            self._server.close()

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document with its counts, in the order of adding."""
        with self._catalogue.pinned() as held, held.lock:
            sizes = held.sizes()
            summaries = list(read_summaries(held.connection))
        return tuple(
            replace(one, characters=sizes[one.document.id][0], paragraphs=sizes[one.document.id][1])
            for one in summaries
        )

    def record(self, symbol_or_id: str) -> Record:
        """A whole record.

        Raises:
            NotHeld: there is no such document.
            StoreDamaged: its words in Milvus are not the ones that were put in.
        """
        with self._catalogue.pinned() as held:
            document = self.resolve(symbol_or_id)
            number = _number(held, document)
        found = read_settled(
            self._server, self._name, "record", [number],
            lambda text: record_from(unpacked(text, document.label)),
        )  # fmt: skip
        if number not in found:
            raise NotHeld(f"{document.label} has just been removed.")
        return found[number]

    def passage(self, id: str) -> Passage:
        """One passage by its id.

        Raises:
            NotHeld: there is no such passage.
        """
        with self._catalogue.pinned() as held:
            rows = self._rows(held, f"id == {quoted(id)} and {held.state.visible()}")
        if not rows:
            raise NotHeld(f"No passage {id!r} is held.", "Passage ids come with search hits.")
        return _passage(rows[0])

    # Searching

    @contextmanager
    def moment(self) -> Iterator[Generation | None]:
        """See `Library.moment`: what another process commits meanwhile is seen afterwards.

        Raises:
            StoreError: the server cannot be asked.
        """
        with self._catalogue.pinned() as held:
            if not _stocked(held):
                yield None
                return
            if held.state.words and held.state.words != fingerprint():
                raise StoreMismatch(
                    f"The library {self.address} knows words as another version of Rostrum does.",
                    "`rostrum index --rebuild` makes its vectors of words anew.",
                )
            # To those who search, a snapshot is what a generation is (`index.search.holdings`).
            yield cast("Generation", self._snapshot(held))

    def legs(self, snapshot: Snapshot) -> Legs:
        """The legs over a moment."""
        return MilvusLegs(cast(MilvusSnapshot, snapshot), self._executor)

    def places(self, rows: Sequence[int]) -> dict[int, Place]:
        """Passages by row with statement, document and range in the file."""
        if not len(rows):
            return {}
        with self._catalogue.pinned() as held:
            view = self._snapshot(held).view
            known = [row for row in map(int, rows) if view.known(np.array([row], np.int64))[0]]
            documents = {floor.document_id for floor in held.roster.floors_at(known)}
            numbers = {id: _number(held, held.roster.documents[id]) for id in documents}
            reading = self._executor.submit(self._read_statements, list(numbers.values()))
            found = self._rows(held, "", known)
            statements = reading.result()
            # Of a document that has just been removed nothing is shown.
            return {
                int(row["row"]): Place(
                    _passage(row),
                    statements[numbers[row["document"]]][int(row["statement"])],
                    held.roster.documents[row["document"]],
                    int(row["raw_start"]),
                    int(row["raw_end"]),
                )
                for row in found
                if numbers[row["document"]] in statements
            }

    def vectors(self, rows: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows that are held, and their vectors, shape (rows held, dimensions)."""
        with self._catalogue.pinned() as held:
            if not _stocked(held):
                return np.empty(0, np.int64), np.empty((0, 1), np.float32)
            return self._snapshot(held).dense.vectors(rows)

    def _snapshot(self, held: Held) -> MilvusSnapshot:
        with self._guard:
            if self._snapshots is None or self._snapshots[0] is not held:
                view = View(held, self._server, self._name)
                self._snapshots = held, MilvusSnapshot(view)
            return self._snapshots[1]

    def _rows(self, held: Held, expression: str, rows: Sequence[int] = ()) -> list[Row]:
        """Passages with their words, by an expression or by rows."""
        if not held.state.passages:
            return []
        view = self._snapshot(held).view
        found = (
            self._server.query(view.collection, expression, FIELDS)
            if expression
            else view.rows(rows, FIELDS)
        )
        return with_spilled(self._server, self._name, found)

    def _read_statements(self, numbers: Sequence[int]) -> dict[int, dict[int, Statement]]:
        """The statements of documents by their numbers, those read lately from memory."""
        with self._guard:
            known = {n: self._statements[n] for n in numbers if n in self._statements}
        known |= read_settled(
            self._server, self._name, "statements", [n for n in numbers if n not in known],
            lambda text: statements_from(unpacked(text, "The statements of a document")),
        )  # fmt: skip
        with self._guard:
            self._statements.update(known)
            while len(self._statements) > _KEPT:
                self._statements.popitem(last=False)
        return known

    def _check(self, encoder: Encoder | None, unfinished: bool) -> None:
        """See that it can be used as it is."""
        state = self._catalogue.follow().state
        if state.moving and not unfinished:
            raise StoreError(
                f"The library {self.address} is being moved there, or the move was interrupted.",
                "Wait until it has finished, or give the same `rostrum move` again.",
            )
        if encoder is not None:
            self.use(encoder)


def _stocked(held: Held) -> bool:
    with held.lock:
        return get_meta(held.connection, "generation") is not None


def _number(held: Held, document: Document) -> int:
    with held.lock:
        row = held.connection.execute(
            "SELECT number FROM documents WHERE id = ?", (document.id,)
        ).fetchone()
    return int(row[0])


def _passage(row: Row) -> Passage:
    """A passage as `PASSAGE_COLUMNS` order it."""
    names = ("id", "document", "statement", "paragraphs", "start", "end", "text", "context")
    return passage_from([row[name] for name in names])
