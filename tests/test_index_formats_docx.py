"""Word documents: the words as Word shows them, with the numbers that it computes."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from make_documents import letter_docx, said, word_file

from index.formats.read import read
from index.records.parse import parse_file

TITLE = (
    "Letter dated 27 June 2019 from the Permanent Representative of Peru to the United Nations "
    "addressed to the Secretary-General"
)
MASTHEAD = (
    ("United Nations", "S/2019/537"),
    ("Security Council", "Distr.: General"),
    ("", "28 June 2019"),
)
LETTER = (
    TITLE,
    "I have the honour to transmit herewith the concept note for the open debate.",
    "I should be grateful if the present letter and its annex could be circulated as a document of "
    "the Security Council.",
    "(Signed) Gustavo Meza-Cuadra",
)
ANNEX = (
    "Annex to the letter dated 27 June 2019 from the Permanent Representative of Peru to the "
    "United Nations addressed to the Secretary-General",
    "Concept note for the open debate",
    "#Background",
    "The linkage between terrorism and organized crime is a growing concern.",
    "Member States have adopted measures, and further measures are under way.",
    "#Objectives",
    "The debate is to identify good practices.",
)
LEVELS = """
<w:abstractNum w:abstractNumId="7">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/>
 </w:lvl>
 <w:lvl w:ilvl="2"><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%3"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8">
 <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="chineseCounting"/>
 <w:lvlText w:val="%1、"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="9">
 <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="9"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">
 <w:startOverride w:val="11"/></w:lvlOverride></w:num>
"""


def numbered(text: str, number: int, level: int = 0) -> str:
    return said(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def lines(path: Path) -> list[str]:
    return [line for line in read(path).extracted.text.split("\n") if line]


def test_a_letter_with_an_annex_becomes_two_statements_of_its_sender(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    letter_docx(path, MASTHEAD, LETTER, ANNEX)
    record = parse_file(path)
    document = record.document
    assert (document.symbol, document.kind, document.date) == ("S/2019/537", "letter", "2019-06-27")
    assert (document.title, document.body) == (TITLE, "Security Council")
    letter, annex = record.statements
    assert letter.speaker.name == "Gustavo Meza-Cuadra"
    assert letter.speaker.delegation == annex.speaker.delegation
    assert letter.speaker.delegation is not None
    assert letter.speaker.delegation.code == "PE"
    assert annex.part == "annex"
    assert [(p.label, p.heading) for p in annex.paragraphs][-1] == ("3", None)
    texts = [record.text[p.start : p.end] for p in annex.paragraphs]
    assert "1. The linkage between terrorism and organized crime is a growing concern." in texts
    assert document.pages is None


def test_paragraphs_are_those_that_another_reader_of_word_finds(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    letter_docx(path, (), LETTER, [text for text in ANNEX if not text.endswith(".")])
    other = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    assert lines(path) == [text.strip() for text in other if text.strip()]


def test_word_numbers_paragraphs_by_list_level_and_start(tmp_path: Path) -> None:
    path = tmp_path / "numbers.docx"
    body = "".join(
        [
            *(numbered("first", 1), numbered("deeper", 1, 1), numbered("deeper still", 1, 1)),
            *(numbered("deepest", 1, 2), numbered("second", 1), numbered("anew", 1, 1)),
            *(numbered("第三", 2), numbered("第四", 2), numbered("a point", 3)),
            *(numbered("set to eleven", 4), numbered("counted on", 1)),
            said("not numbered"),
        ]
    )
    word_file(path, body, {"numbering": LEVELS})
    assert lines(path) == [
        "1. first",
        "(a) deeper",
        "(b) deeper still",
        "1.i deepest",
        "2. second",
        "(a) anew",
        "三、 第三",
        "四、 第四",
        "• a point",
        "11. set to eleven",
        "12. counted on",
        "not numbered",
    ]


def test_a_style_may_number_and_a_paragraph_may_take_it_back(tmp_path: Path) -> None:
    path = tmp_path / "styles.docx"
    styles = """
    <w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
    <w:style w:styleId="Own"><w:basedOn w:val="Base"/></w:style>
    <w:style w:styleId="Round"><w:basedOn w:val="Round"/></w:style>"""
    none = '<w:pStyle w:val="Own"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(
        [
            said("one", '<w:pStyle w:val="Own"/>'),
            said("none", none),
            said("two", '<w:pStyle w:val="Base"/>'),
            said("a style based on itself", '<w:pStyle w:val="Round"/>'),
        ]
    )
    word_file(path, body, {"numbering": LEVELS, "styles": styles})
    assert lines(path) == ["1. one", "none", "2. two", "a style based on itself"]


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
        ("<w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r>", "one\ntwo"),
        ('<w:r><w:t>one</w:t><w:br w:type="page"/><w:t>two</w:t></w:r>', "one two"),
        ("<w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>being</w:t></w:r>", "well-being"),
        ("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t>x</w:t></w:r>", "x"),
        ("<w:ins><w:r><w:t>inserted</w:t></w:r></w:ins>", "inserted"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>x</w:t></w:r>", "x"),
        ("<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:t>3</w:t></w:r>", "3"),
        ('<w:hyperlink r:id="r9"><w:r><w:t>undocs.org</w:t></w:r></w:hyperlink>', "undocs.org"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0B7"/><w:t> point</w:t></w:r>', "• point"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r>"
            "</w:rubyBase></w:ruby></w:r>",
            "汉",
        ),
        (
            "<w:r><mc:AlternateContent><mc:Choice><w:t>once</w:t></mc:Choice><mc:Fallback>"
            "<w:t>once</w:t></mc:Fallback></mc:AlternateContent></w:r>",
            "once",
        ),
    ],
)
def test_words_are_read_as_word_shows_them(tmp_path: Path, run: str, shown: str) -> None:
    path = tmp_path / "runs.docx"
    word_file(path, f"<w:p>{run}</w:p>")
    assert read(path).extracted.text == shown


def test_rows_boxes_notes_and_page_headers_have_their_place(tmp_path: Path) -> None:
    path = tmp_path / "parts.docx"
    cell = "<w:tc>{}</w:tc>".format
    row = "<w:tr>{}</w:tr>".format
    box = f"<w:p><w:r><w:pict><w:txbxContent>{said('boxed')}</w:txbxContent></w:pict></w:r></w:p>"
    note = '<w:p><w:r><w:t>claim</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    header = '<w:sectPr><w:headerReference w:type="default" r:id="h1"/></w:sectPr>'
    body = "".join(
        [
            "<w:tbl>",
            row(cell(said("Belgium")) + cell(said("Mr. Goffin"))),
            row(cell(said("two") + said("paragraphs")) + cell(said("beside"))),
            "</w:tbl>",
            *(box, note, header),
        ]
    )
    footnotes = f'<w:footnote w:id="2">{said("See S/2019/742.")}</w:footnote>'
    word_file(path, body, {"header1": said("S/2019/537"), "footnotes": footnotes})
    extracted = read(path).extracted
    assert [line for line in extracted.text.split("\n") if line] == [
        "S/2019/537",
        "Belgium\tMr. Goffin",
        "two",
        "paragraphs",
        "beside",
        "boxed",
        "claim²",
        "2 See S/2019/742.",
    ]
    (header_span,) = extracted.hints.furniture
    assert extracted.text[header_span.start : header_span.end] == "S/2019/537"
    assert parse_file(path).document.symbol == "S/2019/537"
