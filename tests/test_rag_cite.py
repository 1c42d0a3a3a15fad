"""References read as the United Nations write them, in the language of the question."""

from __future__ import annotations

import pytest

from index.records.model import Delegation, Document, Paragraph, Speaker, Statement
from rag import cite

SCO = Delegation("SCO", "上海合作组织", "Shanghai Cooperation Organization", "organisation")
RUSSIA = Delegation("RU", "俄罗斯联邦", "Russian Federation", "state")
OFFICE = Delegation("UN-SG", "联合国秘书长", "United Nations Secretary-General", "office")
POLAND = Delegation("PL", "波兰", "Poland", "state")

NOROV = Speaker("诺罗夫", "先生", delegation=SCO, name_en="Norov")
PIERCE = Speaker("皮尔斯", "女士", delegation=POLAND)
CHAIR = Speaker("拉夫罗夫", "先生", "主席", RUSSIA, chair=True, name_en="Lavrov")
BARE_CHAIR = Speaker(None, None, "主席", chair=True)
MINISTER = Speaker("王毅", "先生", "国务委员", POLAND, name_en="Wang Yi")
GUTERRES = Speaker("古特雷斯", "先生", "秘书长", OFFICE, name_en="Guterres")
ENGLISH = Speaker("Wu Haitao", "Mr.", delegation=POLAND)


def document(**fields: object) -> Document:
    known = {"symbol": "S/PV.8626", "date": "2019-09-25", "kind": "verbatim"}
    return Document("0" * 16, "0" * 64, "a.txt", "zh", **(known | fields))  # type: ignore[arg-type]


def statement(
    speaker: Speaker = NOROV,
    labels: tuple[str | None, ...] = (None,) * 9,
    part: str | None = None,
    number: int = 3,
    language: str | None = None,
) -> Statement:
    paragraphs = tuple(Paragraph(n, n * 10, n * 10 + 9, label) for n, label in enumerate(labels, 1))
    return Statement(number, 10, 100, 10, 10, speaker, paragraphs, language, part)


@pytest.mark.parametrize(
    ("paragraphs", "english", "chinese"),
    [
        (
            (5,),
            "S/PV.8626, 25 September 2019, Mr. Norov (Shanghai Cooperation Organization), "
            "statement 3, para. 5",
            "S/PV.8626，2019年9月25日，诺罗夫先生（上海合作组织），第3次发言，第5段",
        ),
        (
            (5, 6, 7),
            "S/PV.8626, 25 September 2019, Mr. Norov (Shanghai Cooperation Organization), "
            "statement 3, paras. 5–7",
            "S/PV.8626，2019年9月25日，诺罗夫先生（上海合作组织），第3次发言，第5至7段",
        ),
        (
            (1, 5, 6),
            "S/PV.8626, 25 September 2019, Mr. Norov (Shanghai Cooperation Organization), "
            "statement 3, paras. 1 and 5–6",
            "S/PV.8626，2019年9月25日，诺罗夫先生（上海合作组织），第3次发言，第1、5至6段",
        ),
    ],
)
def test_a_spoken_statement_is_cited_with_speaker_delegation_and_paragraph(
    paragraphs: tuple[int, ...], english: str, chinese: str
) -> None:
    assert cite.reference(document(), statement(), paragraphs, "en") == english
    assert cite.reference(document(), statement(), paragraphs, "zh") == chinese


def test_a_letter_is_cited_by_symbol_annex_and_printed_paragraph() -> None:
    letter = document(symbol="S/2019/537", kind="letter", date="2019-06-27")
    annex = statement(labels=("1", "2", "3"), part="annex")
    assert cite.reference(letter, annex, (3,), "en") == "S/2019/537, annex, para. 3"
    assert cite.reference(letter, annex, (3,), "zh") == "S/2019/537，附件，第3段"
    second = statement(labels=("1",), part="annex II")
    assert cite.reference(letter, second, (1,), "en") == "S/2019/537, annex II, para. 1"
    assert cite.reference(letter, second, (1,), "zh") == "S/2019/537，附件II，第1段"


def test_a_counted_paragraph_is_never_taken_for_a_printed_number() -> None:
    letter = document(symbol="S/2019/537", kind="letter")
    mixed = statement(labels=(None, None, "1", "2"), part="annex")
    assert cite.reference(letter, mixed, (2,), "en") == "S/2019/537, annex, para. 2 (counted)"
    assert cite.reference(letter, mixed, (4,), "en") == "S/2019/537, annex, para. 2"
    assert cite.reference(letter, mixed, (2,), "zh") == "S/2019/537，附件，第2段（按次序计）"


def test_a_document_without_symbol_is_cited_by_title_then_name() -> None:
    titled = document(symbol=None, kind="letter", title="杜尚别声明")
    nameless = document(symbol=None, kind="text", title=None, date=None)
    one = statement(labels=("16",), part="annex")
    assert cite.reference(titled, one, (1,), "zh") == "杜尚别声明，附件，第16段"
    assert cite.reference(nameless, statement(part=None), (2,), "en") == "a.txt, para. 2"


def test_a_presidential_statement_is_cited_with_its_date() -> None:
    declared = document(symbol="S/PRST/2021/1", kind="presidential_statement", date="2021-01-12")
    spoken = statement(part="statement")
    assert cite.reference(declared, spoken, (4,), "en") == "S/PRST/2021/1, 12 January 2021, para. 4"
    assert cite.reference(declared, spoken, (4,), "zh") == "S/PRST/2021/1，2021年1月12日，第4段"


@pytest.mark.parametrize(
    ("speaker", "english", "chinese"),
    [
        (NOROV, "Mr. Norov (Shanghai Cooperation Organization)", "诺罗夫先生（上海合作组织）"),
        (PIERCE, "Ms. 皮尔斯 (Poland)", "皮尔斯女士（波兰）"),
        (
            CHAIR,
            "the President, Mr. Lavrov (Russian Federation)",
            "主席拉夫罗夫先生（俄罗斯联邦）",
        ),
        (BARE_CHAIR, "the President", "主席"),
        (MINISTER, "Mr. Wang Yi (Poland)", "王毅先生（波兰）"),
        (Speaker(None, None, "外交部长", POLAND), "外交部长 (Poland)", "外交部长（波兰）"),
        (GUTERRES, "the Secretary-General, Mr. Guterres", "秘书长古特雷斯先生"),
        (ENGLISH, "Mr. Wu Haitao (Poland)", "Wu Haitao先生（波兰）"),
        (Speaker(None, delegation=POLAND), "Poland", "波兰"),
        (Speaker(None, role="The President", chair=True), "the President", "主席"),
        (Speaker("Muraleedharan", "先生"), "Mr. Muraleedharan", "Muraleedharan先生"),
    ],
)
def test_speakers_are_named_in_the_readers_language(
    speaker: Speaker, english: str, chinese: str
) -> None:
    assert cite.speaker_label(speaker, "en") == english
    assert cite.speaker_label(speaker, "zh") == chinese


@pytest.mark.parametrize(
    ("speaker", "written"),
    [
        (NOROV, "诺罗夫先生"),
        (ENGLISH, "Mr. Wu Haitao"),
        (BARE_CHAIR, "主席"),
        (CHAIR, "拉夫罗夫先生"),
    ],
)
def test_the_written_name_is_the_records_own(speaker: Speaker, written: str) -> None:
    assert cite.written_name(speaker) == written


@pytest.mark.parametrize(
    ("iso", "english", "chinese"),
    [
        ("2019-09-25", "25 September 2019", "2019年9月25日"),
        ("2021-01-02", "2 January 2021", "2021年1月2日"),
        ("2019-09", "September 2019", "2019年9月"),
        ("2019", "2019", "2019年"),
    ],
)
def test_dates_follow_the_language(iso: str, english: str, chinese: str) -> None:
    assert cite.date(iso, "en") == english
    assert cite.date(iso, "zh") == chinese


@pytest.mark.parametrize(
    ("spoken", "translated"),
    [(None, None), ("Chinese", None), ("Russian", "Russian"), ("English", "English")],
)
def test_words_are_a_translation_only_where_another_language_was_spoken(
    spoken: str | None, translated: str | None
) -> None:
    assert cite.translated_from(document(), statement(language=spoken)) == translated


def test_names_of_languages_are_told_in_the_readers_language() -> None:
    assert cite.language_name("Russian", "zh") == "俄语"
    assert cite.language_name("Russian", "en") == "Russian"
    assert cite.language_name("Quechua", "zh") == "Quechua"
