"""From a file to a Record: read, mend, find the kind, parse, and check that nothing was lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from index.errors import DocumentError, UnparsableRecord
from index.formats.jsonl import Entry, entries, is_json_lines
from index.formats.model import Extracted
from index.formats.names import clean_name
from index.formats.read import read
from index.records.clean import Mended, mend
from index.records.doubts import tell
from index.records.foreign import foreign_language
from index.records.letters import parse_unspoken
from index.records.masthead import Metadata, read_metadata
from index.records.metadata import Settled, Told, settle
from index.records.model import Document, PageMap, Record, Speaker, Statement
from index.records.sources import sources_beside
from index.records.speakers import with_romanised
from index.records.units import blocks
from index.records.verbatim import Parsed, parse_verbatim


def parse_file(
    path: Path,
    overrides: Mapping[str, str] | None = None,
    *,
    given: Mapping[str, str] | None = None,
) -> Record:
    """Read and parse one document: text, Markdown, HTML, DOCX or PDF.

    Metadata come from the text, then the file's name, then a `SOURCES.toml` beside the file, then
    `given` (what was said when it was added); see `index.records.metadata`. `overrides` win over
    all. Fields are symbol, title, body, date, language, kind, agenda, delegation and speaker.
    `Document.origins` says where each was learnt, `Record.warnings` who contradicted it.

    Raises:
        UnreadableFile: the file cannot be read.
        UnparsableRecord: the record would not account for every character of the text.
    """
    sources = sources_beside(path)
    read_file = read(path)
    told = Told(
        path.name, read_file.extracted.properties, sources.fields, given or {}, overrides or {}
    )
    name = clean_name(path.name)
    return _parse(read_file.extracted, name, read_file.digest, told, sources.names, path)


def parse_documents(
    path: Path, given: Mapping[str, str] | None = None
) -> Iterator[Record | DocumentError]:
    """Every document of a file: one for each line of JSON Lines, else the one that the file is.

    A line at fault comes as the error that says so, and the others come all the same.

    Raises:
        UnreadableFile, UnparsableRecord: as `parse_file`.
    """
    if not is_json_lines(path):
        yield parse_file(path, given=given)
        return
    for entry in entries(path):
        yield _entry(entry, given or {}, path) if isinstance(entry, Entry) else entry


def parse_text(
    raw: str, *, name: str, digest: str, overrides: Mapping[str, str] | None = None
) -> Record:
    """Parse text handed over: `raw` as decoded, `digest` of the bytes in hexadecimal."""
    return _parse(Extracted(raw), name, digest, Told(name, overrides=overrides or {}), {}, None)


def _entry(entry: Entry, given: Mapping[str, str], path: Path) -> Record | DocumentError:
    told = Told(entry.name, entry.fields, {}, given, entry.settled)
    try:
        return _parse(Extracted(entry.text), entry.name, entry.digest, told, {}, path)
    except DocumentError as error:
        return error


def _parse(
    extracted: Extracted,
    name: str,
    digest: str,
    told: Told,
    names: Mapping[str, str],
    path: Path | None,
) -> Record:
    raw = extracted.text
    mended = mend(raw, extracted.hints)
    lines = [mended.flat[span.start : span.end] for span in mended.paragraphs]
    running = [raw[span.start : span.end] for span in mended.furniture]
    settled = settle(read_metadata(lines, running), told, raw)
    metadata = settled.metadata
    parsed = _structure(mended, metadata)
    statements = tuple(
        replace(s, speaker=with_romanised(s.speaker, names, metadata.language))
        for s in _spoken(parsed.statements, settled)
    )
    delegations = parsed.delegations
    if settled.delegation and settled.delegation not in delegations:
        delegations = (*delegations, settled.delegation)
    record = Record(
        document=_document(metadata, name, digest, extracted.pages),
        raw=raw,
        text=mended.text,
        offsets=mended.offsets,
        blocks=blocks(mended, parsed.pieces, len(raw)),
        statements=statements,
        delegations=delegations,
        warnings=(*extracted.notes, *settled.warnings, *_warnings(metadata, parsed, raw)),
    )
    _check(record, path)
    return record


def _spoken(statements: tuple[Statement, ...], settled: Settled) -> Iterator[Statement]:
    """Where the text does not say who speaks, others may: a speech on its own, a letter."""
    for statement in statements:
        speaker = statement.speaker
        silent = speaker.name is None and speaker.delegation is None and not speaker.role
        if silent and (settled.delegation or settled.speaker):
            known = Speaker(settled.speaker, delegation=settled.delegation)
            yield replace(statement, speaker=known)
        else:
            yield statement


def _structure(mended: Mended, metadata: Metadata) -> Parsed:
    if metadata.kind == "verbatim":
        return parse_verbatim(mended, metadata.language)
    return parse_unspoken(mended, metadata.kind)


def _document(metadata: Metadata, name: str, digest: str, pages: PageMap | None) -> Document:
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
        pages=pages,
    )


def _warnings(metadata: Metadata, parsed: Parsed, raw: str) -> list[str]:
    foreign = foreign_language(raw) if metadata.language == "en" else None
    warnings = [tell("foreign-language", language=foreign)] if foreign else []
    missing = [key for key in ("symbol", "date") if getattr(metadata, key) is None]
    warnings += [tell(f"{key}-unknown") for key in missing]
    speakers = (statement.speaker for statement in parsed.statements)
    unplaced = [s.name for s in speakers if s.name and s.delegation is None]
    return warnings + [tell("speaker-unplaced", name=name) for name in dict.fromkeys(unplaced)]


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
