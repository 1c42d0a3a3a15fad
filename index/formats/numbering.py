"""How lists number their items: 1, (a), iv, 三."""

from __future__ import annotations

import re

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_DIGITS = "〇一二三四五六七八九"
_CHINESE = re.compile(
    "(?:chinese|taiwanese|japanese)Counting(?:Thousand)?|ideograph(?:Digital|Traditional)"
)


def numeral(number: int, style: str) -> str:
    """A number in one of the styles of WordprocessingML (`decimal`, `lowerLetter` …).

    A style that is not known is written in digits, and so is what a style cannot write.
    """
    if style == "decimalZero":
        return f"{number:02}"
    if style in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min(1 + (number - 1) // 26, 9)
        return letter if style == "lowerLetter" else letter.upper()
    if style in ("lowerRoman", "upperRoman") and 0 < number < 5000:
        return _roman(number) if style == "lowerRoman" else _roman(number).upper()
    if _CHINESE.fullmatch(style) and 0 < number < 10_000:
        return _chinese(number)
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def _chinese(number: int) -> str:
    """`一`, `十一`, `二十`, `一百零五`."""
    written, pending = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // value % 10
        if digit:
            written += ("零" if pending else "") + _DIGITS[digit] + unit
            pending = False
        else:
            pending = bool(written)
    return written.removeprefix("一") if 10 <= number < 20 else written
