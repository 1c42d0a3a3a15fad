"""The comparison of delegations and the mentions of a symbol over HTTP, as models with examples."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api import examples
from api.schemas import CitationFields, End, FilterFields, Start, Timings
from api.schemas_held import DocumentFields
from index.records.model import Language
from index.search.model import Filters
from index.search.searcher import LONGEST_QUESTION
from rag.stances import MEETINGS, MOST_MEETINGS
from rag.stances_model import Status


def _config(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class StancesRequest(BaseModel):
    """A question or topic, in Chinese or English, and which meetings to compare."""

    model_config = _config(examples.STANCES)

    question: str = Field(max_length=LONGEST_QUESTION, description="A question or a topic.")
    meetings: int = Field(
        MEETINGS,
        ge=1,
        le=MOST_MEETINGS,
        description="How many meetings at most; those nearest to the question are taken.",
    )
    filters: FilterFields | None = Field(
        None, description="Where they name no documents and no kinds, all verbatim records."
    )

    def narrowed(self) -> Filters | None:
        """The filters as the search takes them, None where nothing is narrowed."""
        return self.filters.filters() if self.filters else None


class CellFields(BaseModel):
    """One delegation in one meeting."""

    document: str = Field(description="Id of the meeting's record.")
    symbol: str | None
    status: Status = Field(
        description="said: with a citation; not_on_this: it spoke, but nothing comes close enough; "
        "did_not_speak: it attended; not_present: the record does not name it."
    )
    presided: bool = Field(description="Whether its representative presided, which is no stance.")
    statements: list[int] = Field(description="The numbers of its own statements.")
    evidence: float = Field(description="What said was decided on, comparable between questions.")
    citation: CitationFields | None


class RowFields(BaseModel):
    """One delegation, with a cell for each meeting, in their order."""

    delegation: str = Field(description="In the language of the question.")
    delegation_code: str
    kind: str = Field(description="state, organisation or office.")
    cells: list[CellFields]


class StancesResponse(BaseModel):
    """Who said what: a row for every delegation that attended or spoke, best evidence first."""

    model_config = _config(examples.STANCES_RESPONSE)

    question: str
    language: Language
    reason: str | None = Field(description="Why nobody is quoted, where the question is refused.")
    meetings: list[DocumentFields] = Field(description="By date.")
    more: int = Field(description="Meetings that fit and were left out as further away.")
    unplaced: int = Field(description="Statements by speakers whose delegation is not known.")
    rows: list[RowFields]
    timings: Timings


class MentionerFields(BaseModel):
    """Who mentions the symbol how often."""

    delegation: str | None = Field(description="None where the records do not tell.")
    delegation_code: str | None
    chair: bool = Field(description="Whether it is said from the chair.")
    mentions: int
    documents: int


class MentionFields(BaseModel):
    """One place that names the symbol, and the sentence that holds it."""

    written: str = Field(description="The form as written.")
    start: Start
    end: End
    citation: CitationFields = Field(description="The sentence.")


class MentionsResponse(BaseModel):
    """Every mention of a symbol, those who make most of them first."""

    model_config = _config(examples.MENTIONS_RESPONSE)

    asked: str
    symbol: str = Field(description="The normal form.")
    language: Language
    held: list[DocumentFields] = Field(description="The document itself, where it is held.")
    total: int
    documents: int = Field(description="How many documents mention it.")
    by: list[MentionerFields]
    offset: int
    mentions: list[MentionFields]
    timings: Timings
