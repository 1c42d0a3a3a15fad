"""A quotation beside the record, as a reader sees it: what was left out, put in, changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Levenshtein, Postfix, Prefix

from rag.verify_align import Match
from rag.verify_fold import Folded, same_mark, writings
from rag.verify_model import Operation, Segment, Writing


@dataclass(frozen=True, slots=True)
class Compared:
    """A part of a quotation and the record; `start`/`end` are places in the record's source.

    The `quotation` of all segments, joined, is the part as given, their `record` is
    `source[start:end]`. `written` says in what the writing of the same words differs.
    """

    start: int
    end: int
    segments: tuple[Segment, ...]
    written: frozenset[Writing]


@dataclass(frozen=True, slots=True)
class _Step:
    """Characters `first:stop` of the part against `begin:close` of the stretch, both folded."""

    equal: bool
    first: int
    stop: int
    begin: int
    close: int

    def __len__(self) -> int:
        return max(self.stop - self.first, self.close - self.begin)


def compare(part: Folded, record: Folded, match: Match) -> Compared:
    """Compare a part of a quotation with the stretch of a record where it was found.

    Marks before its first and behind its last word are looked for in the record too.
    """
    start, end = _with_marks(part, record, match)
    steps = _tidied(_steps(part.text, record.text[match.start : match.end]))
    segments: list[Segment] = []
    written: set[Writing] = set()
    quoted, printed = 0, start
    for equal, quoted_to, printed_to in _cuts(steps, part, record, match, end):
        # A character that folds to several may be cut in two: never go back.
        quoted_to, printed_to = max(quoted, quoted_to), max(printed, printed_to)
        pair = part.source[quoted:quoted_to], record.source[printed:printed_to]
        quoted, printed = quoted_to, printed_to
        if equal and pair[0] != pair[1]:
            written |= writings(*pair)
        segments += [_written(*pair)] if equal else _edited(*pair)
    return Compared(start, end, _joined(segments), frozenset(written))


def _with_marks(part: Folded, record: Folded, match: Match) -> tuple[int, int]:
    """The stretch in the record's source, with those marks around it that the part has too."""
    start, end = record.starts[match.start], record.end_of(match.end - 1)
    before = record.source[record.end_of(match.start - 1) : start]
    after = record.source[end:]
    lead = part.source[: part.starts[0]]
    trail = part.source[part.end_of(len(part.starts) - 1) :]
    return start - _along(lead[::-1], before[::-1]), end + _along(trail, after)


def _along(marks: str, there: str) -> int:
    """How far one gets in `there` along the marks, white space in both aside."""
    reached = at = 0
    for mark in "".join(marks.split()):
        while at < len(there) and there[at].isspace():
            at += 1
        if at == len(there) or not same_mark(mark, there[at]):
            break
        at += 1
        reached = at
    return reached


def _steps(part: str, stretch: str) -> list[_Step]:
    """The least edits (Levenshtein) between two folded texts, neighbouring ones as one."""
    codes = Levenshtein.opcodes(part, stretch)
    runs = [list(run) for _, run in groupby(codes, key=lambda code: code.tag == "equal")]
    return [
        _Step(
            run[0].tag == "equal",
            run[0].src_start,
            run[-1].src_end,
            run[0].dest_start,
            run[-1].dest_end,
        )
        for run in runs
    ]


def _tidied(steps: Sequence[_Step]) -> list[_Step]:
    """Edits that hardly anything divides become one, since readers see a changed phrase.

    The rule is the semantic clean-up of diff-match-patch (Fraser): what is equal is given up
    where it is no longer than the edits on either side.
    """
    tidy: list[_Step] = []
    for step in steps:
        tidy.append(step)
        while len(tidy) > 2 and not step.equal and _is_chance(*tidy[-3:]):
            before, _, after = tidy[-3:]
            tidy[-3:] = [_Step(False, before.first, after.stop, before.begin, after.close)]
    return tidy


def _is_chance(before: _Step, between: _Step, after: _Step) -> bool:
    return between.equal and len(between) <= min(len(before), len(after))


def _cuts(
    steps: Sequence[_Step], part: Folded, record: Folded, match: Match, end: int
) -> Iterator[tuple[bool, int, int]]:
    """Where each piece ends in both sources, and whether its words are equal.

    Equal words are cut one by one, each with the marks behind it; but the marks between equal
    words and an edit go with the edit, on whichever side of it they stand.
    """
    quoted = [*part.starts, len(part.source)]
    printed = [*record.starts[match.start : match.end], end]
    if steps[0].equal:
        yield True, quoted[0], printed[0]
    for step in steps:
        if step.equal:
            inside = range(1, len(step))
            yield from ((True, quoted[step.first + i], printed[step.begin + i]) for i in inside)
            if step is not steps[-1]:
                end_of_words = record.end_of(match.start + step.close - 1)
                yield True, part.end_of(step.stop - 1), end_of_words
                continue
        yield step.equal, quoted[step.stop], printed[step.close]


def _written(quoted: str, printed: str) -> Segment:
    return Segment("same" if quoted == printed else "written", quoted, printed)


def _edited(quoted: str, printed: str) -> Iterator[Segment]:
    """An edit without what both sides begin and end with."""
    cut = Prefix.similarity(quoted, printed)
    prefix, quoted, printed = quoted[:cut], quoted[cut:], printed[cut:]
    kept = len(quoted) - Postfix.similarity(quoted, printed)
    suffix = quoted[kept:]
    quoted, printed = quoted[:kept], printed.removesuffix(suffix)
    yield Segment("same", prefix, prefix)
    yield Segment(_operation(quoted, printed), quoted, printed)
    yield Segment("same", suffix, suffix)


def _operation(quoted: str, printed: str) -> Operation:
    if quoted and printed:
        return "changed"
    return "put_in" if quoted else "left_out"


def _joined(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Neighbours of one operation as one, empty ones left out."""
    shown = (segment for segment in segments if segment.quotation or segment.record)
    runs = (list(run) for _, run in groupby(shown, key=lambda segment: segment.operation))
    return tuple(
        Segment(
            run[0].operation,
            "".join(segment.quotation for segment in run),
            "".join(segment.record for segment in run),
        )
        for run in runs
    )
