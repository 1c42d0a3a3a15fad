"""Numbers and dates as records write them, in Chinese and in English."""

from __future__ import annotations

import re

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH = "|".join(MONTHS)
_DATE_ZH = re.compile(r"((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_DATE_EN = re.compile(rf"(\d{{1,2}})\s({_MONTH})\s((?:19|20)\d\d)")
_DATE_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?!\d)")


def chinese_number(text: str) -> int | None:
    """`八六二六` -> 8626, `七十四` -> 74, `一万零一` -> 10001; None for anything else."""
    if text.isdecimal():
        return int(text)
    if not text or not set(text) <= _DIGITS.keys() | _UNITS.keys() | {"万"}:
        return None
    if "万" in text:
        myriads, _, rest = text.partition("万")
        above, below = chinese_number(myriads), chinese_number(rest) if rest else 0
        return None if above is None or below is None else 10_000 * above + below
    if not set(text) & _UNITS.keys():
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def find_date(text: str) -> str | None:
    """The first date in `text` as ISO 8601: `2019年9月25日`, `25 September 2019`, `25/09/2019`."""
    found = []
    if match := _DATE_ZH.search(text):
        found.append((match.start(), int(match[1]), int(match[2]), int(match[3])))
    if match := _DATE_EN.search(text):
        found.append((match.start(), int(match[3]), MONTHS.index(match[2]) + 1, int(match[1])))
    if match := _DATE_SLASHED.search(text):
        found.append((match.start(), int(match[3]), int(match[2]), int(match[1])))
    real = [f"{y:04}-{m:02}-{d:02}" for _, y, m, d in sorted(found) if m <= 12 and d <= 31]
    return real[0] if real else None
