"""From a bench to Milvus: what a change added and took away, written and then committed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.search.filters import day_number
from index.search.lexical import Entry
from index.search.words import fingerprint
from index.store.changes import Changes, changes
from index.store.database import encoder_stamp, new_state
from index.store.entries import read_entries
from index.store.likeness import bands, shingles
from index.store.milvus import schema
from index.store.milvus.bench import Bench
from index.store.milvus.cards import Files
from index.store.milvus.catalogue import Held
from index.store.milvus.changed import altered, dropped, new_numbers, sequence, watched
from index.store.milvus.counts import MOST_TABLES, Counts
from index.store.milvus.parcel import Parcel, card_of, read_parcel, record_of, statements_of
from index.store.milvus.passages import passage_row
from index.store.milvus.pieces import coded, packed, piece_rows
from index.store.milvus.server import AT_ONCE, Row, Server
from index.store.milvus.state import State, cleared, ranges, stamped
from index.store.milvus.sweep import Gone
from index.store.milvus.weights import Means

Tick = Callable[[int, int], None]


# The mean lengths that vectors of words are made for are those of so many passages at first.
_SAMPLE = 2048


def untold(done: int, total: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The terms of some passages: in how many each stands, and how many there are in all."""

    terms: Counter[int]
    passages: int = 0
    text: int = 0
    context: int = 0


class Publisher:
    """Writes to the collections of one library; the caller has the lease."""

    def __init__(self, server: Server, name: str) -> None:
        self._server, self._name = server, name

    def publish(self, bench: Bench, gone: Gone, entry: int, tick: Tick) -> State | None:
        """Write what a bench has changed; the state to commit, None if nothing has changed.

        What is taken away is added to `gone`; entries are counted from `entry` on.
        """
        connection, held = bench.connection, bench.held
        changed = changes(connection)
        numbers = new_numbers(connection, held.state)
        lost, other = dropped(bench), altered(bench)
        files = watched(bench)
        if not (numbers or lost or other or changed.removed or files is not None):
            return None
        state = self._based(held, connection, changed)
        added, taken = (
            self._put_passages(connection, state, changed, tick),
            self._taken(held, changed.removed),
        )
        entries = self._put_documents(connection, numbers, other, entry)
        tables = self._put_counts(held, state.number, added.terms, taken.terms)
        gone.rows += changed.removed
        gone.entries += [bench.entry(number) for number in (*lost, *other)]
        gone.numbers += lost
        return replace(
            state,
            last_row=max(state.last_row, sequence(connection, "passages")),
            last_number=max(state.last_number, sequence(connection, "documents")),
            last_entry=entries,
            held=state.held + added.passages - taken.passages,
            text_terms=state.text_terms + added.text - taken.text,
            context_terms=state.context_terms + added.context - taken.context,
            tables=tables,
            watched=state.watched if files is None else self.put_watched(state.number, files),
            dead_rows=ranges(sorted(set(gone.rows))),
            dead_entries=tuple(gone.entries),
            dead_numbers=tuple(gone.numbers),
        )

    def put_rows(
        self, connection: sqlite3.Connection, collection: str, means: Means, rows: Sequence[int],
        tick: Tick,
    ) -> Counted:  # fmt: skip
        """Put passages of a bench into a collection, all from the first row to the last."""
        total = Counted(Counter())
        if not rows:
            return total
        passages = _passages(connection, rows[0], rows[-1])
        terms, text, context, done = Counter[int](), 0, 0, 0
        batch: list[Row] = []
        for row, pieces, entry in _rows(connection, passages, means, rows):
            batch.append(row)
            terms.update(_own_terms(row))
            text, context, done = text + len(entry.text), context + len(entry.context), done + 1
            if pieces:
                # A rebuild writes them again under the same keys.
                self._server.upsert(schema.pieces(self._name), pieces)
            if len(batch) == AT_ONCE:
                self._server.insert(collection, batch)
                batch = []
                tick(done, len(rows))
        self._server.insert(collection, batch)
        tick(done, len(rows))
        return Counted(terms, done, text, context)

    def _based(self, held: Held, connection: sqlite3.Connection, changed: Changes) -> State:
        """The next state, before anything is in it; with a collection for passages."""
        stamp = encoder_stamp(connection)
        state = replace(
            cleared(held.state),
            number=held.state.number + 1,
            state=new_state(),
            encoder=stamped(stamp),
        )
        if state.passages or not changed.added or stamp is None:
            return state
        means = _means(connection, changed.added[:_SAMPLE])
        self._server.create(
            schema.passages(self._name, 1),
            schema.build_passages(self._server.address, stamp.dimensions),
        )
        return replace(
            state, passages=1, reference=(means.text, means.context), words=fingerprint()
        )

    def _put_passages(
        self, connection: sqlite3.Connection, state: State, changed: Changes, tick: Tick
    ) -> Counted:
        collection = schema.passages(self._name, state.passages)
        return self.put_rows(connection, collection, Means(*state.reference), changed.added, tick)

    def _put_documents(
        self, connection: sqlite3.Connection, new: Sequence[int], altered: Sequence[int], entry: int
    ) -> int:
        """Write new documents, and anew those that changed; the last entry given."""
        rows: list[Row] = []
        fresh = frozenset(new)

        def pieces() -> Iterator[Row]:
            for place, number in enumerate((*altered, *new), start=entry + 1):
                parcel = read_parcel(connection, number)
                rows.append(_document_row(parcel, place))
                yield from piece_rows("card", place, packed(card_of(parcel)))
                if number in fresh:
                    yield from piece_rows("record", number, packed(record_of(parcel)))
                    yield from piece_rows("statements", number, packed(statements_of(parcel)))

        self._server.insert(schema.pieces(self._name), pieces())
        self._server.insert(schema.documents(self._name), rows)
        return entry + len(rows)

    def _put_counts(
        self, held: Held, number: int, added: Counter[int], taken: Counter[int]
    ) -> tuple[int, ...]:
        """Write how counts of terms have changed; which tables add up now."""
        difference = Counts.of({term: added[term] - taken[term] for term in added | taken})
        if not len(difference):
            return held.state.tables
        tables = held.state.tables
        later = sum(len(held.tables[table]) for table in tables[1:]) + len(difference)
        if not tables or (len(tables) < MOST_TABLES and 2 * later < len(held.tables[tables[0]])):
            self.put_counts(number, difference)
            return (*tables, number)
        self.put_counts(number, held.counts.plus(difference))
        return (number,)

    def put_counts(self, number: int, counts: Counts) -> None:
        """Write a table of terms."""
        text = coded(counts.packed())
        self._server.insert(schema.pieces(self._name), piece_rows("terms", number, text))

    def _taken(self, held: Held, rows: Sequence[int]) -> Counted:
        """The terms of passages that are taken away."""
        terms, text, context = Counter[int](), 0, 0
        collection = schema.passages(self._name, held.state.passages)
        fields = ("weights", "text_terms", "context_terms")
        for at in range(0, len(rows), 1024):
            wanted = list(rows[at : at + 1024])
            for row in self._server.query(collection, f"row in {wanted}", fields, strong=True):
                terms.update(_own_terms(row))
                text, context = text + row["text_terms"], context + row["context_terms"]
        return Counted(terms, len(rows), text, context)

    def put_watched(self, number: int, files: Files) -> int:
        """Write what is known of watched files; the number of the commit to find it by."""
        if not files["watched"]:
            return 0
        rows = piece_rows("watched", number, packed(files))
        self._server.insert(schema.pieces(self._name), rows)
        return number


def _document_row(parcel: Parcel, entry: int) -> Row:
    document = parcel.document
    return {
        "entry": entry,
        "number": parcel.number,
        "date": day_number(document["date"]),
        "bands": bands(shingles(document["text"])),
        "filler": schema.FILLER,
        **{name: document[name] for name in ("id", "language", "kind", "words", "name")},
        **{name: document[name] or "" for name in ("symbol", "replaced_by")},
    }


def _rows(
    connection: sqlite3.Connection,
    passages: Iterator[dict[str, object]],
    means: Means,
    wanted: Sequence[int],
) -> Iterator[tuple[Row, list[Row], Entry]]:
    numbers = dict(connection.execute("SELECT id, number FROM documents").fetchall())
    entries = read_entries(connection, wanted[0], wanted[-1])
    for passage, entry in zip(passages, entries, strict=True):
        row, pieces = passage_row(passage, entry, numbers[passage["document_id"]], means)
        yield row, pieces, entry


def _passages(connection: sqlite3.Connection, first: int, last: int) -> Iterator[dict[str, object]]:
    found = connection.execute(
        'SELECT passages.*, vector, codes FROM passages LEFT JOIN vectors USING ("row") '
        'LEFT JOIN tokens USING ("row") WHERE "row" BETWEEN ? AND ? ORDER BY "row"',
        (first, last),
    )
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


def _own_terms(row: Row) -> list[int]:
    """The numbers of a passage's terms."""
    return [int(term) for term in row["weights"] if int(term)]


def _means(connection: sqlite3.Connection, rows: Sequence[int]) -> Means:
    text = context = 0
    for entry in read_entries(connection, rows[0], rows[-1]):
        text, context = text + len(entry.text), context + len(entry.context)
    return Means(text / len(rows), context / len(rows))
