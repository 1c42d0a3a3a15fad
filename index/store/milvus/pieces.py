"""Long values in a table of short ones: packed, cut into pieces and put together again."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from index.errors import StoreDamaged
from index.store.milvus import schema
from index.store.milvus.server import MOST_ROWS, Row, Server

# Base64 has one byte for a character; a little room stays below the longest value of Milvus.
_LENGTH = 60_000
# Owners asked for in one request: whole records, and cards of some 2 kB.
_OWNERS, _RANGE = 64, 512
_AT_ONCE = 8
T = TypeVar("T")


def packed(value: object) -> str:
    """JSON, compressed, as text."""
    return coded(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def unpacked(text: str, what: str) -> Any:
    """What `packed` was given.

    Raises:
        StoreDamaged: it is not whole; `what` names it.
    """
    return json.loads(decoded(text, what))


def coded(content: bytes) -> str:
    """Bytes, compressed, as text."""
    return base64.b64encode(zlib.compress(content, 6)).decode("ascii")


def decoded(text: str, what: str) -> bytes:
    """What `coded` was given; raises like `unpacked`."""
    try:
        return zlib.decompress(base64.b64decode(text, validate=True))
    except (zlib.error, binascii.Error, ValueError):
        raise StoreDamaged(
            f"{what} in Milvus is damaged or not all there.",
            "Put the collections back from a backup, or index the files again.",
        ) from None


def cut(text: str) -> list[str]:
    """The pieces of a text, at least one."""
    return [text[at : at + _LENGTH] for at in range(0, len(text) or 1, _LENGTH)]


def piece_rows(part: str, owner: int, text: str) -> list[Row]:
    """A packed text as rows of the collection of pieces."""
    return [
        {
            "key": f"{part}/{owner}/{place}",
            "part": part,
            "owner": owner,
            "place": place,
            "value": value,
            "filler": schema.FILLER,
        }
        for place, value in enumerate(cut(text))
    ]


def read_pieces(
    server: Server, name: str, part: str, owners: Sequence[int], *, strong: bool = True
) -> dict[int, str]:
    """The packed texts of some owners, those that are there."""
    texts: dict[int, str] = {}
    for start in range(0, len(owners), _OWNERS):
        wanted = list(owners[start : start + _OWNERS])
        test = f'part == "{part}" and owner in {wanted}'
        texts |= _texts(server, name, test, _OWNERS, strong)
    return texts


def read_settled(
    server: Server, name: str, part: str, owners: Sequence[int], make: Callable[[str], T]
) -> dict[int, T]:
    """What some owners have, made of their packed texts, where a text never changes.

    Read as fast as the server can; only what it has not all of yet is waited for.

    Raises:
        StoreDamaged: a text is not whole.
    """
    found: dict[int, T] = {}
    for strong in (False, True):
        missing = [owner for owner in owners if owner not in found]
        if not missing:
            break
        texts = read_pieces(server, name, part, missing, strong=strong)
        for owner, text in texts.items():
            try:
                found[owner] = make(text)
            except StoreDamaged:
                if strong:
                    raise
    return found


def read_range(server: Server, name: str, part: str, first: int, last: int) -> dict[int, str]:
    """The packed texts of all owners from `first` to `last`, several requests at a time."""

    def read(start: int) -> dict[int, str]:
        end = min(last, start + _RANGE - 1)
        test = f'part == "{part}" and owner >= {start} and owner <= {end}'
        return _texts(server, name, test, _RANGE, True)

    texts: dict[int, str] = {}
    with ThreadPoolExecutor(_AT_ONCE) as executor:
        for found in executor.map(read, range(first, last + 1, _RANGE)):
            texts |= found
    return texts


def _texts(server: Server, name: str, test: str, owners: int, strong: bool) -> dict[int, str]:
    found: dict[int, list[tuple[int, str]]] = {}
    for row in _all_rows(server, schema.pieces(name), test, MOST_ROWS // owners, strong):
        found.setdefault(int(row["owner"]), []).append((int(row["place"]), str(row["value"])))
    return {owner: "".join(value for _, value in sorted(parts)) for owner, parts in found.items()}


def _all_rows(
    server: Server, collection: str, test: str, places: int, strong: bool
) -> Iterator[Row]:
    """All rows, also where one answer does not hold them: so many places at a time."""
    start, more = 0, True
    while more:
        within = f"{test} and place >= {start} and place < {start + places}"
        rows = server.query(collection, within, ("owner", "place", "value"), strong=strong)
        yield from rows
        start += places
        # A text that has pieces from here on has one in the last place before.
        more = any(int(row["place"]) == start - 1 for row in rows)
