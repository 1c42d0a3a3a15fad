"""Cutting a quotation to what was said: labels, forms of address and loose quotation marks off.

Trimming only moves the two ends of a span inwards, so a trimmed quotation is still a slice of the
record.
"""

from __future__ import annotations

import re

from index.records.model import Span

_LEADING = re.compile(
    r"\s+"
    r"|[(（]?\d{1,3}[)）](?=\D)"
    r"|\d{1,2}[.、．](?=\s*[^\d\s])"
    r"|[(（][a-z一二三四五六七八九十]{1,3}[)）]"
    r"|[-–—•·*]\s*(?=\S)"
    r"|(?:尊敬的)?(?:主席|秘书长)(?:先生|女士|夫人|阁下)[，,、！!]\s*"
    r"|(?:Mr\.?|Madam)\s+(?:President|Chair|Secretary-General),\s*"
)
_OPENING = {"“": "”", "「": "」", "『": "』", "《": "》", "（": "）", "(": ")", "‘": "’"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}


def trim(text: str, start: int, end: int) -> Span:
    """The span without leading labels and address and without unpaired quotation marks."""
    end = start + len(text[start:end].rstrip())
    while (lead := _LEADING.match(text, start, end)) is not None:
        start = lead.end()
    # Every paragraph of a presidential statement opens a quotation that none but the last closes.
    while start < end and _unpaired(text[start], text[start + 1 : end], _OPENING):
        start += 1
    while start < end and _unpaired(text[end - 1], text[start : end - 1], _CLOSING):
        end -= 1
    return Span(start, end)


def _unpaired(mark: str, rest: str, partners: dict[str, str]) -> bool:
    partner = partners.get(mark)
    return partner is not None and rest.count(partner) <= rest.count(mark)
