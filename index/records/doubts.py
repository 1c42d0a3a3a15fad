"""What may be doubtful about a document, as English sentences, each with a code and parameters.

A record carries the sentences (`Record.warnings`), and a library keeps them. `recognise` reads a
sentence back into its code, so that those kept long ago can be told in another language, too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from index.formats.model import FORMAT_NAMES
from index.records.model import Origin

# Who says something of a document.
SOURCES: Mapping[Origin, str] = {
    "text": "the text",
    "derived": "the text",
    "file name": "the name of the file",
    "side-car": "SOURCES.toml",
    "command line": "the command line",
    "supplied": "what was supplied",
}
# By code, the sentence with its gaps; the notes of `index.formats` among them.
SENTENCES: Mapping[str, str] = {
    "foreign-language": "The text is in {language}; only Chinese and English are understood.",
    "symbol-unknown": "The symbol of the document is not known.",
    "date-unknown": "The date of the document is not known.",
    "speaker-unplaced": "It is not known for whom {name} speaks.",
    "contradiction": "The {field} is {believed} by {source}, but {other} by {other_source}; "
    "{source} is believed.",
    "name-language": "The name of the file marks it as {named}, but the text is {language}; the "
    "text is believed.",
    "name-job-number": "The name of the file says job number {named}, but the text {printed}: it "
    "may be another document than meant.",
    "name-format": "The file is {format}, though its name says {named_format}.",
    "pages-scanned": "{pages} of {count} {are} scanned pictures without text: their words are "
    "missing. {advice}",
    "fonts-unknown": "The fonts of {pages} of {count} do not say which characters they draw: the "
    "words there are wrong. {advice}",
    "part-left-out": "A part that was inserted from another file is left out: save it as one "
    "document.",
}
# What a warning is told under that none of the sentences fits, as in a library of another version.
OTHER = "other"
# What stands in a sentence for its grammar alone.
_BARE = frozenset(("advice", "are"))
_LITERAL = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_ONE_SOURCE = "|".join(map(re.escape, dict.fromkeys(SOURCES.values())))
_ONE_FORMAT = "|".join(map(re.escape, FORMAT_NAMES.values()))
_FORMS: Mapping[str, str] = {
    "count": r"\d+",
    "field": "[a-z]+",
    **dict.fromkeys(("believed", "other"), _LITERAL),
    **dict.fromkeys(("source", "other_source"), _ONE_SOURCE),
    **dict.fromkeys(("format", "named_format"), _ONE_FORMAT),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning by its code; `parameters` are names and values as they stand in the sentence, but
    values in quotation marks come without them, pages as `3-7, 9`, and who says something and the
    format of a file in the one word of `index.records.model.Origin` and `index.formats`."""

    code: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def tell(code: str, **parameters: str) -> str:
    """The English sentence of a doubt."""
    return SENTENCES[code].format(**parameters)


def recognise(sentence: str) -> Doubt:
    """The doubt that a sentence tells of; `OTHER` with no parameters where none is known."""
    for code, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(sentence):
            values = {name: _plain(name, text) for name, text in found.groupdict().items()}
            return Doubt(code, {name: v for name, v in values.items() if name not in _BARE})
    return Doubt(OTHER)


def _plain(name: str, text: str) -> str:
    change: Callable[[str], str] = _PLAIN.get(name, str)
    return change(text)


def _pages(text: str) -> str:
    """`Pages 3-7, 9 and others` as `3-7, 9, …`."""
    numbers = re.sub(r"^pages? ", "", text, flags=re.IGNORECASE)
    return numbers.replace(" and others", ", …")


def _source(text: str) -> str:
    return next(origin for origin, name in SOURCES.items() if name == text)


def _format(text: str) -> str:
    return next(form for form, name in FORMAT_NAMES.items() if name == text)


_PLAIN: Mapping[str, Callable[[str], str]] = {
    "believed": ast.literal_eval,
    "other": ast.literal_eval,
    "pages": _pages,
    **dict.fromkeys(("source", "other_source"), _source),
    **dict.fromkeys(("format", "named_format"), _format),
}


def _pattern(sentence: str) -> re.Pattern[str]:
    """What a sentence looks like with its gaps filled; a gap that comes again is filled alike."""
    seen: set[str] = set()
    written = ""
    for text, name in re.findall(r"([^{]*)(?:\{(\w+)\})?", sentence):
        written += re.escape(text)
        if name:
            form = _FORMS.get(name, ".+?")
            written += f"(?P={name})" if name in seen else f"(?P<{name}>{form})"
            seen.add(name)
    return re.compile(written, re.DOTALL)


_PATTERNS = {code: _pattern(sentence) for code, sentence in SENTENCES.items()}
