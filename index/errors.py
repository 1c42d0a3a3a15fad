"""Every error that Rostrum raises on purpose.

RostrumError                     what went wrong, and `hint`: what to do about it
├── InputError                   the caller's request cannot be served as it stands
│   ├── QuestionError            an empty, blank or over-long question; k out of range
│   └── FilterError              a filter names an unknown symbol, delegation, ...
├── DocumentError                a file cannot become a record (carries `path`)
│   ├── UnreadableFile           missing, a directory, empty, binary, unknown encoding
│   └── UnparsableRecord         text was read, but an invariant of the record fails
├── NotHeld                      a symbol, document or passage that the library does not hold
├── EncoderError                 a model directory that is missing, truncated or unfit
└── StoreError                   the library on disk cannot be used
    ├── StoreMissing             nothing has been indexed there yet
    ├── StoreDamaged             the database itself is damaged (derived files are rebuilt silently)
    ├── StoreMismatch            built with another encoder or another schema version
    └── StoreBusy                another process is writing
"""

from __future__ import annotations

from pathlib import Path


class RostrumError(Exception):
    """Something went wrong that a reader can act on.

    `message` says what was wrong, `hint` what to do; `str()` joins the two.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint


class InputError(RostrumError):
    """The caller's request cannot be served as it stands."""


class QuestionError(InputError):
    """An empty, blank or over-long question, or a k out of range."""


class FilterError(InputError):
    """A filter names something that the library does not know."""


class DocumentError(RostrumError):
    """A file cannot become a record; `path` is the file (None for text handed over)."""

    def __init__(self, message: str, hint: str = "", path: Path | None = None) -> None:
        super().__init__(message, hint)
        self.path = path


class UnreadableFile(DocumentError):
    """Missing, a directory, empty, binary or in an unknown encoding."""


class UnparsableRecord(DocumentError):
    """The text was read but does not keep an invariant of a record."""


class NotHeld(RostrumError):
    """A symbol, document or passage that the library does not hold."""


class EncoderError(RostrumError):
    """A model directory that is missing, truncated or of an unfit architecture."""


class StoreError(RostrumError):
    """The library on disk cannot be used."""


class StoreMissing(StoreError):
    """Nothing has been indexed at this place yet."""


class StoreDamaged(StoreError):
    """The database is damaged; derived files never raise this, they are rebuilt."""


class StoreMismatch(StoreError):
    """The library was built with another encoder or another schema version."""


class StoreBusy(StoreError):
    """Another process is writing to the library."""
