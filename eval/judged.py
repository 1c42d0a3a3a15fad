"""The question set against a library: which of its documents are held, where its gold stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from eval.model import JudgedSpan, Judgments
from eval.question_set import Need, QuestionSetError, judgments
from index.records.model import Record
from index.store.model import DocumentSummary

SEEDS = Path(__file__).parents[1] / "seeds"


class Shelf(Protocol):
    """What is needed of a library here."""

    def documents(self) -> tuple[DocumentSummary, ...]: ...

    def record(self, symbol_or_id: str) -> Record: ...


def held_records(needs: Sequence[Need], shelf: Shelf) -> dict[str, Record]:
    """The records that the gold stands in, by file name.

    Raises:
        QuestionSetError: the library does not hold one of them.
    """
    held = {s.document.name: s.document.id for s in shelf.documents()}
    wanted = list(dict.fromkeys(g.file for need in needs for g in need.gold))
    missing = [name for name in wanted if name not in held]
    if missing:
        raise QuestionSetError(
            f"The library does not hold {', '.join(missing)}, which the questions are about.",
            "Index the documents of the question set, or leave --library out.",
        )
    return {name: shelf.record(held[name]) for name in wanted}


def judge(needs: Sequence[Need], records: Mapping[str, Record]) -> Judgments:
    """The judged spans of every answerable need, located in the mended text.

    Raises:
        QuestionSetError: a quotation that its document does not hold.
    """
    located = judgments([need for need in needs if need.answerable], records)
    return Judgments(
        {
            need: tuple(JudgedSpan(document, s.start, s.end, g) for document, s, g in spans)
            for need, spans in located.items()
        }
    )


def digest(*parts: bytes) -> str:
    """16 hexadecimal digits of the SHA-256 of some parts, in order."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:16]


def library_digest(shelf: Shelf) -> str:
    """Changes with the documents held and with how many passages each is cut into."""
    rows = sorted((s.document.digest, s.passages) for s in shelf.documents())
    return digest(repr(rows).encode())


def texts_digest(records: Mapping[str, Record]) -> str:
    """Changes with the mended texts, which every offset of a run and of the gold points into."""
    texts = sorted((record.document.id, record.text) for record in records.values())
    return digest(*(f"{id} {text}".encode() for id, text in texts))


@cache
def seed_records() -> Mapping[str, Record]:
    """The records of the question set read from their files (once), by file name."""
    from index.records.parse import parse_file

    found = {path.name: parse_file(path) for path in sorted(SEEDS.glob("*.txt"))}
    return MappingProxyType(found)
