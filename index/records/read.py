"""Read a text file: its bytes, its characters and the encoding it was in."""

from __future__ import annotations

import codecs
from pathlib import Path

from index.errors import UnreadableFile

_CONTROL = frozenset(range(32)) - {9, 10, 11, 12, 13, 26}
_CONVERT = "Convert it to UTF-8 text and add it again."


def read_text(path: Path) -> tuple[bytes, str, str]:
    """Read `path` and return (bytes, decoded text, encoding name).

    UTF-8 with or without a byte order mark, UTF-16 with one, and GB18030 are recognised. The
    text is exactly what the bytes say: line ends are kept, and so is a byte order mark
    (U+FEFF), so that offsets into the text are offsets into the file as decoded.

    Raises:
        UnreadableFile: the file is missing, a directory, empty, binary, or in an unknown encoding.
    """
    content = _bytes(path)
    if not content.strip():
        raise UnreadableFile(f"{path} is empty.", "Add a file that holds text.", path)
    text, encoding = _decode(content, path)
    if not text.strip("\ufeff \t\r\n\f\v\u3000"):
        raise UnreadableFile(f"{path} holds only white space.", "Add a file that holds text.", path)
    return content, text, encoding


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise UnreadableFile(f"{path} is a directory, not a file.", "Name a text file.", path)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(f"{path} does not exist.", "Check the path.", path) from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        hint = "Check the file."
        raise UnreadableFile(f"{path} cannot be read: {reason}.", hint, path) from error


def _decode(content: bytes, path: Path) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        little = content.startswith(codecs.BOM_UTF16_LE)
        return _decode_as(content, "utf-16-le" if little else "utf-16-be", path)
    if any(byte in _CONTROL for byte in content):
        raise UnreadableFile(f"{path} is binary, not text.", _CONVERT, path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_chinese(content, path)
    return text, "utf-8-sig" if text.startswith("\ufeff") else "utf-8"


def _decode_as(content: bytes, encoding: str, path: Path) -> tuple[str, str]:
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError:
        raise UnreadableFile(f"{path} is damaged {encoding} text.", _CONVERT, path) from None


def _decode_chinese(content: bytes, path: Path) -> tuple[str, str]:
    """GB18030 decodes almost any bytes, so the result must also look like Chinese text."""
    unknown = UnreadableFile(f"{path} is in an unknown encoding.", _CONVERT, path)
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
