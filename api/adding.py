"""Putting files that came over HTTP into the library, and telling what became of each.

Turn      one writer at a time in this process; another process is kept out by the library's lock
add       the files in, all in one transaction, and a report of every one
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from api import problems
from api.uploads import Received, lay_out
from index.errors import RostrumError, StoreBusy
from index.records.model import Document
from index.store.model import AddReport
from rag.parse_wire import parse_fields
from rag.wire import bare_document_fields

if TYPE_CHECKING:
    from index.store.library import Library
    from index.store.model import Duplicate, Progress

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a document; `old` is the one whose place it took."""

    outcome: Literal["added", "replaced", "unchanged"]
    document: Document
    old: Document | None = None


class Turn:
    """Whose turn it is to write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @property
    def taken(self) -> bool:
        """Whether somebody writes now."""
        return self._lock.locked()

    def check(self) -> None:
        """See that nobody writes, so that nothing is sent in vain.

        Raises:
            StoreBusy: somebody does.
        """
        if self.taken:
            raise _busy()

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Write while inside.

        Raises:
            StoreBusy: somebody else does.
        """
        if not self._lock.acquire(blocking=False):
            raise _busy()
        try:
            yield
        finally:
            self._lock.release()


def _busy() -> StoreBusy:
    return StoreBusy(
        "The library is being changed by another request.",
        "Wait until that has finished, then try again.",
    )


def add(
    library: Library,
    files: Sequence[Received],
    progress: Callable[[Progress], None] | None = None,
) -> list[Fields]:
    """Put files in, and say of each what became of it, in their order.

    A file at fault costs none of the others. When this returns the library searches all of them.

    Raises:
        StoreError, EncoderError: nothing was put in.
    """
    documents = lay_out(files)
    given = [file for file in documents if file.error is None]
    report = library.add([file.path for file in given], progress) if given else AddReport()
    _mark_failed(given, report)
    # The next question need not wait until the new indexes are open.
    library.current()
    fates = _fates(report, given)
    summaries = {one.document.id: one for one in library.documents()}

    def told(fate: Fate) -> Fields:
        id = fate.document.id
        return {
            **parse_fields(library.record(id), summaries[id]),
            "outcome": fate.outcome,
            "replaced": bare_document_fields(fate.old) if fate.old else None,
        }

    told_of = []
    for file in files:
        own = fates.get(file.path, [])
        held = [told(fate) for fate in own if fate.document.id in summaries]
        outcome = _outcome(file, own, held, file in documents)
        told_of.append(_file_fields(file, held, outcome, _copies(file, report.duplicates)))
    return told_of


def _outcome(file: Received, own: Sequence[Fate], held: Sequence[Fields], document: bool) -> str:
    """What became of a file, in one word."""
    if file.error is not None:
        return "failed"
    if not document:
        return "side-car"
    if own and not held:
        # Another file of the same request is a later version of the same document.
        return "superseded"
    outcomes = {fields["outcome"] for fields in held} or {"unchanged"}
    return "added" if len(outcomes) > 1 else str(outcomes.pop())


def _mark_failed(files: Sequence[Received], report: AddReport) -> None:
    """Give each file that did not go in its error, without the folder where it lay."""
    failed = {failure.path: failure.error for failure in report.failed}
    for file in files:
        if error := failed.get(file.path):
            error.message = error.message.replace(f"{file.path.parent}/", "")
            error.hint = error.hint.replace(f"{file.path.parent}/", "")
            file.error = error


def _fates(report: AddReport, files: Sequence[Received]) -> dict[Path, list[Fate]]:
    """What became of the documents of each file, by its path.

    A document is known by the digest of its file, and one of a file that holds several by its
    name, which begins with the file's.
    """
    fates = [Fate("added", document) for document in report.added]
    fates += [Fate("replaced", one.new, one.old) for one in report.replaced]
    fates += [Fate("unchanged", document) for document in report.unchanged]
    found: dict[Path, list[Fate]] = {}
    for file in files:
        if file.error is None:
            found[file.path] = _own(file, fates)
    return found


def _own(file: Received, fates: list[Fate]) -> list[Fate]:
    """The fates of the documents of one file, taken out of all of them: the same bytes under two
    names have one each."""
    for fate in fates:
        if fate.document.digest == file.digest:
            fates.remove(fate)
            return [fate]
    own = [fate for fate in fates if fate.document.name.startswith(file.name)]
    fates[:] = [fate for fate in fates if fate not in own]
    return own


def _file_fields(
    file: Received, documents: list[Fields], outcome: str, copies: list[Fields]
) -> Fields:
    """One file of the report."""
    return {
        "name": file.name,
        "size": file.size,
        "digest": file.digest or None,
        "outcome": outcome,
        "documents": documents,
        "copies": copies,
        "problem": _problem(file.error) if file.error else None,
    }


def _copies(file: Received, duplicates: Sequence[Duplicate]) -> list[Fields]:
    """What is held already of the words of a file's documents; `share` is 1 for all of them."""
    return [
        {
            "document": one.document.id,
            "name": one.document.name,
            "held": one.held.id,
            "held_name": one.held.name,
            "held_symbol": one.held.symbol,
            "share": round(one.share, 4),
            "added": one.added,
        }
        for one in duplicates
        if one.document.digest == file.digest or one.document.name.startswith(file.name)
    ]


def _problem(error: RostrumError) -> Fields:
    return problems.fields(problems.kind_of(error), error.message, error.hint)
