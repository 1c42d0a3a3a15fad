"""What went wrong on the development half, told so that it can be read in context.

A report never shows the test half question by question: it stays unread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from eval.answers import gold_cited
from eval.model import AnswerGiven, Half, JudgedSpan, QuestionRun
from eval.question_set import Need
from eval.score import ANSWERS, Scored
from eval.spans import covers, grade
from index.records.model import Record

FAULTS = {
    "not found": "no answering passage among the first five",
    "not cited": "answered, but no answering span is cited",
    "refused": "refused, though the documents answer",
    "answered": "answered, though the documents do not",
}
_FIRST = 5
# How much of the record stands around a judged span.
_AROUND = 80


class _Range(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """One question with what went wrong."""

    question: QuestionRun
    need: Need
    judged: tuple[JudgedSpan, ...]
    faults: tuple[str, ...]


def failures(scored: Scored) -> list[Failure]:
    """All of the development half, in the order of the set."""
    return [one for one in outcomes(scored, "dev") if one.faults]


def outcomes(scored: Scored, half: Half) -> list[Failure]:
    """Every question of a half in the order of the set, also those where nothing went wrong."""
    found = []
    for question in scored.run.questions:
        if question.half == half:
            need, judged = scored.needs[question.need], scored.judgments.of(question.need)
            faults = tuple(_faults(question, need, judged))
            found.append(Failure(question, need, judged, faults))
    return found


def _faults(question: QuestionRun, need: Need, judged: Sequence[JudgedSpan]) -> list[str]:
    answer = question.answer
    if not need.answerable:
        return ["answered"] if answer and not answer.refused else []
    found = []
    if first_answering(question, judged) not in range(1, _FIRST + 1):
        found.append("not found")
    if answer and answer.refused:
        found.append("refused")
    elif answer and not gold_cited(answer, judged):
        found.append("not cited")
    return found


def first_answering(question: QuestionRun, judged: Sequence[JudgedSpan]) -> int:
    """The rank of the first hit that covers a span of grade 2; 0 if there is none."""
    ranks = (
        rank for rank, hit in enumerate(question.hits, start=1) if grade(hit, judged) >= ANSWERS
    )
    return next(ranks, 0)


def as_html(failure: Failure, records: Mapping[str, Record]) -> str:
    """One failure as a block to open: gold in context, the first hits, the answer given."""
    question, need = failure.question, failure.need
    badges = "".join(f'<span class="fault">{escape(fault)}</span>' for fault in failure.faults)
    rank = first_answering(question, failure.judged)
    place = f"first answer at rank {rank}" if rank else "no answer in the ranking"
    parts = [
        f'<details class="failure" data-language="{question.language}" '
        f'data-kind="{escape(need.kind)}" data-faults="{escape(" ".join(_keys(failure)))}">',
        f'<summary><code>{escape(question.id)}</code> <span lang="{question.language}">'
        f"{escape(question.question)}</span> {badges}</summary>",
        f'<p class="beside">{escape(need.kind)}{", " + place if need.answerable else ""}</p>',
        _wanted(failure, records),
        _given(question.answer, failure.judged),
        _ranking(failure, records),
        "</details>",
    ]
    return "\n".join(parts)


def _keys(failure: Failure) -> list[str]:
    return [fault.replace(" ", "-") for fault in failure.faults]


def _wanted(failure: Failure, records: Mapping[str, Record]) -> str:
    """The reference answer and every judged span with what stands around it."""
    need, language = failure.need, failure.question.language
    if not need.answerable:
        return f"<h4>Why the documents do not answer</h4><p>{escape(need.why or '')}</p>"
    reference = (need.reference or {}).get(language, "")
    spans = "".join(
        f"<li>{_context(span, records)} <small>grade {span.grade}</small></li>"
        for span in failure.judged
    )
    return f"<h4>Wanted</h4><p>{escape(reference)}</p><ul>{spans}</ul>"


def _context(span: JudgedSpan, records: Mapping[str, Record]) -> str:
    record = records[span.document]
    start, end = max(0, span.start - _AROUND), min(len(record.text), span.end + _AROUND)
    words = marked(record.text, start, end, [span])
    return f'<cite>{escape(record.document.label)}</cite> <q lang="zh">…{words}…</q>'


def _given(answer: AnswerGiven | None, judged: Sequence[JudgedSpan]) -> str:
    if answer is None:
        return ""
    head = f"<h4>{'Refused' if answer.refused else 'Answered'}"
    head += f" <small>confidence {answer.confidence:.3f}</small></h4>"
    if answer.refused:
        return f"{head}<p>{escape(answer.text)}</p>"
    cited = "".join(
        f'<li class="{"good" if grade(c, judged) else "bad"}">'
        f'<q lang="zh">{escape(c.quote)}</q> <cite>{escape(c.reference)}</cite></li>'
        for c in answer.citations
    )
    return f"{head}<ol>{cited}</ol>"


def _ranking(failure: Failure, records: Mapping[str, Record]) -> str:
    """The first hits, judged words marked in them."""
    rows = []
    for hit in failure.question.hits[:_FIRST]:
        record = records.get(hit.document)
        here = [span for span in failure.judged if covers(hit, span)]
        name = record.document.label if record else hit.document
        words = marked(record.text, hit.start, hit.end, here) if record else ""
        rows.append(
            f'<li class="{"good" if here else "bad"}"><cite>{escape(name)} {hit.start}–{hit.end}'
            f'</cite> <small>{hit.score:.3f}</small><br><q lang="zh">{words}</q></li>'
        )
    return f"<h4>Found</h4><ol>{''.join(rows)}</ol>"


def marked(text: str, start: int, end: int, spans: Sequence[_Range]) -> str:
    """A slice of a text as HTML, the parts inside the spans marked."""
    parts, at = [], start
    for span in sorted(spans, key=lambda span: span.start):
        first, last = max(span.start, at), min(span.end, end)
        if first < last:
            parts += [escape(text[at:first]), f"<mark>{escape(text[first:last])}</mark>"]
            at = last
    return "".join([*parts, escape(text[at:end])])
