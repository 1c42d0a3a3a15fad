"""The question-set studio: a need that was written on the page, checked and put into a file.

The rules are those of `eval/questions/RULES.md`, as `eval.authoring` holds the set to them; the
documents are those that the library holds, so a set can be written for any of them. The id and the
half are given by the rules and not by the writer.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.adding import append, line, next_half, next_id
from eval.authoring import (
    KINDS,
    Placed,
    form,
    gold_problems,
    known_names,
    repeated,
)
from eval.files import ResultFileError, write_whole
from eval.objections import Objection, objection
from eval.question_set import Gold, Need, QuestionSetError, locate, read_needs
from eval.service.host import Library
from index.errors import InputError, NotHeld
from index.records.model import Record

Fields = dict[str, Any]
_writing = threading.Lock()


class UnfitNeed(QuestionSetError):
    """A need does not keep the rules; `complaints` are the parts at fault and what is wrong."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        told = "; ".join(one.detail for one in objections)
        super().__init__(f"The need does not keep the rules: {told}.", "Correct what is named.")
        self.complaints = tuple(one.fields() for one in objections)


@dataclass(frozen=True, slots=True)
class Selected:
    """Words of a held document, selected as an answer: `text[start:end]` of its mended text."""

    document: str
    start: int
    end: int
    grade: int = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """A need as it comes from the page; see `eval.question_set.Need`."""

    kind: str
    answerable: bool
    zh: str
    en: str
    spans: tuple[Selected, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    reference: Mapping[str, str] | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft as it would stand in the file, and everything that is wrong with it."""

    need: Need
    objections: tuple[Objection, ...]


def check(draft: Draft, library: Library | None, held: Sequence[Need]) -> Checked:
    """A draft by the rules, as the next need of those that the file holds already.

    `library` may be None where the draft selects nothing.
    """
    gold, records, objections = _gold(draft, library)
    need = Need(
        next_id(held), draft.kind.strip(), "dev", draft.answerable, draft.zh.strip(),
        draft.en.strip(), gold, _keys(draft), _reference(draft), (draft.why or "").strip() or None,
    )  # fmt: skip
    need = replace(need, half=next_half(need, held))
    placed = [Placed(number, one) for number, one in enumerate((*held, need), start=1)]
    objections += form(need)
    objections += gold_problems(need, records, known_names(records.values()))
    objections += [found for one, found in repeated(placed) if one.need is need]
    return Checked(need, tuple(dict.fromkeys(objections)))


def save(draft: Draft, library: Library | None, path: Path | None) -> tuple[Need, int]:
    """Put a draft into a question file, which is made where it is missing; the need and how many
    the file holds now.

    Raises:
        InputError: no file is configured.
        UnfitNeed: the draft does not keep the rules.
        QuestionSetError, ResultFileError: the file is malformed, or cannot be read or written.
    """
    if path is None:
        raise InputError(
            "No file is named that questions could be saved in.",
            "Start the service with ROSTRUM_QUESTIONS=/path/to/questions.jsonl.",
        )
    with _writing:
        held = own_needs(path)
        checked = check(draft, library, held)
        if checked.objections:
            raise UnfitNeed(checked.objections)
        if not path.exists():
            write_whole(path, "")
        append(path, checked.need)
        return checked.need, len(held) + 1


def own_needs(path: Path | None) -> tuple[Need, ...]:
    """The needs of a file that may not be there yet.

    Raises:
        QuestionSetError, ResultFileError: it is there but cannot be read.
    """
    return read_needs(path) if path is not None and path.exists() else ()


def studio_fields(path: Path | None, writable: bool) -> Fields:
    """Whether questions can be saved in a file, and why not; `writable` says whether the service
    takes changes."""
    reason, code, needs = None, None, 0
    if path is None:
        reason = "The service was started without a question file (ROSTRUM_QUESTIONS)."
        code = "no-file"
    elif not writable:
        reason = "The service takes no changes (`rostrum serve --writable`)."
        code = "read-only"
    try:
        needs = len(own_needs(path))
    except (QuestionSetError, ResultFileError) as error:
        reason, code = str(error), "unreadable"
    return {
        "writable": reason is None,
        "file": path and path.name,
        "needs": needs,
        "kinds": list(KINDS),
        "reason": reason,
        "reason_code": code,
    }


def need_fields(need: Need, library: Library | None) -> Fields:
    """A need as it stands in the file, its gold with its place where the document is held."""
    gold = [{"file": g.file, "quote": g.quote, "grade": g.grade, **_place(g, library)}
            for g in need.gold]  # fmt: skip
    return {
        "id": need.id,
        "kind": need.kind,
        "half": need.half,
        "answerable": need.answerable,
        "zh": need.zh,
        "en": need.en,
        "gold": gold,
        "keys": [list(key) for key in need.keys],
        "reference": dict(need.reference) if need.reference else None,
        "why": need.why,
        "line": line(need),
    }


def _gold(
    draft: Draft, library: Library | None
) -> tuple[tuple[Gold, ...], dict[str, Record], list[Objection]]:
    """The selected words as gold, the records they stand in by file name, and what is wrong."""
    gold: list[Gold] = []
    records: dict[str, Record] = {}
    objections: list[Objection] = []
    for number, span in enumerate(draft.spans):
        part = f"gold.{number}"
        try:
            record = _record(span.document, library)
        except NotHeld:
            objections.append(objection(part, "not-held", document=span.document))
            continue
        name, label = record.document.name, record.document.label
        if not 0 <= span.start < span.end <= len(record.text):
            place = {"start": span.start, "end": span.end, "label": label}
            objections.append(objection(part, "no-characters", **place))
            continue
        if records.setdefault(name, record).document.id != record.document.id:
            objections.append(objection(part, "same-name", name=name))
        gold.append(Gold(name, record.text[span.start : span.end], span.grade))
    return tuple(gold), records, objections


def _record(name: str, library: Library | None) -> Record:
    if library is None:
        raise NotHeld(f"No document {name!r} is held.")
    return library.record(name)


def _keys(draft: Draft) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(variant.strip() for variant in key) for key in draft.keys)


def _reference(draft: Draft) -> dict[str, str] | None:
    given = {language: text.strip() for language, text in (draft.reference or {}).items()}
    return {language: text for language, text in given.items() if text} or None


def _place(gold: Gold, library: Library | None) -> Fields:
    """Where gold stands in what is held; nothing where it does not."""
    nowhere = {"document": None, "start": None, "end": None}
    try:
        record = _record(gold.file, library)
        span = locate(gold, record)
    except (NotHeld, QuestionSetError):
        return nowhere
    return {"document": record.document.id, "start": span.start, "end": span.end}
