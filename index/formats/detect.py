"""What a file is. The first bytes decide; among kinds of text, the name does."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import NamedTuple

from index.errors import UnreadableFile
from index.formats.model import FORMAT_NAMES, Format
from index.formats.names import shown

SUFFIXES: Mapping[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
READ = "Rostrum reads text, Markdown, HTML, DOCX, PDF and JSON Lines."
_SAVE = "Save it as PDF or DOCX and add that."
_OCR = "Run it through OCR, save the text or a PDF with text, and add that."
_UNPACK = "Unpack it and add the files in it."

# First bytes of what is not read, what it is called, and what to do.
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (rb"\{\\rtf", "a Rich Text file", _SAVE),
    (rb"%!PS", "PostScript", "Convert it to PDF (`ps2pdf`) and add that."),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*|BM.{4}\x00{4}", "a picture", _OCR),
    (rb"RIFF.{4}WEBP|.{4}ftyp(?:avif|heic|mif1)", "a picture", _OCR),
    (rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|.{257}ustar", "an archive", _UNPACK),
    (rb"\x7fELF|MZ.{56}", "a program", READ),
    (rb"ID3|\xff\xfb|OggS|.{4}ftyp|\x1aE\xdf\xa3", "sound or film", "Add a transcript of it."),
    (rb"SQLite format 3\x00", "a database", READ),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,4000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(rb"<(?:p|div|br|table|span|h[1-6]|ul|ol|a|font|title)\b[^<>]{0,500}>", re.I)


class Detected(NamedTuple):
    """What a file is, and a sentence where its name says something else."""

    format: Format
    note: str | None


def detect(content: bytes, path: Path) -> Detected:
    """What `content`, the file at `path`, is.

    Raises:
        UnreadableFile: it is of a kind that is not read; the hint says what to do instead.
    """
    named = SUFFIXES.get(PurePath(path.name).suffix.lower())
    found = _by_content(content, named, path)
    if named is None or found == named:
        return Detected(found, None)
    note = f"The file is {FORMAT_NAMES[found]}, though its name says {FORMAT_NAMES[named]}."
    return Detected(found, note)


def _by_content(content: bytes, named: Format | None, path: Path) -> Format:
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    _refuse_foreign(content, path)
    if named == "jsonl":
        return "jsonl"
    if _HTML.match(_beginning(content)) or (named == "html" and _TAG.search(content)):
        return "html"
    return "markdown" if named == "markdown" else "text"


def _beginning(content: bytes) -> bytes:
    """The first bytes of a file, in UTF-8 where a mark says that they are UTF-16."""
    start = content[:8192]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return start.decode("utf-16", "ignore").encode()
    return start


def _refuse_foreign(content: bytes, path: Path) -> None:
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        if locked:
            what, hint = "an Office document locked with a password", _UNLOCK_WORD
        else:
            what, hint = "an Office document of the old kind (.doc, .xls, .ppt)", _SAVE
        raise UnreadableFile(f"{shown(path)} is {what}.", hint, path)
    for pattern, what, hint in _FOREIGN:
        if re.match(pattern, content[:600], re.DOTALL):
            raise UnreadableFile(f"{shown(path)} is {what}, not a text.", hint, path)


_UNLOCK_WORD = "Save it without a password and add that."
