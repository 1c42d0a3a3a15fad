"""A library in Milvus encoded and weighed anew, into a collection beside the one that is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.encode.protocol import Encoder
from index.search.words import fingerprint
from index.store.database import encoder_stamp, new_state
from index.store.milvus import schema
from index.store.milvus.bench import Bench, bench
from index.store.milvus.catalogue import Held
from index.store.milvus.counts import Counts
from index.store.milvus.publish import Publisher, untold
from index.store.milvus.server import Server
from index.store.milvus.state import State, cleared, stamped
from index.store.model import EncoderStamp
from index.store.writer import PORTION, Report


def rebuilt(server: Server, name: str, held: Held, encoder: Encoder, report: Report) -> State:
    """Make a collection with every passage encoded again; the state that reads from it.

    Nothing that is visible changes before that state is committed.
    """
    state = replace(
        cleared(held.state),
        number=held.state.number + 1,
        state=new_state(),
        words=fingerprint(),
        tables=(),
    )
    if not held.state.held:
        # The next documents that come decide on encoder and means.
        return replace(state, passages=0, encoder=None, text_terms=0, context_terms=0)
    means = held.state.means
    number = held.state.passages + 1
    collection = schema.passages(name, number)
    server.create(collection, schema.build_passages(server.address, encoder.dimensions))
    publisher = Publisher(server, name)
    counts, done, text, context = Counts(), 0, 0, 0
    stamp = None
    for numbers in _portions(held):
        with bench(server, name, held) as brought:
            brought.fetch(numbers)
            stamp = _encode(brought, encoder, _shifted(report, done, held.state.held))
            rows = [
                row
                for (row,) in brought.connection.execute('SELECT "row" FROM passages ORDER BY 1')
            ]
            put = publisher.put_rows(brought.connection, collection, means, rows, untold)
        counts = counts.plus(Counts.of(put.terms))
        done, text, context = done + put.passages, text + put.text, context + put.context
    publisher.put_counts(state.number, counts)
    return replace(
        state,
        passages=number,
        held=done,
        text_terms=text,
        context_terms=context,
        reference=(means.text, means.context),
        tables=(state.number,),
        encoder=stamped(stamp),
    )


def _encode(brought: Bench, encoder: Encoder, report: Report) -> EncoderStamp | None:
    """Give all passages on a bench new vectors; which encoder made them."""
    from index.store.ingest import encode_missing, missing

    connection = brought.connection
    for table in ("vectors", "tokens"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("DELETE FROM meta WHERE key LIKE 'encoder_%'")
    encode_missing(connection, missing(connection), encoder, report)
    return encoder_stamp(connection)


def _portions(held: Held) -> Iterator[list[int]]:
    """The numbers of all documents, by portions of so many passages."""
    with held.lock:
        rows = held.connection.execute(
            "SELECT number, count(passages.document_id) FROM documents "
            "LEFT JOIN passages ON passages.document_id = documents.id "
            "GROUP BY number ORDER BY number"
        ).fetchall()
    portion: list[int] = []
    passages = 0
    for number, count in rows:
        portion.append(number)
        passages += count
        if passages >= PORTION:
            yield portion
            portion, passages = [], 0
    if portion:
        yield portion


def _shifted(report: Report, done: int, total: int) -> Report:
    """Tell of a part of the work as of all of it."""
    return lambda progress: report(replace(progress, done=done + progress.done, total=total))
