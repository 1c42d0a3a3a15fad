"""Terms that mean the same in both languages: symbols, numbers, percentages, dates.

They are written in one normal form whatever the text looks like, so that an English question
can meet a Chinese passage in them: 第2396（2017）号决议 and "resolution 2396 (2017)" give
`s/res/2396`; 百分之九十, ９０％ and "90 per cent" give `90%`; 二十三 and "twenty-three" give `23`;
9月25日 and "25 September" give `--09-25`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.records.symbols import find_symbols

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9} | _MYRIADS
_SCALES |= {"千": 10**3, "百万": 10**6, "千万": 10**7}
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
_ROUND = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH = {word: value for value, word in enumerate(_SMALL)}
_ENGLISH |= {word: value for value, word in zip(range(20, 100, 10), _ROUND, strict=True)}
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(MONTHS)

_LONGEST = 20
_NUMERAL = "[〇零一二两三四五六七八九十百千万亿]"
_CHINESE_NUMBER = re.compile(rf"(百分之)?({_NUMERAL}+)(?:点([〇零一二三四五六七八九]+))?")
_NUMBER = re.compile(
    r"(百分之)?(?<![\d.])"
    r"(\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?!\d)|\d+)(\.\d+)?"
    r"(?:\s*(%|per ?cent\b|percent\b)"
    r"|\s*(百万|千万|千|万|亿|(?:hundred|thousand|million|billion)\b))?"
)
_ENGLISH_NUMBER = re.compile(
    rf"\b(?:({'|'.join(_ROUND)})(?:[- ]({'|'.join(_SMALL[1:10])}))?|({'|'.join(_SMALL[1:])}))\b"
    r"(?:[- ](hundred|thousand|million|billion)\b)?(?:\s*(per ?cent|percent)\b)?"
)
_CHINESE_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?")
_ENGLISH_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?({_MONTH})\b"
    r"(?:\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d))?(?:,?\s+(\d{4}))?"
)
_HAN = re.compile("[\u3400-\u9fff]+")


def is_symbol(term: str) -> bool:
    """Whether a term is the normal form of a document symbol."""
    return "/" in term


def is_shared(term: str) -> bool:
    """Whether a term is written alike in both languages: a symbol, a number, a date."""
    return is_symbol(term) or any(character.isdigit() for character in term)


def take_symbols(text: str) -> tuple[str, list[str]]:
    """The text with its symbols blanked out (their Chinese words left), and the symbols.

    `text` is in NFKC and keeps its case; the symbols come in lower case without spaces.
    """
    symbols, kept, position = [], [], 0
    for mention in find_symbols(text):
        if mention.start < position:
            continue
        symbols.append(mention.normal.lower().replace(" ", ""))
        kept.append(text[position : mention.start])
        words = _HAN.findall(text[mention.start : mention.end])
        kept.append(f" {' '.join(words)} ")
        position = mention.end
    kept.append(text[position:])
    return "".join(kept), symbols


def find_atoms(text: str) -> Iterator[str]:
    """The numbers, percentages and dates of a text in NFKC and lower case, in normal form.

    Chinese numerals of one character and English words below ten are too common to be atoms.
    """
    yield from _dates(text)
    yield from _written_numbers(text)
    yield from _chinese_numbers(text)
    yield from _english_numbers(text)


def chinese_number(numeral: str) -> int | None:
    """The value of a Chinese numeral (二十三, 二〇一九), None if it is not well formed."""
    if all(character in _DIGITS for character in numeral):
        return int("".join(str(_DIGITS[character]) for character in numeral))
    total, section, digit = 0, 0, None
    for character in numeral:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            if digit is None and (section or character != "十"):
                return None
            section += (1 if digit is None else digit) * _TENS[character]
            digit = None
        else:
            section += digit or 0
            if not section and not total:
                return None
            total = (total + section) * _MYRIADS[character]
            section, digit = 0, None
    return total + section + (digit or 0)


def _written_numbers(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        before, whole, fraction, percent, scale = match.groups()
        value = re.sub("[, ]", "", whole) + (fraction or "")
        yield from _number(Decimal(value), bool(before or percent), scale)
        if " " in whole:
            # Three digits after a space may also be a number of their own.
            yield from (_plain(Decimal(part)) for part in whole.split(" ") if part[0] != "0")


def _chinese_numbers(text: str) -> Iterator[str]:
    for percent, numeral, fraction in _CHINESE_NUMBER.findall(text):
        digits_only = all(character in _DIGITS for character in numeral)
        shortest = 3 if digits_only else 2
        if len(numeral) > _LONGEST or not (percent or fraction or len(numeral) >= shortest):
            continue
        value = chinese_number(numeral)
        if value is None:
            continue
        decimals = "".join(str(_DIGITS[character]) for character in fraction)
        yield from _number(Decimal(f"{value}.{decimals or 0}"), bool(percent), None)


def _english_numbers(text: str) -> Iterator[str]:
    for tens, unit, small, scale, percent in _ENGLISH_NUMBER.findall(text):
        value = _ENGLISH[small] if small else _ENGLISH[tens] + _ENGLISH.get(unit, 0)
        if value >= 10 or scale or percent:
            yield from _number(Decimal(value), bool(percent), scale)


def _number(value: Decimal, percent: bool, scale: str | None) -> Iterator[str]:
    yield _plain(value)
    if percent:
        yield f"{_plain(value)}%"
    if scale:
        yield _plain(value * _SCALES[scale])


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _dates(text: str) -> Iterator[str]:
    for year, month, day in _CHINESE_DATE.findall(text):
        yield from _date(year, int(month), day)
    for day_before, name, day_after, year in _ENGLISH_DATE.findall(text):
        if name != "may" or day_before or day_after or year:
            yield from _date(year, MONTHS.index(name) + 1, day_before or day_after)


def _date(year: str, month: int, day: str) -> Iterator[str]:
    if not 1 <= month <= 12:
        return
    if year:
        yield f"{year}-{month:02d}"
    if day and 1 <= int(day) <= 31:
        yield f"--{month:02d}-{int(day):02d}"
