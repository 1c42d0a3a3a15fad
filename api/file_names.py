"""What a file that came over HTTP is called."""

from __future__ import annotations

from pathlib import PurePath

from python_multipart.multipart import parse_options_header

from index.formats.names import clean_name

UNNAMED = "document"
# The longest name of a file on the usual file systems.
_NAME_BYTES = 255
_SUFFIX_BYTES = 16


def name_in(disposition: str) -> str | None:
    """The file name in a Content-Disposition header; None where the part is no file."""
    # The parser of options speaks Latin-1, in which UTF-8 passes through unharmed.
    _, options = parse_options_header(disposition.encode().decode("latin-1"))
    name = options.get(b"filename", b"")
    # How browsers write the character that would end the name (WHATWG HTML, 4.10.21.8).
    return name.replace(b"%22", b'"').decode("utf-8", "replace") or None


def safe_name(name: str) -> str:
    """A name as one component of a path, at most 255 bytes long, its suffix kept.

    Parts of a path, control characters and those that turn the direction of writing round are
    gone; where nothing is left it is "document".
    """
    cleaned = clean_name(name, UNNAMED)
    if len(cleaned.encode()) <= _NAME_BYTES:
        return cleaned
    suffix = PurePath(cleaned).suffix
    if len(suffix.encode()) > _SUFFIX_BYTES:
        suffix = ""
    room = _NAME_BYTES - len(suffix.encode()) - len("…".encode())
    stem = cleaned.removesuffix(suffix).encode()[:room].decode("utf-8", "ignore")
    return f"{stem}…{suffix}"
