"""`SOURCES.toml` beside the documents: what is known of them that their text does not say.

    [documents."000_af3c4a5b928bd83b.txt"]
    symbol = "S/PV.8626"
    title = "…"
    [documents."000_af3c4a5b928bd83b.txt".origins]
    symbol = "derived"

    [documents."000_af3c4a5b928bd83b.txt".names]    # romanised as the United Nations do
    "诺罗夫" = "Norov"

A table `[names]` at the top level holds for every document of the folder.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.errors import DocumentError
from index.records.metadata import FIELDS, problem

FILE_NAME = "SOURCES.toml"
# What an entry may say besides the fields of a document.
_ELSEWHERE = ("title_en", "origins", "names")


@dataclass(frozen=True, slots=True)
class Sources:
    """What a side-car says of one document, and romanised names for any document."""

    fields: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def sources_beside(path: Path) -> Sources:
    """What `SOURCES.toml` in the folder of `path` says of that file; empty without one.

    Raises:
        DocumentError: the side-car is there but is not valid TOML of the expected shape.
    """
    table = path.parent / FILE_NAME
    try:
        found = table.stat()
    except OSError:
        return Sources()
    try:
        known = _table(table, found.st_mtime_ns, found.st_size)
        entry = dict(known.get("documents", {}).get(path.name, {}))
        romanised = {**known.get("names", {}), **entry.get("names", {})}
        names = {str(key): str(value) for key, value in romanised.items()}
    except (tomllib.TOMLDecodeError, OSError, AttributeError, ValueError) as error:
        hint = "Mend it, or take it away."
        raise DocumentError(f"{table} is not a valid side-car: {error}.", hint, table) from error
    for key in entry.keys() - {*FIELDS, *_ELSEWHERE}:
        known_fields = ", ".join((*FIELDS, *_ELSEWHERE))
        raise DocumentError(
            f"{table}: the entry of {path.name!r} has a field {key!r}, which there is not.",
            f"The fields are {known_fields}.",
            table,
        )
    fields = {key: str(entry[key]) for key in FIELDS if key in entry}
    for key, value in fields.items():
        if wrong := problem(key, value):
            hint = f"Mend the entry of {path.name!r}, or take it away."
            raise DocumentError(f"{table}: {wrong}.", hint, table)
    return Sources(fields, names)


@lru_cache(maxsize=8)
def _table(path: Path, _changed: int, _size: int) -> dict[str, Any]:
    """A side-car is read once, however many files lie beside it, unless it changes."""
    return tomllib.loads(path.read_text(encoding="utf-8"))
