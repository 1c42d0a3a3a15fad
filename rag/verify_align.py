"""Where in a text a quotation stands: exactly, or within so many edits.

    ends          the least edit distance of a pattern to the text before each place
    occurrences   every stretch of a text that is the pattern, or close to it
    in_order      one stretch for each part of a quotation, one behind the other

Texts are folded ones; a reader's differences come from `rag.verify_compare`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch `start:end` of a text, at an edit distance from the pattern."""

    start: int
    end: int
    distance: int


def ends(pattern: str, text: str, *, anchored: bool = False) -> list[int]:
    """For each character of the text the distance of the pattern to what ends with it.

    This is the Levenshtein distance to the nearest stretch that ends there; with `anchored` to
    the whole text up to there. The bit-vector algorithm of Myers (J. ACM 46(3), 1999) in the form
    of Hyyrö (2003): one Python integer holds a column of the table, so that the time grows with
    the text and hardly with the pattern (9,000 characters in 12,000: 0.1 s). Libraries have the
    distance of two whole texts only, or guess the stretch (`rapidfuzz.fuzz.partial_ratio`).

    Raises:
        ValueError: if the pattern is empty.
    """
    if not pattern:
        raise ValueError("an empty pattern ends everywhere")
    places: dict[str, int] = {}
    for at, character in enumerate(pattern):
        places[character] = places.get(character, 0) | 1 << at
    full, top = (1 << len(pattern)) - 1, 1 << (len(pattern) - 1)
    # Where a column of the table rises and falls from one row to the next.
    rises, falls, distance, found = full, 0, len(pattern), []
    for character in text:
        equal = places.get(character, 0) | falls
        level = (((equal & rises) + rises) ^ rises) | equal
        up, down = falls | (full & ~(level | rises)), rises & level
        distance += bool(up & top) - bool(down & top)
        up = (up << 1 | anchored) & full
        rises, falls = (down << 1 & full) | (full & ~(level | up)), level & up
        found.append(distance)
    return found


def occurrences(pattern: str, text: str, limit: int) -> list[Match]:
    """The stretches of a text within `limit` edits of the pattern, without overlap, in order."""
    if not limit:
        return [Match(m.start(), m.end(), 0) for m in re.finditer(re.escape(pattern), text)]
    if not _may_hold(pattern, text, limit):
        return []
    distances = ends(pattern, text)
    close = (at for at, distance in enumerate(distances) if distance <= limit)
    # Neighbouring ends belong to one stretch; the nearest of them is its end.
    runs = groupby(enumerate(close), key=lambda pair: pair[1] - pair[0])
    best = [_last_least({at: distances[at] for _, at in run}) for _, run in runs]
    return _apart([_stretch(pattern, text, at + 1, distances[at]) for at in best])


def _last_least(distances: Mapping[int, int]) -> int:
    """The last place with the least distance: the longest stretch shares the most characters."""
    return min(distances, key=lambda at: (distances[at], -at))


def _may_hold(pattern: str, text: str, limit: int) -> bool:
    """Whether the text is long enough and has enough neighbouring characters of the pattern.

    An edit spoils at most two pairs (the q-gram lemma; Jokinen & Ukkonen 1991).
    """
    if len(text) < len(pattern) - limit:
        return False
    held = {text[at : at + 2] for at in range(len(text) - 1)}
    pairs = len(pattern) - 1
    return sum(pattern[at : at + 2] in held for at in range(pairs)) >= pairs - 2 * limit


def _stretch(pattern: str, text: str, end: int, distance: int) -> Match:
    """The stretch that ends at `end`, found by going back from there."""
    before = text[max(0, end - len(pattern) - distance) : end]
    backwards = ends(pattern[::-1], before[::-1], anchored=True)
    return Match(end - _last_least(dict(enumerate(backwards))) - 1, end, distance)


def _apart(matches: Sequence[Match]) -> list[Match]:
    """Of matches that overlap the nearest, in order."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda match: (match.distance, match.start)):
        if all(match.end <= other.start or other.end <= match.start for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def in_order(choices: Sequence[Sequence[Match]]) -> tuple[Match, ...] | None:
    """One match for each part, none before the end of the one before; None if there is no way.

    Of all such chains the one with the least distance, and of those the shortest. The matches
    of a part come in order and do not overlap.
    """
    chains: list[tuple[Match, ...]] = [(match,) for match in choices[0]]
    for matches in choices[1:]:
        chains = list(_continued(chains, matches))
    return min(chains, key=_worth, default=None)


def _continued(
    chains: Sequence[tuple[Match, ...]], matches: Sequence[Match]
) -> Iterator[tuple[Match, ...]]:
    """Each match behind the best of the chains that end before it."""
    best: tuple[Match, ...] | None = None
    at = 0
    for match in matches:
        while at < len(chains) and chains[at][-1].end <= match.start:
            # A tie goes to the chain that begins later: it is shorter.
            if best is None or _rank(chains[at]) <= _rank(best):
                best = chains[at]
            at += 1
        if best is not None:
            yield (*best, match)


def _rank(chain: Sequence[Match]) -> tuple[int, int]:
    return sum(match.distance for match in chain), -chain[0].start


def _worth(chain: Sequence[Match]) -> tuple[int, int]:
    return sum(match.distance for match in chain), chain[-1].end - chain[0].start
