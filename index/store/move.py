"""A whole library from one place to another: from a folder to Milvus, back, or between servers.

Nothing is encoded or cut again. Documents, passages and their numbers, vectors, coded tokens,
earlier versions and what is known of watched files come as they are, so that permalinks and hits
stay the same. At the end every document is read back and compared.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from index.errors import InputError, StoreError, StoreMissing
from index.store.database import FILE_NAME, encoder_stamp, get_meta
from index.store.library import Library
from index.store.milvus.address import Address, Where
from index.store.milvus.cards import Files, read_watched, write_stamp, write_watched
from index.store.milvus.parcel import Parcel, read_parcel, write_parcel
from index.store.model import EncoderStamp, Progress
from index.store.place import open_library
from index.store.writer import Report, silent

# Passages sent between two commits.
_PORTION = 4096
_BATCH = 32


class End(Protocol):
    """A library at one end of a move."""

    @property
    def state(self) -> str:
        """A name for what it holds now."""
        ...

    @property
    def stamp(self) -> EncoderStamp | None:
        """The encoder whose vectors it holds."""
        ...

    def numbers(self) -> list[int]:
        """Documents, rising."""
        ...

    def parcels(self, numbers: Sequence[int]) -> Iterator[Parcel]:
        """Documents with all that belongs to them, in this order."""
        ...

    def highest(self) -> tuple[int, int]:
        """The highest numbers given to a passage and to a document."""
        ...

    def files(self) -> Files:
        """What is known of watched files."""
        ...

    def still(self) -> AbstractContextManager[object]:
        """All that is read inside is of one moment."""
        ...


def move(
    source: Library, target: Where, report: Report = silent, *, replace: bool = False
) -> tuple[int, int]:
    """Copy all that a library holds to another place, and compare; documents and passages.

    A move to Milvus that was interrupted goes on from there when it is started again, provided
    that the library has not changed; one to a folder begins anew. The source stays as it is.

    Raises:
        InputError: both are the same place.
        StoreError: the target holds something and is not to be replaced; either cannot be used;
            what arrived is not what was sent.
    """
    if str(source.path.absolute()) == str(Path(str(target)).absolute()):
        raise InputError("A library cannot be moved to where it is.", "Name another place.")
    begin = _end(source)
    with begin.still():
        numbers = begin.numbers()
        if isinstance(target, Address):
            _to_milvus(begin, numbers, target, report, replace)
        else:
            _to_folder(begin, numbers, target, report, replace)
        with open_library(target) as arrived:
            passages = _compare(begin, _end(arrived), numbers, report)
    return len(numbers), passages


class _Folder:
    """A library in a folder; see `End`."""

    def __init__(self, library: Library) -> None:
        self._database = library.database

    def still(self) -> AbstractContextManager[object]:
        return self._database.snapshot()

    @property
    def state(self) -> str:
        with self._database.reading() as connection:
            return str(get_meta(connection, "state"))

    @property
    def stamp(self) -> EncoderStamp | None:
        with self._database.reading() as connection:
            return encoder_stamp(connection)

    def numbers(self) -> list[int]:
        with self._database.reading() as connection:
            rows = connection.execute("SELECT number FROM documents ORDER BY number").fetchall()
        return [number for (number,) in rows]

    def parcels(self, numbers: Sequence[int]) -> Iterator[Parcel]:
        with self._database.reading() as connection:
            for number in numbers:
                yield read_parcel(connection, number)

    def highest(self) -> tuple[int, int]:
        with self._database.reading() as connection:
            given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        return given.get("passages", 0), given.get("documents", 0)

    def files(self) -> Files:
        with self._database.reading() as connection:
            return read_watched(connection)


def _end(library: Library) -> End:
    from index.store.milvus.library import MilvusLibrary

    if isinstance(library, MilvusLibrary):
        from index.store.milvus.end import MilvusEnd

        return MilvusEnd(library)
    return _Folder(library)


def _to_milvus(
    begin: End, numbers: Sequence[int], address: Address, report: Report, replace: bool
) -> None:
    from index.store.milvus.founding import drop
    from index.store.milvus.library import MilvusLibrary

    if replace and not _unfinished(address, begin.state):
        drop(address)
    with MilvusLibrary.connect(address, create=True, unfinished=True) as target:
        state = target.held.state
        if state.number and state.moving != begin.state:
            raise _occupied(address)
        writer = target.milvus_writer
        with writer.turn():
            waiting = [number for number in numbers if number > state.last_number]
            for portion in _portions(begin.parcels(waiting)):
                writer.take_over(portion, begin.stamp, begin.state)
                done = len(numbers) - len([n for n in waiting if n > portion[-1].number])
                report(Progress("move", done, len(numbers)))
            writer.arrived(*begin.highest(), begin.files())


def _unfinished(address: Address, state: str) -> bool:
    """Whether a move of the same library to this address was interrupted."""
    from index.store.milvus.library import MilvusLibrary

    try:
        with MilvusLibrary.connect(address, unfinished=True) as held:
            return held.held.state.moving == state
    except StoreMissing:
        return False


def _to_folder(
    begin: End, numbers: Sequence[int], folder: Path, report: Report, replace: bool
) -> None:
    if folder.is_dir() and not (folder / FILE_NAME).is_file() and any(folder.iterdir()):
        raise StoreError(
            f"{folder} holds other files.", "Name a folder that is empty or not there yet."
        )
    with Library.open(folder, create=True) as target:
        held = bool(_Folder(target).numbers())
        if held and not replace:
            raise _occupied(folder)
        with target.changing() as (connection, derive):
            if held:
                for table in ("watched", "documents", "meta"):
                    connection.execute(f"DELETE FROM {table}")
            for done, parcel in enumerate(begin.parcels(numbers), start=1):
                write_parcel(connection, parcel)
                report(Progress("move", done, len(numbers)))
            write_watched(connection, begin.files())
            _give(connection, begin)
            derive(report)


def _give(connection: sqlite3.Connection, begin: End) -> None:
    """The encoder, and numbers that are not to be given again."""
    if begin.stamp is not None:
        write_stamp(connection, begin.stamp)
    connection.execute("DELETE FROM sqlite_sequence WHERE name IN ('passages', 'documents')")
    connection.executemany(
        "INSERT INTO sqlite_sequence VALUES (?, ?)",
        list(zip(("passages", "documents"), begin.highest(), strict=True)),
    )


def _compare(begin: End, arrived: End, numbers: Sequence[int], report: Report) -> int:
    """Read every document at both ends; how many passages there are.

    Raises:
        StoreError: something differs.
    """
    if arrived.numbers() != list(numbers) or arrived.files() != begin.files():
        raise _differs("the list of documents")
    passages = 0
    pairs = zip(begin.parcels(numbers), arrived.parcels(numbers), strict=True)
    for done, (one, other) in enumerate(pairs, start=1):
        if digest(one) != digest(other):
            raise _differs(str(one.document["symbol"] or one.document["name"]))
        passages += len(one.passages)
        report(Progress("check", done, len(numbers)))
    return passages


def digest(parcel: Parcel) -> str:
    """SHA-256 of a document with everything that belongs to it."""
    told = hashlib.sha256()
    for rows in ([parcel.document], parcel.statements, parcel.paragraphs, parcel.passages):
        told.update(repr([sorted(row.items()) for row in rows]).encode())
    return told.hexdigest()


def _portions(parcels: Iterable[Parcel]) -> Iterator[list[Parcel]]:
    portion: list[Parcel] = []
    for parcel in parcels:
        portion.append(parcel)
        if sum(len(one.passages) for one in portion) >= _PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _occupied(place: Where) -> StoreError:
    return StoreError(
        f"{place} holds another library already.",
        "Name another place, or give --replace to put this one in its stead.",
    )


def _differs(what: str) -> StoreError:
    return StoreError(
        f"What arrived differs from what was sent: {what}.",
        "Nothing was taken from the source. Move again with --replace.",
    )
