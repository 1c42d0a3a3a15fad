"""Clearing away in Milvus what no reader sees: what was taken out, what dead writers left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.store.milvus import schema
from index.store.milvus.server import MOST_ROWS, Row, Server
from index.store.milvus.state import KEPT, State


@dataclass(slots=True)
class Gone:
    """What is no longer visible and not yet deleted."""

    rows: list[int] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rows or self.entries or self.numbers)


def sweep(server: Server, name: str, state: State) -> tuple[int, int, int]:
    """Delete what no reader sees; the highest row, number and entry that were found to be left."""
    rows, entries = _left(server, name, state)
    numbers = [int(row["number"]) for row in entries]
    delete_gone(
        server,
        name,
        state.passages,
        Gone(
            [row for first, last in state.dead_rows for row in range(first, last + 1)],
            list(state.dead_entries),
            list(state.dead_numbers),
        ),
    )
    pieces, meta = schema.pieces(name), schema.meta(name)
    # One request: a deletion by an expression costs a server some tenths of a second.
    left = (
        ("card", f"owner > {state.last_entry}"),
        ("record", f"owner > {state.last_number}"),
        ("statements", f"owner > {state.last_number}"),
        ("spill", f"owner > {state.last_row}"),
        ("terms", f"owner not in {[0, *state.tables]}"),
        ("watched", f"owner != {state.watched}"),
    )
    server.delete(pieces, " or ".join(f'(part == "{part}" and {test})' for part, test in left))
    if entries:
        server.delete(schema.documents(name), f"entry > {state.last_entry}")
    if state.number > 2 * KEPT:
        server.delete(meta, f"number > 0 and number <= {state.number - KEPT}")
    return (
        max([state.last_row, *rows]),
        max([state.last_number, *numbers]),
        max([state.last_entry, *(int(row["entry"]) for row in entries)]),
    )


def delete_gone(server: Server, name: str, passages: int, gone: Gone) -> None:
    """Delete what nobody sees any more."""
    pieces = schema.pieces(name)
    for rows in _portions(sorted(set(gone.rows))):
        server.delete(schema.passages(name, passages), f"row in {rows}")
        server.delete(pieces, f'part == "spill" and owner in {rows}')
    for entries in _portions(gone.entries):
        server.delete(schema.documents(name), f"entry in {entries}")
        server.delete(pieces, f'part == "card" and owner in {entries}')
    for numbers in _portions(gone.numbers):
        server.delete(pieces, f'part in ["record", "statements"] and owner in {numbers}')


def _left(server: Server, name: str, state: State) -> tuple[list[int], list[Row]]:
    """What an interrupted writer left: rows, deleted here, and documents."""
    highest: list[int] = []
    collection = schema.passages(name, state.passages)
    while state.passages:
        found = server.query(collection, f"row > {state.last_row}", ("row",), strong=True)
        if not found:
            break
        rows = [int(row["row"]) for row in found]
        highest.append(max(rows))
        for part in _portions(rows):
            server.delete(collection, f"row in {part}")
        if len(found) < MOST_ROWS:
            break
    entries = server.query(
        schema.documents(name), f"entry > {state.last_entry}", ("entry", "number"), strong=True
    )
    return highest, entries


def _portions(values: Sequence[int]) -> Iterator[list[int]]:
    for at in range(0, len(values), 1000):
        yield list(values[at : at + 1000])
