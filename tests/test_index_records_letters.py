"""Letters with annexes and presidential statements in English."""

from __future__ import annotations

from functools import cache

from index.records.model import Record
from index.records.parse import parse_text

LETTER = """United Nations

S/2021/123

Security Council

Distr.: General
8 February 2021

Letter dated 5 February 2021 from the Permanent Representative of Estonia to the United Nations \
addressed to the President of the Security Council

I have the honour to transmit herewith the summary of a meeting held on 22 January 2021 (see \
annex I) and a list of speakers (see annex II).

(Signed) Sven Jürgenson
Ambassador

Annex I to the letter dated 5 February 2021 from the Permanent Representative of Estonia to the \
United Nations addressed to the President of the Security Council

Summary of the meeting

I. Introduction

1. The meeting was organized by Estonia.

2. Participants discussed cooperation, notably:

(a) The exchange of information;

(b) The protection of civilians.

II. Conclusions

3. Participants agreed to meet again.

Annex II

List of speakers

Mr. Jürgenson

Ms. DiCarlo
"""

STATEMENT = """S/PRST/2019/10

Statement by the President of the Security Council

At the 8633rd meeting of the Security Council, held on 8 October 2019, in connection with the \
Council's consideration of the item entitled “Peace and security in Africa”, the President of \
the Security Council made the following statement on behalf of the Council:

“The Security Council reiterates its primary responsibility.

“The Security Council welcomes the progress made.

“The Security Council will remain seized of the matter.”
"""


@cache
def letter() -> Record:
    return parse_text(LETTER, name="letter.txt", digest="0" * 64)


def test_the_letter_and_each_annex_are_statements_of_the_sender() -> None:
    parts = [(s.part, s.speaker.name, s.speaker.role) for s in letter().statements]
    assert parts == [
        ("letter", "Sven Jürgenson", "Permanent Representative"),
        ("annex I", None, None),
        ("annex II", None, None),
    ]
    assert {s.speaker.delegation and s.speaker.delegation.code for s in letter().statements} == {
        "EE"
    }


def test_a_letter_is_dated_as_its_title_says() -> None:
    document = letter().document
    assert (document.symbol, document.date, document.kind) == ("S/2021/123", "2021-02-05", "letter")
    assert document.title is not None
    assert document.title.startswith("Letter dated 5 February 2021 from")


def test_the_title_of_an_annex_belongs_to_its_heading() -> None:
    annex = letter().statements[1]
    heading = letter().text[annex.heading_start : annex.heading_end].splitlines()
    assert heading[-1] == "Summary of the meeting"
    assert letter().text[annex.start :].startswith("I. Introduction")


def test_labels_and_sections_of_numbered_paragraphs() -> None:
    annex = letter().statements[1]
    assert [(p.label, p.heading) for p in annex.paragraphs] == [
        ("1", "I. Introduction"),
        ("2", "I. Introduction"),
        ("a", "I. Introduction"),
        ("b", "I. Introduction"),
        ("3", "II. Conclusions"),
    ]


def test_an_annex_that_is_only_a_list_keeps_its_lines() -> None:
    annex = letter().statements[2]
    assert letter().text[annex.start : annex.end] == "Mr. Jürgenson\nMs. DiCarlo"


def test_a_presidential_statement_in_english() -> None:
    record = parse_text(STATEMENT, name="prst.txt", digest="0" * 64)
    (statement,) = record.statements
    document = record.document
    assert (document.kind, document.symbol) == ("presidential_statement", "S/PRST/2019/10")
    assert (document.date, document.agenda) == ("2019-10-08", "Peace and security in Africa")
    assert statement.speaker.role == "President"
    assert statement.speaker.delegation is not None
    assert statement.speaker.delegation.code == "UN-SC"
    assert len(statement.paragraphs) == 4
