"""HTML to text: a block a line, what is not shown left out.

`<br>` is a line break, a row of a table one line with tabs between its cells, an item of a list
begins with its number or a bullet, as a browser shows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html

from index.errors import UnreadableFile
from index.formats.blocks import Blocks
from index.formats.model import Extracted
from index.formats.numbering import numeral
from index.records.read import decode

_SKIPPED = re.compile(
    "script|style|noscript|template|nav|button|select|option|textarea|iframe|object|embed|applet|"
    "svg|canvas|audio|video|map|datalist|dialog|head"
)
_BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|center|d[dlt]|details|dir|div|fieldset|"
    "figcaption|figure|footer|form|h[1-6r]|header|html|li|main|menu|[ou]l|p|pre|section|summary|"
    "table|t(?:body|d|foot|h|head|r)"
)
_OPENING = re.compile("h[1-6]|li|tr|d[dt]|caption")
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
# Names by which pages call an encoding of which another one is the superset that is meant.
_MEANT = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "windows-1252", "ascii": "utf-8"}
_LIST_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(slots=True)
class _List:
    """A list that is open: None as its style means bullets."""

    style: str | None
    number: int


@dataclass(slots=True)
class _Walk:
    """Where the walk through the page is: `ended` says that a block ended inside a cell."""

    blocks: Blocks = field(default_factory=Blocks)
    lists: list[_List] = field(default_factory=list)
    preformatted: int = 0
    cells: int = 0
    ended: bool = False
    skipped: etree._Element | None = None


def read_html(content: bytes, label: str) -> Extracted:
    """The text of an HTML page.

    Raises:
        UnreadableFile: in no encoding that is known, not HTML, or without a word.
    """
    return extract_html(decoded(content, label), label)


def decoded(content: bytes, label: str) -> str:
    """The characters of a page: what its `<meta charset>` says counts where UTF-8 fails."""
    declared = _CHARSET.search(content[:4096])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if declared:
        name = declared[1].decode("ascii").lower()
        try:
            return content.decode(_MEANT.get(name, name))
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(content, Path(label))[0]


def extract_html(text: str, label: str) -> Extracted:
    """The text of a page that is decoded already.

    Raises:
        UnreadableFile: it cannot be taken apart, or there is no word in it.
    """
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError as error:
        raise UnreadableFile(
            f"{label} cannot be read as HTML ({error}).", "Save the page again, or as text."
        ) from None
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise UnreadableFile(
            f"{label} nests its elements too deeply to be read to the end.",
            "Open it in a browser, save its text, and add that.",
        )
    walk = _Walk()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        _step(walk, event, element)
    title = " ".join((root.findtext(".//title") or "").split())
    made = walk.blocks.extracted({"title": title} if title else {})
    if not made.text.strip():
        raise UnreadableFile(
            f"{label} is an HTML page without text.",
            "If a browser shows text there, it is fetched later: save it from the browser.",
        )
    return made


def _step(walk: _Walk, event: str, element: etree._Element) -> None:
    if walk.skipped is not None:
        if event == "end" and element is walk.skipped:
            walk.skipped = None
            _say(walk, element.tail)
        return
    tag = element.tag if isinstance(element.tag, str) else ""
    if event == "start" and (_SKIPPED.fullmatch(tag) or _is_hidden(element)):
        walk.skipped = element
    elif event == "start":
        _open(walk, tag, element)
        _say(walk, element.text)
    else:
        _close(walk, tag)
        _say(walk, element.tail)


def _open(walk: _Walk, tag: str, element: etree._Element) -> None:
    if tag == "br":
        walk.blocks.line_break()
    elif tag in ("td", "th"):
        _next_cell(walk)
    elif _BLOCK.fullmatch(tag):
        _border(walk, opening=_OPENING.fullmatch(tag) is not None)
    if tag == "pre":
        walk.preformatted += 1
    elif tag in ("ol", "ul", "menu", "dir"):
        walk.lists.append(_list(element) if tag == "ol" else _List(None, 0))
    elif tag == "li":
        _say(walk, _label(walk, element))
    elif tag == "q":
        _say(walk, "“")


def _close(walk: _Walk, tag: str) -> None:
    if tag in ("tr", "table"):
        walk.cells = 0
        walk.ended = False
    if _BLOCK.fullmatch(tag) and tag not in ("td", "th"):
        _border(walk, opening=False)
    if tag == "pre":
        walk.preformatted -= 1
    elif tag in ("ol", "ul", "menu", "dir") and walk.lists:
        walk.lists.pop()
    elif tag == "q":
        _say(walk, "”")


def _next_cell(walk: _Walk) -> None:
    if walk.cells:
        walk.blocks.tab()
    walk.cells += 1
    walk.ended = False


def _border(walk: _Walk, *, opening: bool) -> None:
    """A block ends here; inside a cell only once more words follow in the same cell."""
    if walk.cells and not walk.blocks.is_at_cell_start():
        walk.ended = True
    elif not walk.cells:
        walk.blocks.end()
        if opening:
            walk.blocks.opens()


def _say(walk: _Walk, text: str | None) -> None:
    if not text:
        return
    if walk.ended and not text.isspace():
        walk.blocks.end()
        walk.ended = False
    if walk.preformatted:
        for number, line in enumerate(text.split("\n")):
            if number:
                walk.blocks.line_break()
            walk.blocks.say(line)
    else:
        walk.blocks.say(_SPACE.sub(" ", text))


def _is_hidden(element: etree._Element) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def _list(element: etree._Element) -> _List:
    start = element.get("start") or "1"
    first = int(start) if re.fullmatch(r"-?\d{1,9}", start) else 1
    return _List(_LIST_STYLES.get(element.get("type") or "1", "decimal"), first - 1)


def _label(walk: _Walk, element: etree._Element) -> str:
    """What a browser puts ahead of an item."""
    if not walk.lists or walk.lists[-1].style is None:
        return "• "
    found, value = walk.lists[-1], element.get("value") or ""
    found.number = int(value) if re.fullmatch(r"-?\d{1,9}", value) else found.number + 1
    written = numeral(found.number, found.style or "decimal")
    return f"{written}. " if found.style == "decimal" else f"({written}) "
