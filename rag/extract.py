"""Choosing the sentences of an answer from the passages found.

candidates   every sentence of the hits, with its terms and its passage
score        how well each answers: meaning, words, form, who speaks
choose       the best few, several speakers if several answered, no near-duplicates
quotations   neighbours joined, labels trimmed: spans of the record, ready to be cited
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.records.delegations import mentioned
from index.records.symbols import find_symbols
from index.search.model import Hit, Likeness
from index.sentences import sentence_spans
from rag.cues import CUED, EXACT, has_cue, is_courtesy
from rag.question import Asked
from rag.terms import alike, coverage, held, weights
from rag.trim import trim

Measure = Callable[[str, Sequence[str]], Likeness]


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much each sign counts in the score of a sentence, and how many sentences are taken.

    How far a sentence and its passage meet the question's tokens (late interaction) and coverage
    lie in [0, 1]; `surroundings` is what a word is worth that stands not in the sentence but in
    its passage. The passage counts by 1 / (1 + `rank` x places below the first); the other signs
    are 0 or 1 (`value` is the form of a question that wants a number or a date, `form` that of
    the other kinds). Encoding takes most of the time, so only the `encoded` best by all other
    signs are encoded. `margin` is how far below the best a further sentence may score, `likeness`
    the Jaccard overlap from which two sentences say the same.

    The weights from `sentence` to `value` are a logistic regression's: which sentence of the ten
    best of 800 paragraphs of the General Debate answers a question written for it (320 questions
    in both languages, right for 54%; 48% by meaning and passage alone). Names, symbols and
    courtesies are not to be learnt there. `sentence` was 1.0 until the encoder was trained to tell
    the sentence that answers from its neighbours: on the development half citation precision
    grew by .03 with it in both languages. Of the sentences 16 may be encoded for .002 to .007 more
    of the keys, at 4 ms each on one core.
    """

    sentence: float = 1.3
    context: float = 0.9
    encoded: int = 12
    words: float = 0.1
    surroundings: float = 0.4
    passage: float = 0.2
    rank: float = 0.15
    form: float = 0.05
    value: float = 0.23
    named: float = 0.05
    symbol: float = 0.3
    speaker: float = 0.1
    courtesy: float = -0.3
    chair: float = -0.1
    introduction: float = -0.1
    margin: float = 0.1
    margin_listed: float = 0.18
    likeness: float = 0.5
    most: int = 3
    most_listed: int = 5
    shortest: int = 8


WEIGHING = Weighing()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of a hit, in offsets of the record's mended text.

    `said_by` writes whom the speaker stands for: a "we" means them.
    """

    hit: Hit
    start: int
    end: int
    text: str
    said_by: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score and what the refusal looks at.

    `similarity` is the cosine, `met` how far the question's tokens are met in the mean and
    `weakest` those met worst (see `Likeness`), `coverage` the share of its words.
    """

    candidate: Candidate
    score: float
    similarity: float
    coverage: float
    met: float = 0.0
    weakest: float = 0.0


@dataclass(frozen=True, slots=True)
class Quotation:
    """A run of chosen sentences of one statement, ready to be cited."""

    hit: Hit
    start: int
    end: int
    score: float


def candidates(hits: Sequence[Hit], weighing: Weighing = WEIGHING) -> tuple[Candidate, ...]:
    """The sentences of all hits, each once, without scraps too short to say anything."""
    seen: set[tuple[str, int, int]] = set()
    found: list[Candidate] = []
    for hit in hits:
        for candidate in _sentences(hit):
            key = (hit.document.id, candidate.start, candidate.end)
            if key not in seen and len(candidate.text) >= weighing.shortest:
                seen.add(key)
                found.append(candidate)
    return tuple(found)


def _sentences(hit: Hit) -> tuple[Candidate, ...]:
    passage = hit.passage
    spans = [trim(passage.text, span.start, span.end) for span in sentence_spans(passage.text)]
    delegation = hit.statement.speaker.delegation
    names = (delegation.name_zh, delegation.name_en, *delegation.forms) if delegation else ()
    return tuple(
        Candidate(
            hit=hit,
            start=passage.start + span.start,
            end=passage.start + span.end,
            text=passage.text[span.start : span.end],
            said_by=" ; ".join(names),
        )
        for span in spans
    )


def score(
    asked: Asked,
    found: Sequence[Candidate],
    measure: Measure,
    weighing: Weighing = WEIGHING,
) -> tuple[Scored, ...]:
    """The best candidates with their scores, best first."""
    known = _without_meaning(asked, found, weighing)
    best = sorted(known, key=lambda one: -one.score)[: weighing.encoded]
    near = measure(asked.text, [one.candidate.text for one in best])
    values = zip(near.cosines.tolist(), near.met.tolist(), near.weakest.tolist(), strict=True)
    scored = [
        replace(
            one,
            score=one.score + weighing.sentence * met,
            similarity=cosine,
            met=met,
            weakest=weakest,
        )
        for one, (cosine, met, weakest) in zip(best, values, strict=True)
    ]
    return tuple(sorted(scored, key=lambda one: -one.score))


def _without_meaning(asked: Asked, found: Sequence[Candidate], weighing: Weighing) -> list[Scored]:
    """The candidates scored by everything but their own cosines."""
    covered = _coverages(asked, found, weighing)
    return [
        Scored(candidate, _known(asked, candidate, worth, weighing), 0.0, words)
        for candidate, (words, worth) in zip(found, covered, strict=True)
    ]


def _known(asked: Asked, candidate: Candidate, words: float, weighing: Weighing) -> float:
    hit = candidate.hit
    return (
        weighing.context * ((hit.similarity or 0.0) if hit.late is None else hit.late)
        + words
        + weighing.passage / (1 + weighing.rank * (hit.rank - 1))
        + _signs(asked, candidate, weighing)
    )


def _coverages(
    asked: Asked, found: Sequence[Candidate], weighing: Weighing
) -> Iterator[tuple[float, float]]:
    """How much of the question each candidate holds, and what it and its passage are worth."""
    own = [held(asked.terms, f"{one.text} ; {one.said_by}") for one in found]
    weight = weights(own)
    around = {one.hit.passage.id: held(asked.terms, one.hit.passage.text) for one in found}
    for one, words in zip(found, own, strict=True):
        share = coverage(asked.terms, words, weight)
        wider = coverage(asked.terms, words | around[one.hit.passage.id], weight)
        yield share, weighing.words * share + weighing.surroundings * wider


def _signs(asked: Asked, candidate: Candidate, weighing: Weighing) -> float:
    """What form, names, symbols and the speaker add to or take from a sentence's score."""
    text, speaker = candidate.text, candidate.hit.statement.speaker
    total = 0.0
    fitting = {kind for kind in asked.kinds & CUED if has_cue(kind, text)}
    if fitting:
        total += weighing.value if fitting & EXACT else weighing.form
    others = [d for d in asked.mentioned if d not in asked.speakers]
    if others and not set(others).isdisjoint(mentioned(text)):
        total += weighing.named
    if asked.symbols and not _symbols(text).isdisjoint(asked.symbols):
        total += weighing.symbol
    if speaker.delegation in asked.mentioned or _is_named(asked, candidate.hit):
        total += weighing.speaker
    if is_courtesy(text):
        total += weighing.courtesy
    if speaker.chair:
        total += weighing.chair
    if text.endswith(("：", ":")):
        total += weighing.introduction
    return total


def _symbols(text: str) -> set[str]:
    return {mention.normal for mention in find_symbols(text)}


def _is_named(asked: Asked, hit: Hit) -> bool:
    """Whether the question names the person who speaks, and that counts."""
    speaker, question = hit.statement.speaker, asked.text.lower()
    forms = [form for form in (speaker.name, speaker.name_en, *speaker.aliases) if form]
    if not asked.passed_over.isdisjoint(forms):
        return False
    return any(len(form) > 1 and form.lower() in question for form in forms)


def choose(
    asked: Asked, scored: Sequence[Scored], weighing: Weighing = WEIGHING
) -> tuple[Scored, ...]:
    """The sentences of the answer: those near the best score that say something of their own."""
    if not scored:
        return ()
    most = weighing.most_listed if asked.many else weighing.most
    least = scored[0].score - (weighing.margin_listed if asked.many else weighing.margin)
    chosen = [scored[0], *_value_after(asked, scored)]
    for one in scored[1:]:
        if len(chosen) == most or one.score < least:
            break
        if _adds(asked, one, chosen, weighing):
            chosen.append(one)
    return tuple(chosen)


def _value_after(asked: Asked, scored: Sequence[Scored]) -> list[Scored]:
    """The sentence right behind the best, where the value stands that the best one lacks.

    "We set up a database. Fifty states take part in it." answers how many only with both.
    """
    best = scored[0].candidate
    looked_for = asked.kinds & EXACT
    if not looked_for or any(has_cue(kind, best.text) for kind in looked_for):
        return []
    return [
        one
        for one in scored
        if _place(one) == _place(scored[0])
        and 0 <= one.candidate.start - best.end <= 1
        and any(has_cue(kind, one.candidate.text) for kind in looked_for)
    ]


def _adds(asked: Asked, one: Scored, chosen: Sequence[Scored], weighing: Weighing) -> bool:
    """Whether a sentence answers as the best does (a number beside a number) and is no repeat."""
    text, best = one.candidate.text, chosen[0].candidate.text
    looked_for = asked.kinds & EXACT
    fits = all(has_cue(kind, text) or not has_cue(kind, best) for kind in looked_for)
    return fits and all(alike(text, other.candidate.text) < weighing.likeness for other in chosen)


def quotations(chosen: Sequence[Scored], record_text: Callable[[str], str]) -> list[Quotation]:
    """Chosen sentences as quotations, best first; neighbours in one statement become one.

    `record_text` gives a document's mended text by its id.
    """
    ordered = sorted(chosen, key=lambda one: (_place(one), one.candidate.start))
    runs: list[Quotation] = []
    for one in ordered:
        candidate = one.candidate
        if runs and _follows(runs[-1], candidate, record_text(candidate.hit.document.id)):
            last = runs[-1]
            better = max(last, _quotation(one), key=lambda quotation: quotation.score)
            runs[-1] = Quotation(better.hit, last.start, candidate.end, better.score)
        else:
            runs.append(_quotation(one))
    return sorted(runs, key=lambda quotation: -quotation.score)


def _place(one: Scored) -> tuple[str, int]:
    return one.candidate.hit.document.id, one.candidate.hit.statement.number


def _quotation(one: Scored) -> Quotation:
    candidate = one.candidate
    return Quotation(candidate.hit, candidate.start, candidate.end, one.score)


def _follows(run: Quotation, candidate: Candidate, text: str) -> bool:
    """Whether a sentence goes on where a run of the same statement ends."""
    same = (run.hit.document.id, run.hit.statement.number) == (
        candidate.hit.document.id,
        candidate.hit.statement.number,
    )
    gap = text[run.end : candidate.start]
    return same and not gap.strip() and "\n" not in gap
