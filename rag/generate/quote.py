"""The words of the record that a checked sentence rests on, as spans ready to be cited.

A key names a whole passage; a reader wants the sentences in it that matter: those with the words
that are quoted, else those with the numbers, symbols and names claimed, and in the same language
the one with most of the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records.model import Language, Span
from index.search.model import Hit
from index.sentences import sentence_spans
from rag.generate.check import Checked
from rag.generate.evidence import Facts, banned, read_facts
from rag.generate.names import spoken_for
from rag.generate.quotations import find_quoted, quoted_words
from rag.terms import held, question_words
from rag.trim import trim


@dataclass(frozen=True, slots=True)
class Rest:
    """What a sentence rests on: a span of the record's mended text."""

    hit: Hit
    start: int
    end: int

    @property
    def place(self) -> tuple[str, int, int]:
        """The same for the same words, by whatever passage they were found."""
        return self.hit.document.id, self.start, self.end


def rests(checked: Checked, language: Language) -> tuple[Rest, ...]:
    """The spans behind a sentence that stands: at least one for each passage it cites."""
    return tuple(
        Rest(hit, hit.passage.start + span.start, hit.passage.start + span.end)
        for hit in checked.hits
        for span in _runs(_chosen(checked.sentence.text, hit, language), hit)
    )


def _chosen(text: str, hit: Hit, language: Language) -> list[Span]:
    """The sentences of a passage that a claim rests on, in order; all of them where none tells."""
    spans = _sentences(hit)
    quoted = list(_quoted(text, hit))
    if quoted:
        return [span for span in spans if any(span.overlaps(other) for other in quoted)]
    same = hit.document.language == language
    chosen = set(_with_facts(read_facts(text), spans, hit, same))
    if same:
        chosen |= _with_words(text, spans, hit)
    return [span for span in spans if span in chosen] or spans


def _sentences(hit: Hit) -> list[Span]:
    """The sentences of a passage that may be cited; the whole passage if none is left."""
    text = hit.passage.text
    spans = [trim(text, span.start, span.end) for span in sentence_spans(text)]
    forbidden = banned(hit)
    kept = [
        span
        for span in spans
        if span.start < span.end and not any(span.overlaps(other) for other in forbidden)
    ]
    return kept or [Span(0, len(text))]


def _quoted(text: str, hit: Hit) -> Iterator[Span]:
    for quoted in quoted_words(text):
        found = find_quoted(quoted, (hit,))
        if found:
            yield from found[1]


def _with_facts(claimed: Facts, spans: Sequence[Span], hit: Hit, same: bool) -> Iterator[Span]:
    """The first sentence with each of the facts claimed.

    Delegations count in the same language (`same`) alone, where words tell the rest: a sentence
    that merely names one would hide those that the claim is about. That the speaker speaks for
    one is known without any sentence.
    """
    own = spoken_for(hit.statement.speaker)
    told = [(span, read_facts(hit.passage.text[span.start : span.end])) for span in spans]
    for quantity in claimed.quantities:
        claim = (quantity.value, quantity.percent)
        yield from _first(
            span
            for span, facts in told
            if quantity.firm and any((q.value, q.percent) == claim for q in facts.quantities)
        )
    for symbol in claimed.symbols:
        yield from _first(span for span, facts in told if symbol in facts.symbols)
    for code in claimed.delegations - own if same else ():
        yield from _first(span for span, facts in told if code in facts.delegations)


def _first(spans: Iterator[Span]) -> Iterator[Span]:
    found = next(spans, None)
    if found is not None:
        yield found


def _with_words(text: str, spans: Sequence[Span], hit: Hit) -> set[Span]:
    """The sentence with most of the claim's words, if any has one."""
    wanted = question_words(text)
    counted = [len(held(wanted, hit.passage.text[span.start : span.end])) for span in spans]
    most = max(counted, default=0)
    return {spans[counted.index(most)]} if most else set()


def _runs(spans: Sequence[Span], hit: Hit) -> Iterator[Span]:
    """Neighbouring sentences on one line as one span."""
    text = hit.passage.text
    run: Span | None = None
    for span in spans:
        if run is not None:
            gap = text[run.end : span.start]
            if not gap.strip() and "\n" not in gap:
                run = Span(run.start, span.end)
                continue
            yield run
        run = span
    if run is not None:
        yield run
