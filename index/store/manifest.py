"""What a generation consists of: its segments, and the SHA-256 of every file.

FAISS and tantivy notice little: of 42 damaged index files 21 were loaded silently. So nothing is
opened whose digest is another than the one written when it was made, and the manifest itself
carries one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.search.dense import FlatIndex
from index.search.lexical_files import Part
from index.store.disk import digest
from index.store.plan import Extent
from index.store.stamps import trusted

FILE_NAME = "manifest.json"
FORMAT = 4
_AT_ONCE = 4


class UnusableError(Exception):
    """A generation that must be built again; the message says why.

    Where only some of it is damaged, `manifest` is what to go on from and `damaged` the names of
    the segments that are lost.
    """

    def __init__(
        self,
        reason: str,
        manifest: Manifest | None = None,
        damaged: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(reason)
        self.manifest = manifest
        self.damaged = damaged


@dataclass(frozen=True, slots=True)
class Segment:
    """The passages of one range of rows, in files that never change.

    `parts` are the segments of the lexical index that hold them, as tantivy describes them;
    `files` are names inside the generation's folder, each with the SHA-256 of its bytes; `dense`
    is the kind of its vector index; `stamps` tell whether a file may have been changed since its
    digest was taken, see `index.store.stamps`.
    """

    name: str
    first: int
    last: int
    passages: int
    parts: tuple[Part, ...]
    files: Mapping[str, str]
    dense: str = FlatIndex.kind
    stamps: Mapping[str, str] = field(default_factory=dict)

    @property
    def extent(self) -> Extent:
        """Its range of rows and its size."""
        return Extent(self.first, self.last, self.passages)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation.

    `made` says of what and how it was made: format, state of the database, encoder, version of
    the words, kind of the vector index. `files` are those that belong to no segment.
    """

    made: Mapping[str, Any]
    segments: tuple[Segment, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    def all_files(self) -> dict[str, str]:
        """Every file of the generation but the manifest itself."""
        return {**self.files, **{n: d for s in self.segments for n, d in s.files.items()}}


def write_manifest(folder: Path, manifest: Manifest) -> Path:
    """Write the manifest of a generation; its path."""
    fields = {
        "made": dict(manifest.made),
        "segments": [asdict(segment) for segment in manifest.segments],
        "files": dict(manifest.files),
    }
    path = folder / FILE_NAME
    text = json.dumps({**fields, "seal": _seal(fields)}, indent=1, sort_keys=True)
    path.write_text(text, encoding="utf-8")
    return path


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        UnusableError: it is missing or is not as it was written.
    """
    try:
        fields = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        if fields.pop("seal") != _seal(fields):
            raise UnusableError(f"the manifest of {folder.name} is damaged")
        segments = tuple(_segment(found) for found in fields["segments"])
        return Manifest(fields["made"], segments, fields["files"])
    except FileNotFoundError as error:
        raise UnusableError(f"{error.filename} is missing") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableError(f"the manifest of {folder.name} cannot be read: {error!r}") from error


def check_made(folder: Path, manifest: Manifest, expected: Mapping[str, Any]) -> None:
    """See that a generation was made of what it should be made of.

    Raises:
        UnusableError: naming what is different.
    """
    made = manifest.made
    different = sorted(k for k in {*expected, *made} if made.get(k) != expected.get(k))
    if different:
        raise UnusableError(f"{folder.name} is stale: other {', '.join(different)}")


def check_files(
    folder: Path,
    manifest: Manifest,
    known: frozenset[str] = frozenset(),
    proven: frozenset[str] = frozenset(),
) -> dict[str, str]:
    """See that every file is as it was written; what is still to be read in the background, each
    with the digest that it should have.

    Files of segments `known` to be are open already, names in `proven` need not be read again.

    Raises:
        UnusableError: with the segments whose files are missing or damaged.
    """
    wrong: dict[str, str] = {}
    files = {name: d for s in manifest.segments for name, d in s.files.items()}
    later = trusted(
        folder, {name: s for one in manifest.segments for name, s in one.stamps.items()}
    )
    later |= {name for one in manifest.segments if one.name in known for name in one.files}
    first = {
        s.name: {name: d for name, d in s.files.items() if name not in later}
        for s in manifest.segments
    }
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for name, complaints in zip(
            ["", *first],
            pool.map(lambda files: _complaints(folder, files), [manifest.files, *first.values()]),
            strict=True,
        ):
            if complaints:
                wrong[name] = complaints[0]
    if wrong:
        raise UnusableError("; ".join(wrong.values()), manifest, frozenset(wrong) - {""})
    return {name: files[name] for name in later if name not in proven}


def digests(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """Files inside a folder by their names there, each with its SHA-256."""
    return {str(file.relative_to(folder)): digest(file) for file in files}


def _complaints(folder: Path, files: Mapping[str, str]) -> list[str]:
    complaints = []
    for name, expected in files.items():
        try:
            if digest(folder / name) != expected:
                complaints.append(f"{folder.name}/{name} is damaged")
        except OSError as error:
            complaints.append(f"{folder.name}/{name} cannot be read: {error.strerror}")
    return complaints


def _segment(fields: Mapping[str, Any]) -> Segment:
    return Segment(**{**fields, "parts": tuple(fields["parts"])})


def _seal(fields: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
