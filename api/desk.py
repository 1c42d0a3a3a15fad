"""The desk: the open library and who answers from it.

A library that cannot be opened does not keep the service down: the desk says why to everyone who
asks and tries again each time, so that indexing the first documents is enough to bring it into use.
A library that was deleted, or deleted and made anew, is not served from its open files any longer.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import Settings
from index.errors import RostrumError, StoreMissing
from index.memory import give_back

if TYPE_CHECKING:
    from index.search.searcher import Searcher
    from index.store.library import Library
    from rag.answer import Answerer
    from rag.generate.client import Client
    from rag.generate.endpoint import Endpoint
    from rag.generate.generated import GeneratedAnswerer

Appoint = Callable[["Searcher", "Library"], "Answerer"]
Identity = tuple[int, int]
# Two scripts and a symbol, and what every record may answer: with them everything is loaded that a
# first question would otherwise have to wait for.
SEARCHED = "安全理事会 Security Council S/PV.1"
ASKED = "安全理事会今天讨论什么问题？"


def appoint(searcher: Searcher, library: Library) -> Answerer:
    """The answerer that works without a language model."""
    from rag.answer import Answerer

    return Answerer(searcher, library)


def configured() -> Endpoint | None:
    """The language model that the environment names, None where it names none."""
    return Settings.from_mapping(os.environ).endpoint


@dataclass(frozen=True, slots=True)
class Holdings:
    """An open library, its searcher and its answerer; all of them follow what is added later."""

    library: Library
    searcher: Searcher
    answerer: Answerer

    @property
    def names(self) -> Collection[str]:
        """Folded forms of the names of those who speak in what is held."""
        generation = self.library.current()
        return generation.roster.names if generation else ()


class Desk:
    """Opens the library once it is there and keeps it; safe to share between threads.

    `file` is the one whose replacement means that the library is another; None if nobody but the
    owner of the library decides that. `endpoint` says which language model to use; it is asked
    when the first answer of one is wanted. `make_library` makes the library that documents are to
    be put into where there is none yet; None if that is not for the desk to do.
    """

    def __init__(
        self,
        open_library: Callable[[], Library],
        appoint: Appoint = appoint,
        file: Path | None = None,
        endpoint: Callable[[], Endpoint | None] = configured,
        make_library: Callable[[], None] | None = None,
    ) -> None:
        self._open_library = open_library
        self._make_library = make_library
        self._appoint = appoint
        self._file = file
        self._endpoint = endpoint
        self._model: Client | None = None
        self._generating: tuple[Holdings, GeneratedAnswerer] | None = None
        self._lock = threading.Lock()
        self._holdings: Holdings | None = None
        self._identity: Identity | None = None

    @property
    def holdings(self) -> Holdings:
        """What is open.

        Raises:
            StoreError: there is no library yet, or it cannot be used.
            EncoderError: its encoder cannot be loaded.
        """
        with self._lock:
            identity = _identity(self._file)
            if self._holdings is None or identity != self._identity:
                # The one before is let go of, not closed: others may still be answering from it.
                self._holdings = None
                library = self._open_library()
                searcher = library.searcher()
                self._holdings = Holdings(library, searcher, self._appoint(searcher, library))
                self._identity = identity
            return self._holdings

    def stocked(self) -> Library:
        """The open library to put documents into, a new one where there is none.

        Raises:
            StoreError, EncoderError: as for `holdings`.
        """
        try:
            return self.holdings.library
        except StoreMissing:
            if self._make_library is None:
                raise
            self._make_library()
        return self.holdings.library

    @property
    def generating(self) -> GeneratedAnswerer:
        """Who answers from what is open in the words of the language model.

        Raises:
            NotConfigured: there is no language model.
            InputError: it is configured by halves.
            StoreError, EncoderError: as for `holdings`.
        """
        from rag.generate.generated import GeneratedAnswerer

        model, open_now = self._the_model(), self.holdings
        with self._lock:
            if self._generating is None or self._generating[0] is not open_now:
                answerer = GeneratedAnswerer(
                    open_now.answerer, open_now.searcher, open_now.library, model
                )
                self._generating = open_now, answerer
            return self._generating[1]

    def _the_model(self) -> Client:
        """The one connection to the model: what it learns of the server holds for all requests."""
        from rag.generate.client import Client
        from rag.generate.errors import NotConfigured

        with self._lock:
            if self._model is None:
                endpoint = self._endpoint()
                if endpoint is None:
                    raise NotConfigured
                self._model = Client(endpoint)
            return self._model

    def rehearse(self) -> RostrumError | None:
        """Open and load everything, so that the first question is as fast as the next.

        Returns the reason where that is not possible.
        """
        try:
            self._ask_first()
        except RostrumError as error:
            return error
        give_back()
        return None

    def _ask_first(self) -> None:
        from rag.follow_up.answering import Conversing

        open_now = self.holdings
        open_now.searcher.search(SEARCHED, 1)
        Conversing(open_now.answerer, [ASKED], open_now.names).ask(ASKED, 1)

    def close(self) -> None:
        """Close the library and the connections to the language model, if they are open."""
        with self._lock:
            if self._holdings is not None:
                self._holdings.library.close()
                self._holdings = self._generating = None
            if self._model is not None:
                self._model.close()
                self._model = None


def _identity(file: Path | None) -> Identity | None:
    """Device and inode of a file; None where there is none."""
    try:
        found = file.stat() if file else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None
