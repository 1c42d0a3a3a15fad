"""Checking the question set: what `questions/RULES.md` asks for, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from eval.files import read_whole
from eval.keys import normal, share_met
from eval.model import Half
from eval.objections import Objection, objection
from eval.question_set import Gold, Need, QuestionSetError, parse_need
from index.records.model import Record, Statement
from index.search.words import un_terms

KINDS = ("fact", "number", "who-said", "stance", "list", "compare", "why-how", "yes-no")
# No Chinese question shares a longer run of characters with its gold.
LONGEST_COPY = 6
_HAN = re.compile("[\u3400-\u9fff]")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_LATIN = re.compile("[A-Za-z]{3}")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one line of a question file."""

    path: Path
    line: int
    need: str | None
    problem: str

    def __str__(self) -> str:
        name = f" {self.need}:" if self.need else ""
        return f"{self.path}:{self.line}:{name} {self.problem}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A need and the line it stands in."""

    line: int
    need: Need


def read_lines(path: Path) -> tuple[list[Placed], list[Finding]]:
    """Every need that reads, and a finding for every line that does not.

    Raises:
        ResultFileError: the file cannot be read.
    """
    placed: list[Placed] = []
    findings: list[Finding] = []
    for number, line in enumerate(read_whole(path).splitlines(), start=1):
        if line.strip():
            try:
                placed.append(Placed(number, parse_need(line, f"line {number}")))
            except QuestionSetError as error:
                findings.append(Finding(path, number, None, error.message))
    return placed, findings


def check(path: Path, records: Mapping[str, Record]) -> list[Finding]:
    """Everything that is wrong with a question file, in the order of its lines.

    Raises:
        ResultFileError: the file cannot be read.
    """
    placed, findings = read_lines(path)
    names = known_names(records.values())
    for one in placed:
        objections = [*form(one.need), *gold_problems(one.need, records, names)]
        findings += [Finding(path, one.line, one.need.id, found.detail) for found in objections]
    findings += [
        Finding(path, one.line, one.need.id, found.detail) for one, found in repeated(placed)
    ]
    return sorted(findings, key=lambda finding: finding.line)


def form(need: Need) -> Iterator[Objection]:
    """What is wrong with a need by itself."""
    if need.kind not in KINDS:
        yield objection("kind", "kind-unknown", kind=need.kind, kinds=", ".join(KINDS))
    if need.half not in get_args(Half):
        yield objection("half", "half-unknown", half=need.half)
    if not _HAN.search(need.zh):
        yield objection("zh", "zh-missing")
    if _HAN.search(need.en) or not _LATIN.search(need.en):
        yield objection("en", "en-missing")
    yield from _form_answered(need) if need.answerable else _form_unanswerable(need)


def _form_answered(need: Need) -> Iterator[Objection]:
    if not any(gold.grade == 2 for gold in need.gold):
        yield objection("gold", "no-answer")
    for place, gold in enumerate(need.gold):
        if gold.grade not in (1, 2):
            yield objection(f"gold.{place}", "grade-unknown")
    if not need.keys or not all(key and all(v.strip() for v in key) for key in need.keys):
        yield objection("keys", "keys-missing")
    reference = need.reference or {}
    if not reference.get("zh") or not reference.get("en"):
        yield objection("reference", "reference-missing")


def _form_unanswerable(need: Need) -> Iterator[Objection]:
    if need.gold or need.keys:
        yield objection("gold" if need.gold else "keys", "gold-of-unanswerable")
    if not need.why:
        yield objection("why", "why-missing")


def gold_problems(
    need: Need, records: Mapping[str, Record], names: Sequence[str]
) -> Iterator[Objection]:
    """What is wrong with a need against the documents, by file name."""
    said = []
    for place, gold in enumerate(need.gold):
        record = records.get(gold.file)
        if record is None:
            yield objection(f"gold.{place}", "no-document", file=gold.file)
            continue
        yield from _quotation(f"gold.{place}", gold, record)
        if gold.grade == 2:
            said += [gold.quote, heading(gold, record)]
        if run := copied(need.zh, gold.quote, names):
            yield objection("zh", "copied", run=run)
    if said:
        yield from _keys(need, "\n".join(said))


def _quotation(part: str, gold: Gold, record: Record) -> Iterator[Objection]:
    times = record.text.count(gold.quote) if gold.quote else 0
    named = {"quote": gold.quote[:30], "file": gold.file}
    if not times:
        yield objection(part, "quotation-missing", **named)
    elif times > 1:
        yield objection(part, "quotation-repeated", times=times, **named)


def _keys(need: Need, said: str) -> Iterator[Objection]:
    """A key of which no Chinese variant stands in the gold or in a heading cannot be met."""
    for place, key in enumerate(need.keys):
        # Accepted in either language; only Chinese gold can be looked at here.
        chinese = [variant for variant in key if not _LATIN.search(variant)]
        if chinese and not share_met([chinese], said):
            yield objection(f"keys.{place}", "key-missing", key=list(key))


def heading(gold: Gold, record: Record) -> str:
    """How the record and other records name who speaks in a gold span."""
    at = record.text.find(gold.quote)
    statement = next((s for s in record.statements if s.start <= at < s.end), None)
    return " ".join(_speaker_names(statement)) if statement else ""


def _speaker_names(statement: Statement) -> list[str]:
    speaker = statement.speaker
    delegation = speaker.delegation
    names = [speaker.name, speaker.name_en, speaker.role, *speaker.aliases]
    if delegation:
        names += [delegation.name_zh, delegation.name_en, *delegation.forms]
    return [name for name in names if name]


def known_names(records: Iterable[Record]) -> tuple[str, ...]:
    """Names and titles that a question may share with its gold, longest first."""
    from index.records.delegations import all_delegations

    names = set(un_terms())
    for delegation in all_delegations():
        names |= {delegation.name_zh, *delegation.forms}
    for record in records:
        for statement in record.statements:
            names |= set(_speaker_names(statement))
    return tuple(sorted(filter(_HAN.search, names), key=lambda name: (-len(name), name)))


def copied(question: str, quote: str, names: Sequence[str]) -> str | None:
    """A run of more than six characters that a question shares with a quotation, but for names,
    titles and years; None if there is none."""
    bare, source = "".join(question.split()), "".join(quote.split())
    for name in names:
        if len(name) > 1:
            bare = bare.replace(name, "\n")
    for part in re.split(r"\n|" + _YEAR.pattern, bare):
        for start in range(len(part) - LONGEST_COPY):
            if (run := part[start : start + LONGEST_COPY + 1]) in source:
                return run
    return None


def repeated(placed: Sequence[Placed]) -> Iterator[tuple[Placed, Objection]]:
    """Ids and questions that stand a second time."""
    for what in ("id", "zh", "en"):
        seen: dict[str, str] = {}
        for one in placed:
            value = normal(getattr(one.need, what)).replace(" ", "")
            if value in seen:
                yield one, objection(what, "repeated", what=what, need=seen[value])
            seen.setdefault(value, one.need.id)
