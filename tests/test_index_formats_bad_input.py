"""Files that are damaged or made to do harm: each is refused by name, with what to do instead."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import bad_documents as bad
import pytest

from index.errors import UnreadableFile
from index.formats.limits import DEFAULT_LIMITS, MIB
from index.formats.names import clean_id, clean_name, shown
from index.formats.read import read
from index.formats.worker import Worker
from index.records.parse import parse_file


@pytest.fixture(scope="module")
def small() -> Iterator[Worker]:
    """A reader with little memory, so that bombs need not be large."""
    worker = Worker(replace(DEFAULT_LIMITS, memory_bytes=224 * MIB, part_bytes=2 * MIB))
    yield worker
    worker.close()


REFUSED = [
    ("locked.pdf", lambda: bad.pdf(password="secret"), "locked with a password", "qpdf --decrypt"),
    ("cut.pdf", lambda: bad.pdf()[:400], "damaged or incomplete", "Fetch it again"),
    ("noise.pdf", lambda: b"%PDF-1.4\n" + bytes(range(256)) * 40, "damaged or incomplete", "Fetch"),
    ("empty.pdf", lambda: b"", "is empty", "holds text"),
    ("white.txt", lambda: b" \n\t\r\n", "is empty", "holds text"),
    ("long.pdf", lambda: bad.pdf_of_pages(10_000), "10,000 pages; 3,000 are read", "--split-pages"),
    ("blank.pdf", lambda: bad.pdf_of_pages(3), "holds no text", "OCR"),
    ("circle.pdf", bad.pdf_of_itself, "page 1 of 1 cannot be read", "Fetch it again"),
    ("nested.pdf", bad.pdf_of_forms, "more than 224 MB of memory", "made to do harm"),
    ("picture.pdf", bad.pdf_of_a_picture, "pictures of pages and no text", "OCR"),
    ("bomb.pdf", lambda: bad.pdf_bomb(6 * MIB), "more than 224 MB of memory", "made to do harm"),
    ("bomb.docx", lambda: bad.docx_bomb(8 * MIB), "unpacks to more than 2.0 MB", "made to do harm"),
    ("laughs.docx", bad.docx_of_laughs, "entity amplification", "Fetch or save it again"),
    ("asks.docx", lambda: bad.docx_that_reads("/etc/hostname"), "declares a document type", "harm"),
    ("deep.docx", lambda: bad.docx_of(b"<w:ins>" * 9000), "Excessive depth", "Fetch or save it"),
    ("cut.docx", lambda: bad.docx_of(b"<w:p/>")[:80], "damaged or incomplete", "Fetch or save it"),
    ("blank.docx", lambda: bad.docx_of(b"<w:p/>"), "without text", "OCR"),
    ("locked.docx", lambda: bad.old_word(locked=True), "locked with a password", "without a pass"),
    ("old.doc", lambda: bad.old_word(locked=False), "of the old kind", "PDF or DOCX"),
    ("book.docx", lambda: bad.archive([("xl/workbook.xml", b"<a/>")]), "an Excel workbook", "HTML"),
    (
        "text.odt",
        lambda: bad.archive([("mimetype", b"application/vnd.oasis.opendocument.text")]),
        "an OpenDocument text",
        "DOCX or PDF",
    ),
    (
        "slip.docx",
        lambda: bad.archive([("../../up.txt", b"x")]),
        "without a Word document",
        "Unpack",
    ),
    ("many.docx", lambda: bad.archive([(f"{n}", b"") for n in range(20_001)]), "20,000 parts", ""),
    ("rich.txt", lambda: b"{\\rtf1 words}", "a Rich Text file", "PDF or DOCX"),
    ("scan.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(9), "a picture", "OCR"),
    ("all.txt", lambda: b"\x1f\x8b\x08" + bytes(30), "an archive", "Unpack it"),
    ("odd.txt", lambda: b"words\0words", "is binary", "UTF-8"),
    ("page.html", lambda: b"<html><script>all()</script></html>", "without text", "browser"),
    ("deep.html", lambda: b"<html>" + b"<div>" * 5000 + b"deep", "too deeply", "save its text"),
]


@pytest.mark.parametrize(("name", "make", "said", "advised"), REFUSED, ids=[r[0] for r in REFUSED])
def test_a_bad_file_is_refused_with_its_reason_and_a_way_out(
    tmp_path: Path, small: Worker, name: str, make: object, said: str, advised: str
) -> None:
    path = tmp_path / name
    content = make()  # type: ignore[operator]
    assert len(content) < 3 * MIB
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        read(path, small)
    assert said in caught.value.message
    assert str(path) in caught.value.message
    assert advised in caught.value.hint
    assert caught.value.path == path


def test_the_next_file_is_read_after_one_that_broke_the_reader(
    tmp_path: Path, small: Worker
) -> None:
    bomb, good = tmp_path / "bomb.pdf", tmp_path / "good.pdf"
    bomb.write_bytes(bad.pdf_bomb(6 * MIB))
    good.write_bytes(bad.pdf())
    with pytest.raises(UnreadableFile, match="memory"):
        read(bomb, small)
    assert read(good, small).extracted.text == bad.TEXT


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "slow.pdf"
    path.write_bytes(bad.pdf_bomb(20 * MIB))
    worker = Worker(replace(DEFAULT_LIMITS, seconds=0.2))
    with pytest.raises(UnreadableFile, match=r"more than 0\.2 seconds") as caught:
        read(path, worker)
    assert "divide it" in caught.value.hint
    assert worker._process is None


@pytest.mark.parametrize(
    ("end", "said"), [("kill -SEGV $$", "crash (SIGSEGV)"), ("exit 3", "crash (exit code 3)")]
)
def test_a_reader_that_crashes_is_told_of_and_replaced(tmp_path: Path, end: str, said: str) -> None:
    (tmp_path / "a.pdf").write_bytes(bad.pdf())
    worker = Worker()
    worker._process, worker._owner = (
        subprocess.Popen(
            ["sh", "-c", f"head -c 8 >/dev/null; {end}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        ),
        os.getpid(),
    )
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path / "a.pdf", worker)
    assert said in caught.value.message
    assert read(tmp_path / "a.pdf", worker).extracted.text == bad.TEXT
    worker.close()


def test_an_answer_is_never_taken_for_that_of_another_file(tmp_path: Path) -> None:
    slow, good = tmp_path / "slow.pdf", tmp_path / "good.pdf"
    slow.write_bytes(bad.pdf_bomb(MIB))
    good.write_bytes(bad.pdf())
    worker = Worker()
    exchange, worker._exchange = worker._exchange, _interrupted(worker)  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        read(slow, worker)
    worker._exchange = exchange  # type: ignore[method-assign]
    assert read(good, worker).extracted.text == bad.TEXT
    worker.close()


def _interrupted(worker: Worker) -> object:
    def exchange(process: subprocess.Popen[bytes], frames: bytes) -> dict[str, object]:
        assert process.stdin is not None
        process.stdin.write(frames)
        raise KeyboardInterrupt

    return exchange


def test_the_process_that_reads_can_write_no_file_and_sees_no_environment(tmp_path: Path) -> None:
    os.environ["ROSTRUM_LLM_KEY"] = "secret"
    try:
        (tmp_path / "a.md").write_text("words", encoding="utf-8")
        worker = Worker()
        read(tmp_path / "a.md", worker)
        assert worker._process is not None
        place = Path(f"/proc/{worker._process.pid}")
        if place.exists():
            assert b"secret" not in (place / "environ").read_bytes()
            limits = (place / "limits").read_text("utf-8")
            assert "Max file size             0 " in limits
            assert f"Max address space         {DEFAULT_LIMITS.memory_bytes}" in limits
        worker.close()
    finally:
        del os.environ["ROSTRUM_LLM_KEY"]


@pytest.mark.parametrize(
    ("name", "content", "form", "noted"),
    [
        ("a.txt", bad.pdf(), "pdf", "The file is a PDF, though its name says plain text."),
        ("a.pdf", b"The meeting rose.", "text", "plain text, though its name says a PDF."),
        ("a.pdf", b"<!DOCTYPE html><p>Not found", "html", "HTML, though its name says a PDF."),
        ("a.html", b"No mark at all.", "text", "plain text, though its name says HTML."),
        ("a.docx", b"<html><body>x", "html", "HTML, though its name says a Word document."),
    ],
)
def test_content_decides_what_a_file_is_and_a_wrong_name_is_noted(
    tmp_path: Path, name: str, content: bytes, form: str, noted: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    given = read(path)
    assert given.format == form
    assert given.extracted.notes[0].endswith(noted)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("/absolute/path.txt", "path.txt"),
        ("C:\\Users\\x\\a.docx", "a.docx"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("nul\0in.txt", "nulin.txt"),
        ("two\nlines.txt", "twolines.txt"),
        ("annex\u202efdp.exe", "annexfdp.exe"),
        ("z\u200bero\ufeff.txt", "zero.txt"),
        ("half\udcff.txt", "half.txt"),
        ("安全理事会.txt", "安全理事会.txt"),
    ],
)
def test_a_name_is_kept_in_one_line_without_path_or_tricks(name: str, kept: str) -> None:
    assert clean_name(name) == kept


def test_a_long_name_keeps_both_of_its_ends() -> None:
    name = clean_name("a" * 150 + "b" * 146 + ".txt")
    assert len(name) == 120
    assert name.startswith("aaa")
    assert name.endswith("bbb.txt")
    assert clean_id("S/2019/537#\u202e3") == "S/2019/537#3"
    assert len(shown(Path("x" * 4000))) < 250
    assert "\u202e" not in shown(Path("annex\u202efdp.exe"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (Path("a\0b.txt"), "null byte"),
        (Path("x" * 300 + ".txt"), "File name too long"),
        (Path("/dev/zero"), "is not a regular file"),
        (Path("no such.pdf"), "does not exist"),
    ],
)
def test_paths_that_cannot_be_read_are_told_of(path: Path, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        parse_file(path)


def test_a_file_over_the_limit_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(300 * MIB)
    with pytest.raises(UnreadableFile, match="300 MB; 256 MB are read at most"):
        read(path)
