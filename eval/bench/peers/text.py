"""A document as the comparison has it, and the record that Rostrum makes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import DocumentError
from index.records.delegations import find
from index.records.model import (
    Block,
    Document,
    Language,
    OffsetMap,
    Paragraph,
    Record,
    Speaker,
    Statement,
)
from index.records.parse import parse_documents


@dataclass(frozen=True, slots=True)
class Text:
    """One document: its paragraphs are `text[start:end]`; `delegation` is a code or empty."""

    name: str
    language: Language
    date: str | None
    delegation: str
    text: str
    paragraphs: tuple[tuple[int, int], ...]

    @classmethod
    def of(
        cls,
        name: str,
        language: Language,
        date: str | None,
        delegation: str,
        lines: Sequence[str],
    ) -> Text:
        """A document of one paragraph a line."""
        spans, at = [], 0
        for line in lines:
            spans.append((at, at + len(line)))
            at += len(line) + 1
        return cls(name, language, date, delegation, "\n".join(lines), tuple(spans))

    def record(self) -> Record:
        """One statement of the delegation, nothing left to be parsed."""
        text = self.text
        digest = hashlib.sha256(f"{self.name}\n{text}".encode()).hexdigest()
        delegation = find(self.delegation) if self.delegation else None
        document = Document(
            id=digest[:16],
            digest=digest,
            name=self.name,
            language=self.language,
            kind="verbatim",
            date=self.date,
        )
        statement = Statement(
            number=1,
            start=0,
            end=len(text),
            heading_start=0,
            heading_end=0,
            speaker=Speaker(name=None, delegation=delegation),
            paragraphs=tuple(
                Paragraph(number, start, end)
                for number, (start, end) in enumerate(self.paragraphs, start=1)
            ),
        )
        return Record(
            document=document,
            raw=text,
            text=text,
            offsets=OffsetMap((0,), (0,), len(text)),
            blocks=(Block("statement_text", 0, len(text)),),
            statements=(statement,),
            delegations=(delegation,) if delegation else (),
        )


def read(folder: Path) -> Iterator[Text]:
    """The text files of a folder as documents, each with whoever holds its first statement.

    Files that cannot be read or parsed are passed over.
    """
    for path in sorted(folder.rglob("*.txt")):
        try:
            found = [record for record in parse_documents(path, {}) if isinstance(record, Record)]
        except DocumentError:
            continue
        yield from (_text(record) for record in found if record.statements)


def _text(record: Record) -> Text:
    whose = record.statements[0].speaker.delegation
    spans = [(p.start, p.end) for s in record.statements for p in s.paragraphs]
    document = record.document
    return Text.of(
        document.name,
        document.language,
        document.date,
        whose.code if whose else "",
        [record.text[start:end] for start, end in spans],
    )
