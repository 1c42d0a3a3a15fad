"""What is known of a document, who says so, and who is contradicted."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes import MEETING_EN
from index.errors import DocumentError
from index.records.file_names import told_by_name
from index.records.metadata import problem
from index.records.model import Record
from index.records.parse import parse_file

SPEECH = "At the outset, I congratulate you on your election.\n\nThe world has changed.\n"


def written(
    folder: Path, name: str, text: str, side_car: str = "", given: dict[str, str] | None = None
) -> Record:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    if side_car:
        entry = f'[documents."{name}"]\n{side_car}\n'
        (folder / "SOURCES.toml").write_text(entry, encoding="utf-8")
    return parse_file(path, given=given)


def test_the_text_is_believed_first_and_the_others_are_quoted(tmp_path: Path) -> None:
    record = written(
        tmp_path,
        "S_PV.9999_E.txt",
        MEETING_EN,
        'symbol = "S/PV.9998"\ndate = "2001-01-01"',
        {"symbol": "S/PV.9997"},
    )
    assert record.document.symbol == "S/PV.9002"
    assert record.document.origins["symbol"] == "text"
    told = [warning for warning in record.warnings if "symbol" in warning]
    assert told == [
        "The symbol is 'S/PV.9002' by the text, but 'S/PV.9999' by the name of the file; the text "
        "is believed.",
        "The symbol is 'S/PV.9002' by the text, but 'S/PV.9998' by SOURCES.toml; the text is "
        "believed.",
        "The symbol is 'S/PV.9002' by the text, but 'S/PV.9997' by the command line; the text is "
        "believed.",
    ]
    assert any("'2001-01-01' by SOURCES.toml" in warning for warning in record.warnings)


def test_a_field_that_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        written(tmp_path, "a.txt", SPEECH, 'titel = "General Debate"')
    assert "the entry of 'a.txt' has a field 'titel', which there is not" in str(caught.value)
    assert "title" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "side_car", "given", "symbol", "origin"),
    [
        ("S_2019_1.txt", 'symbol = "S/2019/2"', {"symbol": "S/2019/3"}, "S/2019/1", "file name"),
        ("a.txt", 'symbol = "S/2019/2"', {"symbol": "S/2019/3"}, "S/2019/2", "side-car"),
        ("a.txt", 'title = "A"', {"symbol": "s/2019/3"}, "S/2019/3", "command line"),
        ("a.txt", 'title = "A"', {}, None, None),
    ],
)
def test_what_the_text_does_not_say_is_asked_in_this_order(
    tmp_path: Path,
    name: str,
    side_car: str,
    given: dict[str, str],
    symbol: str | None,
    origin: str | None,
) -> None:
    document = written(tmp_path, name, SPEECH, side_car, given).document
    assert document.symbol == symbol
    assert document.origins.get("symbol") == origin


def test_who_agrees_is_not_quoted(tmp_path: Path) -> None:
    side_car = 'symbol = "s/pv. 9002"\nlanguage = "en"\nkind = "verbatim"'
    record = written(tmp_path, "S_PV.9002_E.txt", MEETING_EN, side_car)
    assert record.warnings == ()


def test_a_kind_that_is_only_guessed_gives_way_to_one_that_is_said(tmp_path: Path) -> None:
    document = written(tmp_path, "a.txt", SPEECH, given={"kind": "letter"}).document
    assert (document.kind, document.origins["kind"]) == ("letter", "command line")


def test_a_speech_may_be_given_its_speaker(tmp_path: Path) -> None:
    given = {"delegation": "PL", "speaker": "Duda", "date": "2019-09"}
    record = written(tmp_path, "a.txt", SPEECH, given=given)
    speaker = record.statements[0].speaker
    assert speaker.delegation is not None
    assert (speaker.name, speaker.delegation.code) == ("Duda", "PL")
    assert record.delegations == (speaker.delegation,)
    assert record.document.date == "2019-09"


def test_a_language_marked_in_the_name_is_held_against_the_text(tmp_path: Path) -> None:
    record = written(tmp_path, "S_2019_1_C.txt", SPEECH)
    assert record.document.language == "en"
    assert (
        "The name of the file marks it as Chinese, but the text is English; the text is believed."
    ) in record.warnings


def test_a_job_number_in_the_name_is_held_against_the_printed_one(tmp_path: Path) -> None:
    printed = MEETING_EN + "\n22-40001 (E)\n"
    assert not any("job" in w for w in written(tmp_path, "N2240001.txt", printed).warnings)
    record = written(tmp_path, "N1929198.txt", printed)
    assert any("job number 19-29198, but the text 22-40001" in w for w in record.warnings)


@pytest.mark.parametrize(
    ("side_car", "given", "date", "origin", "contradicted"),
    [
        ("2006-09-25", "2006-09", "2006-09-25", "side-car", []),
        ("2006-09", "2006-09-25", "2006-09-25", "command line", []),
        ("2006-09-25", "2006-09-26", "2006-09-25", "side-car", ["2006-09-26"]),
        ("2007-09-25", "2006", "2006", "file name", ["2007-09-25"]),
    ],
)
def test_a_day_of_the_year_that_the_name_says_is_the_same_date_more_exactly(
    tmp_path: Path, side_car: str, given: str, date: str, origin: str, contradicted: list[str]
) -> None:
    entry = f'date = "{side_car}"'
    record = written(tmp_path, "POL_61_2006.txt", SPEECH, entry, {"date": given})
    assert (record.document.date, record.document.origins["date"]) == (date, origin)
    told = [warning for warning in record.warnings if "The date is" in warning]
    assert [other for warning in told for other in contradicted if other in warning] == contradicted
    assert len(told) == len(contradicted)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('language = "fr"', "language is one of zh, en, not 'fr'"),
        ('date = "25.9.2019"', "'25.9.2019' is not a date like 2019-09-25"),
        ('kind = "speech"', "kind is one of verbatim, letter"),
        ('symbol = ""', "symbol is empty"),
    ],
)
def test_a_side_car_that_says_what_cannot_be_is_refused(
    tmp_path: Path, entry: str, said: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        written(tmp_path, "a.txt", SPEECH, entry)
    assert said in caught.value.message
    assert "SOURCES.toml" in caught.value.message
    assert "'a.txt'" in caught.value.hint


def test_there_are_no_other_fields() -> None:
    assert problem("colour", "red") == (
        "there is no field 'colour'; the fields are symbol, title, body, date, language, kind, "
        "agenda, delegation, speaker"
    )
    assert problem("date", "2019") is problem("date", "2019-09") is problem("symbol", "x") is None


@pytest.mark.parametrize(
    ("name", "symbol", "language"),
    [
        ("S_PV.8626_C.pdf", "S/PV.8626", "zh"),
        ("S_PV.8626(Resumption1)_E.pdf", "S/PV.8626 (Resumption 1)", "en"),
        ("A_C.3_74_SR.5-EN.docx", "A/C.3/74/SR.5", "en"),
        ("S_RES_2396(2017)_F.pdf", "S/RES/2396", "fr"),
        ("A_RES_60_288.pdf", "A/RES/60/288", None),
        ("S_2019_537_Add.1_S.pdf", "S/2019/537/Add.1", "es"),
        ("A_S-31_PV.2.pdf", "A/S-31/PV.2", None),
        ("N1929198_C.pdf", None, "zh"),
        ("A new report 2019.pdf", None, None),
        ("a_4.txt", None, None),
        ("000_af3c4a5b928bd83b.txt", None, None),
    ],
)
def test_names_of_files_tell_symbol_and_language(
    name: str, symbol: str | None, language: str | None
) -> None:
    told = told_by_name(name)
    assert (told.fields.get("symbol"), told.language) == (symbol, language)


@pytest.mark.parametrize(
    ("name", "code", "year"),
    [("ALB_74_2019.txt", "AL", "2019"), ("EU_70_2015.txt", "EU", "2015")],
)
def test_names_of_the_general_debate_corpus_tell_who_spoke_when(
    tmp_path: Path, name: str, code: str, year: str
) -> None:
    record = written(tmp_path, name, SPEECH)
    (statement,) = record.statements
    assert statement.speaker.delegation is not None
    assert statement.speaker.delegation.code == code
    assert (record.document.date, record.document.body) == (year, "General Assembly")
    assert record.document.origins["delegation"] == "file name"


def test_a_resumed_meeting_is_another_document_than_the_meeting(tmp_path: Path) -> None:
    text = MEETING_EN.replace("S/PV.9002", "S/PV.9002 (Resumption 1)")
    document = written(tmp_path, "a.txt", text).document
    assert (document.symbol, document.meeting) == ("S/PV.9002 (Resumption 1)", 9002)
