"""A small library for the tests of the service: two records, found by shared characters."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from types import SimpleNamespace

from index.errors import FilterError, NotHeld, QuestionError
from index.records.model import (
    Delegation,
    Document,
    OffsetMap,
    Paragraph,
    Passage,
    Record,
    Speaker,
    Statement,
)
from index.search.facets import ignored
from index.search.model import Filters, Hit, SearchResult
from index.store.model import DocumentSummary
from rag.cite import reference, translated_from
from rag.compose import compose
from rag.model import Answer, Citation

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>&lt;b&gt;'
POLAND = Delegation("PL", "波兰", "Poland", "state")
SCO = Delegation("SCO", "上海合作组织", "Shanghai Cooperation Organization", "organisation")

Spoken = tuple[Speaker, str | None, Sequence[str]]


def build(name: str, symbol: str | None, spoken: Sequence[Spoken], **about: object) -> Record:
    """A record from its statements, each a speaker, a language and paragraphs."""
    text, statements = "", []
    for number, (speaker, language, words) in enumerate(spoken, start=1):
        heading = len(text)
        text += f"{speaker.name or ''}：" if symbol else ""
        start, paragraphs = len(text), []
        for count, paragraph in enumerate(words, start=1):
            paragraphs.append(Paragraph(count, len(text), len(text) + len(paragraph)))
            text += paragraph + "\n"
        end = paragraphs[-1].end
        statements.append(
            Statement(number, start, end, heading, start, speaker, tuple(paragraphs), language)
        )
    # The file as given begins with a byte order mark, which mending removes.
    raw = "\ufeff" + text
    digest = hashlib.sha256(raw.encode()).hexdigest()
    document = Document(
        id=digest[:16],
        digest=digest,
        name=name,
        symbol=symbol,
        **({"language": "zh", "kind": "verbatim"} | about),  # type: ignore[arg-type]
    )
    return Record(document, raw, text, OffsetMap((0,), (1,), len(text)), (), tuple(statements))


MEETING = build(
    "meeting.txt",
    "S/PV.8626",
    [
        (
            Speaker("诺罗夫", "先生", delegation=SCO, name_en="Norov"),
            "Russian",
            [
                "首先，我谨感谢俄罗斯联邦邀请我参加今天的会议。",
                "上合组织正在实施一项新的禁毒战略。过去五年来，我们缴获了40%以上的非法麻醉品。",
                "我们与联合国积极合作。",
            ],
        ),
        (
            Speaker("普日达奇", "先生", delegation=POLAND, name_en="Przydacz"),
            "English",
            ["𠮷祥的开场白之后，波兰支持打击恐怖主义。", *(f"补充说明之{n}。" for n in range(40))],
        ),
    ],
    title="安全理事会第8626次会议",
    date="2019-09-25",
)
LETTER = build(
    "letter.txt",
    None,
    [(Speaker(None), None, [f"Concept note on organized crime. {HOSTILE}", "A second paragraph."])],
    language="en",
    kind="letter",
    title=f"Letter {HOSTILE}",
)


class FakeLibrary:
    """Holds records as a library does; `passages` are the paragraphs."""

    encoder = SimpleNamespace(name="fake-encoder")
    generation = 1

    def __init__(self, records: Sequence[Record] = (MEETING, LETTER)) -> None:
        self.records = tuple(records)
        self.closed = False
        self.threads: set[int] = set()

    def documents(self) -> tuple[DocumentSummary, ...]:
        self.threads.add(threading.get_ident())
        return tuple(
            DocumentSummary(
                document=record.document,
                statements=len(record.statements),
                paragraphs=sum(len(s.paragraphs) for s in record.statements),
                passages=sum(len(s.paragraphs) for s in record.statements),
                characters=len(record.text),
                speakers=len(record.statements),
                added_at="2025-03-01T09:30:00Z",
            )
            for record in self.records
        )

    def record(self, symbol_or_id: str) -> Record:
        for record in self.records:
            document = record.document
            if symbol_or_id in {document.id, document.symbol, document.name}:
                return record
        raise NotHeld(f"No document {symbol_or_id} is held.", "See: rostrum documents")

    def resolve(self, symbol_or_id: str) -> Document:
        return self.record(symbol_or_id).document

    def translations(self, document: Document) -> tuple[Document, ...]:
        return ()

    def versions(self, document: Document) -> tuple[Document, ...]:
        return (document,)

    def delegations(self) -> tuple[Delegation, ...]:
        return (POLAND, SCO)

    def current(self) -> SimpleNamespace:
        delegations = {one.code: one for one in self.delegations()}
        names = {"诺罗夫": "诺罗夫", "norov": "诺罗夫", "普日达奇": "普日达奇"}
        return SimpleNamespace(roster=SimpleNamespace(delegations=delegations, names=names))

    def passage(self, id: str) -> Passage:
        for hit in self._all():
            if hit.passage.id == id:
                return hit.passage
        raise NotHeld(f"No passage {id} is held.", "Search again.")

    def searcher(self) -> FakeLibrary:
        return self

    def close(self) -> None:
        self.closed = True

    def search(
        self,
        question: str,
        k: int = 10,
        filters: Filters | None = None,
        legs: tuple[str, ...] = ("lexical", "dense"),
    ) -> SearchResult:
        if not question.strip():
            raise QuestionError("The question is blank.", "Write a question.")
        if filters and filters.delegations and filters.delegations != ("PL",):
            raise FilterError("No delegation Atlantis is known.", "Known: 波兰 (PL).")
        ignored(filters.ignore if filters else ())
        language = "zh" if any("一" <= c <= "鿿" for c in question) else "en"
        found = sorted(self._all(), key=lambda hit: -len(set(hit.passage.text) & set(question)))[:k]
        hits = tuple(
            Hit(rank, 1 / rank, h.passage, h.statement, h.document, h.raw_start, h.raw_end)
            for rank, h in enumerate(found, start=1)
        )
        return SearchResult(question, language, hits, filters or Filters(), {"lexical": 0.1234})

    def _all(self) -> list[Hit]:
        return [
            Hit(
                0,
                0.0,
                Passage(
                    f"{record.document.id}:{p.start}-{p.end}",
                    record.document.id,
                    statement.number,
                    (p.number,),
                    p.start,
                    p.end,
                    record.text[p.start : p.end],
                    "context",
                ),
                statement,
                record.document,
                p.start + 1,
                p.end + 1,
            )
            for record in self.records
            for statement in record.statements
            for p in statement.paragraphs
        ]


class FakeAnswerer:
    """Cites the best passages whole; refuses what mentions Mars; fails on "explode"."""

    def __init__(self, searcher: FakeLibrary, library: FakeLibrary) -> None:
        self.searcher = searcher

    def ask(self, question: str, k: int = 10, filters: Filters | None = None) -> Answer:
        result = self.searcher.search(question, k, filters)
        if "explode" in question:
            raise ZeroDivisionError("secret detail")
        if "Mars" in question or "火星" in question:
            reason = "Nothing in the documents held comes close enough to this question."
            return Answer(question, result.language, True, reason, reason, (), result.hits)
        citations = tuple(
            _citation(number, hit, result.language)
            for number, hit in enumerate(result.hits[:2], start=1)
        )
        text = compose(citations, result.language)
        return Answer(question, result.language, False, None, text, citations, result.hits)


def _citation(number: int, hit: Hit, language: str) -> Citation:
    passage = hit.passage
    return Citation(
        number=number,
        document=hit.document,
        statement=hit.statement,
        paragraphs=passage.paragraphs,
        start=passage.start,
        end=passage.end,
        raw_start=hit.raw_start,
        raw_end=hit.raw_end,
        quote=passage.text,
        reference=reference(hit.document, hit.statement, passage.paragraphs, language),
        translated_from=translated_from(hit.document, hit.statement),
        passage_id=passage.id,
    )
