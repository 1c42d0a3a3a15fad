"""Numbers and dates of a text as values, in Chinese and in English.

    ９０％, 百分之九十, ninety per cent         90 %
    350万, 3.5 million, 三百五十万              3500000
    2019年9月25日, 25 September 2019          day 25, month 9, year 2019

`index.search.atoms` finds terms for searching and may leave out what is too frequent to help;
here a single wrong digit counts, so small numbers are read as well, and a number is read with
its scale. A quantity is `firm` where it claims something: the 一 of 一些 and "one of them" are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from index.search.atoms import chinese_number
from rag.generate.dates import Day, blanked, read_days

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
_ROUND = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: value for value, word in enumerate(_SMALL)}
_WORDS |= {word: value for value, word in zip(range(20, 100, 10), _ROUND, strict=True)}
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_HAN_SCALES = {"十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8}
# Ordinals as the last word of a number. First and second are left: they count an order or a time.
_ORDINALS = {
    "third": "three", "fourth": "four", "fifth": "five", "sixth": "six", "seventh": "seven",
    "eighth": "eight", "ninth": "nine", "tenth": "ten", "eleventh": "eleven",
    "twelfth": "twelve", "twentieth": "twenty", "thirtieth": "thirty", "fortieth": "forty",
    "fiftieth": "fifty", "sixtieth": "sixty", "seventieth": "seventy", "eightieth": "eighty",
    "ninetieth": "ninety", "hundredth": "hundred", "thirteenth": "thirteen",
    "fourteenth": "fourteen", "fifteenth": "fifteen", "sixteenth": "sixteen",
    "seventeenth": "seventeen", "eighteenth": "eighteen", "nineteenth": "nineteen",
}  # fmt: skip
# Words that say a number without being one; they back a claim and claim nothing themselves.
_SAID = {"both": 2, "twice": 2, "double": 2, "pair": 2, "triple": 3, "dozen": 12, "双": 2, "俩": 2}

_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})s?\b", re.IGNORECASE)
_AFTER_TENS = re.compile(rf"\b({'|'.join(_ROUND)})[-\s](first|second)\b", re.IGNORECASE)
_PERCENT = r"%|per ?cent\b|percent\b|percentage points?\b|个百分点"
_NOT_A_UNIT = "(?![克米瓦兆赫卡帕伏])"
_FIGURES = re.compile(
    r"(?P<before>百分之)?(?<![\d.])(?<![A-Za-z])(?<![A-Za-z]-)"
    r"(?P<whole>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?!\d)|\d+)(?P<fraction>\.\d+)?"
    rf"(?:(?:st|nd|rd|th)\b)?(?:\s*(?P<percent>{_PERCENT})"
    rf"|\s*[余多几]?(?P<han>[十百千万亿]{{1,3}}){_NOT_A_UNIT}"
    rf"|[\s-]+(?P<scale>hundred|{'|'.join(_LARGE)})\b)?",
    re.IGNORECASE,
)
_HAN_NUMERAL = "〇零一二两三四五六七八九十百千万亿"
_HAN = re.compile(
    rf"(?P<before>百分之)?(?P<vague>[几数上成])?(?P<numeral>[{_HAN_NUMERAL}]+)"
    r"(?:点(?P<fraction>[〇零一二三四五六七八九]+)(?P<after>[万亿])?)?"
    r"(?:[余多几](?P<scale>[万亿]))?(?P<percent>个百分点)?(?P<tenths>成(?=以上|左右|多|的|[，。,、]|$))?"
)
# What is counted: behind one of these even a single character is a number (三年, 四国).
_COUNTED = re.compile(
    "[个名次国项人位支件起吨种家点方年月日天周岁倍届章条款段句期轮批组所艘架辆股类级代]"
    "|分之|公斤|千克|公里|小时|分钟|世纪|美元|欧元|卢布|大洲|大(?:支柱|挑战|威胁|领域|优先)"
)
_ONES = "|".join(_SMALL[1:10])
_UNIT = rf"(?:(?:{'|'.join(_ROUND)})(?:[-\s](?:{_ONES}))?|{'|'.join(_SMALL[10:])}|{_ONES}|zero)"
_HUNDREDS = rf"(?:(?:a|{_UNIT})[-\s]hundred(?:\s(?:and\s)?{_UNIT})?|{_UNIT})"
_SCALED = rf"(?:(?:a|{_HUNDREDS})[-\s](?:{'|'.join(_LARGE)}))"
_ENGLISH = re.compile(
    rf"\b(?:{_SCALED}(?:,?\s(?:and\s)?{_SCALED})*(?:,?\s(?:and\s)?{_HUNDREDS})?|{_HUNDREDS})\b"
    r"(?P<percent>\s*(?:per ?cent|percent(?:age points?)?)\b)?",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"\b(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})\b")
_DECADE = re.compile(r"(?<!\d)(\d0)年代|\b(?:19|20)(\d0)s\b")

_RANGE = re.compile(r"\s*(?:-|–|—|~|to|至|到)\s*")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, its `scale` (万, million) multiplied in; `percent` where it is one."""

    start: int
    end: int
    value: Decimal
    percent: bool = False
    firm: bool = True
    scale: int = 1


def read_quantities(text: str) -> tuple[tuple[Quantity, ...], tuple[Day, ...]]:
    """The numbers and the dates of a text in NFKC and simplified characters, in order.

    The numbers of a date are not numbers of their own, except for its year.
    """
    days = read_days(text)
    years = [
        Quantity(day.start, day.end, Decimal(day.year)) for day in days if day.year is not None
    ]
    rest = blanked(text, [(day.start, day.end) for day in days])
    found = sorted([*years, *_numbers(rest)], key=lambda one: (one.start, -one.end))
    return tuple(_ranged(found, rest)), days


def _numbers(text: str) -> Iterator[Quantity]:
    yield from _figures(text)
    yield from _han_numerals(text)
    yield from _english_numbers(text)
    for word, value in _SAID.items():
        pattern = rf"\b{word}\b" if word.isascii() else word
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield Quantity(match.start(), match.end(), Decimal(value), firm=False)
    for match in _ROMAN.finditer(text):
        value = 10 * len(match[1]) + {"IX": 9, "IV": 4}.get(
            match[2], 5 * match[2].count("V") + match[2].count("I")
        )
        yield Quantity(match.start(), match.end(), Decimal(value), firm=False)
    for match in _DECADE.finditer(text):
        decade = int(match[1] or match[2])
        for value in (decade, 1900 + decade, 2000 + decade):
            yield Quantity(match.start(), match.end(), Decimal(value), firm=False)


def _figures(text: str) -> Iterator[Quantity]:
    for match in _FIGURES.finditer(text):
        value = Decimal(re.sub("[, ]", "", match["whole"]) + (match["fraction"] or ""))
        percent = bool(match["before"] or match["percent"])
        scale = _scale(match)
        start, end = match.span()
        yield Quantity(start, end, value * scale, percent, scale=scale)
        if " " in match["whole"]:
            # Three digits behind a space may also be a number of their own.
            for part in match["whole"].split(" "):
                yield Quantity(start, end, Decimal(part), firm=False)


def _scale(match: re.Match[str]) -> int:
    if match["han"]:
        product = 1
        for character in match["han"]:
            product *= _HAN_SCALES[character]
        return product
    word = (match["scale"] or "").lower()
    return 100 if word == "hundred" else _LARGE.get(word, 1)


def _han_numerals(text: str) -> Iterator[Quantity]:
    for match in _HAN.finditer(text):
        numeral, fraction = match["numeral"], match["fraction"] or ""
        whole = chinese_number(numeral) if len(numeral) <= 20 else None
        if whole is None or text[max(0, match.start("numeral") - 1)].isdigit():
            continue
        decimals = "".join(str(chinese_number(digit)) for digit in fraction)
        scale = _HAN_SCALES.get(match["scale"] or match["after"] or "", 1)
        value = Decimal(f"{whole}.{decimals or 0}") * scale
        percent = bool(match["before"] or match["percent"])
        if match["tenths"] and whole < 10:
            value, percent = value * 10, True
        firm = percent or (not match["vague"] and _is_firm(text, match, value))
        yield Quantity(*match.span(), value, percent, firm, scale)


def _is_firm(text: str, match: re.Match[str], value: Decimal) -> bool:
    """Whether a Chinese numeral claims a number: it is a long one, or something is counted."""
    numeral = match["numeral"]
    if match["fraction"] or match["scale"]:
        return True
    digits_only = not set(numeral) & set(_HAN_SCALES)
    if len(numeral) >= (3 if digits_only else 2):
        return value >= 10
    return len(numeral) == 1 and value > 1 and bool(_COUNTED.match(text, match.end()))


def _english_numbers(text: str) -> Iterator[Quantity]:
    plain = _cardinal(text)
    for match in _ENGLISH.finditer(plain):
        value = _value(match[0])
        percent = bool(match["percent"])
        yield Quantity(
            match.start(),
            match.end(),
            Decimal(value),
            percent,
            firm=percent or value > 1,
            scale=_LARGE.get(match[0].split()[-1].lower(), 1),
        )


def _cardinal(text: str) -> str:
    """Ordinals as cardinals of the same length in characters (padded), so that offsets stay."""

    def after_tens(match: re.Match[str]) -> str:
        one = "one" if match[2].lower() == "first" else "two"
        return f"{match[1]}-{one}".ljust(len(match[0]))

    def alone(match: re.Match[str]) -> str:
        word = match[0].lower()
        cardinal = _ORDINALS[word] if word in _ORDINALS else _ORDINALS[word.removesuffix("s")]
        return cardinal.ljust(len(match[0]))[: len(match[0])]

    return _ORDINAL.sub(alone, _AFTER_TENS.sub(after_tens, text))


def _value(words: str) -> int:
    """The value of an English number that `_ENGLISH` matched."""
    total, section = 0, 0
    for word in re.findall("[a-z]+", words.lower()):
        if word in _WORDS:
            section += _WORDS[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _LARGE:
            total += (section or 1) * _LARGE[word]
            section = 0
    return total + section


def _ranged(found: list[Quantity], text: str) -> Iterator[Quantity]:
    """The numbers, those of a range in one measure: in 30至40% and 百分之三十至四十 both are."""
    numbers = list(found)
    for at in range(len(numbers) - 1):
        one, other = numbers[at], numbers[at + 1]
        if not _RANGE.fullmatch(text[one.end : other.start]):
            continue
        if one.percent != other.percent:
            numbers[at : at + 2] = (replace(one, percent=True), replace(other, percent=True))
        elif one.scale < other.scale and one.value < other.value:
            numbers[at] = replace(one, value=one.value * other.scale)
    yield from numbers
