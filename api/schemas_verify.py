"""The bodies of checking a quotation, as `rag.verify_wire` writes them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from api import examples
from api.schemas import (
    CitationFields,
    End,
    HitFields,
    RawEnd,
    RawStart,
    Start,
    Timings,
    config,
)
from index.records.model import Language
from rag.verify_model import Operation, Verdict, Wording, Writing
from rag.verify_read import LONGEST_QUOTATION


class VerifyRequest(BaseModel):
    """A quotation to be checked, and who is said to have said it."""

    model_config = config(examples.VERIFY)

    quotation: str = Field(
        max_length=LONGEST_QUOTATION,
        description="The words, at least two characters; … stands for words left out.",
    )
    by: str | None = Field(
        None,
        max_length=200,
        description="A delegation (code, or name in either language) or a speaker's name.",
    )
    language: Language | None = Field(
        None, description="Language of names and of the reason; the quotation's if left out."
    )


class SegmentFields(BaseModel):
    """One piece of the comparison; joined, `record` is the text from start to end."""

    operation: Operation = Field(
        description="same: byte for byte; written: the same words in another writing; changed; "
        "left_out: only in the record; put_in: only in the quotation."
    )
    quotation: str
    record: str


class PartFields(BaseModel):
    """One stretch of the record that the quotation gives; an ellipsis separates two of them."""

    start: Start
    end: End
    raw_start: RawStart
    raw_end: RawEnd
    segments: list[SegmentFields]


class QuotedPlace(CitationFields):
    """One place that the quotation is from, or close to."""

    wording: Wording = Field(
        description="exact: byte for byte; same_words: written differently; near: some changed."
    )
    distance: int = Field(description="Characters changed, left out or put in.")
    share: float = Field(description="The distance over the characters of the quotation.")
    written: list[Writing] = Field(description="In what the writing of the same words differs.")
    claimed: bool | None = Field(description="Whether the one named in `by` said it.")
    parts: list[PartFields]


class VerifyResponse(BaseModel):
    """Whether a quotation is in the records: where, and how it differs."""

    model_config = config(examples.VERIFY_RESPONSE)

    quotation: str
    language: Language
    by: str | None
    by_delegation: str | None = Field(description="The delegation that `by` names.")
    by_delegation_code: str | None
    verdict: Verdict = Field(
        description="near is also the same words written differently; misattributed: the words "
        "are there, but somebody else said them."
    )
    reason: str = Field(description="The verdict in a sentence or two.")
    traditional: bool = Field(description="Whether it was given in traditional characters.")
    places: list[QuotedPlace] = Field(
        description="All places: the claimed speaker's first, then the most exact first."
    )
    more: bool = Field(description="Whether there are more places than are listed.")
    nearest: list[HitFields] = Field(description="Passages to look at where nothing was found.")
    timings: Timings
