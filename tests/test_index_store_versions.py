"""What takes whose place, what is kept, and what says the same as what."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes import MEETING_EN, MEETING_ZH, NOTE_ZH, FakeEncoder
from index.errors import NotHeld
from index.store.library import Library
from index.store.model import AddReport

SECOND = MEETING_ZH.replace("波兰反对", "波兰强烈反对")
THIRD = MEETING_ZH.replace("波兰反对", "波兰坚决反对")


@dataclass(frozen=True)
class CountingEncoder(FakeEncoder):
    """Remembers the passages that it was given."""

    encoded: list[str] = field(default_factory=list, compare=False)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        return super().encode_passages(texts)


class Desk:
    """Texts on their way into a library, each under a file name."""

    def __init__(self, place: Path) -> None:
        self.encoder = CountingEncoder()
        self.library = Library.open(place / "library", self.encoder, create=True)
        self._files = place / "files"

    def write(self, name: str, text: str) -> Path:
        path = self._files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def add(self, name: str, text: str, keep_versions: bool = False) -> AddReport:
        return self.library.add([self.write(name, text)], keep_versions=keep_versions)

    def names(self) -> list[str]:
        return [summary.document.name for summary in self.library.documents()]

    def found(self, question: str) -> set[str]:
        hits = self.library.searcher().search(question, 50).hits
        return {self.library.record(hit.document.id).text for hit in hits}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def letter(seed: int, sentences: int = 60) -> str:
    """A text of some length that shares no long run of words with another seed's."""
    chance = random.Random(seed)
    syllables = "安理会冰川水库边境贸易妇女和平毒品山谷农民灌溉渠上合组织克里米亚难民粮食能源"
    return "。\n".join("".join(chance.choices(syllables, k=25)) for _ in range(sentences))


# Versions


def test_a_version_that_is_not_kept_is_gone(desk: Desk) -> None:
    old = desk.add("a.txt", MEETING_ZH).added[0]
    desk.add("a.txt", SECOND)
    with pytest.raises(NotHeld):
        desk.library.record(old.id)
    assert desk.library.documents()[0].earlier == ()


def test_a_version_that_is_kept_can_be_read_but_is_not_found(desk: Desk) -> None:
    old = desk.add("a.txt", MEETING_ZH).added[0]
    (change,) = desk.add("a.txt", SECOND, keep_versions=True).replaced
    assert change.old == old
    assert desk.library.record(old.id).text == desk.library.record(old.digest).text
    assert "波兰反对" in desk.library.record(old.id).text
    assert "波兰强烈反对" in desk.library.record("S/PV.9001").text
    assert all("波兰反对对" not in text for text in desk.found("波兰反对侵略"))
    (summary,) = desk.library.documents()
    assert (summary.document, summary.earlier) == (change.new, (old,))
    assert {d.id for d in desk.library.catalogue()} == {change.new.id}


def test_versions_are_listed_in_order_from_any_of_them(desk: Desk) -> None:
    first = desk.add("a.txt", MEETING_ZH).added[0]
    second = desk.add("b.txt", SECOND, keep_versions=True).replaced[0].new
    third = desk.add("c.txt", THIRD, keep_versions=True).replaced[0].new
    for document in (first, second, third):
        assert desk.library.versions(document) == (first, second, third)
    assert desk.library.resolve("S/PV.9001") == third


def test_a_version_replaced_without_being_kept_leaves_the_earlier_ones(desk: Desk) -> None:
    first = desk.add("a.txt", MEETING_ZH).added[0]
    second = desk.add("a.txt", SECOND, keep_versions=True).replaced[0].new
    third = desk.add("a.txt", THIRD).replaced[0].new
    assert desk.library.versions(third) == (first, third)
    with pytest.raises(NotHeld):
        desk.library.record(second.id)


def test_an_earlier_version_that_comes_back_is_current_again(desk: Desk) -> None:
    first = desk.add("a.txt", MEETING_ZH).added[0]
    second = desk.add("a.txt", SECOND, keep_versions=True).replaced[0].new
    (change,) = desk.add("a.txt", MEETING_ZH, keep_versions=True).replaced
    assert (change.old, change.new) == (second, first)
    assert desk.library.versions(first) == (second, first)
    assert any("波兰反对对" in text for text in desk.found("波兰反对侵略"))


def test_what_is_removed_takes_its_earlier_versions_along(desk: Desk) -> None:
    first = desk.add("a.txt", MEETING_ZH).added[0]
    desk.add("a.txt", SECOND, keep_versions=True)
    desk.library.remove("S/PV.9001")
    with pytest.raises(NotHeld):
        desk.library.record(first.id)


def test_an_earlier_version_can_be_removed_alone(desk: Desk) -> None:
    first = desk.add("a.txt", MEETING_ZH).added[0]
    second = desk.add("a.txt", SECOND, keep_versions=True).replaced[0].new
    desk.library.remove(first.digest)
    assert desk.library.versions(second) == (second,)
    assert desk.library.resolve("S/PV.9001") == second


def test_several_are_removed_together_or_not_at_all(desk: Desk) -> None:
    desk.add("a.txt", MEETING_ZH)
    desk.add("note.txt", NOTE_ZH)
    with pytest.raises(NotHeld, match="nothing"):
        desk.library.remove_all(["S/PV.9001", "nothing"])
    assert len(desk.names()) == 2
    before = desk.library.generation
    assert len(desk.library.remove_all(["S/PV.9001", "note.txt", "note.txt"])) == 2
    assert (desk.names(), desk.library.generation) == ([], before + 1)


# What is encoded


def test_only_the_changed_passage_of_a_new_version_is_encoded(desk: Desk) -> None:
    desk.add("a.txt", MEETING_ZH)
    assert len(desk.encoder.encoded) > 2
    desk.encoder.encoded.clear()
    desk.add("a.txt", SECOND)
    (passage,) = desk.encoder.encoded
    assert "波兰强烈反对" in passage
    rows, vectors = desk.library.vectors(range(100))
    stored = dict(zip(rows.tolist(), vectors, strict=True))
    for row, place in desk.library.places(rows.tolist()).items():
        text = f"{place.passage.context}\n{place.passage.text}"
        np.testing.assert_array_equal(stored[row], desk.encoder.encode_passages([text])[0])


def test_a_version_that_comes_back_is_not_encoded_where_the_other_said_the_same(
    desk: Desk,
) -> None:
    desk.add("a.txt", MEETING_ZH)
    desk.add("a.txt", SECOND, keep_versions=True)
    desk.encoder.encoded.clear()
    desk.add("a.txt", MEETING_ZH)
    assert len(desk.encoder.encoded) == 1


def test_removing_needs_no_encoder(desk: Desk) -> None:
    desk.add("a.txt", MEETING_ZH)
    desk.add("note.txt", NOTE_ZH)
    with Library.open(desk.library.path) as library:
        library.remove("note.txt")
        assert [s.document.symbol for s in library.documents()] == ["S/PV.9001"]


# Duplicates


def test_the_same_bytes_under_another_name_are_said_to_be_a_copy(desk: Desk) -> None:
    held = desk.add("note.txt", NOTE_ZH).added[0]
    report = desk.add("copy.txt", NOTE_ZH)
    (copy,) = report.duplicates
    assert (copy.document.name, copy.held, copy.share, copy.added) == ("copy.txt", held, 1.0, False)
    assert (report.unchanged, report.changed) == ((held,), False)


def test_the_same_words_in_another_file_are_held_once(desk: Desk) -> None:
    held = desk.add("note.txt", NOTE_ZH).added[0]
    report = desk.add("wide.txt", "\ufeff" + NOTE_ZH.replace("\n\n", "\r\n\r\n\r\n"))
    (copy,) = report.duplicates
    assert (copy.document.name, copy.held, copy.share, copy.added) == ("wide.txt", held, 1.0, False)
    assert (report.added, report.unchanged, desk.names()) == ((), (held,), ["note.txt"])


def test_the_same_words_with_a_symbol_take_the_place_of_those_without(desk: Desk) -> None:
    desk.add("note.txt", NOTE_ZH)
    desk.write("SOURCES.toml", '[documents."known.txt"]\nsymbol = "S/2020/77"\n')
    (change,) = desk.add("known.txt", NOTE_ZH + "\n").replaced
    assert (change.old.name, change.new.symbol) == ("note.txt", "S/2020/77")
    assert desk.names() == ["known.txt"]


def test_the_same_words_under_two_symbols_are_both_held_and_told_of(desk: Desk) -> None:
    side_car = "\n".join(
        f'[documents."{name}.txt"]\nsymbol = "{symbol}"'
        for name, symbol in (("a", "S/2020/77"), ("b", "A/74/5"))
    )
    desk.write("SOURCES.toml", side_car)
    desk.add("a.txt", NOTE_ZH)
    report = desk.add("b.txt", NOTE_ZH + "\n")
    (twin,) = report.duplicates
    assert (twin.held.symbol, twin.share, twin.added) == ("S/2020/77", 1.0, True)
    assert desk.names() == ["a.txt", "b.txt"]


def test_nearly_the_same_words_go_in_and_are_told_of(desk: Desk) -> None:
    text = letter(1)
    held = desk.add("letter.txt", text).added[0]
    for seed in (2, 3, 4):
        assert desk.add(f"other{seed}.txt", letter(seed)).duplicates == ()
    report = desk.add("again.txt", text.replace("。", "！", 1))
    (twin,) = report.duplicates
    assert (twin.held, twin.added) == (held, True)
    assert 0.98 < twin.share < 1.0
    assert len(report.added) == 1


def test_a_nameless_file_that_was_edited_takes_its_own_place(desk: Desk) -> None:
    text = letter(1)
    desk.add("letter.txt", text)
    report = desk.add("letter.txt", text.replace("。", "！", 1))
    assert (len(report.replaced), report.duplicates) == (1, ())
    assert desk.names() == ["letter.txt"]


def test_a_new_version_of_a_symbol_is_no_duplicate(desk: Desk) -> None:
    desk.add("a.txt", MEETING_ZH)
    assert desk.add("b.txt", SECOND).duplicates == ()


def test_an_earlier_version_is_no_twin(desk: Desk) -> None:
    desk.add("a.txt", letter(1))
    desk.add("a.txt", letter(1).replace("。", "！", 1), keep_versions=True)
    desk.add("a.txt", letter(1).replace("。", "！", 30), keep_versions=True)
    (twin,) = desk.add("b.txt", letter(1).replace("。", "！", 30) + "好").duplicates
    assert (twin.held.name, twin.share > 0.99) == ("a.txt", True)


def test_records_that_were_not_read_from_files_are_all_taken(desk: Desk, tmp_path: Path) -> None:
    from index.records.parse import parse_text

    records = [
        parse_text(NOTE_ZH, name=name, digest=digest * 32, overrides={})
        for name, digest in (("one", "ab"), ("two", "cd"))
    ]
    report = desk.library.add_records(records)
    assert (len(report.added), report.duplicates) == (2, ())


# Languages


def test_language_versions_of_one_symbol_know_of_each_other(desk: Desk) -> None:
    chinese = desk.add("zh.txt", MEETING_ZH).added[0]
    english = desk.add("en.txt", MEETING_EN.replace("9002", "9001")).added[0]
    desk.add("note.txt", NOTE_ZH)
    told = {s.document.name: s.translations for s in desk.library.documents()}
    assert told == {"zh.txt": (english,), "en.txt": (chinese,), "note.txt": ()}
    assert desk.library.translations(chinese) == (english,)
    desk.library.remove(english.id)
    assert desk.library.translations(chinese) == ()


# Libraries of before


def test_a_library_of_the_schema_before_is_brought_up(desk: Desk) -> None:
    desk.add("a.txt", MEETING_ZH)
    desk.add("note.txt", NOTE_ZH)
    before, path = desk.library.documents(), desk.library.path
    records = [desk.library.record(summary.document.id) for summary in before]
    desk.library.close()
    _age(path / "library.sqlite3")
    with Library.open(path, FakeEncoder()) as library:
        assert library.documents() == before
        assert [library.record(s.document.id) for s in before] == records
        assert library.searcher().search("波兰 克里米亚").hits
        second = path.parent / "files" / "copy.txt"
        second.write_text(NOTE_ZH + "\n", encoding="utf-8")
        assert len(library.add([second]).duplicates) == 1
        library.remove("S/PV.9001")
        assert library.searcher().search("波兰 克里米亚").hits[0].document.name == "note.txt"
    connection = sqlite3.connect(path / "library.sqlite3")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("SELECT count(*) FROM statements").fetchone() == (1,)
    connection.close()


def _age(file: Path) -> None:
    """Undo what the last step of migration did."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript(
        """
        PRAGMA foreign_keys = OFF;
        BEGIN;
        DROP TABLE bands; DROP TABLE watched_documents; DROP TABLE watched;
        CREATE TABLE old AS SELECT * FROM documents;
        DROP TABLE documents;
        CREATE TABLE documents (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            digest TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL,
            symbol TEXT, title TEXT, body TEXT, date TEXT, meeting INTEGER, agenda TEXT,
            origins TEXT NOT NULL, pages TEXT, delegations TEXT NOT NULL, warnings TEXT NOT NULL,
            raw TEXT NOT NULL, text TEXT NOT NULL, offsets TEXT NOT NULL, blocks TEXT NOT NULL,
            seal TEXT NOT NULL, added_at TEXT NOT NULL, UNIQUE (symbol, language));
        INSERT INTO documents SELECT number, id, digest, name, language, kind, symbol, title, body,
            date, meeting, agenda, origins, pages, delegations, warnings, raw, text, offsets,
            blocks, seal, added_at FROM old;
        DROP TABLE old;
        PRAGMA user_version = 3;
        COMMIT;
        """
    )
    connection.close()
