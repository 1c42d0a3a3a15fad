"""Data sets in files of one entry a line: read with line numbers, written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import InputError


class DataSetError(InputError):
    """A file of an evaluation is missing, malformed or does not fit the others.

    `path` is the file; `line` counts from 1, None where the file as a whole is meant.
    """

    def __init__(self, message: str, hint: str, path: Path, line: int | None = None) -> None:
        place = str(path) if line is None else f"{path}:{line}"
        super().__init__(f"{place}: {message}", hint)
        self.path = path
        self.line = line


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, without their line ends, with their numbers from 1.

    Only a line feed ends a line: U+2028 and its like are characters of a text.

    Raises:
        DataSetError: the file is missing, a folder, or not UTF-8.
    """
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        # Decoding runs ahead of the lines, so the place is only known to be further on.
        message = f"not UTF-8 ({error.reason}) somewhere after line {number}."
        raise DataSetError(message, "Convert the file to UTF-8.", path) from error
    except FileNotFoundError as error:
        raise DataSetError("there is no such file.", "Check the path.", path) from error
    except OSError as error:
        raise DataSetError(f"cannot be read: {error.strerror}.", "Check it.", path) from error


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to write into, which gets its name `path` when everything in it is written.

    Raises:
        DataSetError: there is something at `path` already, or it cannot be written to.
    """
    if path.exists():
        raise DataSetError("stands there already.", "Name a place that is free.", path)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        raise DataSetError(f"cannot be written: {error.strerror}.", "Check it.", path) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
