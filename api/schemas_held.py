"""What is held, over HTTP: documents, whole records, passages and speakers, as models."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from api import examples
from api.schemas import End, Place, RawEnd, RawStart, Start, config
from index.records.doubts import OTHER, SENTENCES
from index.records.model import Kind, Language


class DocumentFields(BaseModel):
    """What is known of a document besides its words."""

    document: str = Field(description="The document's id.")
    digest: str = Field(description="SHA-256 of the file.")
    name: str
    symbol: str | None
    title: str | None
    body: str | None
    date: str | None
    language: Language
    kind: Kind
    meeting: int | None
    agenda: str | None
    origins: dict[str, str] = Field(description="Where each of the fields was learnt.")


class DoubtFields(BaseModel):
    """A warning that can be told in any language."""

    code: str = Field(description=f"One of {', '.join(SENTENCES)}, or {OTHER}.")
    parameters: dict[str, str] = Field(description="What the words about it name.")


Doubts = Annotated[
    list[DoubtFields], Field(description="The warnings by their codes, in the same order.")
]


class TranslationFields(BaseModel):
    """A document with the same symbol in another language."""

    document: str
    language: Language


class VersionFields(BaseModel):
    """An earlier version of a document that is kept; it is read by its id."""

    document: str
    name: str


Translations = Annotated[
    list[TranslationFields], Field(description="The same document in other languages.")
]
Earlier = Annotated[
    list[VersionFields], Field(description="Versions before this one that are kept, oldest first.")
]


class SummaryFields(DocumentFields):
    """A held document and how much is in it."""

    statements: int
    paragraphs: int
    passages: int
    characters: int
    speakers: int
    added_at: str
    warnings: list[str] = Field(description="What is doubtful or missing, in English.")
    doubts: Doubts
    translations: Translations
    earlier: Earlier


class HeldFields(BaseModel):
    """Sums over all that the library holds."""

    documents: int
    statements: int
    passages: int
    characters: int
    doubtful: int = Field(description="Documents with warnings.")
    languages: dict[Language, int] = Field(description="Documents in each.")
    kinds: dict[Kind, int] = Field(description="Documents of each.")
    first_date: str | None
    last_date: str | None


class DocumentsResponse(BaseModel):
    """What the library holds."""

    model_config = config(examples.DOCUMENTS_RESPONSE)

    documents: list[SummaryFields]
    total: int = Field(description="How many documents fit, without `limit` and `offset`.")
    held: HeldFields


class ParagraphFields(BaseModel):
    """One paragraph; its words are the slice of the document's text."""

    paragraph: int
    label: str | None = Field(description="The number printed in the document.")
    heading: str | None
    start: Start
    end: End
    raw_start: RawStart
    raw_end: RawEnd


class StatementFields(BaseModel):
    """One intervention; its words are the slice of the document's text."""

    statement: int
    speaker: str | None
    speaker_label: str | None
    role: str | None
    chair: bool
    delegation: str | None
    delegation_code: str | None
    on_behalf_of: list[str]
    aliases: list[str]
    language: str | None = Field(description="The language used on the floor.")
    translated_from: str | None
    part: str | None
    heading: str | None
    start: Start
    end: End
    raw_start: RawStart
    raw_end: RawEnd
    paragraphs: list[ParagraphFields]


class DocumentResponse(DocumentFields):
    """A whole document: its mended text and its structure."""

    model_config = config(examples.DOCUMENT_RESPONSE)

    text: str = Field(description="The mended text, which every start and end counts in.")
    statements: list[StatementFields]
    warnings: list[str]
    doubts: Doubts
    translations: Translations
    earlier: Earlier
    current: str | None = Field(
        description="The version that took its place; null where it is the current one itself."
    )
    raw: str | None = Field(None, description="The file as given, where raw=true asks for it.")
    runs: list[tuple[int, int]] | None = Field(
        None,
        description="With it: [start, raw_start] of each run of characters that mending keeps; a "
        "run ends where the next one begins in the mended text.",
    )


class PassageResponse(Place):
    """One indexed passage."""

    model_config = config(examples.PASSAGE_RESPONSE)

    passage: str
    text: str
    context: str = Field(description="Added for encoding only; never part of what is cited.")


class DelegationFields(BaseModel):
    """A delegation by its code and its names."""

    code: str
    zh: str
    en: str


class SpeakersResponse(BaseModel):
    """Who takes the floor in what the library holds."""

    model_config = config(examples.SPEAKERS_RESPONSE)

    delegations: list[DelegationFields] = Field(description="In the order of first speaking.")
    speakers: list[str] = Field(description="Names as the records write them, sorted.")
