"""Files that come over HTTP, put into a folder while they arrive.

    receive      the files of one request: multipart/form-data, or one file as the whole body
    lay_out      the documents among them, a side-car beside each

Nothing is held in memory: every piece goes to disk as it comes. A file that is too large costs its
place and not the others; only a request that is too large as a whole, or is no multipart at all,
is refused as one. The name that a file came with decides nothing but what it is called: each lies
in a folder of its own, numbered by the service.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.errors import FileTooLarge
from api.file_names import name_in, safe_name
from api.limits import TooLarge
from index.errors import InputError, RostrumError, StoreError
from index.records.sources import FILE_NAME as SIDE_CAR

# How many files one request may bring, and how many of the largest size fit into it.
MOST_FILES = 200
LARGEST_AT_ONCE = 8
_SEND = "Send files as multipart/form-data, or one file as the body with ?name=its-name.txt."


@dataclass(slots=True)
class Received:
    """One file: its safe name, where it lies, how large it is and the SHA-256 of its bytes.

    `error` says why it goes no further.
    """

    name: str
    path: Path
    size: int = 0
    digest: str = ""
    error: RostrumError | None = None


@dataclass(slots=True)
class _Writing:
    """The file that is arriving."""

    received: Received
    stream: IO[bytes]
    sha: hashlib._Hash = field(default_factory=hashlib.sha256)


async def receive(request: Request, folder: Path, limit: int, name: str | None) -> list[Received]:
    """The files of a request in subfolders of `folder`, in the order in which they came.

    `limit` is the most bytes of one file; `name` that of a file which is the whole body.

    Raises:
        InputError: no file is in it, too many are, or it is not the multipart it says it is.
        TooLarge: it is larger than all files together may be.
        StoreError: there is no room on disk for it.
    """
    files = _Files(folder, limit)
    kind, options = parse_options_header(request.headers.get("content-type"))
    most, arrived = limit * LARGEST_AT_ONCE, 0
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most:
        raise TooLarge(most)
    try:
        take = files.multipart(options) if kind == b"multipart/form-data" else files.whole(name)
        async for piece in request.stream():
            arrived += len(piece)
            if arrived > most:
                raise TooLarge(most)
            if piece:
                await run_in_threadpool(take.write, piece)
        await run_in_threadpool(take.finish)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(
            f"The files cannot be taken in: {reason}.", "Make room on the service's disk."
        ) from error
    finally:
        files.close()
    if not files.received:
        raise InputError("The request brings no file.", _SEND)
    return files.received


class _Files:
    """Files as they arrive, one after the other."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.received: list[Received] = []
        self._folder, self._limit = folder, limit
        self._open: _Writing | None = None

    def multipart(self, options: Mapping[bytes, bytes]) -> _Multipart:
        """A taker of a multipart body."""
        if not options.get(b"boundary"):
            raise InputError("The multipart body does not name its boundary.", _SEND)
        return _Multipart(self, options[b"boundary"])

    def whole(self, name: str | None) -> _Whole:
        """A taker of a body that is one file."""
        if name is None:
            raise InputError("The body is one file, and it is not said what it is called.", _SEND)
        return _Whole(self, name)

    def begin(self, name: str) -> None:
        """A new file."""
        if len(self.received) >= MOST_FILES:
            raise InputError(
                f"The request brings more than {MOST_FILES} files.", "Send the rest after these."
            )
        place = self._folder / str(len(self.received))
        place.mkdir()
        found = Received(safe_name(name), place / safe_name(name))
        self.received.append(found)
        self._open = _Writing(found, found.path.open("xb"))

    def write(self, piece: bytes) -> None:
        """More of the file; what is over the limit is let go of."""
        if self._open is None:
            return
        found = self._open.received
        found.size += len(piece)
        if found.size <= self._limit:
            self._open.stream.write(piece)
            self._open.sha.update(piece)
        elif found.error is None:
            found.error = FileTooLarge(
                f"{found.name} has more than {self._limit:,} bytes.",
                "Divide it, or raise ROSTRUM_UPLOAD_LIMIT.",
                found.path,
            )
            self._open.stream.truncate(0)

    def end(self) -> None:
        """The file is complete."""
        if self._open is not None:
            if self._open.received.error is None:
                self._open.received.digest = self._open.sha.hexdigest()
            self.close()

    def close(self) -> None:
        """Let go of a file that is still open."""
        if self._open is not None:
            self._open.stream.close()
            self._open = None


class _Whole:
    """Takes a body that is one file."""

    def __init__(self, files: _Files, name: str) -> None:
        self._files = files
        files.begin(name)

    def write(self, piece: bytes) -> None:
        self._files.write(piece)

    def finish(self) -> None:
        self._files.end()


class _Multipart:
    """Takes a multipart body apart; fields that are no files are passed over."""

    def __init__(self, files: _Files, boundary: bytes) -> None:
        self._files = files
        self._header, self._value, self._disposition = bytearray(), bytearray(), ""
        self._ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begins,
                "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                "on_header_end": self._header_ends,
                "on_headers_finished": self._headers_end,
                "on_part_data": lambda data, start, end: self._files.write(data[start:end]),
                "on_part_end": self._files.end,
                "on_end": self._all_ends,
            },
        )

    def write(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except MultipartParseError as error:
            raise InputError(f"The body is not multipart/form-data: {error}.", _SEND) from error

    def finish(self) -> None:
        if not self._ended:
            raise InputError("The multipart body breaks off before its end.", _SEND)

    def _part_begins(self) -> None:
        self._disposition = ""

    def _header_ends(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            # Browsers write names in UTF-8; others may not, and then only the name suffers.
            self._disposition = bytes(self._value).decode("utf-8", "replace")
        self._header.clear()
        self._value.clear()

    def _headers_end(self) -> None:
        name = name_in(self._disposition)
        if name is not None:
            self._files.begin(name)

    def _all_ends(self) -> None:
        self._ended = True


def lay_out(files: Sequence[Received]) -> list[Received]:
    """The files that are documents; a side-car among them is put beside each.

    `SOURCES.toml` says of documents what their text does not; it is none itself.
    """
    documents = [file for file in files if file.name != SIDE_CAR]
    for side_car in files:
        if side_car.name == SIDE_CAR and side_car.error is None:
            for document in documents:
                place = document.path.with_name(SIDE_CAR)
                with suppress(FileExistsError):
                    place.hardlink_to(side_car.path)
    return documents
