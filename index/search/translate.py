"""The words of a question in the other language, so that words can be matched across languages.

Probabilistic structured queries (Darwish & Oard 2003): a word stands for its translations, each
for its share. The table comes from parallel text (`index.encode.training.translate`); a word that
is not in it stands for itself alone, as symbols, numbers and names do.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

_TABLE = "translations.tsv.xz"
_HAN = re.compile("[\u3400-\u9fff]")
MOST = 8
# So many terms are looked for in the text of the table before it is indexed.
_SEARCHED = 200


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a question with what it may be in the other language: (term, share), the shares
    adding up to 1; empty where nothing is known."""

    text: str
    translations: tuple[tuple[str, float], ...] = ()


def translated(terms: Sequence[str]) -> tuple[Term, ...]:
    """The terms of a question with their translations; each term's own script tells which way."""
    return tuple(Term(term, _translations(term)) for term in terms)


@lru_cache(maxsize=10_000)
def _translations(term: str) -> tuple[tuple[str, float], ...]:
    column = 1 if _HAN.search(term) else 0
    found = ((row[1 - column], int(row[2])) for row in _rows(term, column))
    best = sorted(found, key=lambda pair: -pair[1])[:MOST]
    total = sum(worth for _, worth in best)
    return tuple((other, worth / total) for other, worth in best)


def _rows(term: str, column: int) -> Iterator[list[str]]:
    """The rows of the table with a term in one column (0 English, 1 Chinese), in order.

    A short command searches the text of the table, 0.2 ms for each term, since an index of it
    would cost a cold start 80 ms; whoever looks up more than that gets the index.
    """
    if _translations.cache_info().misses > _SEARCHED:
        yield from _index(column).rows(term)
        return
    mark, table = ("\n" if column == 0 else "\t") + term + "\t", _table()
    at = table.find(mark)
    while at >= 0:
        begin = table.rfind("\n", 0, at + 1) + 1
        end = table.index("\n", begin)
        yield table[begin:end].split("\t")
        at = table.find(mark, end)


class _Index:
    """Where the rows of a term begin, by its hash: 0.8 MB a column, a dictionary takes 15."""

    def __init__(self, column: int) -> None:
        self._column = column
        lines = _table()[1:].splitlines(keepends=True)
        hashes = (hash(line.split("\t", 2)[column]) for line in lines)
        unsorted = np.fromiter(hashes, np.int64, len(lines))
        lengths = np.fromiter(map(len, lines), np.int64, len(lines))
        order = np.argsort(unsorted, kind="stable")
        self._hashes = unsorted[order]
        self._begins = (np.cumsum(lengths) - lengths + 1)[order]

    def rows(self, term: str) -> Iterator[list[str]]:
        """The rows of a term, in the order of the table."""
        first = np.searchsorted(self._hashes, hash(term))
        last = np.searchsorted(self._hashes, hash(term), side="right")
        for begin in self._begins[first:last].tolist():
            row = _table()[begin : _table().index("\n", begin)].split("\t")
            if row[self._column] == term:
                yield row


@cache
def _index(column: int) -> _Index:
    return _Index(column)


@cache
def _table() -> str:
    """Rows of English, Chinese and worth, each after a line break."""
    packed = files("index.search").joinpath(_TABLE).read_bytes()
    return "\n" + lzma.decompress(packed).decode("utf8")
