"""The published data sets beside ours: how they are built, and what the table says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.beir_files import read_data_set
from eval.bench.standard import (
    ALONE,
    BITEXTS,
    COLUMNS,
    PUBLISHED,
    WHOLE,
    Standard,
    as_json,
    build,
    losses,
    measure,
    table,
)
from eval.lines import DataSetError
from fakes import FakeEncoder

PARAGRAPHS = {
    "zh": [
        ("缴获毒品十吨。", ["缴获了什么？", "毒品有多少？ "]),
        ("苏丹加入北约。", ["毒品有多少？", "谁加入？"]),
    ],
    "en": [
        ("Ten tonnes of drugs were seized.", ["What was seized?", "How many tonnes?"]),
        ("Sudan joined NATO.", ["How many?", "Who joined?"]),
    ],
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three data sets as their authors give them, two paragraphs and three pairs each."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "xquad").mkdir()
    for language, paragraphs in PARAGRAPHS.items():
        found = [
            {"context": context, "qas": [{"question": question} for question in questions]}
            for context, questions in paragraphs
        ]
        text = json.dumps({"data": [{"paragraphs": found[:1]}, {"paragraphs": found[1:]}]})
        (folder / "xquad" / f"xquad.{language}.json").write_text(text, "utf-8")
    for chinese, english in BITEXTS.values():
        (folder / chinese).parent.mkdir()
        (folder / chinese).write_text("NATO 北约\nUSA 美国\n", "utf-8")
        (folder / english).write_text("NATO\nUSA\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def figures(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Standard:
    return measure(data, tmp_path_factory.mktemp("place"), FakeEncoder(dimensions=512))


def test_questions_are_stripped_and_equal_ones_merged(data: Path, tmp_path: Path) -> None:
    build(data, tmp_path)
    found = read_data_set(tmp_path / "xquad-zh-zh")
    assert found.queries == {"q0000": "缴获了什么？", "q0001": "毒品有多少？", "q0002": "谁加入？"}
    assert found.qrels == {
        "q0000": {"p000": 1},
        "q0001": {"p000": 1, "p001": 1},
        "q0002": {"p001": 1},
    }


def test_across_languages_the_paragraph_is_the_translated_one(data: Path, tmp_path: Path) -> None:
    build(data, tmp_path)
    found = read_data_set(tmp_path / "xquad-en-zh")
    assert found.queries["q0003"] == "Who joined?"
    assert found.qrels["q0003"] == {"p001": 1}
    assert [document.text for document in found.corpus] == ["缴获毒品十吨。", "苏丹加入北约。"]


def test_every_direction_is_asked_by_every_leg_alone_and_by_all(figures: Standard) -> None:
    assert set(figures.retrieval) == {"zh->zh", "zh->en", "en->zh", "en->en"}
    systems = figures.retrieval["zh->zh"]
    assert WHOLE in systems and set(systems) - {WHOLE} <= set(ALONE.values())
    # Chinese questions over Chinese paragraphs share words; over English ones two of three have
    # a word whose translation stands there.
    assert systems["BM25 alone"].measures["Success@1"] == 1
    across = figures.retrieval["zh->en"]["BM25 alone"].measures["Success@1"]
    assert across == pytest.approx(2 / 3)
    assert figures.bitext["ntrex"].zh_en.accuracy == 1


def test_the_table_has_the_published_figures_and_ours(figures: Standard) -> None:
    rows = table(figures).split("\n")
    assert "| multilingual-e5-small (118M) | .955 | .975 | – | – | .950 | .942 | .924 |" in rows
    # One of the three Chinese questions finds one of its two paragraphs: (1 + 1 / 1.63093 + 1) / 3.
    assert any(row.startswith("| **Rostrum, BM25 alone** | .871 |") for row in rows)
    assert any(row.endswith("| 1.000 | 1.000 | 1.000 |") for row in rows if "dense alone" in row)


def test_every_published_row_fills_the_columns() -> None:
    assert {len(values) for values in PUBLISHED.values()} == {len(COLUMNS)}


def test_a_direction_where_the_whole_is_worse_than_a_part_is_named(figures: Standard) -> None:
    alone = figures.retrieval["zh->zh"]["BM25 alone"]
    less = figures.retrieval["zh->en"]["BM25 alone"]
    systems = {"BM25 alone": alone, WHOLE: less}
    worse = Standard({"zh->zh": systems, "zh->en": {**systems, WHOLE: alone}}, figures.bitext)
    assert losses(worse) == {"zh->zh": pytest.approx(1 / 3, abs=1e-5)}


def test_the_figures_for_programs_hold_every_measure(figures: Standard) -> None:
    found = json.loads(as_json(figures))
    assert found["retrieval"]["zh->zh"]["BM25 alone"]["measures"]["MRR@10"] == 1
    assert found["bitext"]["tatoeba"]["pairs"] == 2


def test_missing_data_are_named_before_anything_is_measured(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"xquad\.zh\.json: there is no such file.*tatoeba_las"):
        measure(tmp_path, tmp_path / "place", FakeEncoder())
    (tmp_path / "xquad").mkdir()
    (tmp_path / "xquad" / "xquad.zh.json").write_text("[]")
    with pytest.raises(DataSetError, match=r"xquad\.zh\.json: is not XQuAD"):
        build(tmp_path, tmp_path / "place")
