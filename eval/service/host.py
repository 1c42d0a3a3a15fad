"""What the routes take of the service that mounts them."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from index.errors import RostrumError
from index.records.model import Document, Record
from index.store.model import DocumentSummary


class Library(Protocol):
    """What is held, as far as it is needed here."""

    @property
    def generation(self) -> int: ...

    def documents(self) -> tuple[DocumentSummary, ...]: ...

    def record(self, symbol_or_id: str) -> Record: ...

    def resolve(self, symbol_or_id: str) -> Document: ...


class _Holdings(Protocol):
    @property
    def library(self) -> Library: ...


class _Desk(Protocol):
    @property
    def holdings(self) -> _Holdings: ...


class _Changes(Protocol):
    def allow(self, request: Request) -> None: ...

    @property
    def writable(self) -> bool: ...


class Host:
    """The service, seen from a request."""

    def __init__(self, request: Request) -> None:
        self._request = request

    @property
    def library(self) -> Library:
        """The open library.

        Raises:
            StoreError, EncoderError: it cannot be opened.
        """
        return cast(_Desk, self._request.app.state.desk).holdings.library

    @property
    def library_if_any(self) -> Library | None:
        """The open library, None where there is none to be used."""
        try:
            return self.library
        except RostrumError:
            return None

    @property
    def writable(self) -> bool:
        """Whether the service takes changes at all."""
        return self._changes.writable

    def allow(self) -> None:
        """Let this request change something.

        Raises:
            RostrumError: it may not; the service says why.
        """
        self._changes.allow(self._request)

    @property
    def _changes(self) -> _Changes:
        return cast(_Changes, self._request.app.state.changes)


AtHost = Annotated[Host, Depends(Host)]
