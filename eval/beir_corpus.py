"""The documents of any corpus as records that a library takes, and the time that takes."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from eval.beir_files import CorpusDocument
from index.encode.protocol import Vectors
from index.errors import DocumentError
from index.records.masthead import language_of
from index.records.model import Record
from index.records.parse import parse_text

_WORD = re.compile(r"\w")


@dataclass(slots=True)
class Stopwatch:
    """Seconds by stage, in the order in which the stages were first met."""

    seconds: dict[str, float] = field(default_factory=dict)
    _last: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        """Count the time since the last lap to a stage."""
        now = time.perf_counter()
        self.add(stage, now - self._last)
        self._last = now

    def add(self, stage: str, seconds: float) -> None:
        """Count time that was measured elsewhere."""
        self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds


class NoEncoder:
    """Stands where no encoder is needed: every text has the same vector of one dimension."""

    name = digest = "none"
    dimensions = 1

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Ones, shape (len(texts), 1)."""
        return np.ones((len(texts), 1), np.float32)

    encode_passages = encode_questions


def records(corpus: Iterable[CorpusDocument], left_out: list[str]) -> Iterator[Record]:
    """The documents as records, in order; ids of those without a word go to `left_out`."""
    for document in corpus:
        try:
            yield record(document)
        except DocumentError:
            left_out.append(document.id)


def record(document: CorpusDocument) -> Record:
    """A document of a corpus as a record.

    It is plain text whatever it looks like, so that no word of it counts as a masthead, and has no
    symbol: two documents of a corpus may quote the same one. Its digest takes in its id, since
    two documents may also hold the same words.

    Raises:
        DocumentError: there is no word in it, or it cannot be parsed.
    """
    text = "\n".join(part for part in (document.title.strip(), document.text) if part)
    if not _WORD.search(text):
        raise DocumentError(f"{document.id} holds no word.")
    digest = hashlib.sha256(json.dumps([document.id, text]).encode()).hexdigest()
    known = {"kind": "text", "language": language_of(text)}
    if document.title.strip():
        known["title"] = document.title.strip()
    parsed = parse_text(text, name=document.id, digest=digest, overrides=known)
    return replace(parsed, document=replace(parsed.document, symbol=None))
