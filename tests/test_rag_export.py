"""References as footnotes, BibTeX and RIS, and links that hold."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate
from typing import Any

import pytest
from small_record import NOROV, WANG, Shelf, made

from index.errors import InputError, NotHeld
from index.records.model import Language, Record, Speaker
from rag import export
from rag.permalink import Cited, cited, follow, permalink

ADDRESS = "https://records.example"
MEETING = made(
    [(NOROV, "我们在上海开会。", "我们缴获了毒品。"), (WANG, "中国反对双重标准。")],
    symbol="S/PV.8626",
    spoken="Russian",
    body="安全理事会",
    title="安全理事会第8626次会议",
    meeting=8626,
)
DIGEST = MEETING.document.digest
HOSTILE = "100% of {R&D} costs $5_000 #1 ~x^2 \\input{x}\nER  - \r\nTY  - BOOK\x07"


def words(text: str, record: Record = MEETING) -> Cited:
    start = record.text.index(text)
    return cited(record, start, start + len(text))


def letter(**fields: Any) -> Record:
    known = {"kind": "letter", "body": "安全理事会", "title": "秘鲁给秘书长的信", "part": "annex"}
    told = known | fields
    part = told.pop("part")
    record = made([(None, "第一段。", "第二段。")], **told)
    return replace(record, statements=(replace(record.statements[0], part=part),))


def tags(text: str) -> list[tuple[str, str]]:
    """The lines of a RIS record."""
    lines = text.split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in lines)
    return [(line[:2], line[6:]) for line in lines]


def fields(entry: str) -> dict[str, str]:
    """The fields of a BibTeX entry, read as BibTeX reads them: by counting braces."""
    depths = list(accumulate({"{": 1, "}": -1}.get(character, 0) for character in entry))
    assert depths.index(0, entry.index("{")) == len(entry) - 1
    found = re.findall(r"^  (\w+) = (.*),$", entry, re.MULTILINE)
    assert len(found) == len(entry.splitlines()) - 2
    return dict(found)


# ------------------------------------------------------------------------------------- references


def test_a_reference_is_given_in_both_languages() -> None:
    assert export.references(words("我们缴获了毒品。")) == {
        "zh": "S/PV.8626，2019年9月25日，诺罗夫先生（上海合作组织），第1次发言，第2段",
        "en": "S/PV.8626, 25 September 2019, Mr. Norov (Shanghai Cooperation Organization), "
        "statement 1, para. 2",
    }


def test_words_of_several_speakers_are_not_laid_into_the_mouth_of_one() -> None:
    both = cited(MEETING, 3, len(MEETING.text) - 3)
    assert (both.statement, both.paragraphs) == (None, ())
    assert export.references(both)["en"] == "S/PV.8626, 25 September 2019"
    assert "AU  - 诺罗夫" not in export.ris(both, "zh")


# -------------------------------------------------------------------------------------- footnotes


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "Mr. Norov (Shanghai Cooperation Organization), speaking in Russian, Security Council, "
            "8626th meeting, 25 September 2019 (S/PV.8626), statement 1, para. 2.",
        ),
        (
            "zh",
            "诺罗夫先生（上海合作组织），以俄语发言，安全理事会第8626次会议，2019年9月25日"
            "（S/PV.8626），第1次发言，第2段。",
        ),
    ],
)
def test_a_footnote_names_speaker_meeting_date_symbol_and_place(
    language: Language, expected: str
) -> None:
    there = words("我们缴获了毒品。")
    assert export.footnote(there, language) == expected
    link = permalink(MEETING.document, there.start, there.end, language, ADDRESS)
    assert export.footnote(there, language, ADDRESS) == f"{expected} {link}"


def test_a_letter_is_named_by_its_title_whose_date_is_not_repeated() -> None:
    there = words("第二段。", letter(symbol="S/2019/537"))
    assert export.footnote(there, "en") == "秘鲁给秘书长的信 (S/2019/537), annex, para. 2."
    bare = words("第二段。", letter(symbol=None, title=None))
    assert export.footnote(bare, "zh") == "made.txt，2019年9月25日，附件，第2段。"


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "1st"), (9002, "9002nd"), (9003, "9003rd"), (11, "11th"), (8412, "8412th"), (20, "20th")],
)
def test_meetings_are_counted_in_english(number: int, written: str) -> None:
    record = made([(WANG, "好。")], body="Security Council", meeting=number)
    assert f"Security Council, {written} meeting" in export.footnote(words("好。", record), "en")


def test_a_statement_by_the_president_has_its_title_in_both_languages() -> None:
    record = made(
        [(None, "安理会重申。")], symbol="S/PRST/2021/1", kind="presidential_statement",
        body="安全理事会", title="安全理事会主席声明",
    )  # fmt: skip
    told = export.footnote(words("安理会重申。", record), "en")
    assert told.startswith("Statement by the President of the Security Council, 25 September 2019")
    assert export.footnote(words("安理会重申。", record), "zh").startswith("安全理事会主席声明，")


# ----------------------------------------------------------------------------------------- BibTeX


def test_an_entry_has_everything_that_is_known() -> None:
    there = words("我们缴获了毒品。")
    entry = export.bibtex(there, "en", ADDRESS)
    assert entry.startswith(f"@techreport{{S-PV.8626:{there.start}-{there.end},\n")
    assert fields(entry) == {
        "author": "{{Norov}}",
        "title": "{{Security Council, 8626th meeting}}",
        "institution": "{United Nations Security Council}",
        "type": "{Verbatim record}",
        "number": "{S/PV.8626}",
        "year": "{2019}",
        "date": "{2019-09-25}",
        "month": "sep",
        "language": "{Chinese}",
        "note": "{Mr. Norov (Shanghai Cooperation Organization), speaking in Russian, "
        "statement 1, para. 2}",
        "url": f"{{{permalink(MEETING.document, there.start, there.end, 'en', ADDRESS)}}}",
    }


def test_chinese_stays_chinese() -> None:
    told = fields(export.bibtex(words("我们缴获了毒品。"), "zh"))
    assert told["author"] == "{{诺罗夫}}"
    assert told["title"] == "{{安全理事会第8626次会议}}"
    assert told["note"] == "{诺罗夫先生（上海合作组织），以俄语发言，第1次发言，第2段}"


def test_what_means_something_to_tex_is_escaped() -> None:
    record = letter(title=HOSTILE, symbol="S/2019/{537")
    told = fields(export.bibtex(words("第一段。", record), "en"))
    assert told["title"] == (
        r"{{100\% of \textbraceleft{}R\&D\textbraceright{} costs \$5\_000 \#1 "
        r"\textasciitilde{}x\textasciicircum{}2 "
        r"\textbackslash{}input\textbraceleft{}x\textbraceright{} ER - TY - BOOK}}"
    )
    assert told["number"] == r"{S/2019/\textbraceleft{}537}"


def test_what_is_not_known_is_left_out() -> None:
    record = made([(None, "一段话。")], symbol=None, kind="text", date=None)
    told = fields(export.bibtex(words("一段话。", record), "en"))
    assert told == {"title": "{{made.txt}}", "language": "{Chinese}", "note": "{para. 1}"}
    for form in export.FORMATS:
        written = export.export(words("我们缴获了毒品。"), form, "en", ADDRESS).lower()
        assert "urldate" not in written
        assert "accessed" not in written
        assert "y2  -" not in written


def test_two_citations_of_a_paragraph_have_different_keys() -> None:
    one, other = export.bibtex(words("缴获"), "zh"), export.bibtex(words("毒品"), "zh")
    assert one.splitlines()[0] != other.splitlines()[0]
    assert one.splitlines()[1:] == other.splitlines()[1:]


def test_an_address_cannot_end_a_field() -> None:
    told = fields(export.bibtex(words("缴获"), "zh", "https://a}\\b {c"))
    assert told["url"].startswith("{https://a%7D%5Cb%20%7Bc/?lang=zh#doc=")


# -------------------------------------------------------------------------------------------- RIS


def test_a_meeting_is_a_hearing() -> None:
    there = words("我们缴获了毒品。")
    assert tags(export.ris(there, "en", ADDRESS)) == [
        ("TY", "HEAR"),
        ("AU", "Norov"),
        ("TI", "Security Council, 8626th meeting"),
        ("T2", "Security Council"),
        ("T3", "United Nations"),
        ("M1", "S/PV.8626"),
        ("M3", "Verbatim record"),
        ("PY", "2019"),
        ("DA", "2019/09/25"),
        ("LA", "zh"),
        (
            "N1",
            "Mr. Norov (Shanghai Cooperation Organization), speaking in Russian, statement 1, "
            "para. 2",
        ),
        ("UR", permalink(MEETING.document, there.start, there.end, "en", ADDRESS)),
        ("ER", ""),
    ]


def test_everything_else_is_a_report() -> None:
    told = dict(tags(export.ris(words("第二段。", letter(symbol="S/2019/537")), "zh")))
    assert (told["TY"], told["PB"], told["SN"]) == ("RPRT", "联合国安全理事会", "S/2019/537")
    assert (told["AU"], told["N1"]) == ("联合国安全理事会", "附件，第2段")
    assert "UR" not in told


def test_no_text_can_begin_a_tag_of_its_own() -> None:
    record = letter(title=HOSTILE)
    told = tags(export.ris(words("第一段。", record), "en"))
    assert [tag for tag, _ in told].count("TY") == 1
    assert [tag for tag, _ in told].count("ER") == 1
    assert dict(told)["TI"].endswith("\\input{x} ER - TY - BOOK")


def test_the_author_of_words_without_a_speaker_is_the_delegation() -> None:
    speaker = Speaker(None, delegation=WANG.delegation)
    told = dict(tags(export.ris(words("好。", made([(speaker, "好。")])), "en")))
    assert told["AU"] == "China"


# ------------------------------------------------------------------------------------------ links


def test_a_link_leads_back_to_its_words_by_id_and_by_digest() -> None:
    there = words("我们缴获了毒品。")
    link = permalink(MEETING.document, there.start, there.end, "zh")
    assert link == f"/?lang=zh#doc={DIGEST[:16]}&start={there.start}&end={there.end}"
    assert follow(Held([MEETING]), DIGEST[:16], there.start, there.end) == there
    assert follow(Held([MEETING]), DIGEST, there.start, there.end) == there
    assert follow(Held([MEETING]), "S/PV.8626", there.start, there.end) == there


def test_a_link_to_a_document_that_is_gone_says_so() -> None:
    with pytest.raises(NotHeld, match=f"{DIGEST[:16]}, which is not held") as gone:
        follow(Held([]), DIGEST[:16], 0, 5)
    assert "once the same file is indexed" in gone.value.hint
    with pytest.raises(NotHeld, match=r"S/PV\.1 is not held"):
        follow(Held([]), "S/PV.1", 0, 5)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (-1, 4), (0, 1_000), (900, 901)])
def test_a_range_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(InputError, match=r"no range of S/PV\.8626, which has 28"):
        cited(MEETING, start, end)


class Held(Shelf):
    """A shelf that also knows digests, as a library does."""

    def record(self, symbol_or_id: str) -> Record:
        return super().record(symbol_or_id[:16] if symbol_or_id == DIGEST else symbol_or_id)
