"""Questions of a run as the page shows them: what was wanted, what was found, what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from eval.keys import met, normal
from eval.model import AnswerGiven, CitedSpan, JudgedSpan, RankedHit
from eval.report.failures import FAULTS, Failure, first_answering
from eval.score import Scored
from eval.spans import covers, grade
from index.records.model import Language, Record
from rag.permalink import permalink

Fields = dict[str, Any]
# How many hits are shown, and how much of the record around a judged span.
SHOWN = 5
_AROUND = 80
TEST_NOTE = (
    "The test half is reported and never tuned on: whoever reads its questions one by one should "
    "not change the system by what they see."
)


def fault_counts(questions: Sequence[Failure]) -> dict[str, int]:
    """How many questions have each fault, by its name in an address (`not-found`)."""
    counts = Counter(fault for one in questions for fault in one.faults)
    return {name_of(fault): counts[fault] for fault in FAULTS}


def name_of(fault: str) -> str:
    """A fault as it is written in an address."""
    return fault.replace(" ", "-")


def chosen(
    questions: Sequence[Failure], failing: str | None, language: str | None, kind: str | None
) -> list[Failure]:
    """The questions with a fault (`any`, or one by name), in one language, of one kind."""
    return [
        one
        for one in questions
        if language in (None, one.question.language)
        and kind in (None, one.need.kind)
        and _fails(one, failing)
    ]


def _fails(one: Failure, failing: str | None) -> bool:
    if failing in (None, "any"):
        return failing is None or bool(one.faults)
    return failing in {name_of(fault) for fault in one.faults}


def question_fields(one: Failure, scored: Scored, records: Mapping[str, Record]) -> Fields:
    """One question; `records` by document id."""
    question, need, language = one.question, one.need, one.question.language
    answer = question.answer
    return {
        "id": question.id,
        "need": need.id,
        "language": language,
        "kind": need.kind,
        "half": need.half,
        "answerable": need.answerable,
        "question": question.question,
        "faults": [name_of(fault) for fault in one.faults],
        "rank": first_answering(question, one.judged) or None,
        "values": {
            measure: round(of[question.id], 4)
            for measure, of in scored.scores.values.items()
            if question.id in of
        },
        "reference": (need.reference or {}).get(language),
        "why": need.why,
        "keys": _keys(need.keys, answer),
        "gold": [_gold(span, one, records, language) for span in one.judged],
        "hits": [
            {"rank": rank, "score": round(hit.score, 4), **_span(hit, records, language)}
            | {"grade": grade(hit, one.judged)}
            for rank, hit in enumerate(question.hits[:SHOWN], start=1)
        ],
        "answer": answer and _answer(answer, one.judged, records, language),
    }


def _keys(keys: Sequence[Sequence[str]], answer: AnswerGiven | None) -> list[Fields]:
    """What a right answer says, and whether this one does, its references included."""
    said = ""
    if answer is not None and not answer.refused:
        quoted = [text for c in answer.citations for text in (c.quote, c.reference)]
        said = normal("\n".join([answer.text, *quoted]))
    return [{"variants": list(key), "met": met(key, said)} for key in keys]


def _gold(
    span: JudgedSpan, one: Failure, records: Mapping[str, Record], language: Language
) -> Fields:
    """A judged span, what stands around it, and where it was found and whether it was cited."""
    record, answer = records[span.document], one.question.answer
    ranks = (n for n, hit in enumerate(one.question.hits, start=1) if covers(hit, span))
    cited = answer is not None and any(covers(c, span) for c in answer.citations)
    return {
        "grade": span.grade,
        **_span(span, records, language),
        "before": record.text[max(0, span.start - _AROUND) : span.start],
        "after": record.text[span.end : span.end + _AROUND],
        "rank": next(ranks, None),
        "cited": cited,
    }


def _answer(
    answer: AnswerGiven,
    judged: Sequence[JudgedSpan],
    records: Mapping[str, Record],
    language: Language,
) -> Fields:
    return {
        "refused": answer.refused,
        "text": answer.text,
        "confidence": round(answer.confidence, 4),
        "citations": [
            {**_span(cited, records, language), "reference": cited.reference}
            | {"grade": grade(cited, judged)}
            for cited in answer.citations
        ],
    }


def _span(
    span: RankedHit | JudgedSpan | CitedSpan, records: Mapping[str, Record], language: Language
) -> Fields:
    """A range of a document with its words; bare where the document is none of the set's."""
    record = records.get(span.document)
    place = {"document": span.document, "start": span.start, "end": span.end}
    if record is None:
        return {**place, "label": span.document, "text": "", "permalink": None}
    return {
        **place,
        "label": record.document.label,
        "text": record.text[span.start : span.end],
        "permalink": permalink(record.document, span.start, span.end, language),
    }
