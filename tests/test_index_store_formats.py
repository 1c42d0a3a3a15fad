"""A library of mixed files: what can be read goes in, what cannot is listed, pages are cited."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import bad_documents as bad
import pytest
from make_documents import letter_docx, verbatim_pdf
from own_text import meeting
from test_index_formats_docx import ANNEX, LETTER, MASTHEAD
from test_index_formats_pdf import ENGLISH

from fakes import MEETING_EN, MEETING_ZH, FakeEncoder
from index.errors import StoreDamaged
from index.records.model import PageMap
from index.store.database import FILE_NAME
from index.store.library import Library
from rag.cite import reference
from rag.permalink import cited


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files of every kind, some in folders, three of them broken."""
    folder = tmp_path_factory.mktemp("mixed")
    for number in range(30):
        said = f"At the outset, speaker {number} congratulates the President on the election."
        (folder / f"speech{number:02}.txt").write_text(said, encoding="utf-8")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "zh.txt").write_text(MEETING_ZH, encoding="utf-8")
    (folder / "deep" / "er" / "en.html").write_text(
        "".join(f"<p>{line}</p>" for line in MEETING_EN.split("\n")), encoding="utf-8"
    )
    verbatim_pdf(folder / "S_PV.9001_E.pdf", ENGLISH, meeting())
    letter_docx(folder / "deep" / "letter.docx", MASTHEAD, LETTER, ANNEX)
    (folder / "note.md").write_text("# A note\n\nIt says *something*.\n", encoding="utf-8")
    (folder / "corpus.jsonl").write_text(
        '{"_id": "a", "text": "One text."}\nbroken\n{"_id": "b", "text": "Another one."}\n',
        encoding="utf-8",
    )
    (folder / "deep" / "cut.pdf").write_bytes(bad.pdf()[:300])
    (folder / "empty.docx").write_bytes(b"")
    (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / ".hidden.txt").write_text("Not meant to be seen.", encoding="utf-8")
    (folder / "SOURCES.toml").write_text("", encoding="utf-8")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    return folder


def test_what_can_be_read_goes_in_and_the_rest_is_listed(files: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as library:
        report = library.add([files])
        held = {summary.document.name: summary for summary in library.documents()}
    assert len(report.added) == len(held) == 37
    assert {"a", "b", "note.md", "en.html", "letter.docx", "S_PV.9001_E.pdf"} <= set(held)
    assert [(f.path.relative_to(files).as_posix(), f.error.hint != "") for f in report.failed] == [
        ("corpus.jsonl", True),
        ("empty.docx", True),
        ("deep/cut.pdf", True),
    ]
    assert "line 2 is not JSON" in report.failed[0].error.message
    assert [path.name for path in report.passed_over] == ["picture.jpg"]
    assert held["S_PV.9001_E.pdf"].document.symbol == "S/PV.9001"
    assert held["letter.docx"].document.symbol == "S/2019/537"
    assert held["a"].warnings == (
        "The symbol of the document is not known.",
        "The date of the document is not known.",
    )


def test_a_citation_from_a_pdf_says_the_page(files: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as library:
        library.add([files / "S_PV.9001_E.pdf"])
        hit = library.searcher().search("confiscated 1,245 kilograms of narcotic drugs").hits[0]
        record = library.record("S/PV.9001")
    pages = record.document.pages
    assert pages is not None
    assert hit.document.pages == pages
    first, last = pages.pages(hit.raw_start, hit.raw_end)
    printed = record.raw.split("\f")[first - 1]
    assert hit.passage.text.split("\n")[0] in printed
    place = reference(
        hit.document, hit.statement, (1,), "en", (hit.raw_start, hit.raw_end)
    ).rpartition(", ")[2]
    shown = f"p. {first}/5" if first == last else f"pp. {first}–{last}/5"
    assert place == shown
    assert cited(record, hit.passage.start, hit.passage.end).raw == (hit.raw_start, hit.raw_end)


def test_a_damaged_page_map_is_noticed(files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library.open(folder, FakeEncoder(), create=True) as library:
        library.add([files / "S_PV.9001_E.pdf"])
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.execute("UPDATE documents SET pages = replace(pages, '[1,2,', '[1,1,')")
    with (
        Library.open(folder, FakeEncoder()) as library,
        pytest.raises(StoreDamaged, match="not the ones that were indexed"),
    ):
        library.record("S/PV.9001")


def test_pages_need_not_ascend() -> None:
    # Notes stand last in the text, each under its own page.
    pages = PageMap((0, 100, 200), (1, 2, 1), 2)
    assert [pages.page(at) for at in (0, 99, 100, 199, 200, 500)] == [1, 1, 2, 2, 1, 1]
    assert pages.pages(150, 250) == (1, 2)
