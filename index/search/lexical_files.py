"""The files of a lexical index: made in parts, and parts put together into one index.

tantivy writes an index as segments that never change, each a handful of files named after it,
and a `meta.json` that lists them. Its BM25 counts documents and terms over all segments, so that
an index put together from parts scores exactly as one that was built in one piece.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.search.lexical import Entry, LexicalIndex

_META, _MANAGED = "meta.json", ".managed.json"
# A segment as tantivy describes it: its id, how many documents it has, deletions (there are none).
Part = Mapping[str, Any]


def build_parts(folder: Path, entries: Iterable[Entry]) -> list[Part]:
    """Write an index of the entries into an empty folder; what its parts are."""
    LexicalIndex.build(folder, entries)
    return list(json.loads((folder / _META).read_text(encoding="utf-8"))["segments"])


def part_files(folder: Path, parts: Iterable[Part]) -> list[Path]:
    """The files of parts that lie in `folder`."""
    names = [str(part["segment_id"]).replace("-", "") for part in parts]
    return [file for name in names for file in sorted(folder.glob(f"{name}.*"))]


def compose(folder: Path, parts: Sequence[Part]) -> None:
    """Make one index of parts whose files lie in `folder` already."""
    LexicalIndex.create(folder)
    meta = json.loads((folder / _META).read_text(encoding="utf-8"))
    (folder / _META).write_text(json.dumps(meta | {"segments": list(parts)}), encoding="utf-8")
    files = [file.name for file in part_files(folder, parts)]
    (folder / _MANAGED).write_text(json.dumps([*files, _META]), encoding="utf-8")
