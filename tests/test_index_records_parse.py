"""From file to record: the invariants, the metadata and where each was learnt."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from index.passages import cut
from index.records.clean import mend
from index.records.model import Record
from index.records.parse import parse_file, parse_text
from index.sentences import sentence_spans

SEEDS = Path(__file__).parents[1] / "seeds"
PATHS = sorted(SEEDS.glob("*.txt"))
each_seed = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name[:3])


@cache
def record_of(path: Path) -> Record:
    return parse_file(path)


def squeezed(text: str) -> str:
    return "".join(text.split())


@each_seed
def test_every_character_of_the_file_lies_in_exactly_one_block(path: Path) -> None:
    record = record_of(path)
    assert record.raw == path.read_text(encoding="utf-8")
    assert record.blocks[0].raw_start == 0
    assert record.blocks[-1].raw_end == len(record.raw)
    for block, following in pairwise(record.blocks):
        assert block.raw_start < block.raw_end == following.raw_start


@each_seed
def test_statement_text_lies_in_blocks_of_statements(path: Path) -> None:
    record = record_of(path)
    kinds = ["masthead"] * len(record.raw)
    for block in record.blocks:
        kinds[block.raw_start : block.raw_end] = [block.kind] * (block.raw_end - block.raw_start)
    for statement in record.statements:
        for paragraph in statement.paragraphs:
            kind = kinds[record.offsets.raw(paragraph.start)]
            assert kind in ("statement_text", "procedure", "numbered_paragraph", "annex")
        if statement.heading_start < statement.heading_end:
            kind = kinds[record.offsets.raw(statement.heading_start)]
            assert kind in ("statement_heading", "heading")


@each_seed
def test_every_sentence_leads_back_to_the_same_words_of_the_file(path: Path) -> None:
    record = record_of(path)
    for statement in record.statements:
        for span in sentence_spans(record.text, statement.start, statement.end):
            quote = record.text[span.start : span.end]
            raw = record.raw_span(span.start, span.end)
            given = record.raw[raw.start : raw.end]
            assert squeezed(mend(given).text) == squeezed(quote)
            assert given[0] == quote[0]
            assert given[-1] == quote[-1]


@each_seed
def test_statements_and_paragraphs_are_numbered_in_order_and_cover_the_words(path: Path) -> None:
    record = record_of(path)
    assert [s.number for s in record.statements] == list(range(1, len(record.statements) + 1))
    for statement in record.statements:
        numbers = [p.number for p in statement.paragraphs]
        assert numbers == list(range(1, len(numbers) + 1))
        assert statement.paragraphs[-1].end == statement.end
        assert record.statement(statement.number) is statement


@each_seed
def test_passages_tile_the_statements(path: Path) -> None:
    record = record_of(path)
    passages = cut(record)
    for statement in record.statements:
        own = [p for p in passages if p.statement == statement.number]
        assert own[0].start == statement.start
        assert own[-1].end == statement.end
        for passage, following in pairwise(own):
            assert record.text[passage.end : following.start].strip() == ""
            assert passage.end <= following.start


@pytest.mark.parametrize(
    ("number", "symbol", "body", "date", "meeting", "kind", "origin"),
    [
        ("000", "S/PV.8626", "安全理事会", "2019-09-25", 8626, "verbatim", "derived"),
        ("001", "S/PV.7796", "安全理事会", "2016-10-28", 7796, "verbatim", "text"),
        ("002", None, "大会", "2019-05-21", None, "letter", None),
        (
            "003",
            "S/PRST/2021/1",
            "安全理事会",
            "2021-01-12",
            None,
            "presidential_statement",
            "side-car",
        ),
        ("004", "S/2019/537", "安全理事会", "2019-06-27", None, "letter", "side-car"),
    ],
)
def test_what_is_known_of_each_seed_and_how(
    number: str,
    symbol: str | None,
    body: str,
    date: str,
    meeting: int | None,
    kind: str,
    origin: str | None,
) -> None:
    document = record_of(next(SEEDS.glob(f"{number}_*.txt"))).document
    assert (document.symbol, document.body, document.date) == (symbol, body, date)
    assert (document.meeting, document.kind, document.language) == (meeting, kind, "zh")
    assert document.origins.get("symbol") == origin
    assert document.origins["date"] == "text"
    assert len(document.id) == 16
    assert document.digest.startswith(document.id)


@each_seed
def test_the_side_car_says_of_each_field_what_the_parser_finds(path: Path) -> None:
    table = tomllib.loads((SEEDS / "SOURCES.toml").read_text(encoding="utf-8"))
    entry = table["documents"][path.name]
    document = record_of(path).document
    for field in ("symbol", "title", "body", "date", "language", "kind"):
        assert getattr(document, field) == entry.get(field), field
        # What was written there by hand is known from the side-car, all else from the text.
        known = {"supplied": "side-car"}.get(said := entry["origins"].get(field), said)
        assert document.origins.get(field) == known, field


def test_agendas_are_read_from_the_first_page_or_the_headings() -> None:
    agendas = [record_of(path).document.agenda or "" for path in PATHS]
    assert agendas[0].startswith("联合国与区域和次区域组织合作维护国际和平与安全：集体安全条约组织")
    assert agendas[1].startswith("联合国与区域和次区域组织在维护国际和平与安全方面的合作：集体安全")
    assert agendas[2] == "消除国际恐怖主义的措施"
    assert agendas[3] == "恐怖主义行为对国际和平与安全造成的威胁"
    assert agendas[4] == "对国际和平与安全的威胁"


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("S_PV_8626.txt", "S/PV.8626"),
        ("S-PV.8626_zh.txt", "S/PV.8626"),
        ("S_2019_742.txt", "S/2019/742"),
        ("S_PRST_2021_1.txt", "S/PRST/2021/1"),
        ("A_74_PV.4.txt", "A/74/PV.4"),
        ("speech of 2019.txt", None),
    ],
)
def test_a_symbol_may_stand_in_the_name_of_the_file(name: str, symbol: str | None) -> None:
    document = parse_text("Some words were said.", name=name, digest="0" * 64).document
    assert document.symbol == symbol
    assert document.origins.get("symbol") == ("file name" if symbol else None)


def test_overrides_win_over_everything_and_are_normalised() -> None:
    record = parse_file(PATHS[0], {"symbol": "s/pv. 1", "title": "A title"})
    assert (record.document.symbol, record.document.title) == ("S/PV.1", "A title")
    assert record.document.origins["symbol"] == record.document.origins["title"] == "supplied"


def test_plain_text_is_one_statement_by_nobody_known() -> None:
    text = "At the outset, I congratulate you.\n\nThe world has changed.\n"
    record = parse_text(text, name="speech.txt", digest="0" * 64)
    (statement,) = record.statements
    assert record.document.kind == "text"
    assert record.document.language == "en"
    assert [record.text[p.start : p.end] for p in statement.paragraphs] == [
        "At the outset, I congratulate you.",
        "The world has changed.",
    ]
    assert statement.speaker.name is None
    assert record.warnings == (
        "The symbol of the document is not known.",
        "The date of the document is not known.",
    )
