"""The connection to Milvus: its requests, and what its failures mean to a user."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from index.errors import StoreError, StoreMismatch
from index.store.milvus.address import Address
from index.store.milvus.failures import client_class, meaning

if TYPE_CHECKING:
    from pymilvus import MilvusClient

    from index.store.milvus.schema import Build

# What one answer of Milvus may hold.
MOST_ROWS = 16_384
# Rows sent at once: a passage weighs about 15 kB with its vectors, a request may have 64 MB.
AT_ONCE = 512
_OLDEST = (2, 4)
_HOUR_MS = 3_600_000
_VERSION = re.compile(r"v?(\d+)\.(\d+)")
# Handles on files of the embedded twin: its server goes with the last of them.
_open_files: Counter[str] = Counter()
_guard = threading.Lock()

Row = dict[str, Any]


class Server:
    """One connection; threads may share it. Everything that fails is a `StoreError`."""

    def __init__(self, address: Address) -> None:
        """Connect.

        Raises:
            StoreError: pymilvus is missing; the server cannot be reached or refuses.
            StoreMismatch: the server is too old.
        """
        self.address = address
        self._closed = False
        made = client_class(address)
        with self._told():
            self._client: MilvusClient = made(
                address.uri,
                token=address.token,
                db_name=address.database,
                timeout=address.connecting,
                # The embedded twin is in this process and takes offence at being asked for signs
                # of life.
                grpc_options={"grpc.keepalive_time_ms": _HOUR_MS} if address.lite else {},
            )
        if address.lite:
            with _guard:
                _open_files[address.uri] += 1
        try:
            self._check_version()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the connection; once is enough."""
        if self._closed:
            return
        self._closed = True
        self._client.close()
        if not self.address.lite:
            return
        with _guard:
            _open_files[self.address.uri] -= 1
            if _open_files[self.address.uri]:
                return
        from milvus_lite.server_manager import server_manager_instance

        server_manager_instance.release_server(self.address.uri)

    def query(
        self,
        collection: str,
        expression: str,
        fields: Sequence[str],
        *,
        strong: bool = False,
        limit: int = MOST_ROWS,
    ) -> list[Row]:
        """The rows that an expression selects, in no order; with `strong` all acknowledged ones."""
        with self._told():
            found = self._client.query(
                collection,
                filter=expression,
                output_fields=list(fields),
                limit=limit,
                timeout=self.address.timeout,
                consistency_level=self._level(strong),
            )
        return [dict(row) for row in found]

    def count(self, collection: str, expression: str = "") -> int:
        """How many acknowledged rows an expression selects."""
        with self._told():
            found = self._client.query(
                collection,
                filter=expression,
                output_fields=["count(*)"],
                timeout=self.address.timeout,
                consistency_level="Strong",
            )
        return int(found[0]["count(*)"])

    def search(
        self,
        collection: str,
        field: str,
        vector: Any,
        k: int,
        expression: str,
        fields: Sequence[str] = (),
        parameters: Mapping[str, Any] | None = None,
    ) -> list[tuple[int, float, Row]]:
        """Key, inner product and fields of the k best rows, best first."""
        with self._told():
            found = self._client.search(
                collection,
                data=[vector],
                anns_field=field,
                limit=k,
                filter=expression,
                output_fields=list(fields),
                search_params={"metric_type": "IP", "params": dict(parameters or {})},
                timeout=self.address.timeout,
                consistency_level=self._level(False),
            )
        return [(int(one["row"]), float(one["distance"]), dict(one["entity"])) for one in found[0]]

    def insert(self, collection: str, rows: Iterable[Row]) -> None:
        """Put rows in, some hundred in a request."""
        for batch in _batches(rows):
            with self._told():
                self._client.insert(collection, batch, timeout=self.address.writing)

    def upsert(self, collection: str, rows: Sequence[Row]) -> None:
        """Put rows in the place of those with the same keys."""
        with self._told():
            self._client.upsert(collection, list(rows), timeout=self.address.writing)

    def delete(self, collection: str, expression: str) -> None:
        """Take out what an expression selects."""
        with self._told():
            self._client.delete(collection, filter=expression, timeout=self.address.writing)

    def collections(self) -> set[str]:
        """The names of all collections."""
        with self._told():
            return set(self._client.list_collections(timeout=self.address.timeout))

    def create(self, collection: str, build: Build) -> None:
        """Make a collection of the schema and indexes that `build` gives, and load it."""
        with self._told():
            schema, indexes, array = build(self._client)
            self._client.create_collection(
                collection,
                schema=schema,
                num_shards=self.address.shards,
                consistency_level=self.address.consistency,
                timeout=self.address.writing,
            )
            # Nothing is in it yet: there is no building to wait for.
            self._index(collection, indexes)
        if array:
            self._try_index(collection, array)
        self.load(collection)

    def _index(self, collection: str, indexes: Any) -> None:
        self._client.create_index(collection, indexes, timeout=self.address.writing, sync=False)

    def _try_index(self, collection: str, field: str) -> None:
        """Index a field of arrays; a server that cannot do it looks through them instead."""
        indexes = self._client.prepare_index_params()
        indexes.add_index(field, index_type="INVERTED")
        with suppress(StoreError), self._told():
            self._index(collection, indexes)

    def load(self, collection: str) -> None:
        """Make a collection ready to be read, where it is not; the embedded twin forgets it."""
        with self._told():
            # The embedded twin has no replicas to speak of.
            replicas = (
                {} if self.address.replicas == 1 else {"replica_number": self.address.replicas}
            )
            self._client.load_collection(collection, timeout=self.address.writing, **replicas)

    def drop(self, collection: str) -> None:
        """Take a collection away."""
        with self._told():
            self._client.drop_collection(collection, timeout=self.address.writing)

    def _level(self, strong: bool) -> str:
        return "Strong" if strong else self.address.consistency

    def _check_version(self) -> None:
        with self._told():
            version = self._version()
        found = _VERSION.match(version)
        if found and (int(found[1]), int(found[2])) < _OLDEST:
            raise StoreMismatch(
                f"The server {self.address.uri} is Milvus {version}, which has no sparse vectors.",
                "Rostrum needs Milvus 2.4 or newer.",
            )

    def _version(self) -> str:
        """What the server says it is; nothing where it does not know the question."""
        try:
            return str(self._client.get_server_version(timeout=self.address.connecting))
        except Exception as error:
            if "UNIMPLEMENTED" in str(error):
                return ""
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What pymilvus and gRPC raise, in plain words and without the token."""
        try:
            yield
        except StoreError:
            raise
        except Exception as error:
            raise meaning(error, self.address) from None


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
