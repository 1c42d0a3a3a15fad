"""What is visible in Milvus: a commit is one insert, and readers follow commits in their order.

Nothing in Milvus changes many rows at once. So whatever a change writes gets numbers above those
that are visible, and a commit moves the bounds; what it takes away it lists, and that is deleted
when readers have moved on. A writer that stops halfway leaves rows that nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from index.errors import StoreDamaged, StoreMismatch
from index.store.milvus import schema
from index.store.milvus.address import Address
from index.store.milvus.pieces import cut, packed, unpacked
from index.store.milvus.server import Row, Server
from index.store.milvus.weights import Means
from index.store.model import EncoderStamp

# Commits that stay, so that a reader can follow them one by one.
KEPT = 64
_FIELDS = ("number", "key", "of", "value")
# So many ranges of rows that are to be deleted are kept out by the server.
_RANGES = 64


@dataclass(frozen=True, slots=True)
class State:
    """One commit.

    `last_row`, `last_entry` and `last_number` are the highest numbers given to passages, states of
    documents and documents; `dead_*` what this commit took away, rows as (first, last). `tables`
    are the numbers of the commits whose counts of terms add up, `watched` that of the commit that
    wrote the watched files, 0 for none. `text_terms` and `context_terms` count those of all
    passages, `reference` is what vectors of words were made for, `words` how terms are found.
    """

    number: int
    state: str
    schema: int
    passages: int
    last_row: int = 0
    last_entry: int = 0
    last_number: int = 0
    held: int = 0
    text_terms: int = 0
    context_terms: int = 0
    reference: tuple[float, float] = (0.0, 0.0)
    words: str = ""
    tables: tuple[int, ...] = ()
    watched: int = 0
    dead_rows: tuple[tuple[int, int], ...] = ()
    dead_entries: tuple[int, ...] = ()
    dead_numbers: tuple[int, ...] = ()
    encoder: tuple[str, str, int, int] | None = None
    moving: str = ""

    @property
    def means(self) -> Means:
        """The mean numbers of terms."""
        count = max(self.held, 1)
        return Means(self.text_terms / count, self.context_terms / count)

    @property
    def stamp(self) -> EncoderStamp | None:
        """The encoder whose vectors are held."""
        return EncoderStamp(*self.encoder) if self.encoder else None

    def visible(self) -> str:
        """The expression for the passages of this state; those in very many ranges that are about
        to be deleted are left for the roster to know."""
        tests = [f"row <= {self.last_row}"]
        if len(self.dead_rows) <= _RANGES:
            tests += [f"(row < {a} or row > {b})" for a, b in self.dead_rows]
        return " and ".join(tests)


def stamped(stamp: EncoderStamp | None) -> tuple[str, str, int, int] | None:
    """An encoder as a state has it."""
    if stamp is None:
        return None
    return stamp.name, stamp.digest, stamp.dimensions, stamp.token_dimensions


def read_commits(server: Server, name: str, after: int) -> list[State]:
    """The commits after a number that are still there, in order.

    Raises:
        StoreMismatch: written by another version of the schema.
    """
    rows = server.query(schema.meta(name), f"number > {after}", _FIELDS, strong=True)
    found: dict[int, list[Row]] = {}
    for row in rows:
        if str(row["key"]).startswith("commit/"):
            found.setdefault(int(row["number"]), []).append(row)
    whole = (found[number] for number in sorted(found))
    return [_state(rows, server.address) for rows in whole if len(rows) == int(rows[0]["of"])]


def write_commit(server: Server, name: str, state: State) -> None:
    """Make a state the visible one."""
    values = cut(packed(asdict(state)))
    # One request, so that all of it is there or nothing.
    server.insert(
        schema.meta(name),
        [
            {
                "key": f"commit/{state.number}/{place}",
                "number": state.number,
                "of": len(values),
                "value": value,
                "filler": schema.FILLER,
            }
            for place, value in enumerate(values)
        ],
    )


def ranges(rows: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Rising rows as (first, last)."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return tuple(found)


def inside(row: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a row lies in one of some ranges."""
    return any(first <= row <= last for first, last in spans)


def cleared(state: State) -> State:
    """A state that takes nothing away."""
    return replace(state, dead_rows=(), dead_entries=(), dead_numbers=())


def _state(rows: list[Row], address: Address) -> State:
    rows.sort(key=lambda row: int(str(row["key"]).rsplit("/", 1)[1]))
    fields = unpacked("".join(str(row["value"]) for row in rows), f"The state of {address}")
    if fields.get("schema") != schema.VERSION:
        raise StoreMismatch(
            f"The library {address} has schema version {fields.get('schema')}, this Rostrum reads "
            f"version {schema.VERSION}.",
            "Move it with the Rostrum that wrote it (`rostrum move --to FOLDER`), or index anew.",
        )
    try:
        return State(**{name: _frozen(value) for name, value in fields.items()})
    except TypeError:
        raise StoreDamaged(
            f"The state of {address} cannot be read.", "Index the files again."
        ) from None


def _frozen(value: Any) -> Any:
    """Lists as tuples, as deep as they go."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
