"""Dates of a text, in Chinese and in English, as much of them as is written.

2019年9月25日, 二〇一九年九月二十五日, 25 September 2019, Sept. 25, 2019
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.records import numerals
from index.search.atoms import MONTHS

_MONTH = "|".join(numerals.MONTHS)
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_NAMED = rf"(?P<{{}}>(?:{_MONTH})\b|(?:{_SHORT})\b\.?)"
_HAN_DAY = "[一二三四五六七八九十]{1,3}"
_DATES = (
    re.compile(
        r"(?:(?P<year>\d{4}|[〇零○一二三四五六七八九]{4})\s?年\s?)?"
        rf"(?P<month>(?<!\d)\d{{1,2}}|(?<![一二三四五六七八九十]){_HAN_DAY})\s?月(?:份)?"
        rf"(?:\s?(?P<day>\d{{1,2}}|{_HAN_DAY})\s?[日号])?"
    ),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?"
        rf"{_NAMED.format('month')}(?:,?\s+(?P<year>\d{{4}}))?"
    ),
    re.compile(
        rf"\b{_NAMED.format('month')}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
        r"(?:,?\s+(?P<year>\d{4}))?"
    ),
    re.compile(rf"\b{_NAMED.format('month')},?\s+(?:of\s+)?(?P<year>\d{{4}})"),
    re.compile(rf"\b(?P<month>{_MONTH.replace('|May', '').replace('|March', '')})\b"),
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a text, as much of it as is written."""

    start: int
    end: int
    year: int | None
    month: int
    day: int | None

    def agrees(self, other: Day) -> bool:
        """Whether everything that this date says is said by the other one too."""
        return self.month == other.month and (
            (self.day is None or self.day == other.day)
            and (self.year is None or other.year is None or self.year == other.year)
        )


def read_days(text: str) -> tuple[Day, ...]:
    """The dates of a text in NFKC, in order."""
    found: list[Day] = []
    rest = text
    for pattern in _DATES:
        for match in pattern.finditer(rest):
            day = _day(match)
            if day is not None:
                found.append(day)
                rest = blanked(rest, [(day.start, day.end)])
    return tuple(sorted(found, key=lambda day: day.start))


def _day(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    year, day = (_integer(parts.get(name)) for name in ("year", "day"))
    month = _month(parts["month"])
    if month is None or not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    return Day(match.start(), match.end(), year, month, day)


def _integer(written: str | None) -> int | None:
    return numerals.chinese_number(written) if written else None


def _month(written: str) -> int | None:
    begins = written[:3].lower()
    for number, name in enumerate(MONTHS, start=1):
        if name.startswith(begins):
            return number
    return _integer(written)


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with some spans as spaces, so that offsets stay."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
