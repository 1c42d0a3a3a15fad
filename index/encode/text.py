"""The one normal form in which text reaches an encoder: traditional characters folded."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """`text` with traditional characters folded to simplified; other text is returned as it is."""
    if not _HAN.search(text):
        return text
    return str(_converter().convert(text))
