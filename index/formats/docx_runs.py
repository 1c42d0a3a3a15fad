"""The words of a paragraph in WordprocessingML: its runs, as Word shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from index.formats.docx_xml import child, is_on, tag, value

# What is not shown: deleted words, field codes, the phonetic line of ruby, properties.
_SKIPPED = re.compile(
    "del|moveFrom|delText|instrText|delInstrText|fldData|rt|[rp]Pr|sectPr|t(?:bl|r|c)Pr|sdtPr|"
    "sdtEndPr|commentReference|(?:annotation|footnote|endnote)Ref|object|binData"
)
_CHARACTERS = {
    "tab": "\t",
    "ptab": "\t",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "\u00ad",
}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def paragraph_text(paragraph: etree._Element) -> str:
    """The words of a paragraph, without those of text boxes anchored in it."""
    return "".join(_pieces(paragraph)).replace("\r", "")


def text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The contents of text boxes anchored in a paragraph, each once, none that lies in another."""
    for element in _walk(paragraph, boxes=True):
        if tag(element) == "txbxContent":
            yield element


def _pieces(paragraph: etree._Element) -> Iterator[str]:
    for element in _walk(paragraph, boxes=False):
        kind = tag(element)
        if kind == "t":
            yield element.text or ""
        elif kind == "br":
            yield "\n" if value(element, "type") in (None, "textWrapping") else " "
        elif kind in ("footnoteReference", "endnoteReference"):
            yield (value(element, "id") or "").translate(_SUPERSCRIPT)
        elif kind == "sym":
            yield _symbol(value(element, "char") or "")
        elif kind in _CHARACTERS:
            yield _CHARACTERS[kind]


def _walk(paragraph: etree._Element, *, boxes: bool) -> Iterator[etree._Element]:
    """The elements of a paragraph that are shown, in order; inside text boxes there are none."""
    waiting = [paragraph.iterchildren()]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        kind = tag(element)
        if _SKIPPED.fullmatch(kind) or (kind == "r" and is_on(child(element, "rPr", "vanish"))):
            continue
        yield element
        if kind == "txbxContent" or (kind in ("drawing", "pict") and not boxes):
            continue
        chosen = _alternative(element) if kind == "AlternateContent" else element
        if chosen is not None:
            waiting.append(chosen.iterchildren())


def _alternative(element: etree._Element) -> etree._Element | None:
    """Of the versions that one thing is given in, the first."""
    choice = child(element, "Choice")
    return choice if choice is not None else child(element, "Fallback")


def _symbol(code: str) -> str:
    """A character of a symbol font: most are bullets; those of other fonts are themselves."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if 0xE000 <= number < 0xF900 or number > 0x10FFFF:
        return "•" if number in (0xF0B7, 0xF0A7, 0xF06E, 0xF0D8) else " "
    return chr(number)
