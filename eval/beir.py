"""Any data set in the form of BEIR, asked through the same pipeline as the records.

The corpus goes into a throw-away library: a document is a text with its title above it, cut
into passages, encoded and indexed as any other; its score for a query is that of its best
passage.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import get_args

from eval.beir_corpus import NoEncoder, Stopwatch, records
from eval.beir_files import DataSet, read_data_set
from eval.lines import DataSetError
from eval.measures import (
    Grades,
    mean,
    ndcg,
    per_query,
    recall,
    reciprocal_rank,
    success,
)
from eval.trec import Qrels, RankedRun, ranked, write_run
from index.encode.protocol import Encoder
from index.errors import InputError, QuestionError
from index.search.model import Leg
from index.search.searcher import MOST_HITS, Searcher
from index.store.library import Library
from index.store.model import Progress

# How deep a run goes: what Recall@100 needs.
DEPTH = 100
ALL: tuple[Leg, ...] = get_args(Leg)
MEASURES: Mapping[str, Callable[[Grades, Grades], float]] = {
    "nDCG@10": partial(ndcg, k=10),
    "Recall@10": partial(recall, k=10),
    "Recall@100": partial(recall, k=100),
    "MRR@10": lambda grades, _judged: reciprocal_rank(grades, 10),
    "Success@1": lambda grades, _judged: success(grades, 1),
    "Success@5": lambda grades, _judged: success(grades, 5),
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One data set asked one way.

    `measures` are means over the judged queries, those without a hit included. `seconds` are by
    stage: `corpus.*` for putting the corpus in, `queries.*` for asking all queries. `left_out`
    are documents that hold no word; `judged_unknown` counts judged documents that the corpus
    lacks (they can only be missed).
    """

    data_set: str
    split: str
    legs: tuple[Leg, ...]
    encoder: str
    documents: int
    passages: int
    queries: int
    measures: Mapping[str, float]
    seconds: Mapping[str, float]
    left_out: tuple[str, ...] = ()
    judged_unknown: int = 0


@dataclass(frozen=True, slots=True)
class Indexed:
    """A corpus in a library, ready to be asked."""

    data: DataSet
    library: Library
    searcher: Searcher
    seconds: Mapping[str, float]
    left_out: tuple[str, ...]

    def ask(self, legs: tuple[Leg, ...] = ALL) -> tuple[RankedRun, Evaluation]:
        """Ask every judged query by these legs; the run and what it is worth.

        Raises:
            DataSetError: a query that cannot be asked.
        """
        watch = Stopwatch(dict(self.seconds))
        scores = {query: self._documents(query, legs, watch) for query in self.data.qrels}
        run = RankedRun("rostrum-" + "-".join(legs), scores)
        return run, self._evaluated(run, legs, watch)

    def _documents(self, query: str, legs: tuple[Leg, ...], watch: Stopwatch) -> dict[str, float]:
        """The best documents of a query, at most DEPTH, by the score of their best passage."""
        try:
            found = _best(self.searcher, self.data.queries[query], legs, watch)
        except QuestionError as error:
            message = f"the query {query} cannot be asked. {error.message}"
            raise DataSetError(message, error.hint, Path(self.data.name)) from error
        return dict(list(ranked(found).items())[:DEPTH])

    def _evaluated(self, run: RankedRun, legs: tuple[Leg, ...], watch: Stopwatch) -> Evaluation:
        data = self.data
        known = {found.id for found in data.corpus}
        return Evaluation(
            data_set=data.name,
            split=data.split,
            legs=legs,
            encoder=self.library.encoder.name,
            documents=len(data.corpus),
            passages=sum(found.passages for found in self.library.documents()),
            queries=len(data.qrels),
            measures=score(run, data.qrels),
            seconds=watch.seconds,
            left_out=self.left_out,
            judged_unknown=sum(len(judged.keys() - known) for judged in data.qrels.values()),
        )


def evaluate(
    folder: Path,
    encoder: Encoder,
    legs: tuple[Leg, ...] = ALL,
    split: str = "test",
    out: Path | None = None,
) -> Evaluation:
    """Index the corpus of a BEIR folder, ask its queries, score them; write the run to `out`.

    Where only words are asked for, the encoder is spared the corpus.

    Raises:
        DataSetError: the folder is not a data set, or nothing was found at all.
        ResultFileError: `out` cannot be written.
    """
    data = read_data_set(folder, split)
    with indexed(data, NoEncoder() if legs == ("lexical",) else encoder) as corpus:
        run, evaluation = corpus.ask(legs)
    if out is not None:
        write_run(out, run)
    return evaluation


@contextmanager
def indexed(data: DataSet, encoder: Encoder) -> Iterator[Indexed]:
    """The corpus of a data set in a library that is thrown away afterwards."""
    left_out: list[str] = []
    watch = Stopwatch()

    def told(progress: Progress) -> None:
        watch.lap(f"corpus.{progress.stage}")

    with (
        tempfile.TemporaryDirectory(prefix="rostrum-corpus-") as place,
        Library.open(Path(place) / "library", encoder, create=True) as library,
    ):
        library.add_records(records(data.corpus, left_out), told)
        yield Indexed(data, library, library.searcher(), watch.seconds, tuple(left_out))


def score(run: RankedRun, qrels: Qrels) -> dict[str, float]:
    """The mean of every measure over the judged queries; a query that is missing counts 0."""
    rankings = run.rankings()
    return {name: mean(per_query(value, rankings, qrels)) for name, value in MEASURES.items()}


def legs_named(names: str) -> tuple[Leg, ...]:
    """Legs from a list with commas: `dense,lexical`.

    Raises:
        InputError: an unknown leg, or none.
    """
    wanted = {name.strip() for name in names.split(",")}
    if not wanted <= set(ALL):
        raise InputError(f"The legs are {names!r}.", f"Name some of {', '.join(ALL)}.")
    return tuple(leg for leg in ALL if leg in wanted)


def as_json(evaluation: Evaluation) -> str:
    """An evaluation for programs; measures and seconds with six digits after the point."""
    fields = asdict(evaluation)
    for name in ("measures", "seconds"):
        fields[name] = {key: round(value, 6) for key, value in fields[name].items()}
    return json.dumps(fields, ensure_ascii=False, indent=2)


def as_text(evaluation: Evaluation) -> str:
    """An evaluation for the terminal."""
    lines = [
        f"{evaluation.data_set} ({evaluation.split}): {evaluation.queries:,} queries over "
        f"{evaluation.documents:,} documents in {evaluation.passages:,} passages, "
        f"legs {', '.join(evaluation.legs)}, encoder {evaluation.encoder}",
        *_notes(evaluation),
        *(f"  {name:<12}{value:.4f}" for name, value in evaluation.measures.items()),
        *(f"  {stage:<18}{value:8.2f} s" for stage, value in evaluation.seconds.items()),
    ]
    return "\n".join(lines)


def _notes(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.left_out:
        yield f"  {len(evaluation.left_out):,} documents without words were left out"
    if evaluation.judged_unknown:
        yield f"  {evaluation.judged_unknown:,} judged documents are not in the corpus"


def _best(
    searcher: Searcher, question: str, legs: tuple[Leg, ...], watch: Stopwatch
) -> dict[str, float]:
    """Documents by their best passage: as many passages as DEPTH documents take."""
    wanted = DEPTH
    while True:
        result = searcher.search(question, wanted, legs=legs)
        for stage, milliseconds in result.timings.items():
            watch.add(f"queries.{stage}", milliseconds / 1000)
        found: dict[str, float] = {}
        for hit in result.hits:
            found.setdefault(hit.document.name, float(hit.score))
        if len(found) >= DEPTH or len(result.hits) < wanted or wanted == MOST_HITS:
            return found
        wanted = min(2 * wanted, MOST_HITS)
