"""Learn which words translate which: the table of the cross-lingual lexical leg.

Terms are those of the lexical index (`index.search.words`), taken as sets of a line. Candidates
are the best partners by phi squared (Gale & Church 1991); their probabilities come from IBM
model 1 with an empty word (Brown et al. 1993), learnt in both directions by expectation
maximisation. A pair is worth the geometric mean of its two probabilities, which drops what only
stands near a word in one language. Everything is sparse matrices: seven minutes on two cores.
"""

from __future__ import annotations

import argparse
import logging
import lzma
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from index.encode.training import sources
from index.search.words import word_terms

LOG = logging.getLogger(__name__)
Pair = tuple[frozenset[str], frozenset[str]]
TABLE = Path(__file__).parents[2] / "search" / "translations.tsv.xz"


@dataclass(frozen=True)
class Sizes:
    """How often a term must occur, what of a line is read, how much of the table is kept."""

    least_lines: int = 3
    longest_line: int = 40
    partners_en: int = 24
    partners_zh: int = 12
    rounds: int = 3
    lines_at_once: int = 40_000
    least_worth: float = 0.1
    kept: int = 8


SIZES = Sizes()
# Every how many lines of a source are read: laws and manuals repeat themselves.
EVERY = {"tw_laws": 2, "python_docs": 3}


def pairs(data: Path, banned: frozenset[str], sizes: Sizes = SIZES) -> Iterator[Pair]:
    """(Chinese, English) term sets of short lines and of the lexicon."""

    def lines() -> Iterator[tuple[str, str]]:
        for name in sources.PARALLEL:
            found = sources.parallel(data, name, banned)
            yield from islice(found, 0, None, EVERY.get(name, 1))
        yield from sources.lexicon(data)
        yield from sources.written_pairs(list(sources.written(data)))

    for zh, en in lines():
        if len(zh) <= 4 * sizes.longest_line and len(en) <= 12 * sizes.longest_line:
            pair = frozenset(word_terms(zh)), frozenset(word_terms(en))
            if all(0 < len(side) <= sizes.longest_line for side in pair):
                yield pair


class Side:
    """The terms of one language and which lines hold them."""

    def __init__(self, lines: Sequence[frozenset[str]], least: int) -> None:
        counts = Counter(term for line in lines for term in line)
        self.terms = sorted(term for term, count in counts.items() if count >= least)
        place = {term: i for i, term in enumerate(self.terms)}
        columns = [sorted(place[t] for t in line if t in place) for line in lines]
        ends = np.cumsum([0] + [len(c) for c in columns])
        flat = np.array([i for c in columns for i in c], np.int32)
        shape = (len(lines), len(self.terms))
        self.lines = csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=shape)


def candidates(
    en: Side, zh: Side, sizes: Sizes = SIZES
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Places of the pairs worth looking at: each term's best partners by phi squared."""
    joint = (en.lines.T @ zh.lines).tocoo()
    n, both = float(en.lines.shape[0]), joint.data.astype(np.float64)
    a = np.asarray(en.lines.sum(0))[0].astype(np.float64)[joint.row]
    b = np.asarray(zh.lines.sum(0))[0].astype(np.float64)[joint.col]
    top = both * n - a * b
    phi = np.where((top > 0) & (both >= 2), top**2 / (a * (n - a) * b * (n - b) + 1e-9), 0.0)
    best = _best(joint.row, phi, sizes.partners_en) | _best(joint.col, phi, sizes.partners_zh)
    kept = (phi > 0) & best
    return joint.row[kept], joint.col[kept]


def _best(group: NDArray[np.int32], value: NDArray[np.float64], k: int) -> NDArray[np.bool_]:
    """Which entries are among the k highest of their group."""
    order = np.lexsort((-value, group))
    ordered = group[order]
    place = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    chosen = np.zeros(len(group), bool)
    chosen[order[place < k]] = True
    return chosen


def model_1(
    source: csr_matrix,
    target: csr_matrix,
    rows: NDArray[np.int32],
    columns: NDArray[np.int32],
    sizes: Sizes = SIZES,
) -> csr_matrix:
    """p(target term | source term) over the given pairs, shape (source terms, target terms).

    `source` and `target` say which line holds which term. The empty source word takes what no
    other explains.
    """
    start = np.full(len(rows), 0.05, np.float32)
    table = csr_matrix((start, (rows, columns)), shape=(source.shape[1], target.shape[1]))
    empty = np.asarray(target.sum(0))[0]
    empty = (empty / empty.sum()).astype(np.float32)
    for _ in range(sizes.rounds):
        counts, explained = csr_matrix(table.shape, dtype=np.float32), np.zeros(len(empty))
        for at in range(0, source.shape[0], sizes.lines_at_once):
            x, y = (side[at : at + sizes.lines_at_once] for side in (source, target))
            share = ((x @ table).multiply(y) + y @ diags(empty)).tocsr()
            share.data = 1 / share.data
            share = share.multiply(y).tocsr()
            counts = counts + (x.T @ share).multiply(table).tocsr()
            explained += np.asarray(share.sum(0))[0] * empty
        total = np.asarray(counts.sum(1))[:, 0]
        table = (diags((1 / np.maximum(total, 1e-9)).astype(np.float32)) @ counts).tocsr()
        # Half of the mass is left to real words, or the empty one swallows the rare.
        empty = (0.5 * explained / explained.sum()).astype(np.float32)
    return table


def learn(found: Sequence[Pair], sizes: Sizes = SIZES) -> Iterator[tuple[str, str, float]]:
    """(English term, Chinese term, worth) of the pairs that are kept, by English term."""
    en, zh = (Side([pair[i] for pair in found], sizes.least_lines) for i in (1, 0))
    LOG.info("%d lines, %d English and %d Chinese terms", len(found), len(en.terms), len(zh.terms))
    rows, columns = candidates(en, zh, sizes)
    LOG.info("%d candidate pairs", len(rows))
    there = model_1(en.lines, zh.lines, rows, columns, sizes)
    back = model_1(zh.lines, en.lines, columns, rows, sizes)
    worth = there.multiply(back.T).sqrt().tocoo()
    kept = worth.data >= sizes.least_worth
    row, column, value = worth.row[kept], worth.col[kept], worth.data[kept]
    best = _best(row, value, sizes.kept) | _best(column, value, sizes.kept)
    row, column, value = row[best], column[best], value[best]
    for at in np.lexsort((-value, row)):
        yield en.terms[row[at]], zh.terms[column[at]], float(value[at])


def write(out: Path, table: Iterator[tuple[str, str, float]]) -> int:
    """Write `English TAB Chinese TAB worth in hundredths`, xz-compressed; the number of pairs."""
    lines = [f"{en}\t{zh}\t{round(100 * worth)}\n" for en, zh, worth in table]
    with lzma.open(out, "wt", encoding="utf8", preset=9) as stream:
        stream.writelines(lines)
    return len(lines)


def main() -> None:
    """`python -m index.encode.training.translate`."""
    parser = argparse.ArgumentParser(
        prog="python -m index.encode.training.translate",
        description="Learn the translation table of the lexical leg from parallel text.",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with parallel/, lexicon/")
    parser.add_argument("--benchmarks", type=Path, help="folder whose lines are never learnt from")
    parser.add_argument("--out", type=Path, default=TABLE, help=f"default: {TABLE.name}")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    banned = sources.benchmark_lines(given.benchmarks) if given.benchmarks else frozenset()
    LOG.info("%d pairs written", write(given.out, learn(list(pairs(given.data, banned)))))


if __name__ == "__main__":
    main()
