"""HTML and Markdown: what a browser shows, block by block."""

from __future__ import annotations

from pathlib import Path

import pytest
from make_documents import record_html

from fakes import MEETING_EN
from index.formats.read import read
from index.records.parse import parse_file


def extracted(path: Path, page: str | bytes) -> str:
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read(path).extracted.text


def test_a_record_on_a_web_page_is_the_record_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "record.html"
    paragraphs = [line.replace("\t", " ") for line in MEETING_EN.split("\n") if line.strip()]
    record_html(path, [], paragraphs)
    (tmp_path / "record.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    web, text = parse_file(path), parse_file(tmp_path / "record.txt")
    assert web.statements == text.statements
    assert web.text == text.text
    assert web.document.digest != text.document.digest


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>one <b>bold</b>\n  and\tmore</p>", "one bold and more"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<script>no</script><style>no</style><p>yes</p><nav>no</nav>", "yes"),
        ("<p hidden>no</p><p style='color:red; display: none'>no</p><p>yes</p>", "yes"),
        ("<template>no</template><noscript>no</noscript><!-- no -->yes", "yes"),
        ("<ol start=3><li>c<li>d</ol>", "3. c\n\n4. d"),
        ("<ol type=a><li>x</li><li value=5>y</li></ol>", "(a) x\n\n(e) y"),
        ("<ul><li>x<ul><li>deep</li></ul></li></ul>", "• x\n\n• deep"),
        (
            "<table><tr><td>Belgium<td>Mr. Goffin<tr><th>China</th><td>Ms. Li</td></table>",
            "Belgium\tMr. Goffin\n\nChina\tMs. Li",
        ),
        (
            "<table><tr><td><p>Belgium</p></td><td><p>Mr. Goffin</p></td></tr></table>",
            "Belgium\tMr. Goffin",
        ),
        ("<table><tr><td><p>one</p><p>two</p></td></tr></table>", "one\n\ntwo"),
        ("<pre>one\n  two</pre>", "one\ntwo"),
        ("<p>a &amp; b &#8212; c&nbsp;d</p>", "a & b — c\u00a0d"),
        ("<p>H<sub>2</sub>O <q>said</q></p>", "H2O “said”"),
        ("<h1>Head</h1>text", "Head\n\ntext"),
        ("<p>unclosed <div>next</div> tail", "unclosed\n\nnext\n\ntail"),
    ],
)
def test_the_text_of_a_page_is_what_a_browser_shows(tmp_path: Path, page: str, shown: str) -> None:
    assert extracted(tmp_path / "page.html", f"<html><body>{page}</body></html>") == shown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb2312", "gb18030", "utf-16"])
def test_a_chinese_page_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    declared = "gb2312" if encoding.startswith("gb") else encoding
    page = (
        f"<html><head><meta charset={declared}></head><body><p>安全理事会开会。</p></body></html>"
    )
    assert extracted(tmp_path / "page.htm", page.encode(encoding)) == "安全理事会开会。"


def test_a_declared_encoding_decides_where_the_bytes_do_not(tmp_path: Path) -> None:
    page = "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'><p>Côte d’Ivoire"
    assert extracted(tmp_path / "p.html", page.encode("windows-1252")) == "Côte d’Ivoire"


def test_the_title_of_a_page_is_the_title_of_the_document(tmp_path: Path) -> None:
    path = tmp_path / "speech.html"
    page = (
        "<html><head><title>A  speech\non peace</title></head><body><p>I speak.</p></body></html>"
    )
    path.write_text(page, encoding="utf-8")
    document = parse_file(path).document
    assert (document.title, document.origins["title"]) == ("A speech on peace", "text")


def test_markdown_is_read_without_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    text = (
        "---\nsymbol: s/2019/537\ndate: 2019-06-27\nother: thing\n---\n\n# Concept *note*\n\n"
        "Terrorism is a **threat**\nto [peace](https://un.org).\n\n1. one\n2. two\n\n"
        "| a | b |\n|---|---|\n| c | d |\n\n<b>raw</b> &amp; code `x`\n"
    )
    path.write_text(text, encoding="utf-8")
    record = parse_file(path)
    assert record.raw.split("\n\n") == [
        "Concept note",
        "Terrorism is a threat to peace.",
        "1. one",
        "2. two",
        "a\tb",
        "c\td",
        "raw & code x",
    ]
    document = record.document
    assert (document.symbol, document.date) == ("S/2019/537", "2019-06-27")
    assert document.origins["date"] == "text"


def test_chinese_lines_of_markdown_are_joined_without_a_space(tmp_path: Path) -> None:
    path = tmp_path / "zh.md"
    path.write_text("安全理事会\n开会审议\n反恐问题。\n", encoding="utf-8")
    assert parse_file(path).text == "安全理事会开会审议反恐问题。"
