"""Markdown to text: CommonMark and tables, by way of HTML, and fields of a front matter."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

from index.errors import UnreadableFile
from index.formats.html import extract_html
from index.formats.model import Extracted
from index.records.metadata import FIELDS
from index.records.read import decode

_FRONT = re.compile(r"\ufeff?---[ \t]*\n(?P<fields>(?:[\w-]{1,40}:.*\n)+)---[ \t]*(?:\n|$)")


def read_markdown(content: bytes, label: str) -> Extracted:
    """The text of a Markdown file; `symbol: S/2019/537` in its front matter is a property.

    Raises:
        UnreadableFile: in no encoding that is known, or without a word.
    """
    text = decode(content, Path(label))[0].replace("\r\n", "\n")
    front = _FRONT.match(text)
    properties = _properties(front["fields"]) if front else {}
    body = text[front.end() :] if front else text
    page = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(body)
    try:
        made = extract_html(f"<body>{page}</body>", label)
    except UnreadableFile:
        raise UnreadableFile(f"{label} holds no text.", "Add a file that holds text.") from None
    return Extracted(made.text, made.hints, None, properties)


def _properties(fields: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in fields.splitlines())
    values = {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}
    return {key: value for key, value in values.items() if key in FIELDS and value}
