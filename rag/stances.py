"""Who said what: for a question or topic, what each delegation said in each meeting.

    finder = StanceFinder(library)
    finder.find("women, peace and security")

The stages: which meetings, all their statements weighed in one pass, whether the question is
answered at all, the best sentence of each delegation in each meeting, cited.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from index.errors import QuestionError
from index.records.delegations import find
from index.records.model import Delegation
from index.search.model import Filters
from index.search.searcher import LONGEST_QUESTION, question_language
from rag import refuse
from rag.answer import Stopwatch
from rag.attendance import Attendance
from rag.extract import Scored
from rag.facets import forget
from rag.question import Asked, read_question
from rag.quoted import quoted
from rag.relevance import SIGNS, Signs, Weighed
from rag.stances_model import Cell, Row, Stances, Status
from rag.stances_scope import Scope, Whose, choose_meetings, read_scope
from rag.stances_weigh import weigh_statements

if TYPE_CHECKING:
    from index.store.library import Library

_log = logging.getLogger(__name__)

MEETINGS = 8
MOST_MEETINGS = 50
# How many records are kept in memory, about 1 MB each.
_KEPT = 16
# How many of the best sentences decide whether the question is answered at all.
_DECIDING = 6
_ORDER: Mapping[Status, int] = {"said": 0, "not_on_this": 1, "did_not_speak": 2, "not_present": 3}


class StanceFinder:
    """Compares what delegations said, from the records of one library; threads may share one."""

    def __init__(
        self,
        library: Library,
        signs: Signs = SIGNS,
        thresholds: refuse.Thresholds = refuse.THRESHOLDS,
    ) -> None:
        self._library = library
        self._searcher = library.searcher()
        self._signs = signs
        self._thresholds = thresholds
        # A record never changes under its id, which is a digest of the file.
        self._record = lru_cache(maxsize=_KEPT)(library.record)

    def find(
        self, question: str, filters: Filters | None = None, meetings: int = MEETINGS
    ) -> Stances:
        """What every delegation that attended or spoke said on a question.

        Args:
            question: a question or topic, Chinese or English, at most 10,000 characters.
            filters: which documents, delegations and speakers; where they name no documents and
                no kinds, all verbatim records.
            meetings: how many meetings at most, 1 to 50; those nearest to the question are taken.

        Raises:
            QuestionError: an empty or over-long question, `meetings` out of range.
            FilterError: a filter names something the library does not know.
        """
        _check(question, meetings)
        watch = Stopwatch()
        with watch.stage("total"), self._library.moment():
            found = self._find(question, filters or Filters(), meetings, watch)
        return replace(found, timings=watch.timings)

    def _find(self, question: str, filters: Filters, most: int, watch: Stopwatch) -> Stances:
        asked = forget(read_question(question, question_language(question)), filters.ignore)
        generation = self._library.current()
        if generation is None:
            return Stances(question, asked.language)
        with watch.stage("meetings"):
            chosen = choose_meetings(self._searcher, generation.roster, asked, filters, most)
            scope = read_scope(self._record, generation.roster, chosen)
        with watch.stage("weigh"):
            weighed = weigh_statements(asked, self._library, generation, scope, self._signs)
        with watch.stage("refuse"):
            reason = self._refusal(asked, weighed)
        with watch.stage("cite"):
            rows = self._rows(asked, scope, weighed, answered=reason is None)
        return Stances(
            question=question,
            language=asked.language,
            meetings=tuple(meeting.record.document for meeting in scope.meetings),
            rows=rows,
            more=scope.more,
            reason=reason,
            unplaced=sum(meeting.unplaced for meeting in scope.meetings),
        )

    def _refusal(self, asked: Asked, weighed: Sequence[Weighed]) -> str | None:
        """Why the records do not answer the question as a whole, by `rag.refuse`, if they do not.

        Sentences that are `sure` to be on the question need no other evidence.
        """
        if asked.symbols:
            hits = {one.candidate.hit.passage.id: one.candidate.hit for one in weighed}
            resolve = self._library.resolve
            if reason := refuse.document_not_held(asked, list(hits.values()), resolve):
                return reason
        best = sorted(weighed, key=lambda one: -one.evidence)[:_DECIDING]
        if best and best[0].evidence >= self._signs.sure:
            return None
        near = self._searcher.likeness(asked.text, [one.candidate.text for one in best])
        values = zip(near.cosines.tolist(), near.met.tolist(), near.weakest.tolist(), strict=True)
        scored = [
            Scored(one.candidate, one.evidence, cosine, one.coverage, met, weakest)
            for one, (cosine, met, weakest) in zip(best, values, strict=True)
        ]
        if refuse.evidence(asked, scored, self._thresholds) >= self._thresholds.floor:
            return None
        return refuse.not_close_enough(asked, scored, narrowed=False)

    def _rows(
        self, asked: Asked, scope: Scope, weighed: Iterable[Weighed], *, answered: bool
    ) -> tuple[Row, ...]:
        """A row for each delegation, the best evidence first."""
        best, statements = _best(weighed), scope.statements()
        rows = []
        for delegation in _delegations(scope):
            cells = []
            for meeting in scope.meetings:
                key = (meeting.record.document.id, delegation.code)
                if key in statements:
                    cell = self._spoken(asked, meeting, best.get(key), answered)
                    cell = replace(cell, statements=statements[key])
                else:
                    silent = delegation.code in meeting.present
                    cell = Cell("did_not_speak" if silent else "not_present")
                presided = delegation.code in meeting.presiding
                cells.append(replace(cell, presided=presided))
            rows.append(Row(delegation, tuple(cells)))
        return tuple(_numbered(sorted(rows, key=_rank)))

    def _spoken(
        self, asked: Asked, meeting: Attendance, best: Weighed | None, answered: bool
    ) -> Cell:
        """What a delegation that spoke said, by the best of its sentences."""
        evidence = best.evidence if best else 0.0
        if best is None or not answered or evidence < self._signs.floor:
            return Cell("not_on_this", evidence=evidence)
        one = best.candidate
        citation = quoted(meeting.record, one.hit.passage, one.start, one.end, asked.language)
        if citation.quote != one.text:
            _log.warning("a sentence of the index is not in its record: %s", citation.reference)
            return Cell("not_on_this")
        return Cell("said", evidence=evidence, citation=citation)


def _check(question: str, meetings: int) -> None:
    if not question.strip():
        raise QuestionError("The question is empty.", "Ask something, or name a topic.")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters.",
            f"At most {LONGEST_QUESTION:,} are allowed: ask for one thing at a time.",
        )
    if not 1 <= meetings <= MOST_MEETINGS:
        raise QuestionError(
            f"{meetings} meetings are asked for.", f"From 1 to {MOST_MEETINGS} can be compared."
        )


def _best(weighed: Iterable[Weighed]) -> dict[Whose, Weighed]:
    """The best sentence of each delegation in each document; of equals the first in the text."""
    best: dict[Whose, Weighed] = {}
    for one in sorted(weighed, key=lambda one: (-one.evidence, one.candidate.start)):
        hit = one.candidate.hit
        delegation = hit.statement.speaker.delegation
        if delegation is not None:
            best.setdefault((hit.document.id, delegation.code), one)
    return best


def _delegations(scope: Scope) -> tuple[Delegation, ...]:
    """Whom the rows are for: those at any of the meetings, or those asked for."""
    present: dict[str, Delegation] = {}
    for meeting in scope.meetings:
        present |= meeting.present
    if scope.wanted is None:
        return tuple(present.values())
    found = (present.get(code) or find(code) for code in sorted(scope.wanted))
    return tuple(delegation for delegation in found if delegation)


def _rank(row: Row) -> tuple[int, float]:
    """Those who said something first, by evidence; then those who spoke; then the silent."""
    status = min((_ORDER[cell.status] for cell in row.cells), default=0)
    return status, -max((cell.evidence for cell in row.cells), default=0.0)


def _numbered(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows with their citations counted from 1."""
    numbers = count(1)
    for row in rows:
        cells = (
            replace(cell, citation=replace(cell.citation, number=next(numbers)))
            if cell.citation
            else cell
            for cell in row.cells
        )
        yield replace(row, cells=tuple(cells))
