"""PDF: columns in the order of reading, margins apart, words whole, and the page of everything."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from bad_documents import written
from make_documents import HEIGHT, WIDTH, Meeting, Order, letter_pdf, scanned_pdf, verbatim_pdf
from own_text import SENTENCES, meeting, statements
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from index.errors import UnreadableFile
from index.formats.pdf_pieces import meaningless, readable
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
        for s in told.statements[:14]
        for n, p in enumerate(s.paragraphs)
    ]
    path = tmp_path / "S_PV.8626_C.pdf"
    verbatim_pdf(path, CHINESE, paragraphs, "rows")
    record = parse_file(path)
    assert len(record.statements) == 14
    for statement, original in zip(record.statements, told.statements, strict=False):
        assert [squeezed(text) for text in words(record, statement)] == [
            squeezed(text) for text in words(told, original)
        ]
        assert statement.speaker.delegation == original.speaker.delegation
        assert statement.language == original.language
    assert record.document.symbol == "S/PV.8626"
    assert record.warnings == ()


def test_a_chinese_record_of_a_few_lines_keeps_its_paragraphs_whole(tmp_path: Path) -> None:
    """One inner page: its running head is on no other page, and reaches over the column."""
    told = [
        "基马尼先生（肯尼亚）（以英语发言）：干旱已经持续四年，二千二百万人面临粮食不足。",
        "我们呼吁捐助方把水利工程的资金增加一倍。没有水，就没有和平，也没有发展可言。",
        "张军先生（中国）：中国提供了紧急粮食援助，并派出农业专家。气候变化不应成为借口。",
        "我们主张由非洲国家自己决定自己的发展道路，外部伙伴应当尊重并给予支持。",
    ]
    path = tmp_path / "S_PV.8626_C.pdf"
    assert verbatim_pdf(path, CHINESE, ["上午10时05分开会。", *told, "下午12时15分散会。"]) == 2
    record = parse_file(path)
    assert [text for s in record.statements for text in words(record, s)][:4] == [
        text.rpartition("：")[2] for text in told
    ]


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


def drawn(path: Path, *pages: Callable[[Canvas], None], rotate: int = 0) -> str:
    """The text of a PDF whose pages are drawn by hand."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for page in pages:
        canvas.setFont("Times-Roman", 11)
        canvas.setPageRotation(rotate)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return read(path).extracted.text


def lines(canvas: Canvas, *texts: str, top: float = 700, left: float = 54) -> None:
    for row, text in enumerate(texts):
        canvas.drawString(left, top - 13 * row, text)


def test_notes_at_the_foot_do_not_cut_the_paragraph_that_runs_on(tmp_path: Path) -> None:
    body = [sentence[:60] for sentence in SENTENCES[:16]]

    def first(canvas: Canvas) -> None:
        lines(canvas, *body[:8], "and so it")
        canvas.setFont("Times-Roman", 7)
        canvas.drawString(54 + canvas.stringWidth("and so it", "Times-Roman", 11), 600, "12")
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(54, 80, "12 See document S/2019/742, which")
        canvas.drawString(54, 71, "was circulated earlier.")

    def second(canvas: Canvas) -> None:
        lines(canvas, "goes on over the page and ends here.", *body[8:])

    text = drawn(tmp_path / "notes.pdf", first, second)
    assert "so it¹²\n\fgoes on over the page" in text
    assert text.endswith("\n\n12 See document S/2019/742, which\nwas circulated earlier.")
    record = parse_file(tmp_path / "notes.pdf")
    assert "so it¹² goes on over the page" in one_line(record.text)
    at = record.raw.index("12 See document")
    assert record.document.pages is not None
    assert record.document.pages.page(at) == 1
    assert record.document.pages.page(at - 10) == 2


def test_a_list_in_two_columns_is_read_row_by_row(tmp_path: Path) -> None:
    rows = [
        ("Belgium", "Mr. Goffin"),
        ("China", "Ms. Li"),
        ("Bolivia (Plurinational State of)", ""),
    ]
    rows += [("France", "Mr. De Rivière"), ("Peru", "Mr. Popolizio"), ("Poland", "Ms. Wronecka")]

    def page(canvas: Canvas) -> None:
        lines(canvas, *(left for left, _ in rows))
        lines(canvas, *(right for _, right in rows), left=330)

    text = drawn(tmp_path / "list.pdf", page)
    assert text.split("\n")[:2] == ["Belgium\tMr. Goffin", "China\tMs. Li"]
    assert text.split("\n")[-1] == "Poland\tMs. Wronecka"


def test_a_page_that_is_turned_is_read_upright(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.rotate(90)
        lines(canvas, "The first line of a page", "that lies on its side.", top=-100, left=100)

    text = drawn(tmp_path / "turned.pdf", page, rotate=90)
    assert text == "The first line of a page\nthat lies on its side."


def test_a_mark_across_the_page_is_no_part_of_its_lines(tmp_path: Path) -> None:
    told = [f"Line {number} of the text that the mark lies over." for number in range(6)]

    def page(canvas: Canvas) -> None:
        lines(canvas, *told)
        canvas.translate(100, 500)
        canvas.rotate(45)
        canvas.setFont("Times-Roman", 60)
        canvas.drawString(0, 0, "ADVANCE COPY")

    text = drawn(tmp_path / "mark.pdf", page)
    assert text == "\n".join([*told, "ADVANCE COPY"])


def test_look_alikes_that_fonts_map_letters_to_are_the_letters() -> None:
    assert readable("ef\ufb01cient \u2f00\u2f08") == "efficient 一人"
    assert readable("coopera\ufffe") == readable("coopera\x02") == "coopera-"
    assert meaningless("ok \ue001\ue002\ufffd") == 3


def page_of(drawing: bytes, rotated: bytes = b"") -> bytes:
    """A PDF of one page from the commands that draw it."""
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] %s /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>" % rotated,
            4: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
        }
    )


def scaled(line: str, y: int) -> bytes:
    """A font of one point, drawn eleven times as large."""
    return b"/F1 1 Tf 11 0 0 11 54 %d Tm (%s) Tj " % (y, line.encode())


def glyph_by_glyph(line: str, y: int) -> bytes:
    """Every letter put in its place, and no spaces."""
    drawn, x = b"/F1 11 Tf ", 54.0
    for character in line:
        if character != " ":
            drawn += b"1 0 0 1 %.2f %d Tm (%s) Tj " % (x, y, character.encode())
        x += stringWidth(character, "Times-Roman", 11)
    return drawn


def moved(line: str, y: int) -> bytes:
    """Words set apart by moving on, not by spaces."""
    words = b" -250 ".join(b"(%s)" % word.encode() for word in line.split(" "))
    return b"/F1 11 Tf 1 0 0 1 54 %d Tm [%s] TJ " % (y, words)


@pytest.mark.parametrize("draw", [scaled, glyph_by_glyph, moved])
@pytest.mark.parametrize("rotated", [b"", b"/Rotate 90"])
def test_a_page_reads_the_same_however_its_letters_are_drawn(
    tmp_path: Path, draw: Callable[[str, int], bytes], rotated: bytes
) -> None:
    told = [sentence[:50] for sentence in SENTENCES if "(" not in sentence][:8]
    rows = [draw(line, 700 - 13 * row) for row, line in enumerate(told)]
    # The file tells its lines from the last to the first.
    path = tmp_path / "page.pdf"
    path.write_bytes(page_of(b"BT " + b"".join(reversed(rows)) + b"ET", rotated))
    assert read(path).extracted.text.split("\n") == [line.strip() for line in told]
