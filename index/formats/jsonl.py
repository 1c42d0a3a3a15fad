"""JSON Lines: a document a line, as in the corpora of BEIR (Thakur et al. 2021, arXiv 2104.08663).

    {"_id": "d1", "title": "…", "text": "…", "metadata": {"symbol": "S/2019/537"}}

`title` and `metadata` may be missing; fields of a document (symbol, date …) may stand in `metadata`
or beside the text. The title is the first line of the document. A line without a symbol is plain
text, whatever it looks like: a corpus of paragraphs quotes the mastheads of other documents.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from index.errors import DocumentError, UnreadableFile
from index.formats.detect import SUFFIXES, detect
from index.formats.limits import DEFAULT_LIMITS, Limits
from index.formats.names import clean_id, shown
from index.records.metadata import FIELDS, problem
from index.records.read import decode, read_bytes

_HINT = 'Each line is a JSON object with "_id", "text" and, if there is one, "title".'
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as a document: its name, its text, fields that it names, fields that are settled."""

    name: str
    text: str
    digest: str
    fields: Mapping[str, str]
    settled: Mapping[str, str]


def is_json_lines(path: Path) -> bool:
    """Whether a path is named as JSON Lines; what it holds is seen when it is read."""
    return SUFFIXES.get(PurePath(path.name).suffix.lower()) == "jsonl"


def entries(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Entry | DocumentError]:
    """The documents of a file in order; a line at fault comes as an error that names it.

    Raises:
        UnreadableFile: the file as a whole cannot be read, or holds no line.
    """
    content = read_bytes(path, limits.file_bytes)
    if detect(content, path).format != "jsonl":
        raise UnreadableFile(f"{shown(path)} is not JSON Lines.", _HINT, path)
    lines = decode(content, path)[0].removeprefix("\ufeff").split("\n")
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _entry(line, number, path, seen, limits)


def _entry(
    line: str, number: int, path: Path, seen: dict[str, int], limits: Limits
) -> Entry | DocumentError:
    place = f"{shown(path)}, line {number}"
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return UnreadableFile(f"{place} is not JSON ({error}).", _HINT, path)
    id = row.get("_id") if isinstance(row, dict) else None
    if isinstance(id, bool) or not isinstance(id, str | int) or id == "":
        return UnreadableFile(f'{place} has no "_id".', _HINT, path)
    title, text = row.get("title") or "", row.get("text")
    if not isinstance(text, str) or not isinstance(title, str):
        return UnreadableFile(f'{place}: "text" or "title" is not a string.', _HINT, path)
    first = seen.setdefault(str(id), number)
    if first != number:
        return UnreadableFile(
            f"{place}: the id {clean_id(str(id))} stands in line {first} already.",
            "Every id may stand once.",
            path,
        )
    words = _clean("\n".join(part for part in (title.strip(), text) if part))
    if not _WORD.search(words):
        return UnreadableFile(f"{place} holds no word.", "Take the line out.", path)
    if len(words) > limits.characters:
        return UnreadableFile(
            f"{place} holds more than {limits.characters:,} characters.", "Divide it.", path
        )
    fields = _fields(row, title.strip())
    wrong = next((wrong for key, value in fields.items() if (wrong := problem(key, value))), None)
    if wrong:
        return UnreadableFile(f"{place}: {wrong}.", "Mend the line, or take it out.", path)
    digest = hashlib.sha256(line.strip().encode("utf-8", "surrogatepass")).hexdigest()
    return Entry(clean_id(str(id)), words, digest, fields, _settled(fields))


def _fields(row: Mapping[str, Any], title: str) -> dict[str, str]:
    metadata = row.get("metadata")
    named = {**(metadata if isinstance(metadata, dict) else {}), **row}
    fields = {
        key: _clean(str(named[key]))
        for key in FIELDS
        if key != "title" and isinstance(named.get(key), str | int) and str(named[key]).strip()
    }
    return {**fields, "title": _clean(title)} if title else fields


def _settled(fields: Mapping[str, str]) -> dict[str, str]:
    """Without a symbol it is plain text, and no symbol is taken from what it quotes."""
    if "symbol" in fields:
        return {}
    return {"symbol": "", "kind": fields.get("kind", "text")}


def _clean(text: str) -> str:
    """Text that can be stored: no control characters, no halves of surrogate pairs."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub(" ", whole.replace("\r\n", "\n"))
