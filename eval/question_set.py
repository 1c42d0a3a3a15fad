"""The hand-written question set: needs, each asked in both languages, with judged spans."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from eval.files import read_whole
from index.errors import InputError
from index.records.model import Language, Record, Span

QUESTIONS = Path(__file__).parent / "questions" / "questions.jsonl"
Half = Literal["dev", "test"]


class QuestionSetError(InputError):
    """A line of a question set is malformed or does not fit its document."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A span that answers a need: grade 2 answers it, grade 1 helps."""

    file: str
    quote: str
    grade: int


@dataclass(frozen=True, slots=True)
class Need:
    """One information need, asked in Chinese and in English.

    `keys` are the strings that a right answer contains, each with its accepted variants.
    """

    id: str
    kind: str
    half: Half
    answerable: bool
    zh: str
    en: str
    gold: tuple[Gold, ...]
    keys: tuple[tuple[str, ...], ...] = ()
    reference: Mapping[str, str] | None = None
    why: str | None = None

    def question(self, language: Language) -> str:
        """The need as asked in one language."""
        return self.zh if language == "zh" else self.en


def parse_need(line: str, where: str) -> Need:
    """A need from its line; `where` names the line in errors.

    Raises:
        QuestionSetError: the line is no JSON, lacks a field or holds one of the wrong kind.
    """
    try:
        row = json.loads(line)
        gold = tuple(Gold(g["file"], g["quote"], int(g["grade"])) for g in row["gold"])
        return Need(
            id=row["id"],
            kind=row["kind"],
            half=row["half"],
            answerable=bool(row["answerable"]),
            zh=row["zh"],
            en=row["en"],
            gold=gold,
            keys=tuple(tuple(variants) for variants in row.get("keys", ())),
            reference=row.get("reference"),
            why=row.get("why"),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise QuestionSetError(
            f"{where} is not a need: {type(error).__name__} {error}.",
            "Each line is one JSON object as RULES.md beside the file describes it.",
        ) from error


def read_needs(path: Path = QUESTIONS) -> tuple[Need, ...]:
    """All needs of a question file, in its order.

    Raises:
        ResultFileError: the file cannot be read.
        QuestionSetError: a malformed line (with its number) or an id that stands twice.
    """
    lines = read_whole(path).splitlines()
    needs = tuple(
        parse_need(line, f"{path.name}:{n}") for n, line in enumerate(lines, 1) if line.strip()
    )
    seen: set[str] = set()
    for need in needs:
        if need.id in seen:
            raise QuestionSetError(f"{path.name} holds the need {need.id} twice.", "Rename one.")
        seen.add(need.id)
    return needs


def locate(gold: Gold, record: Record) -> Span:
    """Where a gold quotation stands in the mended text.

    White space is not compared: the quotation was written down from a file whose lines are
    wrapped.

    Raises:
        QuestionSetError: the quotation is not in the document.
    """
    if gold.quote.strip() and (exact := record.text.find(gold.quote)) >= 0:
        return Span(exact, exact + len(gold.quote))
    places = [i for i, c in enumerate(record.text) if not c.isspace()]
    bare = "".join(record.text[i] for i in places)
    wanted = "".join(gold.quote.split())
    at = bare.find(wanted)
    if at < 0 or not wanted:
        raise QuestionSetError(
            f"{gold.file} does not hold the quotation {gold.quote[:40]!r}.",
            "Quote a continuous run of the document's words.",
        )
    return Span(places[at], places[at + len(wanted) - 1] + 1)


def judgments(
    needs: Sequence[Need], records: Mapping[str, Record]
) -> dict[str, list[tuple[str, Span, int]]]:
    """For each need its gold as (document id, span, grade); `records` by file name."""
    return {
        need.id: [
            (records[g.file].document.id, locate(g, records[g.file]), g.grade) for g in need.gold
        ]
        for need in needs
    }
