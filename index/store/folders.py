"""The files that are meant by files and folders."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from index.errors import UnreadableFile
from index.formats.detect import READ, SUFFIXES
from index.formats.names import shown
from index.records.sources import FILE_NAME as SIDE_CAR
from index.store.model import Failure
from index.store.put import Intake


def expand(paths: Sequence[Path], intake: Intake) -> list[Path]:
    """The files meant, each once: folders give those of kinds that are read, in order."""
    found: dict[Path, Path] = {}
    for path in paths:
        files = [path]
        if _is_folder(path):
            files, others = files_within(path)
            intake.passed_over += others
            if not files:
                error = UnreadableFile(f"{shown(path)} holds no file that is read.", READ, path)
                intake.failed.append(Failure(path, error))
        for file in files:
            found.setdefault(file.absolute(), file)
    return list(found.values())


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        # A name that no file can have is told of when it is read.
        return False


def files_within(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of a folder at any depth that are read, and the others; hidden ones are neither.

    Links to folders are not followed, since they may lead in a circle.
    """
    files: list[Path] = []
    others: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith(".") or name == SIDE_CAR or not path.is_file():
                continue
            (files if path.suffix.lower() in SUFFIXES else others).append(path)
    return files, others
