"""Warnings by code: every sentence that is written can be read back, whoever wrote it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast, get_args

import pytest
from lxml import etree
from test_index_records_foreign import FRENCH

from fakes import MEETING_EN, MEETING_ZH
from index.formats.detect import detect
from index.formats.docx import _left_out
from index.formats.pdf import _checked
from index.records.doubts import OTHER, SENTENCES, SOURCES, Doubt, recognise, tell
from index.records.model import Origin
from index.records.parse import parse_file


def told(tmp_path: Path, name: str, text: str, **given: str) -> list[Doubt]:
    """The doubts about a file, read back from the warnings of its record."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [recognise(warning) for warning in parse_file(path, given=given).warnings]


def notes(*pages: str) -> tuple[str, ...]:
    """What is noted of a PDF whose pages are `good`, `scanned` or `meaningless`."""
    made = [
        SimpleNamespace(rows=[1], scanned=one == "scanned", meaningless=one == "meaningless")
        for one in pages
    ]
    return _checked(cast("Any", made), "some.pdf")


def test_what_is_not_known_has_a_code_each(tmp_path: Path) -> None:
    assert told(tmp_path, "plain.txt", "A text that says little.") == [
        Doubt("symbol-unknown"),
        Doubt("date-unknown"),
    ]
    assert told(tmp_path, "fr.txt", FRENCH)[0] == Doubt("foreign-language", {"language": "French"})


def test_who_contradicts_whom_is_told_by_one_word_each(tmp_path: Path) -> None:
    found = told(tmp_path, "S_PV.7000_C.txt", MEETING_ZH, date="2001-01-01")
    assert (
        Doubt(
            "contradiction",
            {
                "field": "symbol",
                "believed": "S/PV.9001",
                "source": "text",
                "other": "S/PV.7000",
                "other_source": "file name",
            },
        )
        in found
    )
    told_of = {one.parameters.get("other_source") for one in found}
    assert told_of == {"file name", "command line"}


def test_a_name_that_marks_another_language_or_job_number(tmp_path: Path) -> None:
    marked = told(tmp_path, "S_PV.9002_C.txt", MEETING_EN)
    assert Doubt("name-language", {"named": "Chinese", "language": "English"}) in marked
    numbered = told(tmp_path, "N1929198.txt", MEETING_EN + "\n22-40001 (E)\n")
    assert Doubt("name-job-number", {"named": "19-29198", "printed": "22-40001"}) in numbered


def test_a_speaker_of_nobody_known_is_named() -> None:
    assert recognise("It is not known for whom 诺罗夫 speaks.") == Doubt(
        "speaker-unplaced", {"name": "诺罗夫"}
    )


def test_what_the_formats_note_is_known_too() -> None:
    scanned = notes("good", "scanned", "scanned", "good", "scanned")
    assert [recognise(note) for note in scanned] == [
        Doubt("pages-scanned", {"pages": "2-3, 5", "count": "5"})
    ]
    many = notes(*("good", "scanned") * 30)
    assert recognise(many[0]).parameters["pages"].endswith("39, …") is False
    assert recognise(many[0]).parameters["pages"].endswith(", …")
    both = notes("good", "scanned", "meaningless")
    assert [recognise(note).code for note in both] == ["pages-scanned", "fonts-unknown"]
    assert recognise(both[1]).parameters == {"pages": "3", "count": "3"}
    note = detect(b"%PDF-1.7\n", Path("minutes.docx")).note
    assert recognise(note or "") == Doubt("name-format", {"format": "pdf", "named_format": "docx"})
    inserted = etree.fromstring("<document><altChunk/></document>")
    assert [recognise(one) for one in _left_out(inserted)] == [Doubt("part-left-out")]


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_read_back_as_itself(code: str) -> None:
    values = {
        "field": "title",
        "believed": repr('a, but "b" by the text'),
        "source": "SOURCES.toml",
        "other": repr("c'd"),
        "other_source": "the command line",
        "format": "a PDF",
        "named_format": "plain text",
        "pages": "Page 3",
        "count": "9",
        "are": "is",
    }
    names = [name for name in values if f"{{{name}}}" in SENTENCES[code]]
    others = dict.fromkeys(("language", "name", "named", "printed", "advice"), "X. Y")
    found = recognise(tell(code, **values, **others))
    assert found.code == code
    assert set(found.parameters) >= set(names) - {"are"}
    assert found.parameters.get("believed", 'a, but "b" by the text') == 'a, but "b" by the text'
    assert found.parameters.get("other", "c'd") == "c'd"
    assert set(found.parameters) <= {*values, *others} - {"are", "advice"}


def test_a_sentence_of_nobody_is_told_as_it_is() -> None:
    assert recognise("Something else is odd.") == Doubt(OTHER)


def test_every_source_has_a_name() -> None:
    assert set(SOURCES) == set(get_args(Origin))
