"""A passage as a row of Milvus, and back as the row it has in SQLite."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from index.search.lexical import Entry
from index.store.milvus.expressions import LONGEST_CODE, LONGEST_NAME, clipped
from index.store.milvus.parcel import Values
from index.store.milvus.pieces import packed, piece_rows, read_settled, unpacked
from index.store.milvus.schema import LONGEST
from index.store.milvus.server import Row, Server
from index.store.milvus.weights import Means, passage_vector
from index.store.rows import VECTOR_TYPE

# What is put into pieces where one of them is too long for its field.
LONG = ("paragraphs", "text", "context", "codes")
_NUMBERS = ("row", "statement", "start", "end", "raw_start", "raw_end")
FIELDS = (*_NUMBERS, "id", "document", "spilled", *LONG)
# Passages read at once with their vectors, 8 kB each.
_AT_ONCE = 1024


def passage_row(passage: Values, entry: Entry, number: int, means: Means) -> tuple[Row, list[Row]]:
    """The row of one passage of the document with a number, and pieces for what is too long."""
    long = {name: passage[name] for name in ("paragraphs", "text", "context")}
    long["codes"] = codes_text(passage["codes"])
    pieces: list[Row] = []
    if any(len(value.encode()) > LONGEST for value in long.values()):
        pieces = piece_rows("spill", int(passage["row"]), packed(long))
        long = dict.fromkeys(LONG, "")
    row = {
        **{name: passage[name] for name in _NUMBERS},
        **long,
        "id": passage["id"],
        "document": passage["document_id"],
        "number": number,
        "spilled": len(pieces),
        "dense": np.frombuffer(passage["vector"], VECTOR_TYPE).astype(np.float32),
        # A vector without any dimension is none that Milvus takes.
        "weights": passage_vector(entry.text, entry.context, means) or {0: 1e-6},
        "text_terms": len(entry.text),
        "context_terms": len(entry.context),
        "delegation": clipped(entry.delegation or "", LONGEST_CODE),
        "language": entry.language,
        "kind": entry.kind,
        "date": entry.date,
        "speakers": [clipped(name, LONGEST_NAME) for name in entry.speakers][:256],
    }
    return row, pieces


def read_passages(server: Server, name: str, collection: str, rows: Sequence[int]) -> list[Values]:
    """Given passages as they are in SQLite, with their vectors, in the order of rows."""
    found: list[Row] = []
    for at in range(0, len(rows), _AT_ONCE):
        wanted = list(rows[at : at + _AT_ONCE])
        found += server.query(collection, f"row in {wanted}", (*FIELDS, "dense"), strong=True)
    whole = with_spilled(server, name, found)
    return [_values(row) for row in sorted(whole, key=lambda row: int(row["row"]))]


def with_spilled(server: Server, name: str, found: Sequence[Row]) -> list[Row]:
    """Rows with what was too long for their fields."""
    rows = [int(row["row"]) for row in found if row["spilled"]]
    words = read_settled(server, name, "spill", rows, lambda text: unpacked(text, "A passage"))
    # What has just been removed may lack them.
    return [
        row | words.get(int(row["row"]), {})
        for row in found
        if not row["spilled"] or int(row["row"]) in words
    ]


def codes_text(blob: bytes | None) -> str:
    """Coded token vectors as text: nothing for none, a sign alone for those of no token."""
    return "" if blob is None else "=" + base64.b64encode(blob).decode("ascii")


def codes_of(text: str) -> bytes | None:
    """What `codes_text` was given."""
    return base64.b64decode(text[1:]) if text else None


def _values(row: Row) -> Values:
    values: dict[str, Any] = {name: int(row[name]) for name in _NUMBERS}
    values |= {name: row[name] for name in ("id", "paragraphs", "text", "context")}
    values["document_id"] = row["document"]
    values["vector"] = np.asarray(row["dense"], np.float32).astype(VECTOR_TYPE).tobytes()
    values["codes"] = codes_of(row["codes"])
    return values
