"""Names of files as they are kept and shown: one line, one component, nothing that misleads.

A name from outside may hold anything: parts of a path, NUL, line breaks, characters that turn the
direction of writing round (`annex‮fdp.exe` shows as `annexexe.pdf`), or thousands of characters.
Nothing is ever opened or written under a name that was cleaned; it is for showing and finding.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_SEPARATORS = re.compile(r"[/\\]+")


def clean_name(name: str, instead: str = "unnamed") -> str:
    """The last component of a name, in one line, without control and direction characters.

    Names over 120 characters lose their middle; `instead` stands for what has no name left.
    """
    parts = [part for part in _SEPARATORS.split(unicodedata.normalize("NFC", name)) if part]
    shown = _UNSEEN.sub("", parts[-1] if parts else "").strip()
    return instead if shown in ("", ".", "..") else _shortened(shown)


def clean_id(id: str) -> str:
    """An identifier that is no path, in one line, without control and direction characters."""
    return _shortened(_UNSEEN.sub("", unicodedata.normalize("NFC", id)).strip()) or "unnamed"


def _shortened(name: str) -> str:
    kept = LONGEST // 2
    return name if len(name) <= LONGEST else f"{name[: kept - 1]}…{name[-kept:]}"


def shown(path: object) -> str:
    """A path as it may be printed: in one line, without control and direction characters."""
    text = _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", str(path))
    return text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]}…{text[-LONGEST:]}"
