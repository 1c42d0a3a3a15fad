"""Two runs side by side: what differs, how surely, in which slices, and on which questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.files import ResultFileError
from eval.model import Run
from eval.question_set import Need
from eval.score import Scored
from eval.significance import Difference, holm, paired
from eval.slices import Slice, by_document, by_kind, ids, language_of, need_of
from index.records.model import Record

# The measure by which wins and losses are told.
TOLD_BY = "nDCG@10"
# A change of a single question that is worth showing.
WORTH_SHOWING = 0.05


class DifferentRuns(ResultFileError):
    """Two runs are not over the same questions and texts."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure in one slice; `adjusted` is p after Holm over the measures of the slice."""

    slice: str
    measure: str
    difference: Difference
    adjusted: float

    @property
    def real(self) -> bool:
        """Whether the difference is significant at 5% after adjusting."""
        return self.adjusted < 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """One development question on which two runs differ, with the value of each."""

    id: str
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """B against A: rows by slice and measure, each run's gap between the languages, changes.

    `gaps` has Chinese as A and English as B, over twins, for each of the two runs.
    """

    a: str
    b: str
    rows: tuple[Row, ...]
    gaps: Mapping[str, tuple[Row, ...]]
    wins: tuple[Change, ...]
    losses: tuple[Change, ...]


def check_comparable(a: Run, b: Run) -> None:
    """Two runs can be compared if they answer the same questions over the same texts.

    Raises:
        DifferentRuns: they do not.
    """
    first, second = {q.id for q in a.questions}, {q.id for q in b.questions}
    for name, lacking in ((a.name, second - first), (b.name, first - second)):
        if lacking:
            some = ", ".join(sorted(lacking)[:3])
            raise DifferentRuns(
                f"The run {name} lacks {len(lacking)} questions of the other, such as {some}.",
                "Run both over the same questions (and the same --half).",
            )
    for what in ("questions", "texts"):
        if a.settings.get(what) != b.settings.get(what):
            raise DifferentRuns(
                f"The runs {a.name} and {b.name} were made on different {what}.",
                "Run both anew on what is there now.",
            )


def compare(
    a: Scored,
    b: Scored,
    records: Mapping[str, Record],
    wanted: Callable[[str], bool] = lambda _name: True,
) -> Comparison:
    """B against A in every slice that is wanted, by its name.

    Raises:
        DifferentRuns: the runs are not over the same questions and texts.
    """
    check_comparable(a.run, b.run)
    needs = list(a.needs.values())
    rows = [
        row
        for name, chosen in slices(needs, records).items()
        if wanted(name)
        for row in _rows(name, chosen, a.scores.values, b.scores.values, need_of)
    ]
    changes = _changes(a, b)
    return Comparison(
        a=a.run.name,
        b=b.run.name,
        rows=tuple(rows),
        gaps={"A": language_gap(a), "B": language_gap(b)},
        wins=tuple(sorted((c for c in changes if c.b > c.a), key=lambda c: c.a - c.b)),
        losses=tuple(sorted((c for c in changes if c.b < c.a), key=lambda c: c.b - c.a)),
    )


def slices(needs: Sequence[Need], records: Mapping[str, Record]) -> dict[str, Slice]:
    """Every slice that figures are given for, by name."""
    named: dict[str, Slice] = {"all": ids(needs)}
    for half in ("dev", "test"):
        if chosen := ids(needs, half):
            named[half] = chosen
            named |= {f"{half} · {lang}": ids(needs, half, lang) for lang in ("zh", "en")}
    named |= {lang: ids(needs, None, lang) for lang in ("zh", "en")}
    named |= {f"kind · {kind}": ids(found) for kind, found in by_kind(needs).items()}
    documents = by_document(needs, records)
    named |= {f"document · {label}": ids(found) for label, found in documents.items()}
    return named


def _rows(
    name: str,
    chosen: Slice,
    a: Mapping[str, Mapping[str, float]],
    b: Mapping[str, Mapping[str, float]],
    group: Callable[[str], str],
) -> list[Row]:
    found = {
        measure: paired(_within(a[measure], chosen), _within(b[measure], chosen), group)
        for measure in a
        if measure in b
    }
    found = {measure: difference for measure, difference in found.items() if difference.questions}
    adjusted = holm([difference.p for difference in found.values()])
    return [
        Row(name, measure, difference, p)
        for (measure, difference), p in zip(found.items(), adjusted, strict=True)
    ]


def _within(values: Mapping[str, float], chosen: Slice) -> dict[str, float]:
    return {id: value for id, value in values.items() if id in chosen}


def language_gap(scored: Scored) -> tuple[Row, ...]:
    """English against Chinese over twins, measure by measure."""
    zh = _of_language(scored.scores.values, "zh")
    en = _of_language(scored.scores.values, "en")
    # Here a question is told by its need alone.
    return tuple(_rows("twins", frozenset(scored.needs), zh, en, str))


def _of_language(
    values: Mapping[str, Mapping[str, float]], language: str
) -> dict[str, dict[str, float]]:
    """The values of one language, by need."""
    return {
        measure: {need_of(id): v for id, v in of.items() if language_of(id) == language}
        for measure, of in values.items()
    }


def _changes(a: Scored, b: Scored) -> list[Change]:
    """The development questions whose value changes noticeably; the test half is not read."""
    first, second = a.scores.values.get(TOLD_BY, {}), b.scores.values.get(TOLD_BY, {})
    dev = ids(a.needs.values(), "dev")
    return [
        Change(id, value, second[id])
        for id, value in first.items()
        if id in dev and id in second and abs(second[id] - value) >= WORTH_SHOWING
    ]
