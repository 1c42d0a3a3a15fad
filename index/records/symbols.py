"""Symbols of United Nations documents and numbers of resolutions, in one normal form.

`S/RES/2396 (2017)`, `第2396（2017）号决议`, `2396号决议` and `resolution 2396 (2017)` are all the
Security Council's `S/RES/2396`; `大会第60/288号决议` is `A/RES/60/288`. A list that shares
one suffix (`第1267（1999）、1989（2011）和2253（2015）号决议`) yields one mention for each number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Possessive, and lists are bounded: otherwise a long list of numbers takes exponential time.
_SPACE = r"[ \t\u00a0\u2004\u3000]?+"
_YEAR = rf"(?:{_SPACE}[（(]{_SPACE}(?:19|20)\d\d{_SPACE}[）)])"
_NUMBER = rf"\d{{1,4}}(?!\d){_YEAR}?"
_SESSION = r"\d{1,2}/\d{1,3}(?!\d)"
_ITEM = rf"(?:{_SESSION}|{_NUMBER})"
_SUFFIX = rf"{_SPACE}号{_SPACE}"
_JOIN_ZH = rf"{_SPACE}(?:、|，|,|和|及|以及|与|或|暨){_SPACE}"
_JOIN_EN = r"(?:,\s*|\s*,?\s*(?:and|or)\s+)"

_SYMBOL = re.compile(
    r"(?<![A-Za-z0-9/])(?P<symbol>(?:[ASE]|ST|CCPR|CERD|CEDAW|TD|DP|HRI)"
    rf"/(?:{_SPACE}[A-Z]{{1,5}}[.\-]?{_SPACE}\d{{0,4}}(?:/\d{{1,4}})*|\d{{1,4}})"
    r"(?:/[A-Z0-9.]{1,12})*"
    rf"(?:/(?:Add|Rev|Corr)\.{_SPACE}\d{{1,3}})*)"
    rf"(?P<year>{_YEAR})?",
    re.IGNORECASE,
)
_LIST_ZH = re.compile(
    rf"(?:(?:第|{_JOIN_ZH}第?){_SPACE}{_ITEM}(?:{_SUFFIX})?"
    rf"(?:{_JOIN_ZH}第?{_SPACE}{_ITEM}(?:{_SUFFIX})?){{0,30}}|{_ITEM}{_SUFFIX})"
    rf"(?=(?:{_SPACE}号)?{_SPACE}(?:等{_SPACE}|各项|两项|三项)?决议)"
)
_LIST_EN = re.compile(rf"\bresolutions?\s+{_ITEM}(?:{_JOIN_EN}{_ITEM}){{0,30}}", re.IGNORECASE)
_NUMBER_ZH = re.compile(rf"(?:第{_SPACE})?(?P<item>{_ITEM})(?:{_SPACE}号(?:{_SPACE}决议)?)?")
_NUMBER_EN = re.compile(rf"(?P<item>{_ITEM})")
_WHOLE_RESOLUTION = re.compile(
    r"(?:联合国|UN\s|United Nations\s)?"
    r"(?:安全理事会|安理会|大会|security council\s?|general assembly\s?)?"
    rf"{_SPACE}的?"
    rf"(?:第{_SPACE}{_ITEM}|{_ITEM}{_SPACE}号|resolution\s+{_ITEM}){_SPACE}号?{_SPACE}(?:决议)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SymbolMention:
    """One symbol in a text: where it stands and its normal form."""

    start: int
    end: int
    normal: str


def normalise(symbol: str) -> str:
    """The normal form of one symbol or resolution number; other text comes back as it is.

    `s/pv. 8626` -> `S/PV.8626`; `第2396（2017）号决议` -> `S/RES/2396`; `A/RES/60/288` stays.
    """
    folded = unicodedata.normalize("NFKC", symbol).strip()
    if _WHOLE_RESOLUTION.fullmatch(folded):
        found = re.search(_ITEM, folded)
        return _resolution(found[0]) if found else folded
    return _normal_symbol(folded) if "/" in folded else folded


def find_symbols(text: str) -> tuple[SymbolMention, ...]:
    """Every symbol and resolution number in `text`, in order, without overlaps."""
    found = [
        SymbolMention(match.start(), match.end(), normalise(match[0]))
        for match in _SYMBOL.finditer(text)
        if _is_symbol(match["symbol"])
    ]
    for pattern, number in ((_LIST_ZH, _NUMBER_ZH), (_LIST_EN, _NUMBER_EN)):
        for match in pattern.finditer(text):
            found.extend(_numbers(number, text, match))
    return _without_overlaps(found)


def _numbers(number: re.Pattern[str], text: str, match: re.Match[str]) -> list[SymbolMention]:
    """The numbers of one list; the last one of a Chinese list takes in its `号决议`."""
    mentions = []
    for found in number.finditer(text, match.start(), _suffix_end(text, match.end())):
        mentions.append(SymbolMention(found.start(), found.end(), _resolution(found["item"])))
    return mentions


def _suffix_end(text: str, end: int) -> int:
    found = re.compile(rf"(?:{_SPACE}号)?{_SPACE}(?:决议)?").match(text, end)
    return found.end() if found else end


def _resolution(item: str) -> str:
    plain = re.sub(r"[\s（(].*$", "", unicodedata.normalize("NFKC", item).strip())
    return f"A/RES/{plain}" if "/" in plain else f"S/RES/{plain}"


def _normal_symbol(symbol: str) -> str:
    tight = re.sub(r"\s+", "", symbol).upper()
    tight = re.sub(r"(?<=/)(ADD|REV|CORR)\.(?=\d)", lambda m: m[1].capitalize() + ".", tight)
    tight = re.sub(r"\bRES\.(?=\d)", "RES/", tight)
    # A meeting that was resumed on another day has a record, and a symbol, of its own.
    tight = re.sub(r"\(RESUMPTION(\d)\)$", r" (Resumption \1)", tight)
    return re.sub(r"^(S/RES/\d+)\(\d{4}\)$", r"\1", tight)


def _is_symbol(text: str) -> bool:
    """A symbol has a digit, and is more than a letter and a number (`A/4` is a paper size)."""
    return any(c.isdigit() for c in text) and (text.count("/") > 1 or "." in text)


def _without_overlaps(found: list[SymbolMention]) -> tuple[SymbolMention, ...]:
    kept: list[SymbolMention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)
