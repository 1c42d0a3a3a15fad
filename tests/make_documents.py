"""Documents in the style of those that the United Nations publish, made when a test asks for them.

    verbatim_pdf   a verbatim record: first page with masthead and members, then two columns with
                   running headers, page and job numbers, first lines indented, words hyphenated
    letter_pdf     one column, numbered paragraphs, the symbol and page in the margins
    scanned_pdf    pages that are pictures, without or with pages of text between them
    letter_docx    a letter with an annex whose paragraphs Word numbers by itself
    word_file      a Word document from its XML, for what no program writes
    record_html    a verbatim record as a web page

The words are given by the caller. Chinese is set in a font that every PDF reader has
(STSong-Light), so that no font file is needed.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import docx
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

WIDTH, HEIGHT = 612.0, 792.0
MARGIN, GUTTER, LEADING, INDENT, SIZE = 54.0, 22.0, 13.0, 24.0, 11.0
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
TOP, BOTTOM = 706.0, 74.0
FONTS = {"zh": "STSong-Light", "en": "Times-Roman"}
Order = Literal["columns", "rows"]
_NOT_FIRST = "，。、；：？！”’）》"


@dataclass(frozen=True)
class Meeting:
    """What stands on the first page and in the margins of a verbatim record."""

    symbol: str
    language: Literal["zh", "en"]
    front: Sequence[str]
    members: Sequence[tuple[str, str]]
    agenda: Sequence[str]
    running: str
    dated: str
    job: str


@dataclass(frozen=True)
class _Set:
    """One line of type: its words, where it begins in its column, whether it fills it."""

    text: str
    indent: float
    full: bool


def measured(text: str, language: str, size: float = SIZE) -> float:
    """The width of a text in points."""
    return float(pdfmetrics.stringWidth(text, FONTS[language], size))


def wrapped(text: str, language: str, width: float = COLUMN, first: float = INDENT) -> list[_Set]:
    """A paragraph as lines of a column; English words are divided where they do not fit."""
    # A no-break space would be spread like any other, but not counted.
    text = text.replace("\u00a0", " ")
    pieces = re.findall(r"\S+\s*", text) if language == "en" else _chinese_pieces(text)
    lines: list[_Set] = []
    line, indent = "", first
    for piece in pieces:
        room = width - indent - measured(line, language)
        if measured(piece.rstrip(), language) <= room:
            line += piece
            continue
        head, tail = _divided(piece, room, language)
        lines.append(_Set((line + head).rstrip(), indent, full=True))
        line, indent = tail, 0.0
    lines.append(_Set(line.rstrip(), indent, full=False))
    return lines


def _chinese_pieces(text: str) -> list[str]:
    """Where Chinese may be broken: anywhere, but not within Latin words or ahead of a full stop."""
    found = re.findall(rf"(?:[A-Za-z0-9./%-]+|.)[{_NOT_FIRST}]*", text)
    return [str(piece) for piece in found]


def _divided(word: str, room: float, language: str) -> tuple[str, str]:
    """A word divided by a hyphen where at least three letters stand on either side."""
    if language == "en" and "-" in word[:-1]:
        head, _, tail = word.partition("-")
        if measured(head + "-", language) <= room:
            return head + "-", tail
    if language == "en" and re.match(r"[a-z]{8,}", word):
        for at in range(len(re.match(r"[a-z]+", word)[0]) - 3, 2, -1):  # type: ignore[index]
            fits = measured(word[:at] + "-", language) <= room
            if fits and word[at - 1] in "aeiou" and word[at] not in "aeiou":
                return word[:at] + "-", word[at:]
    return "", word


def verbatim_pdf(
    path: Path, meeting: Meeting, paragraphs: Sequence[str], order: Order = "columns"
) -> int:
    """Write a verbatim record; returns how many pages it has.

    `order` says how the file tells its words: a column after the other, or row by row over both,
    which looks the same on paper. A paragraph that begins with `#` is a heading over a column.
    """
    lines = [line for text in paragraphs for line in _set(text, meeting.language)]
    rows = int((TOP - BOTTOM) / LEADING)
    pages = [lines[start : start + 2 * rows] for start in range(0, len(lines), 2 * rows)]
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), pageCompression=1)
    _first_page(canvas, meeting)
    for number, page in enumerate(pages, start=2):
        _margins(canvas, meeting, number, len(pages) + 1)
        columns = page[:rows], page[rows:]
        _columns(canvas, columns, meeting.language, order)
        canvas.showPage()
    canvas.save()
    return len(pages) + 1


def _set(text: str, language: str) -> list[_Set]:
    if text.startswith("#"):
        return [*wrapped(text.lstrip("# "), language, first=0), _Set("", 0, False)]
    return wrapped(text, language)


def _columns(
    canvas: Canvas, columns: tuple[list[_Set], list[_Set]], language: str, order: Order
) -> None:
    places = [
        (row, side, line) for side, lines in enumerate(columns) for row, line in enumerate(lines)
    ]
    if order == "rows":
        places.sort(key=lambda place: place[:2])
    for row, side, line in places:
        x = MARGIN + side * (COLUMN + GUTTER) + line.indent
        _line(canvas, x, TOP - LEADING * row, line, language)


def _line(canvas: Canvas, x: float, y: float, line: _Set, language: str) -> None:
    """One line, spread to the width of the column where it is a full one."""
    if not line.text:
        return
    text = canvas.beginText(x, y)
    text.setFont(FONTS[language], SIZE)
    rest = COLUMN - line.indent - measured(line.text, language)
    gaps = line.text.count(" ") if language == "en" else len(line.text) - 1
    # What is set for one line holds for the next one, so a line that is not spread says so.
    spread = text.setWordSpace if language == "en" else text.setCharSpace
    spread(rest / gaps if line.full and gaps and 0 < rest < 80 else 0)
    text.textOut(line.text)
    canvas.drawText(text)


def _margins(canvas: Canvas, meeting: Meeting, number: int, pages: int) -> None:
    """Running header and footer; on odd pages the sides are exchanged."""
    canvas.setFont(FONTS[meeting.language], 9)
    sides = [meeting.symbol, meeting.dated]
    feet = [f"{number}/{pages}", meeting.job]
    if number % 2:
        sides, feet = sides[::-1], feet[::-1]
    for texts, y in ((sides, 752.0), (feet, 42.0)):
        canvas.drawString(MARGIN, y, texts[0])
        canvas.drawRightString(WIDTH - MARGIN, y, texts[1])
    canvas.drawCentredString(WIDTH / 2, 752, meeting.running)
    canvas.line(MARGIN, 746, WIDTH - MARGIN, 746)


def _first_page(canvas: Canvas, meeting: Meeting) -> None:
    font = FONTS[meeting.language]
    canvas.setFont(font, 14)
    canvas.drawString(MARGIN, 740, "联合国" if meeting.language == "zh" else "United Nations")
    canvas.drawRightString(WIDTH - MARGIN, 740, meeting.symbol)
    y = 700.0
    for number, line in enumerate(meeting.front):
        canvas.setFont(font, 20 if number == 0 else SIZE)
        canvas.drawString(MARGIN, y, line)
        y -= 26 if number == 0 else 18
    canvas.setFont(font, SIZE)
    for who, name in meeting.members:
        y -= 15
        dots = " . " * int((300 - measured(who, meeting.language)) / measured(" . ", "en"))
        canvas.drawString(MARGIN + 80, y, f"{who} {dots}")
        canvas.drawString(MARGIN + 390, y, name)
    y -= 40
    canvas.drawString(MARGIN, y, "议程项目" if meeting.language == "zh" else "Agenda")
    for line in meeting.agenda:
        y -= 18
        canvas.drawString(MARGIN + 12, y, line)
    canvas.setFont(font, 8)
    mark = "C" if meeting.language == "zh" else "E"
    canvas.drawString(MARGIN, 60, f"{meeting.job} ({mark})")
    canvas.drawString(MARGIN, 48, f"*{meeting.job.replace('-', '')}*")
    canvas.showPage()


def letter_pdf(path: Path, symbol: str, paragraphs: Sequence[str], language: str = "en") -> None:
    """A document in one column; the symbol above and the page below every page but the first."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.setFont(FONTS[language], SIZE)
    canvas.drawRightString(WIDTH - MARGIN, 752, symbol)
    y, number = TOP, 1
    for paragraph in paragraphs:
        for line in wrapped(paragraph, language, WIDTH - 2 * MARGIN, 0):
            if y < BOTTOM:
                canvas.showPage()
                number += 1
                canvas.setFont(FONTS[language], SIZE)
                canvas.drawString(MARGIN, 752, symbol)
                canvas.drawRightString(WIDTH - MARGIN, 42, str(number))
                y = TOP
            canvas.drawString(MARGIN, y, line.text)
            y -= LEADING
        y -= LEADING / 2
    canvas.save()


def scanned_pdf(path: Path, pages: Sequence[str | None]) -> None:
    """A page for each entry: a picture of grey for None, else the words given."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    picture = Image.new("L", (60, 80), 200)
    for words in pages:
        if words is None:
            canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
        else:
            canvas.setFont("Times-Roman", SIZE)
            for row, line in enumerate(words.split("\n")):
                canvas.drawString(MARGIN, TOP - LEADING * row, line)
        canvas.showPage()
    canvas.save()


_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def letter_docx(
    path: Path, masthead: Sequence[tuple[str, str]], letter: Sequence[str], annex: Sequence[str]
) -> None:
    """A letter with an annex: a table above it as on the first page, the annex's paragraphs
    numbered by Word, a heading where a line begins with `#`.
    """
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for left, right in masthead:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = left, right
    for text in letter:
        document.add_paragraph(text)
    document.add_page_break()
    for text in annex:
        if text.startswith("#"):
            document.add_heading(text.lstrip("# "), 1)
        else:
            document.add_paragraph(text, style="List Number" if text.endswith(".") else None)
    document.save(str(path))


def word_file(path: Path, body: str, parts: Mapping[str, str] | None = None) -> None:
    """A Word document from the XML of its body (prefix w); `parts` are others by name.

    `numbering`, `styles`, `footnotes` and `header1` are wrapped in their root element.
    """
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'{_HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'{_HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="h1" '
            f'Type="{_OFFICE}/header" Target="header1.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f"{_HEAD}<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        )
        for name, content in (parts or {}).items():
            root = roots.get(name, "hdr")
            archive.writestr(f"word/{name}.xml", f"{_HEAD}<w:{root} {_NAMES}>{content}</w:{root}>")


def said(text: str, properties: str = "") -> str:
    """A paragraph of a Word document with one run."""
    run = f'<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def record_html(path: Path, front: Sequence[str], paragraphs: Sequence[str]) -> None:
    """A verbatim record as a web page, with what pages have around their text."""
    shown = "".join(f"<p>{html.escape(text)}</p>\n" for text in paragraphs)
    head = "".join(f"<div>{html.escape(text)}</div>\n" for text in front)
    path.write_text(
        f"<!DOCTYPE html><html><head><title>Verbatim record</title><style>p {{ color: red }}"
        f"</style></head><body><nav><a href='/'>Home</a></nav><main>{head}{shown}</main>"
        f"<script>alert('no text')</script></body></html>",
        encoding="utf-8",
    )
