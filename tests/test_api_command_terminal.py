"""Text fits the terminal, with Chinese counted two columns wide."""

from __future__ import annotations

import pytest

from api.command.terminal import pad, shorten, table, width, wrap


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("波兰", 4), ("S/PV.8626，", 11), ("é", 1), ("e\u0301", 1), ("", 0)],
)
def test_width_counts_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("波兰代表指出恐怖主义", 10, "波兰代表指\n出恐怖主义"),
        ("one two three four", 10, "one two\nthree four"),
        ("波兰代表指出，恐怖", 12, "波兰代表指出，\n恐怖"),
        ("一\n二", 10, "一\n二"),
        ("", 10, ""),
    ],
)
def test_lines_break_between_characters_and_words_never_before_a_comma(
    text: str, to: int, expected: str
) -> None:
    assert wrap(text, to=to) == expected


def test_every_line_is_indented() -> None:
    assert wrap("波兰代表指出恐怖主义", "  ", 12) == "  波兰代表指\n  出恐怖主义"


def test_long_words_are_kept_whole() -> None:
    url = "https://documents.un.org/a/very/long/address"
    assert url in wrap(f"见 {url} 。", to=20)


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [("波兰代表", 5, "波兰…"), ("波兰", 4, "波兰"), ("abcdef", 4, "abc…")],
)
def test_shortening_says_that_something_is_left_out(text: str, to: int, expected: str) -> None:
    assert shorten(text, to) == expected
    assert width(shorten(text, to)) <= to


def test_columns_align_whatever_the_script() -> None:
    lines = table([("波兰", "1"), ("Poland", "2")]).splitlines()
    assert lines == ["波兰    1", "Poland  2"]
    assert width(pad("波兰", 6)) == 6
