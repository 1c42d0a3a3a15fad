"""DOCX to text: paragraphs with the numbers that Word computes, tables, notes, page headers.

The format is Office Open XML (ECMA-376): a ZIP archive whose `word/document.xml` holds paragraphs
of runs. Deleted words, hidden words and field codes are left out; text boxes follow the paragraph
that they are anchored in. A DOCX has no pages of its own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from index.errors import UnreadableFile
from index.formats.archive import Archive
from index.formats.blocks import Blocks
from index.formats.docx_lists import Lists, Styles
from index.formats.docx_runs import paragraph_text, text_boxes
from index.formats.docx_xml import children, parsed, tag, value
from index.formats.limits import Limits
from index.formats.model import Extracted

_OTHERS = (
    ("xl/", "an Excel workbook", "Save the sheet as HTML or text and add that."),
    ("ppt/", "a PowerPoint file", "Save it as PDF and add that."),
)
_MIME_TYPES = {
    b"application/vnd.oasis.opendocument.text": "an OpenDocument text",
    b"application/epub+zip": "an e-book (EPUB)",
}
_NOTE_KINDS = ("footnote", "endnote")


@dataclass(frozen=True, slots=True)
class _Source:
    """What the paragraphs of one file are read with."""

    blocks: Blocks
    lists: Lists
    styles: Styles


def read_docx(content: bytes, label: str, limits: Limits) -> Extracted:
    """The text of a Word document.

    Raises:
        UnreadableFile: damaged, locked, too large, another kind of archive, or without a word.
    """
    archive = Archive(content, label, limits)
    name = _main_part(archive)
    document = _part(archive, name)
    body = None if document is None else next(children(document, "body"), None)
    if document is None or body is None:
        raise _not_word(archive)
    folder = posixpath.dirname(name)
    styles = Styles(_part(archive, f"{folder}/styles.xml"))
    lists = Lists(_part(archive, f"{folder}/numbering.xml"), styles)
    source = _Source(Blocks(), lists, styles)
    margins = _margins(archive, folder)
    first = [margin for margin in margins if margin[0] == "first"]
    _say_margins(source, first, furniture=False)
    _say_margins(source, [m for m in margins if m not in first], furniture=True)
    _say_content(source, body)
    for kind in _NOTE_KINDS:
        _say_notes(source, _part(archive, f"{folder}/{kind}s.xml"), kind)
    made = source.blocks.extracted(notes=_left_out(document))
    if not made.text.strip():
        raise UnreadableFile(
            f"{label} is a Word document without text.",
            "If it shows pictures of pages, run them through OCR and add the text.",
        )
    return made


def _main_part(archive: Archive) -> str:
    """The name of the part with the text, which a relationship says; usually the same one."""
    usual = "word/document.xml"
    relations = _part(archive, "_rels/.rels")
    for relation in () if relations is None else relations.iter():
        if str(relation.get("Type")).endswith("/officeDocument"):
            target = str(relation.get("Target")).lstrip("/")
            return target if target in archive.names else usual
    return usual


def _part(archive: Archive, name: str) -> etree._Element | None:
    content = archive.part(name)
    return None if content is None else parsed(content, archive.label)


def _not_word(archive: Archive) -> UnreadableFile:
    mime = _MIME_TYPES.get((archive.part("mimetype") or b"").strip())
    if mime:
        return UnreadableFile(f"{archive.label} is {mime}.", "Save it as DOCX or PDF and add that.")
    for start, what, hint in _OTHERS:
        if any(name.startswith(start) for name in archive.names):
            return UnreadableFile(f"{archive.label} is {what}.", hint)
    return UnreadableFile(
        f"{archive.label} is an archive without a Word document in it.",
        "Unpack it and add the files in it.",
    )


def _say_content(source: _Source, container: etree._Element) -> None:
    """Paragraphs and tables in order; what wraps them (content controls) is looked through."""
    waiting = [container.iterchildren()]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        kind = tag(element)
        if kind == "p":
            _say_paragraph(source, element)
        elif kind == "tbl":
            _say_table(source, element)
        elif kind in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            waiting.append(element.iterchildren())


def _say_paragraph(source: _Source, paragraph: etree._Element) -> None:
    text = paragraph_text(paragraph)
    label = source.lists.label(paragraph) if text.strip() else ""
    if label or source.styles.is_heading(paragraph):
        source.blocks.opens()
    source.blocks.say(label + text)
    source.blocks.end()
    for box in text_boxes(paragraph):
        for inner in box.iter(paragraph.tag):
            source.blocks.say(paragraph_text(inner))
            source.blocks.end()


def _say_table(source: _Source, table: etree._Element) -> None:
    """A row whose cells hold one paragraph each is one line; other cells are read one by one."""
    for row in _rows(table):
        cells = list(children(row, "tc"))
        texts = [[p for p in _paragraphs(cell) if paragraph_text(p).strip()] for cell in cells]
        nested = any(tag(inner) == "tbl" for cell in cells for inner in cell)
        if nested or any(len(found) > 1 for found in texts):
            for cell in cells:
                _say_content(source, cell)
            continue
        source.blocks.opens()
        said = [
            source.lists.label(found[0]) + paragraph_text(found[0]).replace("\n", " ")
            for found in texts
            if found
        ]
        source.blocks.say("\t".join(said))
        source.blocks.end()


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for element in table.iterchildren():
        if tag(element) == "tr":
            yield element
        elif tag(element) in ("sdt", "customXml"):
            yield from (inner for inner in element.iter() if tag(inner) == "tr")


def _paragraphs(cell: etree._Element) -> Iterator[etree._Element]:
    return (element for element in cell.iter() if tag(element) == "p")


def _margins(archive: Archive, folder: str) -> list[tuple[str, str, etree._Element]]:
    """Page headers and footers as (on which pages, header or footer, content), each text once."""
    relations = _part(archive, f"{folder}/_rels/document.xml.rels")
    document = _part(archive, _main_part(archive))
    if relations is None or document is None:
        return []
    targets = {str(r.get("Id")): str(r.get("Target")) for r in relations.iter() if r.get("Id")}
    found: list[tuple[str, str, etree._Element]] = []
    seen = set()
    for element in document.iter():
        kind = tag(element)
        if kind not in ("headerReference", "footerReference"):
            continue
        target = targets.get(str(value(element, "id", relation=True)), "")
        part = _part(archive, posixpath.normpath(posixpath.join(folder, target)))
        if part is None or target in seen:
            continue
        seen.add(target)
        found.append((str(value(element, "type")), kind, part))
    return found


def _say_margins(
    source: _Source, margins: list[tuple[str, str, etree._Element]], *, furniture: bool
) -> None:
    """On the first page headers carry symbol and date, on all others they only repeat."""
    said = set()
    for _, _, part in margins:
        for paragraph in part.iter():
            text = re.sub(r"\s+", " ", paragraph_text(paragraph)) if tag(paragraph) == "p" else ""
            if text.strip() and text not in said:
                said.add(text)
                source.blocks.opens()
                source.blocks.say(text)
                source.blocks.end(furniture=furniture)


def _say_notes(source: _Source, notes: etree._Element | None, kind: str) -> None:
    """Notes come last, each under the number by which the text refers to it."""
    number = 0
    for note in () if notes is None else children(notes, kind):
        if value(note, "type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        number += 1
        source.blocks.opens()
        source.blocks.say(f"{value(note, 'id') or number} ")
        for paragraph in _paragraphs(note):
            source.blocks.say(paragraph_text(paragraph).strip() + "\n")
        source.blocks.end()


def _left_out(document: etree._Element) -> tuple[str, ...]:
    kinds = {tag(element) for element in document.iter()}
    if "altChunk" in kinds:
        return ("A part that was inserted from another file is left out: save it as one document.",)
    return ()
