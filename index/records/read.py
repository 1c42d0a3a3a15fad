"""Read a text file: its bytes, its characters and the encoding it was in."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path

from index.errors import UnreadableFile
from index.formats.limits import MIB
from index.formats.names import shown

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_CONTROLS = re.compile(_CONTROL.pattern.decode())
# What is seen: no white space, no mark of byte order, no space of no width.
_SEEN = re.compile(r"[^\s\ufeff\u00ad\u200b-\u200f\u2060\x1a]")
# A mark of UTF-32 begins like one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ADD_TEXT = "Add a file that holds text."
_CONVERT = "Convert it to UTF-8 text and add it again."


def read_text(path: Path) -> tuple[bytes, str, str]:
    """Read `path` and return (bytes, decoded text, encoding name).

    UTF-8 with or without a byte order mark, UTF-16 and 32 with one, and GB18030 are known. The
    text is exactly what the bytes say: line ends are kept, and so is a byte order mark
    (U+FEFF), so that offsets into the text are offsets into the file as decoded.

    Raises:
        UnreadableFile: the file is missing, a directory, empty, binary, or in an unknown encoding.
    """
    content = read_bytes(path)
    text, encoding = decode(content, path)
    return content, text, encoding


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """The bytes of a file that is not empty and has at most `most` of them.

    Raises:
        UnreadableFile: the file is missing, no regular file, empty, or too large.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise UnreadableFile(f"{shown(path)} is a directory, not a file.", "Name a file.", path)
        if not stat.S_ISREG(found.st_mode):
            # A pipe or a device might never end.
            raise UnreadableFile(f"{shown(path)} is not a regular file.", "Name a file.", path)
        if most is not None and found.st_size > most:
            raise UnreadableFile(
                f"{shown(path)} has {found.st_size // MIB} MB; {most // MIB} MB are read at most.",
                "Divide it and add the parts.",
                path,
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(f"{shown(path)} does not exist.", "Check the path.", path) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "Check the file and its name."
        raise UnreadableFile(f"{shown(path)} cannot be read: {reason}.", hint, path) from error
    if not content.strip():
        raise UnreadableFile(f"{shown(path)} is empty.", _ADD_TEXT, path)
    return content


def decode(content: bytes, path: Path) -> tuple[str, str]:
    """The text that some bytes are, and the name of their encoding; `path` is whose they are.

    Raises:
        UnreadableFile: binary, in an unknown encoding, or nothing but white space.
    """
    text, encoding = _decode(content, path)
    if not _SEEN.search(text):
        raise UnreadableFile(f"{shown(path)} holds only white space.", _ADD_TEXT, path)
    return text, encoding


def _decode(content: bytes, path: Path) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode_as(content, encoding, path)
    if _CONTROL.search(content):
        raise UnreadableFile(f"{shown(path)} is binary, not text.", _CONVERT, path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_chinese(content, path)
    return text, "utf-8-sig" if text.startswith("\ufeff") else "utf-8"


def _decode_as(content: bytes, encoding: str, path: Path) -> tuple[str, str]:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFile(f"{shown(path)} is damaged {encoding} text.", _CONVERT, path) from None
    if _CONTROLS.search(text):
        raise UnreadableFile(f"{shown(path)} is binary, not text.", _CONVERT, path)
    return text, encoding


def _decode_chinese(content: bytes, path: Path) -> tuple[str, str]:
    """GB18030 decodes almost any bytes, so the result must also look like Chinese text."""
    unknown = UnreadableFile(f"{shown(path)} is in an unknown encoding.", _CONVERT, path)
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise unknown from None
    foreign = [character for character in text if ord(character) > 127]
    common = sum(_is_common_in_gb(character) for character in foreign)
    if common < 0.9 * len(foreign):
        raise unknown
    return text, "gb18030"


def _is_common_in_gb(character: str) -> bool:
    """Whether the character is of GB2312: what real Chinese text in GB18030 almost only uses."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
