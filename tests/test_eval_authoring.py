"""The check of the question set finds what breaks its rules, with file and line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_questions import JUDGMENTS, NAME, NEEDS, RECORD, RECORDS, many, run, words

from eval.adding import append, line, next_half, next_id
from eval.authoring import check, copied
from eval.counting import names_anything, speakers_without_gold, stats
from eval.judged import seed_records
from eval.pool import fields, pool
from eval.question_set import QUESTIONS, Gold, Need, read_needs


def row(need: Need = NEEDS[0]) -> dict[str, Any]:
    return dict(json.loads(line(need)))


def findings(folder: Path, *rows: dict[str, Any] | str) -> list[str]:
    path = folder / "mine.jsonl"
    lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in rows]
    path.write_text("\n".join(lines), "utf8")
    return [str(finding) for finding in check(path, RECORDS)]


def test_the_question_set_of_the_project_keeps_its_rules() -> None:
    assert check(QUESTIONS, seed_records()) == []


def test_a_need_that_keeps_the_rules_is_not_objected_to(tmp_path: Path) -> None:
    assert findings(tmp_path, *map(row, NEEDS)) == []


def without(field: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda fields: {name: value for name, value in fields.items() if name != field}


def having(**changed: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda fields: fields | changed


def quoting(quote: str, grade: int = 2, file: str = NAME) -> Callable[[Any], dict[str, Any]]:
    return having(gold=[{"file": file, "quote": quote, "grade": grade}])


BREACHES: list[tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = [
    (without("kind"), "KeyError 'kind'"),
    (having(kind="riddle"), "the kind 'riddle' is none of"),
    (having(half="train"), "the half 'train' is neither"),
    (having(zh="Who?"), "the Chinese question is missing or not Chinese"),
    (having(en="谁？"), "the English question is missing or not English"),
    (having(keys=[]), "no keys"),
    (having(reference={"zh": "甲"}), "reference answer is not there in both languages"),
    (having(answerable=False), "unanswerable but has gold"),
    (quoting(words(1), grade=1), "no gold of grade 2"),
    (quoting(words(1), grade=3), "neither 1 nor 2"),
    (quoting("没有的话"), "is not word for word in made.txt"),
    (quoting("过 去五年"), "is not word for word in made.txt"),
    (quoting("恐"), "stands 2 times in made.txt"),
    (quoting(words(1), file="x.txt"), "there is no document x.txt"),
    (having(zh="是谁反对把恐怖主义同特定事物相连？"), "copies '反对把恐怖主义' from its gold"),
    (having(keys=[["法国", "France"]]), "no variant of the key ['法国', 'France']"),
]


@pytest.mark.parametrize(("change", "what"), BREACHES)
def test_every_breach_is_named_with_file_and_line(
    tmp_path: Path, change: Callable[[dict[str, Any]], dict[str, Any]], what: str
) -> None:
    found = findings(tmp_path, row(NEEDS[2]), "", change(row()))
    assert any("mine.jsonl:3:" in one and what in one for one in found), found


def test_a_broken_line_does_not_hide_the_others(tmp_path: Path) -> None:
    found = findings(tmp_path, "{", having(kind="riddle")(row()))
    assert [one.split(":")[1] for one in found] == ["1", "2"]


@pytest.mark.parametrize("what", ["id", "zh", "en"])
def test_what_stands_twice_is_found(tmp_path: Path, what: str) -> None:
    other = row(NEEDS[2]) | {what: row()[what]}
    assert (
        f"mine.jsonl:2: {other['id']}: the same {what} as n001"
        in findings(tmp_path, row(), other)[-1]
    )


@pytest.mark.parametrize(
    ("question", "quote", "expected"),
    [
        ("谁反对把恐怖主义挂钩", "我们反对把恐怖主义同", "反对把恐怖主义"),
        ("谁反对把恐怖主义挂钩", "反对把恐怖", None),
        # The name is taken out, and what is left on either side is too short.
        ("在上海合作组织的框架下", "在上海合作组织的框架下", None),
        ("2018年缴获了多少", "2018年缴获了多少吨", None),
        ("反对 把恐怖主义", "反对把恐怖主义", "反对把恐怖主义"),
    ],
)
def test_copied_wording(question: str, quote: str, expected: str | None) -> None:
    assert copied(question, quote, ["上海合作组织"]) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who spoke of it?", False),
        ("What did Poland say?", True),
        ("How many in 2018?", True),
        ("May I ask who agreed? And who did not?", False),
    ],
)
def test_a_question_names_something_or_nothing(question: str, expected: bool) -> None:
    assert names_anything(question) is expected


def test_counts_are_by_half() -> None:
    found = stats(NEEDS, RECORDS)
    assert found["needs"] == {"dev": 2, "test": 1}
    assert found["questions"] == {"dev": 4, "test": 2}
    assert found["unanswerable"] == {"dev": 1}
    assert found["gold of grade 2"] == {"dev": 2, "test": 1}
    assert found["document · S/PV.1"] == {"dev": 1, "test": 1}


def test_speakers_in_whose_words_no_gold_stands_are_found() -> None:
    assert speakers_without_gold(NEEDS, RECORDS) == []
    assert speakers_without_gold(NEEDS[:2], RECORDS) == [("S/PV.1", "普日达克茨")]


def test_the_pool_holds_what_several_rankings_have_and_no_gold_covers() -> None:
    a = run({"n001-zh": [1, 3], "n001-en": [3], "n003-zh": [0]}, name="a")
    b = run({"n001-zh": [0, 2], "n002-zh": [1], "n003-zh": [0]}, name="b")
    found = pool([a, b], NEEDS, JUDGMENTS)
    assert [(one.need.id, one.found) for one in found] == [("n001", (("a zh", 2), ("a en", 1)))]
    told = fields(found[0], {RECORD.document.id: RECORD})
    assert (told["file"], told["text"]) == (NAME, words(3))
    # Everything of both halves, by one ranking alone.
    assert len(pool([a, b], NEEDS, JUDGMENTS, None, agreeing=1)) == 3


def test_ids_go_on_and_halves_take_turns_within_a_stratum() -> None:
    assert next_id(NEEDS) == "n004"
    assert next_id([]) == "n001"
    first, second = many(2)
    assert next_half(first, [replace(second, half="dev")]) == "test"
    assert next_half(first, [replace(second, half="test")]) == "dev"
    assert next_half(first, NEEDS[1:]) in ("dev", "test")


def test_an_added_need_stands_at_the_end_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(line(NEEDS[0]), "utf8")
    append(path, NEEDS[1])
    assert read_needs(path) == NEEDS[:2]
    assert [one.name for one in tmp_path.iterdir()] == ["mine.jsonl"]
    assert Gold(NAME, words(1), 2) in read_needs(path)[0].gold
