"""Foreign text made safe to show: no control characters, no key, no great length."""

from __future__ import annotations

import unicodedata
from typing import Any

from rag.generate.endpoint import Key

LONGEST_EXCERPT = 160
# Characters that turn the direction of the text around them.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def plain(text: str) -> str:
    """A text without control characters (line breaks stay) and without halves of characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        character
        for character in lines
        if character == "\n"
        or (unicodedata.category(character) != "Cc" and character not in _TURNS)
    )


def excerpt(told: Any, key: Key | None = None) -> str:
    """What a server says of an error, as ` ("…")`; empty where it says nothing in words."""
    if isinstance(told, dict):
        told = told.get("message") or told.get("detail")
    if not isinstance(told, str):
        return ""
    # The key is taken out before anything is cut off: half of it would be left standing.
    text = " ".join(plain(key.scrub(told) if key else told).split())
    short = text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…"
    return f' ("{short}")' if short else ""
