"""Files that are damaged or made to do harm, small on disk, made when a test asks for them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

TEXT = "The meeting was called to order. This page has words enough to be read by anybody."


def pdf(words: str = TEXT, password: str | None = None) -> bytes:
    """A PDF of one page, locked where a password is given."""
    locked = StandardEncryption(password, canPrint=0) if password else None
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), encrypt=locked)
    canvas.drawString(54, 700, words)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def pdf_of_pages(count: int) -> bytes:
    """A PDF of any number of pages that weighs next to nothing: all of them are one."""
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b"3 0 R " * count),
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        }
    )


def pdf_bomb(size: int) -> bytes:
    """A page whose drawing is `size` bytes of text, packed twice over to a thousandth and less."""
    line = b"(" + b"harm " * 2000 + b") Tj "
    drawing = b"BT /F1 1 Tf 10 10 Td " + line * (size // len(line)) + b"ET"
    packed = zlib.compress(zlib.compress(drawing, 9), 9)
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            4: b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream"
            % (len(packed), packed),
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        }
    )


def pdf_of_itself() -> bytes:
    """A PDF whose tree of pages has itself for a branch."""
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>",
        }
    )


def pdf_of_forms(depth: int = 9) -> bytes:
    """A page with a drawing that holds ten of another, which holds ten of another, and so on."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /XObject << /X6 6 0 R >> >> >>",
        4: b"<< /Length 6 >>\nstream\n/X6 Do\nendstream",
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    for number in range(6, 6 + depth):
        drawn = b"/X%d Do " % (number + 1) * 10
        objects[number] = _form(b"/XObject << /X%d %d 0 R >>" % (number + 1, number + 1), drawn)
    words = b"BT /F1 11 Tf 54 700 Td (The meeting rose) Tj ET"
    objects[6 + depth] = _form(b"/Font << /F1 5 0 R >>", words)
    return written(objects)


def _form(resources: bytes, drawn: bytes) -> bytes:
    return (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 900 900] /Resources << %s >> /Length %d >>\n"
        b"stream\n%s\nendstream" % (resources, len(drawn), drawn)
    )


def pdf_of_a_picture(side: int = 30_000) -> bytes:
    """A page filled by a picture of so many dots a side, of which next to nothing is there."""
    packed = zlib.compress(bytes(9999), 9)
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /XObject << /I 5 0 R >> >> >>",
            4: b"<< /Length 30 >>\nstream\nq 612 0 0 792 0 0 cm /I Do Q  \nendstream",
            5: b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB "
            b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
            % (side, side, len(packed), packed),
        }
    )


def written(objects: Mapping[int, bytes]) -> bytes:
    """A PDF file of some objects, the first of which is the catalogue."""
    content, places = b"%PDF-1.5\n", []
    for number, body in objects.items():
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, start)
    )


def archive(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP archive of some parts, whatever their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in parts:
            packed.writestr(name, content)
    return file.getvalue()


def docx_bomb(size: int) -> bytes:
    """A Word document of one paragraph of `size` bytes, packed to about a thousandth."""
    words = b"<w:t>" + b"harm " * (size // 5) + b"</w:t>"
    return docx_of(b"<w:p><w:r>%s</w:r></w:p>" % words)


def docx_of(body: bytes, doctype: bytes = b"") -> bytes:
    """A Word document from the XML of its body, with a document type ahead of it."""
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = b'<?xml version="1.0"?>%s<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>'
    return archive([("word/document.xml", xml % (doctype, space, body))])


def docx_of_laughs() -> bytes:
    """A Word document whose entities name each other: ten lines that stand for a billion words."""
    entities = b'<!ENTITY e0 "harm ">' + b"".join(
        b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10)
    )
    return docx_of(b"<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>", b"<!DOCTYPE d [%s]>" % entities)


def docx_that_reads(path: str) -> bytes:
    """A Word document that asks for another file by an external entity."""
    doctype = b'<!DOCTYPE d [<!ENTITY file SYSTEM "file://%s">]>' % path.encode()
    return docx_of(b"<w:p><w:r><w:t>&file;</w:t></w:r></w:p>", doctype)


def old_word(locked: bool) -> bytes:
    """The beginning of an OLE file: an old Word document, or a new one locked with a password."""
    stream = "EncryptedPackage" if locked else "WordDocument"
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(64)
