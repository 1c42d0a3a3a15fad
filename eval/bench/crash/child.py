"""The process that writes: `python -m eval.bench.crash.child LIBRARY`.

It says first what it found (the restart), then does one order after the other. Orders come as JSON
lines on stdin; on stdout it tells of each stage as it begins, and acknowledges an order only when
the library has.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from eval.bench.crash.world import QUESTIONS, HashEncoder, held, hits
from index.errors import RostrumError
from index.store.library import Library
from index.store.model import Progress

Fields = dict[str, Any]


class Child:
    """Carries out orders on one library."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._library = Library.open(path, HashEncoder(), create=True)
        self._stage: str | None = None
        self._limit: int | None = None

    def search(self) -> None:
        """What a user waits for after a restart."""
        self._library.searcher().search(QUESTIONS[0])

    def state(self) -> Fields:
        """What is held and found, and whether the database is sound."""
        with closing(sqlite3.connect(self._path / "library.sqlite3")) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
            foreign = connection.execute("PRAGMA foreign_key_check").fetchall()
        texts = [
            (s.document.name, self._library.record(s.document.id).raw)
            for s in self._library.documents()
        ]
        return {
            "held": held(self._library),
            "hits": hits(self._library),
            "sound": sound == "ok" and not foreign,
            "texts": texts,
        }

    def do(self, order: Fields) -> Fields:
        """One order; what became of it."""
        self._stage, self._limit = None, order.get("limit")
        try:
            return {"done": self._done(order)}
        except RostrumError as error:
            return {"error": type(error).__name__, "message": str(error)}
        finally:
            _limit_files(None)

    def _done(self, order: Fields) -> object:
        match order["do"]:
            case "add":
                report = self._library.add(
                    [Path(path) for path in order["paths"]],
                    self._told,
                    keep_versions=order.get("keep", False),
                    portion=order.get("portion"),
                )
                return len(report.added) + len(report.replaced)
            case "remove":
                return len(self._library.remove_all(order["symbols"]))
            case "rebuild":
                return self._library.rebuild(HashEncoder(), self._told)
            case "state":
                return self.state()
        raise ValueError(order)

    def _told(self, progress: Progress) -> None:
        if progress.stage != self._stage:
            self._stage = progress.stage
            tell({"stage": progress.stage})
        if self._limit is not None and progress.stage == "encode":
            _limit_files(self._limit)


def tell(fields: Fields) -> None:
    """One line for whoever started this process."""
    os.write(1, json.dumps(fields, ensure_ascii=False).encode() + b"\n")


def _limit_files(size: int | None) -> None:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if size is None else size, hard))


def main() -> None:
    """Serve orders until stdin ends."""
    child = Child(Path(sys.argv[1]))
    child.search()
    tell({"up": time.process_time()})
    tell({"ready": child.state()})
    for line in sys.stdin:
        tell(child.do(json.loads(line)))


if __name__ == "__main__":
    main()
