"""Symbols of all series and of any length: on first pages, in running headers, file names."""

from __future__ import annotations

import pytest

from index.records.file_names import told_by_name
from index.records.masthead import read_metadata
from index.records.model import Record
from index.records.numerals import chinese_number
from index.records.parse import parse_text

SPOKEN = (
    "The meeting was called to order at 10 a.m.\n"
    "Mr. Kariyawasam (Sri Lanka): We welcome the report, which we have read with great care.\n"
    "Ms. Wroblewska (Poland): We thank the Secretariat for the work that it has done.\n"
    "The Chair: I thank all delegations for the statements that they have made today.\n"
)
CHINESE = (
    "上午10时05分开会。\n"
    "主席：我感谢各位代表今天所作的发言，并请秘书处作出答复。\n"
    "王毅先生（中国）：我们欢迎这份报告，并感谢秘书处所做的工作。\n"
    "主席：我感谢中国代表的发言。\n"
)


def parsed(text: str, name: str = "a.txt") -> Record:
    return parse_text(text, name=name, digest="0" * 64)


@pytest.mark.parametrize(
    ("symbol", "body", "number"),
    [
        ("S/PV.10000", "Security Council", 10000),
        ("S/PV.10234 (Resumption 1)", "Security Council", 10234),
        ("A/ES-10/PV.39", "General Assembly", 39),
        ("A/S-32/PV.3", "General Assembly", 3),
        ("A/C.3/74/SR.5", "General Assembly", 5),
        ("A/BUR/74/SR.1", "General Assembly", 1),
        ("E/2019/SR.12", "Economic and Social Council", 12),
        ("E/CN.4/2005/SR.60", "Economic and Social Council", 60),
        ("CCPR/C/SR.3668", None, 3668),
        ("CD/PV.1500", None, 1500),
    ],
)
def test_a_record_is_known_by_the_symbol_on_its_first_page(
    symbol: str, body: str | None, number: int
) -> None:
    document = parsed(f"United Nations\t{symbol}\n2 October 2025\n{SPOKEN}").document
    assert (document.symbol, document.meeting, document.body) == (symbol, number, body)
    assert (document.kind, document.origins["symbol"]) == ("verbatim", "text")


@pytest.mark.parametrize(
    "header",
    ["S/PV.10000 Maintenance of peace 02/10/2025", "02/10/2025 Maintenance of peace S/PV.10000"],
)
def test_a_running_header_with_five_digits_is_no_text(header: str) -> None:
    lines = SPOKEN.splitlines()
    record = parsed("\n".join([*lines[:2], header, *lines[2:]]))
    assert record.document.symbol == "S/PV.10000"
    assert "02/10/2025" not in record.text
    assert [s.speaker.name for s in record.statements][:2] == ["Kariyawasam", "Wroblewska"]


def test_running_headers_of_other_bodies_are_no_text_either() -> None:
    lines = SPOKEN.splitlines()
    header = "CCPR/C/SR.3668  Consideration of reports  02/10/2025"
    record = parsed("\n".join([*lines[:2], header, *lines[2:]]))
    assert record.document.symbol == "CCPR/C/SR.3668"
    assert "Consideration" not in record.text


@pytest.mark.parametrize(
    ("meeting", "symbol"),
    [
        ("第一〇〇〇〇次会议", "S/PV.10000"),
        ("第一万零一次会议", "S/PV.10001"),
        ("第10234次会议", "S/PV.10234"),
        ("第八六二六次会议", "S/PV.8626"),
    ],
)
def test_the_number_of_a_meeting_gives_its_symbol(meeting: str, symbol: str) -> None:
    document = parsed(f"联合国\n安全理事会\n{meeting}\n2025年10月2日\n{CHINESE}").document
    assert (document.symbol, document.origins["symbol"]) == (symbol, "derived")


@pytest.mark.parametrize("meeting", ["10000th meeting", "10,000th meeting", "10 000th meeting"])
def test_an_english_number_may_have_its_thousands_set_apart(meeting: str) -> None:
    text = f"United Nations\nSecurity Council\n{meeting}\nThursday, 2 October 2025\n{SPOKEN}"
    document = parsed(text).document
    assert (document.symbol, document.meeting) == ("S/PV.10000", 10000)


def test_a_speech_out_of_a_record_is_not_the_record() -> None:
    found = read_metadata(["We thank you all for what you have said."], ["S/PV.10000 02/10/2025"])
    assert (found.kind, found.symbol) == ("text", None)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("一〇〇〇〇", 10000),
        ("一万", 10000),
        ("一万零一", 10001),
        ("一万二千三百四十五", 12345),
        ("万", None),
        ("一万张", None),
    ],
)
def test_chinese_numbers_beyond_ten_thousand(written: str, number: int | None) -> None:
    assert chinese_number(written) == number


@pytest.mark.parametrize(
    ("name", "symbol", "language"),
    [
        ("S_PV.10000_C.pdf", "S/PV.10000", "zh"),
        ("S-PV-10000-E.pdf", "S/PV.10000", "en"),
        ("E_2019_SR.12.pdf", "E/2019/SR.12", None),
        ("A_HRC_40_L.5_Rev.1_E.docx", "A/HRC/40/L.5/Rev.1", "en"),
        ("A_HRC_RES_40_1.pdf", "A/HRC/RES/40/1", None),
        ("A_RES_ES-11_1_C.pdf", "A/RES/ES-11/1", "zh"),
        ("A_74_251_Corr.1.pdf", "A/74/251/Corr.1", None),
        ("CD_PV.1500.pdf", "CD/PV.1500", None),
        ("CD_2100_Add.1.pdf", "CD/2100/Add.1", None),
        ("CD_2100.pdf", "CD/2100", None),
        ("CEDAW_C_USA_CO_7_E.pdf", "CEDAW/C/USA/CO/7", "en"),
        ("CCPR_C_GC_36.pdf", "CCPR/C/GC/36", None),
        ("CD_12.txt", None, None),
        ("T_1_2.txt", None, None),
        ("cat_and_dog_2.txt", None, None),
        ("cd_2100.txt", None, None),
    ],
)
def test_file_names_tell_symbols_of_all_series(
    name: str, symbol: str | None, language: str | None
) -> None:
    told = told_by_name(name)
    assert (told.fields.get("symbol"), told.language) == (symbol, language)
