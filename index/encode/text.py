"""The form in which text reaches an encoder: valid Unicode, traditional characters folded."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_HAN = re.compile(r"[\u3400-\u9fff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """`text`, well formed, with traditional characters folded to simplified."""
    text = well_formed(text)
    if not _HAN.search(text):
        return text
    return str(_converter().convert(text))


def well_formed(text: str) -> str:
    """`text` with surrogates joined where two make a character, else replaced by U+FFFD.

    JSON can spell half a character, and no tokenizer takes one.
    """
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
