"""The one door to a library: a folder with a database and the indexes derived from it."""

from __future__ import annotations

import difflib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from index.encode.protocol import Encoder
from index.errors import EncoderError, NotHeld, StoreDamaged, StoreError, StoreMissing
from index.memory import give_back
from index.records.model import Delegation, Document, Passage, Record
from index.records.symbols import normalise
from index.store.database import (
    FILE_NAME,
    Database,
    check_encoder,
    encoder_stamp,
    get_meta,
)
from index.store.disk import fullness_named, sync
from index.store.lock import writer_lock
from index.store.model import AddReport, DocumentSummary, Progress
from index.store.places import Place, find_document, read_documents, read_places, read_vectors
from index.store.rows import PASSAGE_COLUMNS, passage_from, read_record
from index.store.summaries import read_summaries, read_translations, read_versions
from index.store.writer import PORTION, Encoding, Report, Writer, silent

if TYPE_CHECKING:
    from index.search.holdings import Legs, Snapshot
    from index.search.rerank import Reranker
    from index.search.searcher import Searcher
    from index.store.generation import Generation
    from index.store.ingest import Arrival, FileRead
    from index.store.put import Intake

_ATTEMPTS = 3
# Reading who speaks in so many passages leaves memory behind that is worth giving back.
_LARGE = 20_000
_BUILT_WITH = "The library was built with this encoder."
_REBUILD = (
    "Put it back; or `rostrum index --rebuild` encodes what is held with the encoder that ships, "
    "`--encoder` behind it with another one."
)


class Library:
    """What is held, and everything that can be done with it. Threads may share one for reading.

    The encoder is the one given, else the one that the library was built with, loaded when it is
    first needed; a new library takes the shipped one.
    """

    def __init__(self, path: Path, database: Database, encoder: Encoder | None = None) -> None:
        self.path = path
        self._database = database
        self._writer = Writer(path, database)
        self._encoder = encoder
        self._reranker: Reranker | None = None
        self._guard = threading.RLock()
        self._generation: Generation | None = None
        # What the thread that reads is in the middle of, see `moment`.
        self._moment = threading.local()

    @classmethod
    def open(cls, path: Path, encoder: Encoder | None = None, *, create: bool = False) -> Library:
        """The library in a folder; with `create` a new one where there is none.

        Raises:
            StoreMissing: nothing has been indexed there.
            StoreDamaged: the database is damaged (derived indexes are rebuilt instead).
            StoreMismatch: written under another schema or, if `encoder` is given, by another one.
        """
        if not (path / FILE_NAME).is_file():
            if not create:
                raise StoreMissing(
                    f"There is no library in {path}.", "`rostrum index PATH…` makes one."
                )
            _create(path)
        library = cls(path, Database.open(path))
        try:
            if encoder is not None:
                library.use(encoder)
        except BaseException:
            library.close()
            raise
        return library

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files; searching afterwards is an error."""
        with self._guard:
            self._generation = None
            self._database.close()

    @property
    def encoder(self) -> Encoder:
        """The encoder of this library.

        Raises:
            EncoderError: it cannot be loaded.
            StoreMismatch: it is not the one that made the vectors any more.
        """
        with self._guard:
            if self._encoder is None:
                from index.encode import load_encoder

                with self._database.reading() as connection:
                    stamp = encoder_stamp(connection)
                try:
                    encoder = load_encoder(stamp.name if stamp else None)
                except EncoderError as error:
                    if stamp is None:
                        raise
                    raise EncoderError(f"{error.message} {_BUILT_WITH}", _REBUILD) from error
                self.use(encoder)
            assert self._encoder is not None
            return self._encoder

    def use(self, encoder: Encoder) -> None:
        """Search and add with this encoder.

        Raises:
            StoreMismatch: the vectors that are held are another one's.
        """
        with self._database.reading() as connection:
            check_encoder(connection, encoder)
        self._encoder = encoder

    def use_reranker(self, reranker: Reranker | None) -> None:
        """Let searchers made from now on order their best hits by this reranker; None by none."""
        self._reranker = reranker

    @property
    def generation(self) -> int:
        """The number of the current generation of indexes; 0 before anything was added."""
        with self._database.reading() as connection:
            return int(get_meta(connection, "generation") or 0)

    # Changing what is held

    def add(
        self,
        paths: Sequence[Path],
        progress: Callable[[Progress], None] | None = None,
        *,
        given: Mapping[str, str] | None = None,
        keep_versions: bool = False,
        portion: int | None = None,
    ) -> AddReport:
        """Put files, and the readable files of folders, in: all of them or, on any error, none.

        A file that cannot be read or parsed is listed in the report and the rest goes in. What is
        held already stays as it is, also where its text comes under another name; another version
        of a symbol in the same language takes the place of the one before, which goes or, with
        `keep_versions`, is kept to be read. `given` are fields of the documents (symbol, date …)
        for where neither their text nor their files say them.

        With a `portion` much is put in by and by, so many passages at a time: what was finished
        before an error stays, and adding the same files again goes on from there.

        Raises:
            StoreBusy: another process is writing.
            StoreMismatch: the vectors that are held are another encoder's.
            StoreError: there is no room left.
        """
        from index.store.ingest import from_files
        from index.store.put import Intake

        intake, report = Intake(keep_versions), progress or silent
        return self._adding(from_files(paths, intake, report, given), intake, report, portion)

    def add_records(
        self, records: Iterable[Record], progress: Callable[[Progress], None] | None = None
    ) -> AddReport:
        """Put in records that were not read from files (a corpus in another form), like `add`.

        They are what they are said to be: texts that say the same are all taken in.

        Raises:
            StoreBusy, StoreMismatch, StoreError: as `add`.
        """
        from index.store.ingest import from_records
        from index.store.put import Intake

        intake, report = Intake(compare=False), progress or silent
        return self._adding(from_records(records, report), intake, report)

    def watched_stamps(self, folder: Path) -> dict[str, str]:
        """The files of a watched folder that were taken in before, with their stamps."""
        from index.store.watched import known_stamps

        with self._database.reading() as connection:
            return known_stamps(connection, folder)

    def follow(
        self,
        files: Mapping[Path, str],
        gone: Sequence[str],
        progress: Callable[[Progress], None] | None = None,
        *,
        mirror: bool = False,
        keep_versions: bool = False,
    ) -> tuple[AddReport, tuple[Document, ...]]:
        """Put in watched files with their stamps, like `add`, and remember which documents each
        holds; forget those that are `gone` and, to `mirror` them, remove their documents.

        What a changed file no longer holds is removed. Returns what was added and what removed.

        Raises:
            StoreBusy, StoreMismatch, StoreError: as `add`.
        """
        from index.store.ingest import from_files
        from index.store.put import Intake
        from index.store.watched import Watched

        if not files and not gone:
            return AddReport(), ()
        intake, report = Intake(keep_versions), progress or silent
        arrivals = from_files(list(files), intake, report)
        encoding = Encoding(lambda: self.encoder, report, PORTION)
        with self._writer.turn():
            self._writer.put(arrivals, intake, encoding, Watched(files))
            self._writer.forget(gone, intake, report, remove=mirror)
        return intake.report(), tuple(intake.removed)

    def remove(self, symbol_or_id: str) -> Document:
        """Take one document out, with the earlier versions that are kept of it.

        Raises:
            NotHeld: there is no such document.
            StoreBusy: another process is writing.
        """
        return self.remove_all([symbol_or_id])[0]

    def remove_all(self, names: Sequence[str]) -> tuple[Document, ...]:
        """Take several documents out, all of them or, on any error, none.

        Raises:
            NotHeld, StoreBusy: as `remove`.
        """
        found = {document.id: document for document in map(self.resolve, names)}
        with self._writer.turn():
            self._writer.remove(found)
        return tuple(found.values())

    def rebuild(
        self,
        encoder: Encoder | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> int:
        """Encode every passage again, with another encoder if one is given, and index anew.

        Returns the number of passages. Until it is done the library is as it was.
        """
        chosen = encoder or self._encoder
        if chosen is None:
            from index.encode import load_encoder

            chosen = load_encoder()
        with self._writer.turn():
            passages = self._writer.rebuild(chosen, progress or silent)
        self._encoder = chosen
        return passages

    @property
    def database(self) -> Database:
        """Where a folder has its words; in Milvus, what is known of them in memory."""
        return self._database

    @contextmanager
    def changing(self) -> Iterator[tuple[sqlite3.Connection, Callable[[Report], None]]]:
        """Change the tables themselves, in one turn and transaction: all of it or nothing.

        The second value builds the indexes anew; it is called last.

        Raises:
            StoreBusy, StoreError: as `add`.
        """
        with self._writer.turn(), self._writer.transaction() as connection:
            yield connection, lambda report: self._writer.derive(connection, report, anew=True)

    # Looking at what is held

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document with its counts, in the order of adding."""
        with self._database.snapshot() as connection:
            return tuple(read_summaries(connection))

    def resolve(self, symbol_or_id: str) -> Document:
        """The document with this symbol, id, digest or file name.

        Raises:
            NotHeld: none has; the hint names the nearest.
        """
        symbol = normalise(symbol_or_id)
        with self._database.reading() as connection:
            document = find_document(connection, symbol, symbol_or_id.strip())
            if document is not None:
                return document
            labels = [document.label for document in read_documents(connection)]
        near = difflib.get_close_matches(symbol, labels, n=3)
        hint = f"Nearest: {', '.join(near)}." if near else "`rostrum documents` lists what is."
        raise NotHeld(f"No document {symbol_or_id!r} is held.", hint)

    def record(self, symbol_or_id: str) -> Record:
        """A whole record.

        Raises:
            NotHeld: there is no such document.
            StoreDamaged: its words on disk are not the ones that were put in.
        """
        document = self.resolve(symbol_or_id)
        with self._database.snapshot() as connection:
            record = read_record(connection, document.id)
        if record is None:
            raise NotHeld(f"{document.label} has just been removed.")
        return record

    def translations(self, document: Document) -> tuple[Document, ...]:
        """The held documents with the same symbol in another language."""
        with self._database.reading() as connection:
            return read_translations(connection, document)

    def versions(self, document: Document) -> tuple[Document, ...]:
        """Every version of a document that is held, oldest first, the current one last."""
        with self._database.reading() as connection:
            return read_versions(connection, document)

    def passage(self, id: str) -> Passage:
        """One passage by its id.

        Raises:
            NotHeld: there is no such passage.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {PASSAGE_COLUMNS} FROM passages WHERE id = ?", (id,)
            ).fetchone()
        if row is None:
            raise NotHeld(f"No passage {id!r} is held.", "Passage ids come with search hits.")
        return passage_from(row)

    def delegations(self) -> tuple[Delegation, ...]:
        """Who takes the floor in what is held, in the order of first speaking."""
        generation = self.current()
        return tuple(generation.roster.delegations.values()) if generation else ()

    def catalogue(self) -> tuple[Document, ...]:
        """The documents that are searched, without their counts: nothing is read from disk."""
        generation = self.current()
        return tuple(generation.roster.documents.values()) if generation else ()

    # Searching

    def searcher(self) -> Searcher:
        """A searcher over what is held at the moment of each search."""
        from index.search.searcher import Searcher

        return Searcher(self, reranker=self._reranker)

    def current(self) -> Generation | None:
        """The indexes of what is held now, rebuilt if they are damaged; None if nothing is."""
        with self.moment() as generation:
            return generation

    @contextmanager
    def moment(self) -> Iterator[Generation | None]:
        """Like `current`, and all that this thread reads inside is of the same moment.

        What is changed meanwhile is seen afterwards: indexes of one state never meet the words of
        another.

        Raises:
            StoreError: damaged indexes cannot be rebuilt.
        """
        from index.store.manifest import UnusableError

        if hasattr(self._moment, "generation"):
            yield self._moment.generation
            return
        for _ in range(_ATTEMPTS):
            with self._database.snapshot() as connection:
                state = get_meta(connection, "state")
                try:
                    self._moment.generation = self._opened(connection)
                except UnusableError as error:
                    reason = str(error)
                else:
                    try:
                        yield self._moment.generation
                    finally:
                        del self._moment.generation
                    return
            # A writer may have put another generation in its place meanwhile.
            if state == self._state():
                self._writer.repair(reason)
        raise StoreError(f"The indexes of {self.path} cannot be rebuilt.", "Check the disk.")

    def _opened(self, connection: sqlite3.Connection) -> Generation | None:
        """The indexes of the state that `connection` sees, opened once for all threads."""
        from index.store.generation import open_generation

        with self._guard:
            if get_meta(connection, "generation") is None:
                return None
            known = self._generation
            if known is None or known.state != get_meta(connection, "state"):
                known = self._generation = open_generation(self.path, connection, known)
                if len(known.roster.rows) > _LARGE:
                    give_back()
            return known

    def legs(self, snapshot: Snapshot) -> Legs:
        """The legs over the indexes of a moment."""
        from index.search.legs import LocalLegs

        return LocalLegs(snapshot, self.vectors)

    def places(self, rows: Sequence[int]) -> dict[int, Place]:
        """Passages by row with statement, document and range in the file."""
        with self._database.snapshot() as connection:
            return read_places(connection, rows)

    def vectors(self, rows: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows that are held, and their vectors, shape (rows held, dimensions)."""
        with self._database.reading() as connection:
            stamp = encoder_stamp(connection)
            return read_vectors(connection, rows, stamp.dimensions if stamp else 1)

    def _adding(
        self,
        arrivals: Iterator[Arrival | FileRead],
        intake: Intake,
        report: Callable[[Progress], None],
        portion: int | None = None,
    ) -> AddReport:
        encoding = Encoding(lambda: self.encoder, report, portion)
        with self._writer.turn():
            self._writer.put(arrivals, intake, encoding)
        return intake.report()

    def _state(self) -> str | None:
        with self._database.reading() as connection:
            return get_meta(connection, "state")


def _create(path: Path) -> None:
    """A new, empty library in a folder."""
    if path.is_file():
        raise StoreError(f"{path} is a file, a library is a folder.", "Name another place.")
    path.mkdir(parents=True, exist_ok=True)
    sync(path.parent)
    with fullness_named(path), writer_lock(path):
        if (path / FILE_NAME).exists():
            return
        if (path / "generations").exists():
            raise StoreDamaged(
                f"The database of the library {path} is gone.",
                "Put it back from a backup, or delete the folder and index the files again.",
            )
        Database.create(path)
