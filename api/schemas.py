"""What goes over HTTP, as models with examples for OpenAPI.

Requests are checked with these models; an unknown field is refused, so that a misspelt filter
never widens a search silently. Responses are written by `rag.wire`, the one vocabulary of the
command line and the service; the models here describe them, and a test holds the two together.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api import examples
from index.records.model import Kind, Language
from index.search.model import LEGS, FacetKind, Filters, Leg
from index.search.searcher import LONGEST_QUESTION, MOST_HITS
from rag import export

if TYPE_CHECKING:
    from rag.follow_up import Turn

Start = Annotated[int, Field(description="First character in the document's mended text.")]
End = Annotated[int, Field(description="Character after the last one in the mended text.")]
RawStart = Annotated[int | None, Field(description="First character in the file as given.")]
RawEnd = Annotated[int | None, Field(description="Character after the last one in the file.")]
Timings = Annotated[dict[str, float], Field(description="Milliseconds by stage.")]


# How OpenAPI tells of a reference; the forms are those of `rag.export`.
CITATION_FORMS: dict[str, Any] = {
    "description": "The reference as text in UTF-8.",
    "content": {
        export.MEDIA_TYPES[form]: {"schema": {"type": "string"}, "example": written}
        for form, written in examples.CITATIONS.items()
    },
}


def config(example: dict[str, Any] | None = None) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]} if example else {})


class FilterFields(BaseModel):
    """What a search is narrowed to; what is left out narrows nothing."""

    model_config = config(examples.FILTERS)

    documents: list[str] = Field([], description="Symbols, document ids or file names.")
    delegations: list[str] = Field([], description="Codes or names, Chinese or English.")
    speakers: list[str] = Field([], description="Names as written or romanised.")
    languages: list[Language] = Field([], description="Languages of the documents.")
    kinds: list[Kind] = Field([], description="Kinds of document.")
    date_from: date | None = Field(None, description="First day, included.")
    date_to: date | None = Field(None, description="Last day, included.")
    ignore: list[Annotated[str, Field(max_length=200)]] = Field(
        [],
        max_length=50,
        description="What the question names that shall not count: `kind:value` of the facets of "
        "its answer. Narrows nothing.",
    )

    def filters(self) -> Filters:
        """The same as the search takes it."""
        return Filters(
            documents=tuple(self.documents),
            delegations=tuple(self.delegations),
            speakers=tuple(self.speakers),
            languages=tuple(self.languages),
            kinds=tuple(self.kinds),
            date_from=self.date_from.isoformat() if self.date_from else None,
            date_to=self.date_to.isoformat() if self.date_to else None,
            ignore=tuple(self.ignore),
        )


class QuestionFields(BaseModel):
    """A question in Chinese or English, and among what to look for its answer."""

    model_config = config()

    question: str = Field(max_length=LONGEST_QUESTION, description="The question, in zh or en.")
    k: int = Field(10, ge=1, le=MOST_HITS, description="How many passages to find.")
    filters: FilterFields | None = None

    def narrowed(self) -> Filters | None:
        """The filters as the search takes them, None where nothing is narrowed."""
        return self.filters.filters() if self.filters else None


class CitedFields(BaseModel):
    """Whose words an answer cites."""

    model_config = config()

    name_zh: str | None = Field(None, max_length=200, description="Name with form of address.")
    name_en: str | None = Field(None, max_length=200, description="The same in English.")
    delegation: str | None = Field(None, max_length=200, description="Code of the delegation.")
    document: str | None = Field(None, max_length=200, description="Symbol of the document.")
    gender: Literal["m", "f"] | None = None


class TurnFields(BaseModel):
    """An earlier question and what its answer cites, as an answer returns it."""

    model_config = config(examples.TURN)

    question: str = Field(max_length=LONGEST_QUESTION, description="The complete question.")
    delegations: list[str] = Field([], max_length=200, description="Codes of those asked about.")
    cited: list[CitedFields] = Field([], max_length=MOST_HITS)

    def turn(self) -> Turn:
        """The same as questions are resolved with; a delegation that is not known is left out."""
        from index.records.delegations import find
        from rag.follow_up import Cited, Turn

        cited = (
            Cited(
                one.name_zh,
                one.name_en,
                find(one.delegation) if one.delegation else None,
                one.document,
                one.gender,
            )
            for one in self.cited
        )
        delegations = (found for code in self.delegations if (found := find(code)))
        return Turn(self.question, tuple(delegations), tuple(cited))


class AskRequest(QuestionFields):
    """A question in Chinese or English, perhaps one that is understood by those before it."""

    model_config = config(examples.ASK)

    history: list[Annotated[str, Field(max_length=LONGEST_QUESTION)] | TurnFields] | None = Field(
        None,
        max_length=20,
        description="What was asked before, the last one last: questions, or better the `turn` "
        "that each answer returned. An empty list begins a conversation.",
    )
    generate: bool = Field(False, description="Let the configured language model write the answer.")

    def before(self) -> list[str | Turn]:
        """The history as questions are resolved with it."""
        return [one if isinstance(one, str) else one.turn() for one in self.history or ()]


class SearchRequest(QuestionFields):
    """A question, and which legs of the search to use."""

    model_config = config(examples.SEARCH)

    legs: list[Leg] = Field(
        list(LEGS),
        min_length=1,
        description="Words, meaning of the whole, meaning word by word, or any of them.",
    )


class Place(BaseModel):
    """Where some words stand and who speaks them."""

    document: str = Field(description="The document's id.")
    symbol: str | None
    title: str | None
    date: str | None
    statement: int = Field(description="Number of the statement, counted from 1.")
    paragraphs: list[int] = Field(description="Numbers inside the statement, counted from 1.")
    speaker: str | None = Field(description="As the record writes it.")
    speaker_label: str | None = Field(description="Speaker and delegation, in the reader's words.")
    role: str | None
    chair: bool = Field(description="Whether the speaker presides.")
    delegation: str | None = Field(description="In the language of the question.")
    delegation_code: str | None
    pages: list[int] | None = Field(
        None, description="First and last page of the words, where the document has pages (PDF)."
    )
    reference: str = Field(description="UN-style reference in the language of the question.")
    translated_from: str | None = Field(
        description="The language spoken, where the printed words are a translation."
    )
    start: Start
    end: End
    raw_start: RawStart
    raw_end: RawEnd


class HitFields(Place):
    """One found passage."""

    rank: int
    score: float = Field(description="Orders the hits of one search; higher is better.")
    text: str = Field(description="Exactly the mended text from start to end.")
    passage: str = Field(description="The passage's id.")
    similarity: float | None = Field(description="Cosine of question and passage.")
    legs: dict[Leg, int] = Field(description="The rank that each leg gave, counted from 1.")
    reranked: float | None = Field(None, description="What the reranker said, where one is used.")


class SearchResponse(BaseModel):
    """The passages found, best first."""

    model_config = config(examples.SEARCH_RESPONSE)

    question: str
    language: Language
    hits: list[HitFields]
    timings: Timings


class References(BaseModel):
    """The UN-style reference in both languages."""

    zh: str
    en: str


class GlossFields(BaseModel):
    """Words of a quotation and what they mean in the language of the question."""

    words: str
    meaning: str


class CitationFields(Place):
    """One quotation; `number` is its mark in the answer."""

    number: int
    quote: str = Field(description="Exactly the mended text from start to end.")
    gloss: list[GlossFields] = Field(
        default=[], description="Where the quotation is in the other language: no translation."
    )
    passage: str = Field(description="Id of the passage that holds the quotation.")
    references: References
    permalink: str = Field(description="Where the page shows it, below the service's address.")


class FacetFields(BaseModel):
    """Something that the question names; the filter `ignore` takes it as `kind:value`."""

    kind: FacetKind
    value: str = Field(description="Code, name as written, symbol, number or ISO 8601 date.")
    label: str = Field(description="The same in the language of the question.")


class LeftOutFields(BaseModel):
    """A sentence of the language model that is no part of the answer."""

    sentence: str
    reason: str = Field(description="What the passages that it cites do not bear out.")


class AskResponse(BaseModel):
    """An answer whose every sentence is cited, or a refusal with its reason."""

    model_config = config(examples.ASK_RESPONSE)

    question: str
    language: Language
    refused: bool
    reason: str | None
    answer: str
    opening: str | None = Field(
        None, description="The line over the words of several speakers; part of `answer`."
    )
    citations: list[CitationFields]
    hits: list[HitFields] = Field(description="The nearest passages, also where it is refused.")
    timings: Timings
    engine: str = Field(
        "extractive", description='"extractive", or the language model that wrote the answer.'
    )
    fallback: str | None = Field(
        None, description="Why quotations stand in for the answer of a language model."
    )
    left_out: list[LeftOutFields] = Field(
        [], description="What a language model wrote and the passages do not bear out."
    )
    facets: list[FacetFields] = Field(
        [], description="What the question names that counted for where its answer stands."
    )
    ignored: list[FacetFields] = Field([], description="What `ignore` kept from counting.")


class ConversedResponse(AskResponse):
    """An answer; where the request has a history, also what the question was understood as."""

    model_config = config(examples.CONVERSED_RESPONSE)

    resolved_question: str | None = Field(
        None,
        description="The complete question that was answered, where it is not as asked. "
        "The answer is in its language.",
    )
    turn: TurnFields | None = Field(None, description="What to send back in `history`.")


class HealthResponse(BaseModel):
    """Whether the service can answer, and from what."""

    model_config = config(examples.HEALTH_RESPONSE)

    status: str = Field(description='"ok", or "unavailable" while no library can be opened.')
    version: str
    documents: int
    passages: int
    encoder: str | None
    generation: int | None = Field(description="Counts the changes of what is held.")
    detail: str | None = Field(None, description="Why the library cannot be used.")
    hint: str | None = Field(None, description="What to do about it.")


class Complaint(BaseModel):
    """One field of a request that does not fit."""

    field: str
    detail: str
    code: str | None = Field(None, description="What is wrong, for programs.")
    parameters: dict[str, str] | None = Field(None, description="What the detail names.")


class Problem(BaseModel):
    """What was wrong and what to do (RFC 9457)."""

    model_config = config(examples.PROBLEM)

    type: str
    title: str
    status: int
    detail: str
    hint: str | None = None
    instance: str | None = None
    errors: list[Complaint] | None = None
