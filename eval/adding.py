"""Adding a need to the question set: its id, its half, its line, and the dialogue for it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from eval.authoring import KINDS, form, gold_problems, known_names
from eval.files import read_whole, write_whole
from eval.model import Half
from eval.question_set import Gold, Need
from index.records.model import Paragraph, Record, Statement

_NUMBERED = re.compile(r"n[0-9]+")
# Characters that JSON leaves as they are, and that end a line for whoever splits the file.
_LINE_ENDS = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}


def next_id(needs: Sequence[Need]) -> str:
    """The id after the highest of those that are `n` and a number."""
    numbers = (int(need.id[1:]) for need in needs if _NUMBERED.fullmatch(need.id))
    return f"n{max(numbers, default=0) + 1:03}"


def stratum(need: Need) -> tuple[str, str]:
    """The kind, and the document of the first gold span ("" for an unanswerable need)."""
    return need.kind, need.gold[0].file if need.gold else ""


def next_half(need: Need, needs: Sequence[Need]) -> Half:
    """The half that the need's stratum did not get last; a hash decides about the first."""
    same = [other for other in needs if stratum(other) == stratum(need)]
    if same:
        return "test" if same[-1].half == "dev" else "dev"
    name = " ".join(stratum(need)).encode()
    return "test" if hashlib.sha256(name).digest()[0] % 2 else "dev"


def line(need: Need) -> str:
    """A need as it stands in the file."""
    fields: dict[str, object] = {
        "id": need.id,
        "kind": need.kind,
        "half": need.half,
        "answerable": need.answerable,
        "zh": need.zh,
        "en": need.en,
        "gold": [{"file": g.file, "quote": g.quote, "grade": g.grade} for g in need.gold],
        "keys": [list(key) for key in need.keys],
    }
    if need.reference:
        fields["reference"] = dict(need.reference)
    if need.why:
        fields["why"] = need.why
    return json.dumps(fields, ensure_ascii=False).translate(_LINE_ENDS)


def append(path: Path, need: Need) -> None:
    """Put a need at the end of a question file; the file is whole at every moment.

    Raises:
        ResultFileError: the file cannot be read or written.
    """
    text = read_whole(path)
    end = "" if not text or text.endswith("\n") else "\n"
    write_whole(path, f"{text}{end}{line(need)}\n")


def dialogue(needs: Sequence[Need], records: Mapping[str, Record], answerable: bool) -> Need | None:
    """Ask for everything at the terminal; None if the result is not wanted.

    Whatever is wrong with it by the rules is told before it is confirmed.
    """
    gold = _ask_gold(records) if answerable else ()
    keys: tuple[tuple[str, ...], ...] = ()
    reference, why = None, None
    click.echo("\nWrite the questions with the page closed, from the need of the reader.")
    zh, en = click.prompt("Chinese question"), click.prompt("English question")
    kind = click.prompt("kind", type=click.Choice(KINDS))
    if answerable:
        keys = _ask_keys()
        reference = {
            "zh": click.prompt("reference answer in Chinese"),
            "en": click.prompt("reference answer in English"),
        }
    else:
        why = click.prompt("why the documents do not answer it")
    need = Need(next_id(needs), kind, "dev", answerable, zh, en, gold, keys, reference, why)
    need = replace(need, half=next_half(need, needs))
    objections = [*form(need), *gold_problems(need, records, known_names(records.values()))]
    for found in objections:
        click.echo(f"  ! {found.detail}")
    click.echo(line(need))
    wanted = click.confirm("Add it?", default=not objections)
    return need if wanted else None


def _ask_gold(records: Mapping[str, Record]) -> tuple[Gold, ...]:
    """Spans, one after the other, each chosen from a paragraph that is shown."""
    found: list[Gold] = []
    while not found or click.confirm("Another span?", default=False):
        record = _ask_document(list(records.values()))
        paragraph = _ask_paragraph(record)
        words = record.text[paragraph.start : paragraph.end]
        click.echo(f"\n{words}\n")
        quote = click.prompt("quotation (Enter: the whole paragraph)", words, show_default=False)
        while quote not in words:
            quote = click.prompt("That is not in the paragraph; copy it exactly")
        grade = click.prompt("grade (2 answers, 1 helps)", 2, type=click.IntRange(1, 2))
        found.append(Gold(record.document.name, quote, grade))
    return tuple(found)


def _ask_document(records: Sequence[Record]) -> Record:
    for number, record in enumerate(records, start=1):
        click.echo(f"{number:>3}  {record.document.label}  {record.document.title or ''}")
    return records[click.prompt("document", type=click.IntRange(1, len(records))) - 1]


def _ask_paragraph(record: Record) -> Paragraph:
    for statement in record.statements:
        click.echo(f"{statement.number:>3}  {_speaker(statement)}")
    number = click.prompt("statement", type=click.IntRange(1, len(record.statements)))
    paragraphs = record.statements[number - 1].paragraphs
    for paragraph in paragraphs:
        words = record.text[paragraph.start : paragraph.end]
        click.echo(f"{paragraph.number:>3}  {words[:40]}…")
    return paragraphs[click.prompt("paragraph", type=click.IntRange(1, len(paragraphs))) - 1]


def _speaker(statement: Statement) -> str:
    speaker = statement.speaker
    place = f" ({speaker.delegation.name_zh})" if speaker.delegation else ""
    return f"{speaker.name or speaker.role or statement.part or ''}{place}"


def _ask_keys() -> tuple[tuple[str, ...], ...]:
    click.echo("Keys: what a right answer must say; variants in both languages, set apart by |.")
    keys: list[tuple[str, ...]] = []
    while not keys or click.confirm("Another key?", default=False):
        variants = click.prompt("key").split("|")
        keys.append(tuple(variant.strip() for variant in variants if variant.strip()))
    return tuple(keys)
