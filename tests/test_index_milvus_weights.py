"""BM25 as an inner product, addresses as users write them, failures as users read them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tantivy
from click.testing import CliRunner

from api.command import main
from api.settings import Settings
from index.errors import InputError, StoreBusy, StoreError, StoreMismatch
from index.search.filters import Selection
from index.search.holdings import Named
from index.search.lexical import Entry, LexicalIndex
from index.search.translate import Term
from index.store.milvus.address import Address, where
from index.store.milvus.counts import Counts, counted
from index.store.milvus.expressions import clipped, narrowed
from index.store.milvus.failures import meaning
from index.store.milvus.server import Server
from index.store.milvus.weights import Means, Weigher, dimensions, passage_vector, rounded

SECRET = "open-sesame"


def test_lengths_are_rounded_as_the_index_in_a_folder_does(tmp_path: Path) -> None:
    """A term scores the same in passages of two lengths where they are rounded alike."""
    lengths = [1, 39, 40, 41, 42, 47, 48, 63, 64, 71, 72, 150, 159, 160, 300, 1000]
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    index = tantivy.Index(builder.build(), path=str(tmp_path))
    writer = index.writer(num_threads=1)
    for length in lengths:
        document = tantivy.Document()
        document.add_text("text", " ".join(["a"] + ["b"] * (length - 1)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    query = tantivy.Query.term_query(index.schema, "text", "a", index_option="freq")
    scores = {at.doc: score for score, at in searcher.search(query, 100).hits}
    groups = {rounded(length) for length in lengths}
    assert len({round(score, 6) for score in scores.values()}) == len(groups)
    assert [rounded(n) for n in (41, 47, 63, 159, 1000)] == [40, 46, 60, 152, 984]


def test_shares_are_those_of_the_lexical_index(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    words = np.array([f"w{n}" for n in range(40)] + ["毒品", "水库", "s/pv.9001"])
    passages = [
        (rng.choice(words, rng.integers(1, 300)).tolist(), rng.choice(words, 9).tolist())
        for _ in range(60)
    ]
    languages = ["zh" if n % 3 else "en" for n in range(60)]
    LexicalIndex.build(
        tmp_path,
        [
            Entry(row, text, context, "d", language, "verbatim")
            for row, ((text, context), language) in enumerate(zip(passages, languages, strict=True))
        ],
    )
    index = LexicalIndex.open(tmp_path)
    sizes = np.array([(len(text), len(context)) for text, context in passages])
    means = Means(*sizes.mean(axis=0).tolist())
    counts = Counts.of(counted(dimensions(*passage) for passage in passages))
    asked = [
        Term("w1"),
        Term("w2", (("毒品", 0.7), ("水库", 0.3))),
        Term("s/pv.9001"),
        Term("gone"),
    ]
    rows, shares = index.search(asked, 60)
    for reference in (means, Means(means.text * 1.3, means.context * 0.5)):
        weigher = Weigher(asked, counts, len(passages), reference, means)
        assert weigher.settled == (reference is means)
        found = {
            row: weigher.exact(
                passage_vector(*passage, reference), (len(passage[0]), len(passage[1])), language
            )
            for row, (passage, language) in enumerate(zip(passages, languages, strict=True))
        }
        for row, share in zip(rows.tolist(), shares.tolist(), strict=True):
            assert found[row] == pytest.approx(share, rel=1e-5)


def test_counts_of_terms_add_up_and_take_away() -> None:
    one, other = Counts.of(counted([{3, 5}, {5, 9}])), Counts.of(counted([{5, 9}], -1))
    total = one.plus(other)
    assert [total(term) for term in (3, 5, 9, 2**32 - 2)] == [1, 1, 0, 0]
    assert len(total) == 2
    again = Counts.unpacked(total.packed())
    assert (again.terms.tolist(), again.passages.tolist()) == ([3, 5], [1, 1])
    assert Counts()(3) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("milvus://db:1953/main", Address("http://db:1953", "main")),
        ("milvus://db/main", Address("http://db:19530", "main")),
        ("milvus://[::1]:1/main", Address("http://[::1]:1", "main")),
        ("milvus+https://u:p%40ss@db/m", Address("https://db:19530", "m", "u:p@ss")),
        ("milvus+https://:abc@db:443/m", Address("https://db:443", "m", "abc")),
        ("milvus+http://db/m?database=un&timeout=2.5&consistency=strong",
         Address("http://db:19530", "m", database="un", timeout=2.5, consistency="Strong")),
        ("milvus://db/m?index=diskann&shards=4&replicas=2",
         Address("http://db:19530", "m", index="diskann", shards=4, replicas=2)),
        ("milvus-lite:///data/un.db", Address("/data/un.db", "rostrum")),
        ("milvus-lite:///data/un.db?name=other", Address("/data/un.db", "other")),
    ],
)  # fmt: skip
def test_addresses(text: str, expected: Address) -> None:
    assert where(text, {}) == expected


def test_a_folder_is_a_folder() -> None:
    assert where("~/rostrum", {}) == Path("~/rostrum")
    assert where("C:/rostrum", {}) == Path("C:/rostrum")


@pytest.mark.parametrize(
    "text",
    [
        "http://db/main", "milvus://", "milvus:///main", "milvus://db", "milvus://db/", "s3://a/b",
        "milvus://db/a-b", "milvus://db/9a", "milvus://db/a/b", "milvus://db/a__b",
        "milvus://db:port/m", "milvus://db:99999/m", "milvus://db/m?tiemout=3",
        "milvus://db/m?timeout=soon", "milvus://db/m?timeout=0", "milvus://db/m?index=magic",
        "milvus://db/m?consistency=very", "milvus-lite:///data/un.sqlite", "milvus://[::1/m",
    ],
)  # fmt: skip
def test_bad_addresses_are_refused_without_repeating_secrets(text: str) -> None:
    with pytest.raises(InputError) as refused:
        where(text.replace("://", f"://me:{SECRET}@", 1), {})
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("text", ["milvus:/me:{}@db/m", "milvus//db/{}", "Milvus-lite:/{}.db"])
def test_what_was_meant_for_an_address_is_no_folder(text: str) -> None:
    with pytest.raises(InputError, match="not a whole address") as refused:
        where(text.format(SECRET), {})
    assert SECRET not in str(refused.value)
    assert where("./milvus:x", {}) == Path("milvus:x")


def test_the_token_stays_out_of_sight() -> None:
    address = where("milvus://db/m", {"ROSTRUM_MILVUS_TOKEN": f"me:{SECRET}"})
    assert isinstance(address, Address) and address.token == f"me:{SECRET}"
    assert SECRET not in f"{address} {address!r}"


def test_settings_take_an_address() -> None:
    told = Settings.from_mapping(
        {"ROSTRUM_LIBRARY": "milvus://db:1/m", "ROSTRUM_MILVUS_TOKEN": SECRET}
    )
    assert told.library == Address("http://db:1", "m", SECRET)
    assert Settings.from_mapping({"ROSTRUM_LIBRARY": "/data/un"}).library == Path("/data/un")
    with pytest.raises(InputError):
        Settings.from_mapping({"ROSTRUM_LIBRARY": "milvus://db"})


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        ("Fail connecting to server on db:19530, illegal connection params", StoreError, "reached"),
        ("<_MultiThreadedRendezvous: StatusCode.DEADLINE_EXCEEDED>", StoreError, "in time"),
        (f"auth check failure, token {SECRET}", StoreError, "refuses the user"),
        ("permission deny for me", StoreError, "refuses the user"),
        ("database not found[database=un]", StoreError, "no database 'un'"),
        (f"quota exceeded for {SECRET}", StoreError, "could not do it: quota exceeded for …"),
    ],
)
def test_failures_are_told_in_words(said: str, kind: type[StoreError], told: str) -> None:
    address = Address("http://db:19530", "m", f"me:{SECRET}", database="un")
    error = meaning(RuntimeError(said), address)
    assert type(error) is kind and told in str(error) and error.hint
    assert SECRET not in str(error)


def test_a_file_of_the_embedded_twin_that_is_open_elsewhere_is_busy() -> None:
    error = meaning(
        RuntimeError("could not acquire LOCK on /data/un.db"), Address("/data/un.db", "m")
    )
    assert isinstance(error, StoreBusy)


def test_a_server_without_sparse_vectors_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        def __init__(self, *_: object, **__: object) -> None: ...
        def close(self) -> None: ...
        def get_server_version(self, **_: object) -> str:
            return "v2.3.5-lite"

    monkeypatch.setattr("index.store.milvus.server.client_class", lambda address: Old)
    with pytest.raises(StoreMismatch, match=r"Milvus v2\.3\.5-lite.*2\.4 or newer"):
        Server(Address("http://db:19530", "m"))


@pytest.mark.parametrize("command", ["documents", "search", "ask", "index"])
def test_a_server_that_is_not_there_is_told_of_by_every_command(command: str) -> None:
    arguments = {"documents": [], "index": ["seeds"]}.get(command, ["water"])
    place = f"milvus://me:{SECRET}@127.0.0.1:9/m?timeout=1"
    told = CliRunner().invoke(main, [command, *arguments, "--store", place])
    assert told.exit_code == 1
    assert "http://127.0.0.1:9 cannot be reached" in told.output
    assert SECRET not in told.output and "Traceback" not in told.output


def test_an_address_that_is_none_is_bad_input() -> None:
    told = CliRunner().invoke(main, ["documents", "--library", "milvus://db"])
    assert told.exit_code == 2 and "milvus://host:19530/rostrum" in told.output


def test_what_users_write_stays_inside_its_quotes() -> None:
    selection = Selection(documents=frozenset({'a" or row > 0 or "'}), dates=(20190101, 20191231))
    told = narrowed(
        "row <= 9", selection, Named(frozenset({"PL"}), frozenset({"é\\"}), frozenset())
    )
    assert told == (
        'row <= 9 and document in ["a\\" or row > 0 or \\""] '
        "and date >= 20190101 and date <= 20191231 "
        'and (delegation in ["PL"] or array_contains_any(speakers, ["é\\\\"]))'
    )
    assert clipped("é" * 40, 9) == "éééé"
