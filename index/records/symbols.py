"""Symbols of United Nations documents and numbers of resolutions, in one normal form.

`S/RES/2396 (2017)`, `第2396（2017）号决议`, `2396号决议` and `resolution 2396 (2017)` are all the
Security Council's `S/RES/2396`; `大会第60/288号决议` is `A/RES/60/288`, `resolution 1514 (XV)` of
1960 `A/RES/1514(XV)`. A list that shares one suffix
(`第1267（1999）、1989（2011）和2253（2015）号决议`) yields one mention for each number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# What symbols begin with: organs of the United Nations, treaty bodies, bodies with own series.
BODIES = (
    "(?:[ASE]|ST|TD|DP|HRI|CCPR|CERD|CEDAW|"
    "(?-i:T|CD|DC|PBC|NPT|UNEP|FCCC|ISBA|SPLOS|CAT|CED|CMW|CRC|CRPD))"
)

# Possessive, and lists are bounded: otherwise a long list of numbers takes exponential time.
_SPACE = r"[ \t\u00a0\u2004\u3000]?+"
_FOUR = r"(?:19|20)\d\d"
_YEAR = rf"(?:{_SPACE}[（(]{_SPACE}{_FOUR}{_SPACE}[）)])"
# Until 1976 the Assembly's resolutions (until 1978 those of the Economic and Social Council) were
# counted through, and carry the session in Roman figures: `217 A (III)`.
_ROMAN = rf"(?:(?:{_SPACE}[A-H])?{_SPACE}[（(]{_SPACE}(?-i:[IVXL]{{1,8}}){_SPACE}[）)])"
_NUMBER = rf"\d{{1,4}}(?![\d/])(?:{_YEAR}|{_ROMAN})?"
_SESSION = rf"(?:{_FOUR}|\d{{1,2}}|S-\d{{1,2}}|ES-\d{{1,2}})/\d{{1,3}}(?!\d)"
_ITEM = rf"(?:{_SESSION}|{_NUMBER})"
_SUFFIX = rf"{_SPACE}号{_SPACE}"
_JOIN_ZH = rf"{_SPACE}(?:、|，|,|和|及|以及|与|或|暨){_SPACE}"
_JOIN_EN = r"(?:,\s*|\s*,?\s*(?:and|or)\s+)"

_COUNT = rf"{_SPACE}\d{{1,5}}(?!\d)"
# `PV.10000`, `PV 10000`, `RES 2396`, `C.3`, `SR.12`, `Rev.1`, `ES-10`, or only a word or a number.
_PART = (
    rf"(?:(?:PV|SR|RES|PRST)[.\-]?{_COUNT}|[A-Z]{{1,6}}[.\-]{_COUNT}|[A-Z0-9]{{1,12}}(?![A-Z0-9]))"
)
_SYMBOL = re.compile(
    rf"(?<![A-Za-z0-9/])(?P<symbol>[AE]/RES/\d{{1,4}}{_ROMAN}|"
    rf"{BODIES}/{_SPACE}{_PART}(?:/{_PART}){{0,7}}"
    rf"(?:{_SPACE}[（(]{_SPACE}Resumption{_SPACE}\d{_SPACE}[）)])?)"
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
    r"(?:安全理事会|安理会|大会|人权理事会|security council\s?|general assembly\s?|"
    r"human rights council\s?|economic and social council\s?)?"
    rf"{_SPACE}的?"
    rf"(?:第{_SPACE}{_ITEM}|{_ITEM}{_SPACE}号|resolution\s+{_ITEM}){_SPACE}号?{_SPACE}(?:决议)?",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"(?:人权理事会的?|human rights council(?:['’]s)?\s?)$", re.IGNORECASE)
_OLD = re.compile(r"^[AE]/RES/(\d+)[A-H]?\(([IVXL]+)\)")
# The last session of the Assembly with a Roman number is the thirtieth.
_ASSEMBLY = re.compile("X{0,3}|X{0,2}(?:IX|IV|V?I{0,3})")


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
    if _WHOLE_RESOLUTION.fullmatch(folded) and (found := re.search(_ITEM, folded)):
        before = re.split(r"\s?第|\s?resolution", folded[: found.start()], flags=re.IGNORECASE)
        return _resolution(found[0], before[0])
    return _normal_symbol(folded) if "/" in folded else folded


def find_symbols(text: str) -> tuple[SymbolMention, ...]:
    """Every symbol and resolution number in `text`, in order, without overlaps."""
    # Most texts have none: what each of them holds is looked for first.
    written = _SYMBOL.finditer(text) if "/" in text else ()
    found = [
        SymbolMention(match.start(), match.end(), normalise(match[0]))
        for match in written
        if _is_symbol(match["symbol"])
    ]
    chinese = _LIST_ZH.finditer(text) if "决议" in text else ()
    english = _LIST_EN.finditer(text) if "resolution" in text.lower() else ()
    for number, lists in ((_NUMBER_ZH, chinese), (_NUMBER_EN, english)):
        for match in lists:
            found.extend(_numbers(number, text, match))
    return _without_overlaps(found)


def _numbers(number: re.Pattern[str], text: str, match: re.Match[str]) -> list[SymbolMention]:
    """The numbers of one list; the last one of a Chinese list takes in its `号决议`."""
    mentions, before = [], text[max(0, match.start() - 40) : match.start()]
    for found in number.finditer(text, match.start(), _suffix_end(text, match.end())):
        mentions.append(
            SymbolMention(found.start(), found.end(), _resolution(found["item"], before))
        )
    return mentions


def _suffix_end(text: str, end: int) -> int:
    found = re.compile(rf"(?:{_SPACE}号)?{_SPACE}(?:决议)?").match(text, end)
    return found.end() if found else end


def _resolution(item: str, before: str) -> str:
    """The symbol of a resolution by its number and by what stands before it."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", item))
    if found := _OLD.match(f"A/RES/{plain}"):
        return _numbered_through(found)
    plain = plain.partition("(")[0].upper()
    if "/" not in plain:
        return f"S/RES/{plain}"
    if _RIGHTS.search(before):
        return f"A/HRC/RES/{plain}"
    return f"{'E' if re.match(_FOUR, plain) else 'A'}/RES/{plain}"


def _numbered_through(found: re.Match[str]) -> str:
    """A resolution with a Roman session: `A/RES/217(III)`; past the thirtieth, the Council's."""
    organ = "A" if _ASSEMBLY.fullmatch(found[2]) else "E"
    return f"{organ}/RES/{found[1]}({found[2]})"


def _normal_symbol(symbol: str) -> str:
    tight = re.sub(r"\s+", "", symbol).upper()
    tight = re.sub(r"(?<=/)(ADD|REV|CORR)\.?(?=\d)", lambda m: m[1].capitalize() + ".", tight)
    tight = re.sub(r"\b(RES|PRST)[.\-]?(?=\d)", r"\1/", tight)
    tight = re.sub(r"\b(PV|SR)-?(?=\d)", r"\1.", tight)
    # A meeting that was resumed on another day has a record, and a symbol, of its own.
    tight = re.sub(r"\(RESUMPTION(\d)\)$", r" (Resumption \1)", tight)
    if found := _OLD.match(tight):
        return _numbered_through(found)
    return re.sub(rf"\({_FOUR}\)$", "", tight)


def _is_symbol(text: str) -> bool:
    """A symbol has a digit, and is more than a letter and a number (`A/4` is a paper size).

    Until 1993 documents were counted through (`S/25704`); four figures may be a year cut short.
    """
    if text.count("/") > 1 or "." in text:
        return any(character.isdigit() for character in text)
    number = text.partition("/")[2]
    return bool(re.fullmatch(r"\d{3,5}", number)) and not re.fullmatch(_FOUR, number)


def _without_overlaps(found: list[SymbolMention]) -> tuple[SymbolMention, ...]:
    kept: list[SymbolMention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)
