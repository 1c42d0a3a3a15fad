"""PDF: columns in the order of reading, margins apart, words whole, and the page of everything."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from make_documents import Meeting, Order, letter_pdf, scanned_pdf, verbatim_pdf
from own_text import meeting, statements

from index.errors import UnreadableFile
from index.formats.read import read
from index.records.model import Record, Statement
from index.records.parse import parse_file

SEED = Path(__file__).parents[1] / "seeds" / "000_af3c4a5b928bd83b.txt"
ENGLISH = Meeting(
    symbol="S/PV.9001",
    language="en",
    front=[
        "Security Council",
        "Seventy-seventh year",
        "9001st meeting",
        "Tuesday, 5 July 2022, 10 a.m.",
        "New York",
    ],
    members=[
        ("President: Mr. De Rivière", "(France)"),
        ("Members: China", "Mr. Wu Haitao"),
        ("Poland", "Mr. Przydacz"),
        ("United Kingdom of Great Britain and Northern Ireland", "Ms. Pierce"),
    ],
    agenda=["Threats to international peace and security"],
    running="Threats to international peace and security",
    dated="05/07/2022",
    job="22-40001",
)
CHINESE = Meeting(
    symbol="S/PV.8626",
    language="zh",
    front=[
        "安全理事会",
        "第七十四年",
        "第八六二六次会议",
        "2019年9月25日星期三上午10时举行",
        "纽约",
    ],
    members=[
        ("主席：拉夫罗夫先生/涅边贾先生/波利扬斯基先生", "（俄罗斯联邦）"),
        ("比利时", "德克罗先生"),
        ("中国", "王毅先生/吴海涛先生"),
        ("波兰", "普尔日达奇先生"),
    ],
    agenda=["联合国与区域和次区域组织合作维护国际和平与安全"],
    running="联合国与区域和次区域组织合作维护国际和平与安全",
    dated="25/09/2019",
    job="19-29198",
)
ORDERS: tuple[Order, ...] = ("columns", "rows")


def one_line(text: str) -> str:
    return " ".join(text.split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def words(record: Record, statement: Statement) -> list[str]:
    return [one_line(record.text[p.start : p.end]) for p in statement.paragraphs]


@pytest.fixture(scope="module", params=ORDERS)
def english(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Record:
    """An English record that the file tells column by column, and one told row by row."""
    path = tmp_path_factory.mktemp("pdf") / "S_PV.9001_E.pdf"
    verbatim_pdf(path, ENGLISH, meeting(), request.param)
    return parse_file(path)


def test_every_paragraph_of_two_columns_is_read_whole_and_in_order(english: Record) -> None:
    spoken = [s for s in english.statements if not s.speaker.chair]
    assert [words(english, statement) for statement in spoken] == [
        paragraphs for *_, paragraphs in statements()
    ]


def test_divided_words_lose_their_hyphen_and_compounds_keep_it(english: Record) -> None:
    assert "-\n" in english.raw
    assert "well-functioning" in english.text.replace("\n", "")
    assert "long-term" in english.text.replace("\n", "")
    divided = [line for line in english.raw.splitlines() if line.endswith("-")]
    assert len(divided) > 20
    assert sum(line[:-1] in english.text for line in divided) > 15


def test_who_speaks_is_read_from_a_pdf_as_from_a_text(english: Record) -> None:
    told = [
        (s.speaker.delegation.code if s.speaker.delegation else None, s.language)
        for s in english.statements
        if not s.speaker.chair
    ]
    assert told == [
        ("PL", "English"),
        ("ZA", "English"),
        ("CN", "Chinese"),
        ("GQ", "Spanish"),
        ("ID", "English"),
        ("US", "English"),
        ("QA", "Arabic"),
    ]
    assert english.statements[0].speaker.name == "De Rivière"


def test_the_first_page_and_the_margins_tell_what_the_document_is(english: Record) -> None:
    document = english.document
    assert (document.symbol, document.date, document.meeting) == ("S/PV.9001", "2022-07-05", 9001)
    assert document.agenda == "Threats to international peace and security"
    assert document.origins["symbol"] == "text"
    assert english.warnings == ()


def test_running_headers_page_and_job_numbers_are_no_text(english: Record) -> None:
    for furniture in ("S/PV.9001", "05/07/2022", "22-40001", "/6"):
        assert not any(furniture in english.text[s.start : s.end] for s in english.statements)
    headers = [b for b in english.blocks if b.kind == "running_header"]
    assert len(headers) >= 2 * (english.document.pages.count - 1 if english.document.pages else 99)


def test_every_character_of_the_extracted_text_is_in_one_block(english: Record) -> None:
    borders = [(block.raw_start, block.raw_end) for block in english.blocks]
    assert borders[0][0] == 0
    assert borders[-1][1] == len(english.raw)
    assert all(before[1] == after[0] for before, after in pairwise(borders))


def test_the_page_of_every_word_is_known(english: Record) -> None:
    pages = english.document.pages
    assert pages is not None
    assert pages.count == english.raw.count("\f") + 1
    for number, text in enumerate(english.raw.split("\f"), start=1):
        at = english.raw.index(text)
        assert pages.page(at) == pages.page(at + len(text) - 1) == number


def test_a_chinese_record_in_two_columns_is_the_record_of_the_text_file(tmp_path: Path) -> None:
    told = parse_file(SEED)
    paragraphs = [
        (told.text[s.heading_start : s.heading_end] if n == 0 else "") + told.text[p.start : p.end]
        for s in told.statements[:24]
        for n, p in enumerate(s.paragraphs)
    ]
    path = tmp_path / "S_PV.8626_C.pdf"
    verbatim_pdf(path, CHINESE, paragraphs, "rows")
    record = parse_file(path)
    assert len(record.statements) == 24
    for statement, original in zip(record.statements, told.statements, strict=False):
        assert [squeezed(text) for text in words(record, statement)] == [
            squeezed(text) for text in words(told, original)
        ]
        assert statement.speaker.delegation == original.speaker.delegation
        assert statement.language == original.language
    assert record.document.symbol == "S/PV.8626"
    assert record.warnings == ()


def test_one_column_is_read_line_by_line_without_its_margins(tmp_path: Path) -> None:
    told = [" ".join(paragraphs) for *_, paragraphs in statements(3)]
    letter_pdf(tmp_path / "report.pdf", "A/77/100", told)
    record = parse_file(tmp_path / "report.pdf")
    (statement,) = record.statements
    assert words(record, statement)[-len(told) :] == told
    assert record.document.symbol == "A/77/100"
    assert record.document.pages is not None
    assert record.document.pages.count == 3


def test_pages_that_are_pictures_are_said_to_be(tmp_path: Path) -> None:
    told = "One page has words enough to be read,\nand another has none."
    scanned_pdf(tmp_path / "mixed.pdf", [told, None, None, told, None])
    record = parse_file(tmp_path / "mixed.pdf")
    assert record.warnings[0].startswith("Pages 2-3, 5 of 5 are scanned pictures without text")
    assert "ocrmypdf" in record.warnings[0]
    scanned_pdf(tmp_path / "scan.pdf", [None, None])
    with pytest.raises(UnreadableFile, match="no text \\(it is scanned\\)") as caught:
        read(tmp_path / "scan.pdf")
    assert "OCR" in caught.value.hint
