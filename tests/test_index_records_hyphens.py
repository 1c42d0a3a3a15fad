"""Hyphens at the ends of lines: those that only divide a word go, the others stay."""

from __future__ import annotations

import pytest

from index.records.clean import mend
from index.records.hints import Hints

KNOWN = "The cooperation of States and their long-term plans are recalled here by everybody. "


def mended(text: str) -> str:
    """Two lines of one paragraph, mended."""
    lines = text.split("\n")
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    hints = Hints(goes_on=frozenset(starts[1:]))
    return mend(text, hints).text.replace("\n", " ")


@pytest.mark.parametrize(
    ("wrapped", "whole"),
    [
        # What the text itself writes elsewhere decides.
        (KNOWN + "More coopera-\ntion is due", KNOWN + "More cooperation is due"),
        (KNOWN + "A long-\nterm plan", KNOWN + "A long-term plan"),
        # Then what is commonly written.
        ("They met, and there-\nfore agreed", "They met, and therefore agreed"),
        ("A well-\nknown and wide-\nspread view", "A well-known and widespread view"),
        ("A state-of-\nthe-art method", "A state-of-the-art method"),
        ("The non-govern-\nmental bodies", "The non-governmental bodies"),
        # Names, figures and capitals keep theirs.
        ("The Secretary-\nGeneral spoke", "The Secretary-General spoke"),
        ("Al-\nQaida and COVID-\n19", "Al-Qaida and COVID-19"),
        # A word that nobody knows is put together where the text divides words.
        ("More coopera-\ntion and zentri-\nfugal force", "More cooperation and zentrifugal force"),
        # It stays as it is where every hyphen that can be judged belongs to its word.
        ("A long-\nterm and zentri-\nfugal force", "A long-term and zentri-fugal force"),
        # A soft hyphen says itself that it goes; a dash is none.
        ("More coopera\u00ad\ntion", "More cooperation"),
        ("They met —\nand agreed", "They met — and agreed"),
    ],
)
def test_hyphens_case_by_case(wrapped: str, whole: str) -> None:
    assert mended(wrapped) == whole


def test_the_way_back_leads_over_a_removed_hyphen() -> None:
    raw = KNOWN + "More coopera-\ntion is due"
    found = mend(raw, Hints(goes_on=frozenset([raw.index("tion is")])))
    start = found.text.rindex("cooperation")
    span = found.offsets.raw_span(start, start + len("cooperation"))
    assert raw[span.start : span.end] == "coopera-\ntion"
