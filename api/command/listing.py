"""The list of what a library holds, as `rostrum documents` shows it: a part of it, and sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from api.command.terminal import columns, faint, pad, shorten, strong, table, width

if TYPE_CHECKING:
    from index.store.model import DocumentSummary

# So many documents are listed unless another number is asked for.
LISTED = 100
_HEADS = ("document", "date", "language", "versions", "statements", "passages", "title")


def fitting(summaries: Sequence[DocumentSummary], find: str) -> tuple[DocumentSummary, ...]:
    """The documents in whose symbol, title, file name or date all words of `find` stand."""
    words = find.casefold().split()
    return tuple(one for one in summaries if all(word in _described(one) for word in words))


def _described(summary: DocumentSummary) -> str:
    document = summary.document
    known = (document.symbol, document.title, document.name, document.date)
    return " ".join(filter(None, known)).casefold()


def listing_text(summaries: Sequence[DocumentSummary], limit: int) -> str:
    """A table of the first `limit` documents (0: of all), and how much all of them hold."""
    shown = summaries[: limit or None]
    return "\n".join([*_table(shown), *_closing(summaries, len(shown))])


def closing_text(summaries: Sequence[DocumentSummary], shown: int) -> str:
    """What stands below a list of the first `shown` documents."""
    return "\n".join(_closing(summaries, shown))


def _table(summaries: Sequence[DocumentSummary]) -> Iterator[str]:
    rows = [_HEADS, *(_row(summary) for summary in summaries)]
    # The title comes last and takes what is left of the line.
    fixed = table([row[:-1] for row in rows]).splitlines()
    taken = max(map(width, fixed)) + 2
    lines = [
        pad(line, taken) + shorten(row[-1], max(20, columns() - taken))
        for line, row in zip(fixed, rows, strict=True)
    ]
    yield strong(lines[0])
    yield from (line.rstrip() for line in lines[1:])


def _row(summary: DocumentSummary) -> tuple[str, ...]:
    document = summary.document
    return (
        document.label,
        document.date or "",
        " ".join([document.language, *(f"(+{other.language})" for other in summary.translations)]),
        f"{1 + len(summary.earlier):>8}",
        f"{summary.statements:>10}",
        f"{summary.passages:>8}",
        document.title or "",
    )


def _closing(summaries: Sequence[DocumentSummary], shown: int) -> Iterator[str]:
    """What is not shown, and sums over all where there are several."""
    if len(summaries) < 2:
        return
    if more := len(summaries) - shown:
        yield faint(f"{more:,} more: --limit 0 lists all, --find WORDS those you look for")
    languages = Counter(one.document.language for one in summaries).most_common()
    spoken = ", ".join(f"{count:,} {language}" for language, count in languages)
    counts = [
        f"{len(summaries):,} documents ({spoken})",
        f"{sum(one.statements for one in summaries):,} statements",
        f"{sum(one.passages for one in summaries):,} passages",
        f"{sum(one.characters for one in summaries):,} characters",
    ]
    dates = sorted(one.document.date for one in summaries if one.document.date)
    if dates:
        counts.append(dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}")
    yield faint(" · ".join(counts))
