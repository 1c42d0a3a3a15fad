"""All statements of some meetings weighed against a question in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, get_args

from index.records.model import Language
from index.search.filters import Selection
from index.search.model import Hit
from index.search.translate import Term, translated
from index.search.words import question_terms
from rag.question import Asked
from rag.relevance import SIGNS, Signs, Weighed, learn, meaning, nearness, weigh
from rag.stances_scope import Scope, Whose, whose

if TYPE_CHECKING:
    from index.search.holdings import Snapshot
    from index.store.library import Library
    from index.store.places import Place

# From how many passages of a delegation in a meeting the sentence is chosen.
_READ = 2


def weigh_statements(
    asked: Asked, library: Library, snapshot: Snapshot, scope: Scope, signs: Signs = SIGNS
) -> tuple[Weighed, ...]:
    """The sentences of the nearest passages of each delegation in each document, unordered."""
    near = nearness(asked, snapshot, library.encoder, list(scope.floors))
    worth = meaning(near, signs)
    shares = _shares(asked, snapshot, scope)
    score = {row: worth[row] + signs.found * shares.get(row, 0.0) for row in near}
    order = sorted(score, key=lambda row: (-score[row], row))
    chosen = list(_first_of_each(order, scope))
    nearest = {
        language: list(islice(_of(order, scope, language), signs.nearest))
        for language in get_args(Language)
    }
    places = library.places(list({*chosen, *(row for rows in nearest.values() for row in rows)}))
    learnt = {
        language: learn(
            [(places[row].passage.text, score[row]) for row in rows if row in places],
            sum(1 for _ in _of(order, scope, language)),
            _frequency(snapshot, scope, language),
            signs,
        )
        for language, rows in nearest.items()
    }
    hits = [_hit(places[row], worth[row], near[row]) for row in chosen if row in places]
    return weigh(asked, hits, learnt, signs)


def _shares(asked: Asked, snapshot: Snapshot, scope: Scope) -> dict[int, float]:
    """How much of the question's words each passage has, by the lexical index."""
    terms = translated(question_terms(asked.text))
    selection = Selection(documents=scope.documents())
    rows, shares = snapshot.lexical.search(terms, len(snapshot.roster.rows), selection)
    return dict(zip(rows.tolist(), shares.tolist(), strict=True))


def _first_of_each(order: Sequence[int], scope: Scope) -> Iterator[int]:
    """The first passages of each delegation in each document, among the statements that count."""
    taken: Counter[Whose] = Counter()
    for row in order:
        floor = scope.floors[row]
        if floor in scope.counted and taken[whose(floor)] < _READ:
            taken[whose(floor)] += 1
            yield row


def _of(order: Sequence[int], scope: Scope, language: Language) -> Iterator[int]:
    """The passages of the documents in one language."""
    documents = scope.documents(language)
    return (row for row in order if scope.floors[row].document_id in documents)


def _frequency(snapshot: Snapshot, scope: Scope, language: Language) -> Callable[[str], int]:
    """In how many passages of the documents in a language a word stands."""
    selection = Selection(documents=scope.documents(language))
    most = len(snapshot.roster.rows)
    return lambda word: len(snapshot.lexical.search((Term(word),), most, selection)[0])


def _hit(place: Place, meaning: float, near: float) -> Hit:
    return Hit(
        rank=1,
        score=meaning,
        passage=place.passage,
        statement=place.statement,
        document=place.document,
        raw_start=place.raw_start,
        raw_end=place.raw_end,
        late=near,
    )
