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

_TABLE = "translations.tsv.xz"
_HAN = re.compile("[\u3400-\u9fff]")
MOST = 8


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
    # Looked up in the text of the table: a mapping of it would cost a cold start 60 ms.
    rows = _rows("\n" + term + "\t") if not _HAN.search(term) else _rows("\t" + term + "\t")
    found = ((en if other == term else other, int(worth)) for en, other, worth in rows)
    best = sorted(found, key=lambda pair: -pair[1])[:MOST]
    total = sum(worth for _, worth in best)
    return tuple((other, worth / total) for other, worth in best)


def _rows(mark: str) -> Iterator[list[str]]:
    """The rows of the table in which `mark` stands, as English, Chinese and worth."""
    table = _table()
    at = table.find(mark)
    while at >= 0:
        begin = table.rfind("\n", 0, at + 1) + 1
        end = table.index("\n", begin)
        yield table[begin:end].split("\t")
        at = table.find(mark, end)


@cache
def _table() -> str:
    """Rows of English, Chinese and worth, each after a line break."""
    packed = files("index.search").joinpath(_TABLE).read_bytes()
    return "\n" + lzma.decompress(packed).decode("utf8")
