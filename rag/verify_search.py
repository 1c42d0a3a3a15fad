"""Which statements may hold a quotation, and which of them are by whoever is said to have said it.

The lexical leg of the search brings in passages; what they share with the quotation decides which
statements are worth aligning. The records themselves are not read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from index.errors import FilterError
from index.records.delegations import find, mentioned
from index.records.model import Speaker, Statement
from index.search.model import LEGS, Filters, Hit, Leg, SearchResult
from rag.verify_fold import Folded
from rag.verify_model import Claim
from rag.verify_read import Asked

# How many passages a probe brings in; few characters may stand in many.
DEPTH = 100
SHORT, DEPTH_OF_SHORT = 20, 300
# The least share of a probe's neighbouring characters that the found passages of a statement must
# hold. Edits to a fifth of a text spoil at most two fifths of them, and of what a border between
# two passages divides one side may not have been found.
LEAST_HELD = 0.4
MOST_STATEMENTS = 100


class QuotationSearch(Protocol):
    """What checking needs of a searcher."""

    def search(
        self,
        question: str,
        k: int = 10,
        filters: Filters | None = None,
        legs: tuple[Leg, ...] = LEGS,
    ) -> SearchResult: ...


@dataclass(slots=True)
class Candidate:
    """A statement that may hold the quotation, and the passages of it that were found.

    `claimed` is whether the one named as the speaker made it, None where nobody was named.
    """

    claimed: bool | None
    hits: list[Hit] = field(default_factory=list)

    @property
    def document_id(self) -> str:
        """The document it belongs to."""
        return self.hits[0].document.id

    @property
    def statement(self) -> Statement:
        """The statement itself, without its words."""
        return self.hits[0].statement


def read_claim(by: str | None, probe: str, searcher: QuotationSearch) -> Claim | None:
    """Who is said to have said it: a delegation, else a speaker, else a delegation's form.

    Args:
        by: a code, a name in either language, a speaker's name, or a phrase with one delegation
            in it ("the Polish representative"); None or blank for nobody.
        probe: any words to search for; the searcher is who knows the names.

    Raises:
        FilterError: nobody of this name is known; the hint gives the nearest names.
    """
    if by is None or not by.strip():
        return None
    by = by.strip()
    hints = []
    for filters in (Filters(delegations=(by,)), Filters(speakers=(by,))):
        try:
            searcher.search(probe, 1, filters, ("lexical",))
        except FilterError as error:
            hints.append(error.hint)
        else:
            return Claim(by, filters, find(by) if filters.delegations else None)
    named = mentioned(by)
    if len(named) == 1:
        return Claim(by, Filters(delegations=(named[0].code,)), named[0])
    raise FilterError(
        f"No delegation or speaker {by!r} is known.",
        f"Delegations: {hints[0]} Speakers: {hints[1]}",
    )


def candidates(asked: Asked, claim: Claim | None, searcher: QuotationSearch) -> list[Candidate]:
    """The statements worth aligning, the claimed speaker's first, the likeliest first."""
    found: dict[tuple[str, int], Candidate] = {}
    for probe in asked.probes:
        depth = DEPTH_OF_SHORT if len(probe) <= SHORT else DEPTH
        if claim is not None:
            _gather(found, searcher.search(probe, depth, claim.filters, ("lexical",)).hits, True)
        hits = searcher.search(probe, depth, None, ("lexical",)).hits
        _gather(found, hits, None if claim is None else False)
    for candidate in found.values():
        if claim is not None and speaks_for(candidate.statement.speaker, claim):
            candidate.claimed = True
    return _likely(asked, list(found.values()))


def speaks_for(speaker: Speaker, claim: Claim) -> bool:
    """Whether a speaker says to speak on behalf of the claimed delegation too."""
    behalf = (find(name) for name in speaker.on_behalf_of)
    return claim.delegation is not None and claim.delegation in behalf


def _gather(
    found: dict[tuple[str, int], Candidate], hits: Iterable[Hit], claimed: bool | None
) -> None:
    """Put hits with their statements; a passage that is there already is not put again."""
    for hit in hits:
        key = hit.document.id, hit.statement.number
        candidate = found.setdefault(key, Candidate(claimed))
        if all(hit.passage.id != other.passage.id for other in candidate.hits):
            candidate.hits.append(hit)


def _likely(asked: Asked, found: list[Candidate]) -> list[Candidate]:
    probes = [_pairs(Folded(probe).text) for probe in asked.probes]
    worth: list[tuple[bool, bool, float, int, Candidate]] = []
    for candidate in found:
        folded = [Folded(hit.passage.text).text for hit in candidate.hits]
        share = _held(probes, {pair for text in folded for pair in _pairs(text)})
        whole = any(asked.words.text in text for text in folded)
        if share >= LEAST_HELD:
            worth.append((not candidate.claimed, not whole, -share, len(worth), candidate))
    return [rated[-1] for rated in sorted(worth, key=lambda rated: rated[:-1])[:MOST_STATEMENTS]]


def _held(probes: Sequence[Sequence[str]], there: set[str]) -> float:
    """The largest share of a probe's pairs that is there; a single character counts as held."""
    shares = [sum(pair in there for pair in pairs) / len(pairs) if pairs else 1 for pairs in probes]
    return max(shares, default=0.0)


def _pairs(text: str) -> list[str]:
    return [first + second for first, second in pairwise(text)]
