"""The desk: the open library and who answers from it.

A library that cannot be opened does not keep the service down: the desk says why to everyone who
asks and tries again each time, so that indexing the first documents is enough to bring it into use.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import RostrumError

if TYPE_CHECKING:
    from index.search.searcher import Searcher
    from index.store.library import Library
    from rag.answer import Answerer

Appoint = Callable[["Searcher", "Library"], "Answerer"]
# Two scripts and a symbol: what a first question would otherwise have to wait for is loaded.
REHEARSAL = "安全理事会 Security Council S/PV.1"


def appoint(searcher: Searcher, library: Library) -> Answerer:
    """The answerer that works without a language model."""
    from rag.answer import Answerer

    return Answerer(searcher, library)


@dataclass(frozen=True, slots=True)
class Holdings:
    """An open library, its searcher and its answerer; all of them follow what is added later."""

    library: Library
    searcher: Searcher
    answerer: Answerer


class Desk:
    """Opens the library once it is there and keeps it; safe to share between threads."""

    def __init__(self, open_library: Callable[[], Library], appoint: Appoint = appoint) -> None:
        self._open_library = open_library
        self._appoint = appoint
        self._lock = threading.Lock()
        self._holdings: Holdings | None = None

    @property
    def holdings(self) -> Holdings:
        """What is open.

        Raises:
            StoreError: there is no library yet, or it cannot be used.
            EncoderError: its encoder cannot be loaded.
        """
        with self._lock:
            if self._holdings is None:
                library = self._open_library()
                searcher = library.searcher()
                self._holdings = Holdings(library, searcher, self._appoint(searcher, library))
            return self._holdings

    def rehearse(self) -> RostrumError | None:
        """Open and load everything, so that the first question is as fast as the next.

        Returns the reason where that is not possible.
        """
        try:
            self.holdings.searcher.search(REHEARSAL, 1)
        except RostrumError as error:
            return error
        return None

    def close(self) -> None:
        """Close the library if it is open."""
        with self._lock:
            if self._holdings is not None:
                self._holdings.library.close()
                self._holdings = None
