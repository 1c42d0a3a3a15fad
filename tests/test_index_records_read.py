"""Reading: a text file in a known encoding is read exactly, anything else is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import DocumentError, UnreadableFile
from index.records.parse import parse_file
from index.records.read import read_text

CHINESE = "主席（以俄语发言）：我现在请波兰代表发言。\n联合国安全理事会\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_chinese_text_is_read_whatever_its_encoding(
    tmp_path: Path, encoding: str, found: str
) -> None:
    path = tmp_path / "record.txt"
    path.write_bytes(CHINESE.encode(encoding))
    content, text, name = read_text(path)
    assert name == found
    assert content == path.read_bytes()
    assert text.removeprefix("\ufeff") == CHINESE


def test_a_byte_order_mark_stays_so_that_offsets_count_from_the_start_of_the_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "record.txt"
    path.write_bytes(CHINESE.encode("utf-8-sig"))
    assert read_text(path)[1][0] == "\ufeff"
    record = parse_file(path)
    assert record.raw[0] == "\ufeff"
    assert record.text[0] == "主"
    assert record.raw_span(0, 2).start == 1


def test_line_ends_are_kept_as_given(tmp_path: Path) -> None:
    path = tmp_path / "record.txt"
    path.write_bytes(b"one\r\ntwo\r\n")
    assert read_text(path)[1] == "one\r\ntwo\r\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        ("\ufeff \n".encode(), "holds only white space"),
        ("\u00a0\u2003\n\u200b".encode(), "holds only white space"),
        ("\ufeffa\x00\x01".encode("utf-16-le"), "is binary"),
        (b"%PDF-1.7\n\x00\x01\x02", "is binary"),
        (bytes(range(256)), "is binary"),
        ("Côte d’Ivoire a été élue à l’Assemblée générale".encode("latin-1", "replace"), "unknown"),
        (b"\xff\xfeA\x00\x00", "damaged utf-16-le"),
    ],
)
def test_what_is_not_text_is_refused_with_its_path_and_a_hint(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "record.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=said) as caught:
        read_text(path)
    assert caught.value.path == path
    assert caught.value.hint


def test_a_directory_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is a directory"):
        read_text(tmp_path)
    with pytest.raises(UnreadableFile, match="does not exist"):
        read_text(tmp_path / "none.txt")


def test_a_broken_side_car_is_named(tmp_path: Path) -> None:
    (tmp_path / "SOURCES.toml").write_text("[documents", encoding="utf-8")
    path = tmp_path / "record.txt"
    path.write_text(CHINESE, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"SOURCES\.toml is not a valid side-car"):
        parse_file(path)
