"""The question-set studio over HTTP, as models with examples; requests are checked with them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from eval.authoring import KINDS
from eval.service import examples
from eval.service.schemas import Half, config
from eval.service.studio import Draft, Selected

Question = Annotated[str, Field(max_length=2_000)]


class SelectedFields(BaseModel):
    """Words of a held document, selected as an answer."""

    model_config = ConfigDict(extra="forbid")

    document: str = Field(max_length=300, description="Id, symbol or file name.")
    start: int = Field(ge=0, description="First character in its mended text.")
    end: int = Field(ge=1, description="Character after the last one.")
    grade: Literal[1, 2] = Field(2, description="2 answers, 1 helps.")


class ReferenceFields(BaseModel):
    """A right answer of one or two sentences, in both languages."""

    model_config = ConfigDict(extra="forbid")

    zh: Question = ""
    en: Question = ""


class NeedRequest(BaseModel):
    """One information need, asked in both languages. Its id and half are given by the rules."""

    model_config = config(examples.NEED)

    kind: str = Field(max_length=40, description=f"One of {', '.join(KINDS)}.")
    answerable: bool = True
    zh: Question = Field(description="The Chinese question.")
    en: Question = Field(description="The English question.")
    gold: list[SelectedFields] = Field([], max_length=100)
    keys: list[Annotated[list[Question], Field(max_length=50)]] = Field(
        [], max_length=50, description="What a right answer says, each in its accepted variants."
    )
    reference: ReferenceFields | None = None
    why: Question | None = Field(
        None, description="Of an unanswerable need: why the documents do not answer it."
    )

    def draft(self) -> Draft:
        """The same as the studio checks and saves it."""
        return Draft(
            kind=self.kind,
            answerable=self.answerable,
            zh=self.zh,
            en=self.en,
            spans=tuple(Selected(s.document, s.start, s.end, s.grade) for s in self.gold),
            keys=tuple(tuple(key) for key in self.keys),
            reference=self.reference.model_dump() if self.reference else None,
            why=self.why,
        )


class GoldInFile(BaseModel):
    """Gold as the file has it, with its place where the document is held."""

    file: str
    quote: str
    grade: int
    document: str | None
    start: int | None
    end: int | None


class NeedFields(BaseModel):
    """A need as it stands in the file, or would."""

    id: str
    kind: str
    half: Half
    answerable: bool
    zh: str
    en: str
    gold: list[GoldInFile]
    keys: list[list[str]]
    reference: dict[str, str] | None
    why: str | None
    line: str = Field(description="The line of the file.")


class ComplaintFields(BaseModel):
    """What is wrong with a need; `field` is such as `zh`, `gold.0` or `keys.1`."""

    field: str
    detail: str
    code: str = Field(description="The same for programs: one of those of eval/objections.py.")
    parameters: dict[str, str] = Field(description="What the words about it name.")


class CheckedResponse(BaseModel):
    """A need by the rules."""

    model_config = config(examples.CHECKED)

    fits: bool
    errors: list[ComplaintFields]
    need: NeedFields


class SavedResponse(BaseModel):
    """A need that was saved."""

    model_config = config(examples.SAVED)

    need: NeedFields
    file: str
    needs: int = Field(description="How many the file holds now.")


class OwnResponse(BaseModel):
    """The needs in the file that the studio adds to."""

    model_config = config(examples.OWN)

    file: str | None
    half: Half
    note: str | None
    withheld: int = Field(description="How many of the other half there are.")
    needs: list[NeedFields]
