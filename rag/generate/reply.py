"""A model's reply as sentences, each with the keys that it cites.

Models put the key before or behind the full stop, write [p1, p2] or 【p1】, and decorate with
Markdown. All of that is read; what is left is a plain sentence and its keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.records.model import Span
from index.sentences import sentence_spans
from rag.generate.plain import plain
from rag.generate.prompt import NOT_IN_THE_RECORDS

# Some models think aloud before they answer.
_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_ORNAMENT = re.compile(r"^\s*(?:#{1,6}\s+|>\s+|[-*•]\s+|\d{1,2}[.)、]\s+)")
_BLANK = re.compile(r"(\s)\s{3,}")
_EMPHASIS = re.compile(r"\*\*|__|`")
_NOTHING = re.compile("|".join(NOT_IN_THE_RECORDS.values()), re.IGNORECASE)
# Far more than five sentences; what comes behind is not an answer any more.
MOST_CHARACTERS = 8_000
_PAIRS = {"“": "”", "「": "」", "『": "』", "«": "»"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence without its keys; `line` counts the lines of the reply that have words."""

    text: str
    keys: tuple[str, ...]
    line: int


def says_nothing(reply: str) -> bool:
    """Whether a reply says that the passages do not answer."""
    return _NOTHING.search(_THOUGHT.sub("", plain(reply))) is not None


def read_reply(reply: str, prefix: str) -> tuple[Sentence, ...]:
    """The sentences of a reply whose keys begin with `prefix`."""
    text = _EMPHASIS.sub("", _THOUGHT.sub("", plain(reply)).strip()[:MOST_CHARACTERS])
    text = _BLANK.sub(r"\1", text)
    lines = [_ORNAMENT.sub("", line).strip() for line in text.split("\n")]
    return tuple(
        sentence
        for number, line in enumerate(filter(None, lines))
        for sentence in _sentences(line, number, _marks(prefix))
    )


def _marks(prefix: str) -> re.Pattern[str]:
    """What looks like a key: `[p1]`, `[p1, p2]`, `(p1)`; `[1]` and `[x9]` too, being no keys."""
    own = rf"{prefix}\s?\d{{1,3}}"
    other = r"[A-Za-z]{0,8}\d{1,3}"
    joined = r"\s*(?:,|，|、|;|；|-|–|and|和|\s)\s*"
    return re.compile(
        rf"\s*(?:[\[【［]\s*({other}(?:{joined}{other})*)\s*[\]】］]"
        rf"|[(（]\s*({own}(?:{joined}{own})*)\s*[)）])",
        re.IGNORECASE,
    )


def _sentences(line: str, number: int, marks: re.Pattern[str]) -> list[Sentence]:
    text, cited = _without_marks(line, marks)
    found = []
    spans = _joined(text, sentence_spans(text))
    for at, span in enumerate(spans):
        # A key before the first sentence belongs to it; every other one to what it follows.
        begin = -1 if at == 0 else span.start
        end = len(text) if at == len(spans) - 1 else spans[at + 1].start
        keys = [key for place, keys in cited for key in keys if begin < place <= end]
        found.append(Sentence(text[span.start : span.end], tuple(dict.fromkeys(keys)), number))
    return found


def _without_marks(
    line: str, marks: re.Pattern[str]
) -> tuple[str, list[tuple[int, tuple[str, ...]]]]:
    """The line without its keys, and where in it each stood."""
    text, at = "", 0
    cited: list[tuple[int, tuple[str, ...]]] = []
    for match in marks.finditer(line):
        text += line[at : match.start()]
        keys = re.findall(r"[A-Za-z]*\s?\d{1,3}", match[1] or match[2])
        cited.append((len(text), tuple(re.sub(r"\s", "", key).lower() for key in keys)))
        at = match.end()
    text += line[at:]
    return text, cited


def _joined(text: str, spans: tuple[Span, ...]) -> list[Span]:
    """The sentences, those together that one quotation spans."""
    joined: list[Span] = []
    for span in spans:
        if joined and is_open(text[joined[-1].start : joined[-1].end]):
            rest = text[joined[-1].start :]
            # A quotation that nothing closes would swallow all that follows.
            if not is_open(rest):
                joined[-1] = Span(joined[-1].start, span.end)
                continue
        joined.append(span)
    return joined


def is_open(text: str) -> bool:
    """Whether a quotation is begun and not ended."""
    pairs = any(text.count(opening) > text.count(closing) for opening, closing in _PAIRS.items())
    return pairs or text.count('"') % 2 == 1
