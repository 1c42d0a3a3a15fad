"""PDF to text in the order of reading, with page numbers, by PDFium.

PDFium says which characters a page draws and where; order, columns, margins and paragraphs are
decided from where they stand (`pdf_columns`, `pdf_margins`, `pdf_flow`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.errors import UnreadableFile
from index.formats.limits import Limits
from index.formats.model import Extracted
from index.formats.pdf_columns import Line, Row, gutter, in_order, line_of, rows
from index.formats.pdf_flow import flow
from index.formats.pdf_margins import margins
from index.formats.pdf_pieces import meaningless, pieces, turned
from index.formats.pdf_runs import runs_of

_OCR = "Run it through OCR (for example `ocrmypdf IN.pdf OUT.pdf`) and add the result."
_AGAIN = "Fetch it again; if a PDF viewer opens it, print it there to a new PDF and add that."
# A page with fewer letters than this and a picture over so much of it is a scanned one.
_FEW_LETTERS, _PICTURE = 25, 0.4
# From which share of characters without meaning on a page cannot be read.
_MEANINGLESS = 0.3


@dataclass(slots=True)
class _Page:
    """One page as read: rows of text, text that runs in other directions, and what it lacks."""

    rows: list[Row]
    aside: list[Row] = field(default_factory=list)
    scanned: bool = False
    meaningless: bool = False


def read_pdf(content: bytes, label: str, limits: Limits) -> Extracted:
    """The text of a PDF.

    Raises:
        UnreadableFile: damaged, locked, too many pages or characters, or without text (scanned).
    """
    document = _open(content, label)
    try:
        count = len(document)
        if count > limits.pages:
            raise UnreadableFile(
                f"{label} has {count:,} pages; {limits.pages:,} are read at most.",
                "Divide it (for example `qpdf --split-pages=1000 IN.pdf OUT.pdf`) "
                "and add the parts.",
            )
        pages = _pages(document, count, label, limits)
    finally:
        document.close()
    notes = _checked(pages, label)
    return flow(_lines(pages), count, notes)


def _open(content: bytes, label: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile(
                f"{label} is locked with a password.",
                "Unlock it (for example `qpdf --decrypt --password=… IN.pdf OUT.pdf`) "
                "and add the result.",
            ) from None
        if code == raw.FPDF_ERR_SECURITY:
            raise UnreadableFile(
                f"{label} is protected in a way that is not supported.",
                "Print it from a PDF viewer to a new PDF and add that.",
            ) from None
        raise UnreadableFile(f"{label} is damaged or incomplete, not a PDF.", _AGAIN) from None
    if len(document) == 0:
        document.close()
        raise UnreadableFile(f"{label} is a PDF without pages.", _AGAIN)
    return document


def _pages(document: pdfium.PdfDocument, count: int, label: str, limits: Limits) -> list[_Page]:
    pages: list[_Page] = []
    characters = 0
    for number in range(count):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            raise UnreadableFile(
                f"{label} is damaged: page {number + 1} of {count} cannot be read.", _AGAIN
            ) from None
        try:
            room = limits.characters - characters
            found, used = _page(page, room)
        finally:
            page.close()
        characters += used
        if used > room:
            raise UnreadableFile(
                f"{label} holds more than {limits.characters:,} characters.",
                "Divide it and add the parts.",
            )
        pages.append(found)
    return pages


def _page(page: pdfium.PdfPage, room: int) -> tuple[_Page, int]:
    """One page and how many characters it holds; beyond `room` they are only counted."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        runs = runs_of(textpage, count) if count <= room else []
    finally:
        textpage.close()
    letters = sum(len(run.text) for run in runs)
    unknown = sum(meaningless(run.text) for run in runs)
    groups = turned(runs)
    made = _Page(
        rows(pieces(groups[0])) if groups else [],
        [row for group in groups[1:] for row in rows(pieces(group))],
        scanned=letters < _FEW_LETTERS and _pictured(page) >= _PICTURE,
        meaningless=unknown > _MEANINGLESS * max(1, letters),
    )
    return made, count


def _pictured(page: pdfium.PdfPage) -> float:
    """The share of a page that pictures cover."""
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return covered / (width * height or 1)


def _checked(pages: Sequence[_Page], label: str) -> tuple[str, ...]:
    """Sentences about pages that could not be read.

    Raises:
        UnreadableFile: no page could.
    """
    scanned = [number for number, page in enumerate(pages, 1) if page.scanned]
    unknown = [number for number, page in enumerate(pages, 1) if page.meaningless]
    if not any(page.rows and not page.scanned and not page.meaningless for page in pages):
        if scanned:
            what = "holds pictures of pages and no text (it is scanned)"
        elif unknown:
            what = "does not say which characters its fonts draw"
        else:
            what = "holds no text"
        raise UnreadableFile(f"{label} {what}.", _OCR)
    notes = []
    if scanned:
        notes.append(
            f"{_listed(scanned)} of {len(pages)} {_are(scanned)} scanned pictures without text: "
            f"their words are missing. {_OCR}"
        )
    if unknown:
        notes.append(
            f"The fonts of {_listed(unknown).lower()} of {len(pages)} do not say which characters "
            f"they draw: the words there are wrong. {_OCR}"
        )
    return tuple(notes)


def _are(numbers: Sequence[int]) -> str:
    return "is a" if len(numbers) == 1 else "are"


def _listed(numbers: Sequence[int]) -> str:
    """`Page 3`, `Pages 3-7, 9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs[:20]]
    more = " and others" if len(runs) > 20 else ""
    return f"Page{'s' if len(numbers) > 1 else ''} {', '.join(shown)}{more}"


def _lines(pages: Sequence[_Page]) -> list[list[Line]]:
    """The lines of every page in the order of reading, margins marked."""
    apart = margins([page.rows for page in pages])
    bodies = [
        [row for number, row in enumerate(page.rows) if number not in margin]
        for page, margin in zip(pages, apart, strict=True)
    ]
    edges = Counter(edge for body in bodies if (edge := gutter(body)) is not None)
    usual = edges.most_common(1)[0][0] if edges else None
    found: list[list[Line]] = []
    column = 0
    for page, margin, body in zip(pages, apart, bodies, strict=True):
        lines: list[Line] = []
        for run in in_order(body, usual):
            column += 1
            lines += _column(run, column)
        feet = [line_of(row) for row in page.aside]
        sides = [line_of(page.rows[number]) for number in sorted(margin)]
        for line in (*sides, *feet):
            line.furniture = True
        middle = sum(number < len(page.rows) // 2 for number in margin)
        found.append([*sides[:middle], *lines, *sides[middle:], *feet])
    return found


def _column(run: Sequence[Row], number: int) -> list[Line]:
    """The rows of one column as its lines."""
    lines = [line_of(row) for row in run]
    edges = Counter(round(line.x0) for line in lines)
    # The left edge is where most lines begin; of several, the one furthest left.
    most = max(edges.values())
    left = min(edge for edge, count in edges.items() if count >= 0.5 * most)
    # Running heads that too few pages repeat to be known as such reach over the column.
    right = max((line.x1 for line in lines if "\t" not in line.text), default=lines[0].x1)
    for line in lines:
        line.column, line.left, line.right = number, float(left), right
    return lines
