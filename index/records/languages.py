"""Names of languages: how a record names the language of the floor, and its English name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_TABLES = Path(__file__).parent / "tables"
# How the records write the official languages, where CLDR writes them otherwise.
_UN_FORMS = {"中文": "Chinese", "汉语": "Chinese", "普通话": "Chinese", "华语": "Chinese"}


def language_name(written: str) -> str | None:
    """The English name of a language written as `俄语`, `俄文` or `Russian`; None if unknown."""
    key = written.strip()
    return _names().get(key) or _names().get(key.replace("文", "语")) or _names().get(key.title())


@cache
def _names() -> dict[str, str]:
    table = (_TABLES / "languages.tsv").read_text(encoding="utf-8")
    names = dict(_UN_FORMS)
    for line in table.splitlines():
        english, chinese = line.split("\t")
        names.setdefault(chinese, english)
        names.setdefault(english, english)
    return names
