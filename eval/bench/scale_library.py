"""A library that grows through the write path, with vectors looked up in place of encoded ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from eval.bench.scale_data import Material, records, vector_of
from index.encode.protocol import TokenEncoder
from index.records.model import Record
from index.store.changes import first_new_row
from index.store.database import Database, set_meta
from index.store.ingest import Arrival, from_records, missing, put_portion
from index.store.library import Library
from index.store.model import Progress
from index.store.put import Intake
from index.store.rows import write_codes, write_vector
from index.store.writer import PORTION, Writer

# What is measured as "adding one document": about fifty passages.
ONE = 50


class Growing:
    """A library in a folder, written by portions as `rostrum index` writes it.

    Args:
        given: records to take in place of made-up ones, as long as there are any.
        tokens: whether passages have token vectors.
    """

    def __init__(
        self,
        path: Path,
        material: Material,
        encoder: TokenEncoder,
        given: Iterable[Record] = (),
        tokens: bool = True,
    ) -> None:
        Library.open(path, create=True).close()
        self.path, self.passages = path, 0
        self._material, self._encoder, self._tokens = material, encoder, tokens
        self._database = Database.open(path)
        self._writer = Writer(path, self._database)
        self._waiting = from_records(chain(given, records(material)), _silent)
        self._more = from_records(records(material, seed=2), _silent)

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()

    def grow(self, passages: int, tell: Callable[[int], None]) -> float:
        """Write until so many passages are held; seconds of writing.

        What is written is made before the clock starts, a portion at a time.
        """
        spent = 0.0
        while self.passages < passages:
            portion = _portion(self._waiting, min(PORTION, passages - self.passages))
            spent += self._put(portion)
            tell(self.passages)
        return spent

    def add_one(self) -> float:
        """Add one document of about fifty passages; seconds until it can be searched."""
        arrivals: list[Arrival] = []
        while sum(len(one.passages) for one in arrivals) < ONE:
            arrivals += islice(self._more, 1)
        with Library.open(self.path) as reader:
            reader.current()
            begun = time.perf_counter()
            self._put(arrivals)
            reader.current()
            return time.perf_counter() - begun

    def _put(self, arrivals: list[Arrival]) -> float:
        intake = Intake(compare=False)
        begun = time.perf_counter()
        with self._writer.turn(), self._writer.transaction() as connection:
            put_portion(connection, iter(arrivals), intake, None)
            for row, _, text in missing(connection, first_new_row(connection)):
                vector, tokens = vector_of(self._material, text)
                write_vector(connection, row, vector)
                if self._tokens:
                    write_codes(connection, row, tokens)
            set_meta(
                connection,
                encoder_name=self._encoder.name,
                encoder_digest=self._encoder.digest,
                encoder_dimensions=self._encoder.dimensions,
                encoder_token_dimensions=self._encoder.token_dimensions if self._tokens else 0,
            )
            self._writer.derive(connection)
        self.passages += intake.written
        return time.perf_counter() - begun


def _portion(arrivals: Iterator[Arrival], passages: int) -> list[Arrival]:
    """The next arrivals that have so many passages together."""
    found: list[Arrival] = []
    while sum(len(one.passages) for one in found) < passages:
        found.append(next(arrivals))
    return found


def _silent(progress: Progress) -> None:
    """Told elsewhere."""
