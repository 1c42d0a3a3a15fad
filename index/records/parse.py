"""From a file to a Record: read, mend, find the kind, parse, and check that nothing was lost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from index.errors import UnparsableRecord
from index.records.clean import Mended, mend
from index.records.letters import parse_unspoken
from index.records.masthead import Metadata, read_metadata
from index.records.model import Document, Kind, Language, Origin, Record
from index.records.read import read_text
from index.records.sources import Sources, sources_beside
from index.records.speakers import with_romanised
from index.records.symbols import normalise
from index.records.units import blocks
from index.records.verbatim import Parsed, parse_verbatim

_WEAK: tuple[Origin, ...] = ("derived", "file name")


def parse_file(path: Path, overrides: Mapping[str, str] | None = None) -> Record:
    """Read and parse one document.

    Metadata come from the text, then the file's name, then a `SOURCES.toml` beside the file, which
    stands in for what the text does not say itself; `overrides` (symbol, title, body, date,
    language, kind, agenda) win over all. `Document.origins` says where each was learnt.

    Raises:
        UnreadableFile: the file cannot be read as text.
        UnparsableRecord: the record would not account for every character of the file.
    """
    content, raw, _ = read_text(path)
    digest = hashlib.sha256(content).hexdigest()
    return _parse(raw, path.name, digest, sources_beside(path), overrides or {}, path)


def parse_text(
    raw: str, *, name: str, digest: str, overrides: Mapping[str, str] | None = None
) -> Record:
    """Parse text handed over: `raw` as decoded, `digest` of the bytes in hexadecimal."""
    return _parse(raw, name, digest, Sources(), overrides or {}, None)


def _parse(
    raw: str,
    name: str,
    digest: str,
    sources: Sources,
    overrides: Mapping[str, str],
    path: Path | None,
) -> Record:
    mended = mend(raw)
    flat = mended.flat
    lines = [flat[span.start : span.end] for span in mended.paragraphs]
    running = [raw[span.start : span.end] for span in mended.furniture]
    metadata = _settle(read_metadata(lines, running, name), sources, overrides)
    parsed = _structure(mended, metadata)
    statements = tuple(
        replace(s, speaker=with_romanised(s.speaker, sources.names, metadata.language))
        for s in parsed.statements
    )
    record = Record(
        document=_document(metadata, name, digest),
        raw=raw,
        text=mended.text,
        offsets=mended.offsets,
        blocks=blocks(mended, parsed.pieces, len(raw)),
        statements=statements,
        delegations=parsed.delegations,
        warnings=tuple(_warnings(metadata, parsed)),
    )
    _check(record, path)
    return record


def _structure(mended: Mended, metadata: Metadata) -> Parsed:
    if metadata.kind == "verbatim":
        return parse_verbatim(mended, metadata.language)
    return parse_unspoken(mended, metadata.kind)


def _settle(metadata: Metadata, sources: Sources, overrides: Mapping[str, str]) -> Metadata:
    """Complete what the text says with the side-car, and let overrides win."""
    origins = dict(metadata.origins)
    supplied = {
        key: value
        for key, value in sources.fields.items()
        if origins.get(key) is None or (origins[key] in _WEAK and not _agrees(metadata, key, value))
    }
    supplied |= dict(overrides)
    if "symbol" in supplied:
        supplied["symbol"] = normalise(supplied["symbol"])
    origins |= dict.fromkeys(supplied, "supplied")
    return replace(
        metadata,
        symbol=supplied.get("symbol", metadata.symbol),
        title=supplied.get("title", metadata.title),
        body=supplied.get("body", metadata.body),
        date=supplied.get("date", metadata.date),
        agenda=supplied.get("agenda", metadata.agenda),
        language=cast(Language, supplied.get("language", metadata.language)),
        kind=cast(Kind, supplied.get("kind", metadata.kind)),
        origins=tuple(origins.items()),
    )


def _agrees(metadata: Metadata, key: str, value: str) -> bool:
    known: dict[str, str | None] = {
        "symbol": metadata.symbol,
        "title": metadata.title,
        "language": metadata.language,
        "kind": metadata.kind,
    }
    return known.get(key) == value


def _document(metadata: Metadata, name: str, digest: str) -> Document:
    return Document(
        id=digest[:16],
        digest=digest,
        name=name,
        language=metadata.language,
        kind=metadata.kind,
        symbol=metadata.symbol,
        title=metadata.title,
        body=metadata.body,
        date=metadata.date,
        meeting=metadata.meeting,
        agenda=metadata.agenda,
        origins=dict(metadata.origins),
    )


def _warnings(metadata: Metadata, parsed: Parsed) -> list[str]:
    missing = [key for key in ("symbol", "date") if getattr(metadata, key) is None]
    warnings = [f"The {key} of the document is not known." for key in missing]
    speakers = (statement.speaker for statement in parsed.statements)
    unplaced = [s.name for s in speakers if s.name and s.delegation is None]
    return warnings + [
        f"It is not known for whom {name} speaks." for name in dict.fromkeys(unplaced)
    ]


def _check(record: Record, path: Path | None) -> None:
    """What all else rests on: blocks tile the file, statements follow each other."""
    at = 0
    for block in record.blocks:
        if block.raw_start != at:
            raise _unparsable(record, at, path)
        at = block.raw_end
    if at != len(record.raw):
        raise _unparsable(record, at, path)
    before = 0
    for statement in record.statements:
        if not before <= statement.start < statement.end <= len(record.text):
            raise _unparsable(record, statement.start, path)
        before = statement.end


def _unparsable(record: Record, offset: int, path: Path | None) -> UnparsableRecord:
    label = record.document.label
    fragment = record.raw[max(0, offset - 20) : offset + 20]
    return UnparsableRecord(
        f"{label} cannot be divided into statements at character {offset} ({fragment!r}).",
        "This is a fault of the parser: please report the document.",
        path,
    )
