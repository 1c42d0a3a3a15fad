"""Who mentions a resolution or document, in whatever form it is written.

    finder = MentionFinder(library)
    finder.find("2396")          # S/RES/2396 (2017), 第2396（2017）号决议, resolution 2396 ...

The stages: read the symbol, ask the lexical index for the passages that hold it (there it is one
term in one normal form), find it in their words, cite its sentences. Looked through is what
was said or written in statements and letters; front pages and headings are nobody's words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import InputError, NotHeld
from index.records.model import Delegation, Document, Language, Record, Span
from index.search.filters import Selection, resolve
from index.search.model import Filters
from index.search.translate import Term
from index.sentences import sentence_spans
from rag.answer import Stopwatch
from rag.mentions_model import Mention, Mentioner, Mentions
from rag.mentions_symbols import near, occurrences, read_symbol
from rag.quoted import quoted
from rag.trim import trim

if TYPE_CHECKING:
    from index.search.holdings import Snapshot
    from index.store.library import Library
    from index.store.places import Place

SHOWN = 100
MOST_SHOWN = 1000
_HAN = re.compile("[\u3400-\u9fff]")
_ENGLISH = re.compile(r"resolution", re.IGNORECASE)
_FIRST = "Add records with: rostrum index PATH."
_LIST = "rostrum documents lists what is held."
Who = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class _Found:
    """One mention: the passage's place and the characters of the form in the mended text."""

    place: Place
    start: int
    end: int

    @property
    def who(self) -> Who:
        """Whose words they are: the delegation's code ("" if unknown), and whether as chair."""
        speaker = self.place.statement.speaker
        return _code(speaker.delegation), speaker.chair


class MentionFinder:
    """Finds mentions in the records of one library; threads may share one."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def find(
        self,
        symbol: str,
        filters: Filters | None = None,
        language: Language | None = None,
        limit: int = SHOWN,
        offset: int = 0,
    ) -> Mentions:
        """Every mention of a resolution or document.

        Args:
            symbol: a symbol or the number of a resolution, in any written form.
            filters: which documents, delegations and speakers count.
            language: that of names and references; if None that of the written form, or where it
                has none that of most of the mentions.
            limit: how many mentions are given with their sentences, 1 to 1000.
            offset: how many are passed over before.

        Raises:
            InputError: not a symbol; limit or offset out of range.
            FilterError: a filter names something the library does not know.
            NotHeld: the document is neither held nor mentioned; the hint names near ones.
        """
        normal = read_symbol(symbol)
        _check(limit, offset)
        watch = Stopwatch()
        with watch.stage("total"), self._library.moment() as snapshot:
            if snapshot is None:
                raise NotHeld(f"{normal} is not held: the library is empty.", _FIRST)
            selection = resolve(filters, snapshot.roster)
            with watch.stage("search"):
                found = self._found(snapshot, normal, selection)
            held = snapshot.roster.symbols.get(normal, ())
            if not found and not held:
                self._check_known(snapshot, normal, selection)
            reader = language or _language_of(symbol, [one.place.document for one in found] or held)
            by = _mentioners(found)
            with watch.stage("cite"):
                shown = _in_order(found, by)[offset : offset + limit]
                mentions = tuple(self._cited(shown, reader, offset))
        return Mentions(
            asked=symbol,
            symbol=normal,
            language=reader,
            held=held,
            total=len(found),
            documents=len({one.place.document.id for one in found}),
            by=by,
            offset=offset,
            mentions=mentions,
            timings=watch.timings,
        )

    def _found(
        self, snapshot: Snapshot, symbol: str, selection: Selection | None
    ) -> tuple[_Found, ...]:
        """All mentions, in the order of dates."""
        rows, _ = snapshot.lexical.search((_term(symbol),), len(snapshot.lexical), selection)
        places = sorted(self._library.places(rows.tolist()).values(), key=_by_date)
        return tuple(
            _Found(place, place.passage.start + span.start, place.passage.start + span.end)
            for place in places
            for span in occurrences(place.passage.text, symbol)
        )

    def _check_known(self, snapshot: Snapshot, symbol: str, selection: Selection | None) -> None:
        """Object to a symbol that stands nowhere, whatever the filters."""
        if selection is not None and self._found(snapshot, symbol, None):
            return
        similar = near(
            symbol,
            snapshot.roster.symbols,
            lambda other: bool(self._found(snapshot, other, None)),
        )
        hint = f"Held or mentioned are {', '.join(similar)}." if similar else _LIST
        raise NotHeld(f"{symbol} is not held, and no statement or letter mentions it.", hint)

    def _cited(self, found: Sequence[_Found], language: Language, offset: int) -> Iterator[Mention]:
        records: dict[str, Record] = {}
        for number, one in enumerate(found, start=offset + 1):
            id = one.place.document.id
            record = records.get(id) or self._library.record(id)
            records[id] = record
            around = _sentence(one)
            citation = quoted(record, one.place.passage, around.start, around.end, language, number)
            yield Mention(citation, record.text[one.start : one.end], one.start, one.end)


def _check(limit: int, offset: int) -> None:
    if not 1 <= limit <= MOST_SHOWN:
        raise InputError(f"limit is {limit}.", f"Ask for 1 to {MOST_SHOWN:,} mentions.")
    if offset < 0:
        raise InputError(f"offset is {offset}.", "Begin at 0 or behind it.")


def _term(symbol: str) -> Term:
    """A symbol as the index knows it."""
    return Term(symbol.lower().replace(" ", ""))


def _by_date(place: Place) -> tuple[str, str, int]:
    return place.document.date or "", place.document.label, place.passage.start


def _language_of(written: str, documents: Sequence[Document]) -> Language:
    """The language of a written form; a bare symbol has that of most documents that name it."""
    if _HAN.search(written):
        return "zh"
    chinese = sum(document.language == "zh" for document in documents)
    return "zh" if chinese * 2 > len(documents) and not _ENGLISH.search(written) else "en"


def _mentioners(found: Sequence[_Found]) -> tuple[Mentioner, ...]:
    """Who names it, the most frequent first; of equals whoever did so first."""
    counted = Counter(one.who for one in found)
    delegations = {one.who: one.place.statement.speaker.delegation for one in found}
    documents: dict[Who, set[str]] = {}
    for one in found:
        documents.setdefault(one.who, set()).add(one.place.document.id)
    return tuple(
        Mentioner(delegations[who], who[1], mentions, len(documents[who]))
        for who, mentions in counted.most_common()
    )


def _in_order(found: Iterable[_Found], by: Sequence[Mentioner]) -> list[_Found]:
    """The mentions by who makes them, in the order of `by`, then by date."""
    rank = {(_code(one.delegation), one.chair): place for place, one in enumerate(by)}
    return sorted(found, key=lambda one: rank[one.who])


def _code(delegation: Delegation | None) -> str:
    return delegation.code if delegation else ""


def _sentence(one: _Found) -> Span:
    """The sentence that holds a mention, in the mended text, without labels at its beginning."""
    text, origin = one.place.passage.text, one.place.passage.start
    start, end = one.start - origin, one.end - origin
    spans = (span for span in sentence_spans(text) if span.start <= start and end <= span.end)
    whole = next(spans, Span(0, len(text)))
    short = trim(text, whole.start, whole.end)
    chosen = short if short.start <= start and end <= short.end else whole
    return Span(origin + chosen.start, origin + chosen.end)
