"""JSON Lines: a document a line; a line at fault costs that line and no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fakes import MEETING_EN
from index.errors import DocumentError, UnreadableFile
from index.records.model import Record
from index.records.parse import parse_documents, parse_file


def documents(path: Path, *rows: object) -> list[Record | DocumentError]:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list(parse_documents(path))


def records(path: Path, *rows: object) -> list[Record]:
    found = documents(path, *rows)
    assert all(isinstance(one, Record) for one in found), found
    return [one for one in found if isinstance(one, Record)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus.jsonl"


def test_each_line_is_a_document_named_by_its_id(path: Path) -> None:
    first, second = records(
        path,
        {"_id": "d1", "title": "Peace", "text": "Peace is a process."},
        {"_id": 7, "text": "Another text."},
    )
    assert (first.document.name, second.document.name) == ("d1", "7")
    assert first.raw == "Peace\nPeace is a process."
    assert first.document.title == "Peace"
    assert second.document.title is None
    assert first.document.digest != second.document.digest


def test_the_same_words_under_two_ids_are_two_documents(path: Path) -> None:
    first, second = records(path, {"_id": "a", "text": "Words."}, {"_id": "b", "text": "Words."})
    assert first.document.id != second.document.id


def test_a_quoted_masthead_gives_no_symbol_and_a_field_does(path: Path) -> None:
    quoting, own = records(
        path,
        {"_id": "q", "text": MEETING_EN},
        {"_id": "o", "text": MEETING_EN, "metadata": {"symbol": "s/pv. 9002", "other": 3}},
    )
    assert (quoting.document.symbol, quoting.document.kind) == (None, "text")
    assert (own.document.symbol, own.document.kind) == ("S/PV.9002", "verbatim")
    assert len(quoting.statements) == 1
    assert len(own.statements) > 1


def test_fields_say_when_and_who_of_a_plain_speech(path: Path) -> None:
    (record,) = records(
        path,
        {"_id": "s", "text": "I speak.", "date": "2019-09", "delegation": "Poland", "speaker": "X"},
    )
    speaker = record.statements[0].speaker
    assert record.document.date == "2019-09"
    assert speaker.name == "X"
    assert speaker.delegation is not None
    assert speaker.delegation.code == "PL"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("not json", "line 2 is not JSON"),
        ("[" * 100_000, "line 2 is not JSON"),
        ([1, 2], 'line 2 has no "_id"'),
        ({"text": "words"}, 'line 2 has no "_id"'),
        ({"_id": True, "text": "words"}, 'line 2 has no "_id"'),
        ({"_id": "x", "text": 3}, '"text" or "title" is not a string'),
        ({"_id": "x", "text": " \u2003."}, "holds no word"),
        ({"_id": "first", "text": "again"}, "the id first stands in line 1 already"),
        ({"_id": "x", "text": "w", "date": "2019-13-01"}, "'2019-13-01' is not a date"),
        ({"_id": "x", "text": "w", "metadata": {"kind": "poem"}}, "kind is one of verbatim"),
        ({"_id": "x", "text": "w", "delegation": "Atlantis"}, "no delegation is called"),
    ],
)
def test_a_line_at_fault_is_told_of_and_the_others_come(path: Path, row: object, said: str) -> None:
    good = {"_id": "first", "text": "Words."}, {"_id": "last", "text": "More words."}
    first, fault, last = documents(path, good[0], row, good[1])
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(fault, UnreadableFile)
    assert said in fault.message
    assert fault.hint
    assert fault.path == path


def test_what_json_can_say_and_a_database_cannot_hold_is_cleaned(path: Path) -> None:
    row = '{"_id": "half\\ud800\\u202e/../x", "text": "nul\\u0000 and half \\udfff.\\r\\nEnd."}'
    (record,) = records(path, row)
    assert record.document.name == "half/../x"
    assert record.raw == "nul  and half �.\nEnd."
    record.raw.encode()


def test_a_file_of_many_documents_is_no_single_one(path: Path) -> None:
    documents(path, {"_id": "d", "text": "w"})
    with pytest.raises(UnreadableFile, match="holds many documents"):
        parse_file(path)


def test_a_file_that_is_something_else_is_refused_whole(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(UnreadableFile, match="is not JSON Lines"):
        list(parse_documents(path))
