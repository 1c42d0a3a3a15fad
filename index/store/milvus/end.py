"""A library in Milvus as one end of a move; see `index.store.move.End`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from index.store.milvus.bench import bench
from index.store.milvus.cards import Files, read_watched
from index.store.milvus.library import MilvusLibrary
from index.store.milvus.parcel import Parcel, read_parcel
from index.store.model import EncoderStamp

# Documents read at once.
_AT_ONCE = 32


class MilvusEnd:
    """Reads whole documents."""

    def __init__(self, library: MilvusLibrary) -> None:
        self._library = library

    def still(self) -> AbstractContextManager[object]:
        """All that is read inside is of one moment."""
        return self._library.moment()

    @property
    def state(self) -> str:
        """A name for what it holds now."""
        return self._library.held.state.state

    @property
    def stamp(self) -> EncoderStamp | None:
        """The encoder whose vectors it holds."""
        return self._library.held.state.stamp

    def numbers(self) -> list[int]:
        """Documents, rising."""
        return sorted(self._library.held.entries())

    def parcels(self, numbers: Sequence[int]) -> Iterator[Parcel]:
        """Documents with all that belongs to them, in this order."""
        library = self._library
        for at in range(0, len(numbers), _AT_ONCE):
            part = numbers[at : at + _AT_ONCE]
            with bench(library.server, library.address.name, library.held) as brought:
                brought.fetch(part)
                for number in part:
                    yield read_parcel(brought.connection, number)

    def highest(self) -> tuple[int, int]:
        """The highest numbers given to a passage and to a document."""
        state = self._library.held.state
        return state.last_row, state.last_number

    def files(self) -> Files:
        """What is known of watched files."""
        held = self._library.held
        with held.lock:
            return read_watched(held.connection)
