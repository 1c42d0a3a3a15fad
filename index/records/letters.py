"""Documents that are not verbatim records: letters with annexes, presidential statements, text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records.clean import Mended
from index.records.delegations import find, mentioned
from index.records.layout import ends
from index.records.masthead import LETTER, PRESIDENTIAL
from index.records.model import BlockKind, Kind, Span, Speaker, Statement
from index.records.units import Piece, is_section_heading, label_of, paragraphs
from index.records.verbatim import Parsed

_ANNEX = re.compile(
    r".{0,160}的(?:信|函|普通照会)的附件(?P<zh>[一二三四五六七八九十\d]*)|"
    r"附件(?P<bare>[一二三四五六七八九十\d]*)|"
    r"附录(?P<appendix>[一二三四五六七八九十\d]*)|"
    r"(?:Annex|Enclosure|Appendix)(?: (?P<en>[IVX\d]{1,5}))?"
    r"(?: to the (?:letter|note|identical).{5,200})?"
)
_SIGNED = re.compile(
    r"^(?P<name>.{2,40}?)\s?[（(]\s?(?:签名|签字)\s?[）)]|^[（(]Signed[）)] (?P<en>.{2,60})$"
)
_SENDER_ZH = re.compile(r"日(?P<who>.{2,40}?)(?:常驻联合国)")
_SENDER_EN = re.compile(r" from (?P<who>.{3,160}) addressed to")
_ROLE_ZH = re.compile(r"(常驻联合国(?:代表团)?(?:临时代办|副代表|代表)?)")
_NUMERALS = {"一": "I", "二": "II", "三": "III", "四": "IV", "五": "V", "六": "VI", "七": "VII"}


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a document: its name, the lines of its heading, the lines of its body."""

    name: str
    heading: tuple[Span, ...]
    body: tuple[Span, ...]


def parse_letter(mended: Mended) -> Parsed:
    """A letter and its annexes: one statement each, for the delegation that sends it."""
    text = mended.flat
    front, parts = _parts(text, mended.paragraphs)
    sender = _sender(text, parts)
    statements: list[Statement] = []
    pieces = [Piece("masthead", span.start, span.end) for span in front]
    for part in parts:
        annexed = part.name != "letter"
        pieces += _pieces(text, part, "annex" if annexed else "statement_text")
        if part.body:
            speaker = Speaker(None, delegation=sender.delegation) if annexed else sender
            statements.append(_statement(text, part, speaker, len(statements) + 1))
    known = (sender.delegation,) if sender.delegation else ()
    return Parsed(tuple(pieces), tuple(statements), known)


def parse_presidential(mended: Mended) -> Parsed:
    """A statement by the President: one statement, made for the Security Council."""
    text, spans = mended.flat, mended.paragraphs
    begin = next(
        (n + 1 for n, s in enumerate(spans) if PRESIDENTIAL.fullmatch(text[s.start : s.end])), 0
    )
    part = _Part("statement", spans[begin - 1 : begin] if begin else (), spans[begin:])
    council = find("UN-SC")
    role = "主席" if PRESIDENTIAL.search(text) and "安全理事会" in text else "President"
    speaker = Speaker(None, role=role, delegation=council)
    pieces = [Piece("masthead", s.start, s.end) for s in spans[: max(begin - 1, 0)]]
    pieces += _pieces(text, part, "statement_text")
    statements = (_statement(text, part, speaker, 1),) if part.body else ()
    return Parsed(tuple(pieces), statements, (council,) if council else ())


def parse_plain(mended: Mended) -> Parsed:
    """Any other text: one statement by nobody known."""
    part = _Part("text", (), mended.paragraphs)
    pieces = _pieces(mended.flat, part, "statement_text")
    statements = (_statement(mended.flat, part, Speaker(None), 1),) if part.body else ()
    return Parsed(tuple(pieces), statements)


def parse_unspoken(mended: Mended, kind: Kind) -> Parsed:
    """The parser for every kind but verbatim records."""
    if kind == "letter":
        return parse_letter(mended)
    return parse_presidential(mended) if kind == "presidential_statement" else parse_plain(mended)


def _parts(text: str, spans: Sequence[Span]) -> tuple[list[Span], list[_Part]]:
    """Lines before the letter's title, then the letter and each annex with its heading."""
    front: list[Span] = []
    parts: list[_Part] = []
    for span in spans:
        words = text[span.start : span.end]
        annex = _ANNEX.fullmatch(words)
        if annex:
            parts.append(_Part(_annex_name(annex), (span,), ()))
        elif not parts and LETTER.search(words) and len(words) < 250:
            parts.append(_Part("letter", (span,), ()))
        elif not parts:
            front.append(span)
        else:
            parts[-1] = _extended(text, parts[-1], span)
    return front, [_with_body(part) for part in parts]


def _with_body(part: _Part) -> _Part:
    """An annex of nothing but open lines (a list) keeps the first two as its heading."""
    if part.body or len(part.heading) < 3:
        return part
    return _Part(part.name, part.heading[:2], part.heading[2:])


def _extended(text: str, part: _Part, span: Span) -> _Part:
    """A title line right under the heading of an annex belongs to the heading."""
    words = text[span.start : span.end]
    titled = not ends(words) and label_of(words) is None and not is_section_heading(words)
    if part.name != "letter" and not part.body and titled and len(part.heading) < 5:
        return _Part(part.name, (*part.heading, span), ())
    return _Part(part.name, part.heading, (*part.body, span))


def _annex_name(found: re.Match[str]) -> str:
    written = found["zh"] or found["bare"] or found["appendix"] or found["en"] or ""
    number = _NUMERALS.get(written, written)
    return f"annex {number}" if number else "annex"


def _sender(text: str, parts: Sequence[_Part]) -> Speaker:
    letter = next((part for part in parts if part.name == "letter"), None)
    if letter is None:
        return Speaker(None)
    title = text[letter.heading[0].start : letter.heading[0].end]
    found = _SENDER_ZH.search(title) or _SENDER_EN.search(title)
    named = mentioned(found["who"]) if found else ()
    role = _ROLE_ZH.search(title)
    return Speaker(
        name=_signature(text, letter),
        role=(role[1] if role else "Permanent Representative" if "Permanent" in title else None),
        delegation=named[0] if named else None,
    )


def _signature(text: str, letter: _Part) -> str | None:
    for span in letter.body:
        found = _SIGNED.search(text[span.start : span.end])
        if found:
            return (found["name"] or found["en"]).strip()
    return None


def _statement(text: str, part: _Part, speaker: Speaker, number: int) -> Statement:
    start, end = part.body[0].start, part.body[-1].end
    heading = part.heading
    return Statement(
        number=number,
        start=start,
        end=end,
        heading_start=heading[0].start if heading else start,
        heading_end=heading[-1].end if heading else start,
        speaker=speaker,
        paragraphs=paragraphs(text, part.body),
        part=None if part.name == "text" else part.name,
    )


def _pieces(text: str, part: _Part, kind: BlockKind) -> list[Piece]:
    pieces = [Piece("heading", span.start, span.end) for span in part.heading]
    for span in part.body:
        words = text[span.start : span.end]
        if is_section_heading(words):
            pieces.append(Piece("heading", span.start, span.end))
        elif (label_of(words) or "").isdigit():
            pieces.append(Piece("numbered_paragraph", span.start, span.end))
        else:
            pieces.append(Piece(kind, span.start, span.end))
    return pieces
