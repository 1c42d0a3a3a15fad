"""Filters read from columns mean what asking each statement would give."""

from __future__ import annotations

import random
from functools import partial
from itertools import product

import numpy as np
import pytest

from index.records.model import Document
from index.search.filters import Selection
from index.search.holdings import Named
from index.search.roster import Floor, Floors, Roster

CODES = (None, "PL", "FR", "CN", "UN-SG")
NAMES = ("norov", "诺罗夫", "wu haitao", "muraleedharan")


def _document(number: int, chance: random.Random) -> Document:
    return Document(
        id=f"document{number}",
        digest=f"{number:064d}",
        name=f"{number}.txt",
        language=chance.choice(["zh", "en"]),
        kind=chance.choice(["verbatim", "letter"]),
        date=chance.choice([None, "2018", "2019-03", "2019-09-25", "2020-01-01"]),
    )


def roster_of(seed: int) -> Roster:
    """Forty documents of up to nine statements of up to four passages."""
    chance = random.Random(seed)
    documents = {one.id: one for one in (_document(number, chance) for number in range(40))}
    floors = tuple(
        Floor(id, number, chance.choice(CODES), tuple(chance.sample(NAMES, chance.randint(0, 2))))
        for id in documents
        for number in range(1, chance.randint(2, 10))
    )
    floor_of = [at for at in range(len(floors)) for _ in range(chance.randint(0, 4))]
    rows = sorted(chance.sample(range(10_000), len(floor_of)))
    return Roster(documents, {}, floors, {}, np.array(rows, np.int64), np.array(floor_of, np.int32))


SELECTIONS = (
    None,
    Selection(),
    Selection(languages=frozenset({"zh"})),
    Selection(kinds=frozenset({"letter"}), dates=(20190301, 20191231)),
    Selection(dates=(0, 99_999_999)),
    Selection(dates=(1, 20181231)),
    Selection(delegations=frozenset({"PL", "XX"})),
    Selection(speakers=frozenset({"norov", "wu haitao"}), languages=frozenset({"en"})),
    Selection(documents=frozenset({"document3", "document30", "nowhere"})),
    Selection(documents=frozenset()),
)
NAMED = (
    None,
    Named(),
    Named(delegations=frozenset({"FR"})),
    Named(speakers=frozenset({"诺罗夫"}), documents=frozenset({"document7"})),
)


def accepts(
    selection: Selection | None, named: Named | None, document: Document, floor: Floor
) -> bool:
    """Each statement asked by itself."""
    inside = selection is None or selection.accepts(document, floor)
    return inside and (named is None or named.accepts(document, floor))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_are_those_of_asking_each_statement(seed: int) -> None:
    roster = roster_of(seed)
    sizes = set()
    for selection, named in product(SELECTIONS, NAMED):
        expected = roster.rows_where(partial(accepts, selection, named))
        found = roster.rows_within(selection, named)
        assert found.tolist() == expected.tolist(), (selection, named)
        sizes.add(len(found))
    assert len(sizes) > 15
    assert {0, len(roster.rows)} <= sizes


def test_columns_give_back_the_statements() -> None:
    floors = roster_of(4).floors
    columns = Floors.of(floors)
    assert list(columns) == list(floors)
    assert columns[-1] == floors[-1]
    assert columns[2:5] == list(floors[2:5])
    assert Floors.of(columns) is columns
    with pytest.raises(IndexError):
        columns[len(floors)]


def test_statements_are_found_by_document_and_number() -> None:
    floors = roster_of(5).floors
    columns = Floors.of(floors)
    places = np.array([7, 0, len(floors) - 1, 7])
    documents = np.array([columns.documents.index(floors[at].document_id) for at in places])
    numbers = np.array([floors[at].statement for at in places])
    assert columns.find(documents, numbers).tolist() == places.tolist()


def test_an_empty_library_has_no_rows() -> None:
    empty = Roster({}, {}, (), {}, np.empty(0, np.int64), np.empty(0, np.int32))
    assert empty.rows_within(Selection(languages=frozenset({"zh"}))).tolist() == []
    assert empty.floors_at([]) == []
