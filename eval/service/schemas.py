"""Runs, figures, questions and comparisons over HTTP, as models with examples for OpenAPI."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from eval.service import examples

Half = Literal["dev", "test"]
Language = Literal["zh", "en"]
Fault = Literal["not-found", "not-cited", "refused", "answered"]
Responses = dict[int | str, dict[str, Any]]


def config(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


def problems(*statuses: int) -> Responses:
    """How OpenAPI tells of problems; the service that mounts the routes describes `Problem`."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told = {
        403: "The service takes no changes, or none from a page of another site.",
        404: "No such run is known.",
        413: "The request body is too large.",
        415: "The request body is not JSON.",
        422: "A field does not fit, or a file of runs or questions cannot be used.",
    }
    return {status: {"description": told[status], "content": content} for status in statuses}


class RunFields(BaseModel):
    """A run that can be shown."""

    id: str = Field(description="What the other addresses take as a run.")
    source: Literal["report", "baseline", "folder"]
    name: str
    settings: dict[str, Any] = Field(description="What was run, and on what.")
    half: Half | None = Field(description="The half that it is held to, if it is.")
    complete: bool = Field(description="Whether its questions can be shown one by one.")
    stale: bool = Field(description="Whether the question set has changed since.")
    fault: str | None = Field(description="Why it cannot be shown.")


class ColumnFields(BaseModel):
    """How many needs a half has; every figure is by half and language."""

    half: Half
    language: Language
    answerable: int
    unanswerable: int


class CellFields(BaseModel):
    """A mean over questions with its 95% bootstrap interval over needs."""

    half: Half
    language: Language
    measure: str
    mean: float
    low: float
    high: float
    questions: int


class MeasureFields(CellFields):
    """A mean over all questions of a half in a language."""

    of: Literal["search", "answer", "decision"]


class KindFields(CellFields):
    """A mean over the questions of one kind."""

    kind: str


class DocumentFields(CellFields):
    """A mean over the questions that one document answers."""

    document: str


class DifferenceFields(BaseModel):
    """B against A over the same questions, with its 95% interval."""

    slice: str
    measure: str
    questions: int
    needs: int
    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float = Field(description="Two-sided, by a paired randomisation test over needs.")
    p_holm: float = Field(description="Adjusted for the measures of the slice.")


class GapFields(DifferenceFields):
    """English (b) against Chinese (a) over twins."""

    half: Literal["dev", "test", "all"]


class RefusalFields(BaseModel):
    """Refusals at the shipped threshold, and how well confidence separates at any."""

    half: Half
    language: Language
    answerable: int
    unanswerable: int
    answered: float = Field(description="Share of the answerable questions.")
    wrongly_answered: float = Field(description="Share of the unanswerable questions.")
    precision: float = Field(description="Share of the refusals that are right.")
    auroc: float
    aurc: float = Field(description="Area under the risk-coverage curve; lower is better.")
    coverage: float = Field(description="Share of all questions answered as shipped.")
    risk: float = Field(description="Share of those that the documents do not answer.")
    curve: list[tuple[float, float, float]] = Field(
        description="(coverage, risk, confidence) by growing coverage."
    )


class LatencyFields(BaseModel):
    """Milliseconds of one stage over all questions."""

    stage: str
    questions: int
    p50: float
    p90: float
    p95: float
    p99: float
    longest: float
    percentiles: list[float] = Field(description="0, 5, … 100.")


class FiguresFields(BaseModel):
    """Everything that is told of a run."""

    columns: list[ColumnFields]
    measures: list[MeasureFields]
    kinds: list[KindFields]
    documents: list[DocumentFields]
    gap: list[GapFields]
    refusals: list[RefusalFields] = Field(description="None where answers were not asked for.")
    latency: list[LatencyFields]


class StudioFields(BaseModel):
    """Whether questions can be saved, and what they may be."""

    writable: bool
    file: str | None = Field(description="Name of the file that they are saved in.")
    needs: int = Field(description="How many it holds.")
    kinds: list[str]
    reason: str | None = Field(description="Why nothing can be saved.")
    reason_code: Literal["no-file", "read-only", "unreadable"] | None = Field(
        description="The same for programs."
    )


class EvaluationResponse(BaseModel):
    """The runs known, and the figures of one of them."""

    model_config = config(examples.EVALUATION)

    runs: list[RunFields]
    run: str | None = Field(description="Id of the run that the figures are of.")
    figures: FiguresFields | None
    studio: StudioFields


class SpanFields(BaseModel):
    """A range of a document with its words."""

    document: str = Field(description="The document's id.")
    label: str
    start: int
    end: int
    text: str
    permalink: str | None = Field(description="Where the page shows it.")


class GoldFields(SpanFields):
    """A span that answers (grade 2) or helps (grade 1)."""

    grade: int
    before: str
    after: str
    rank: int | None = Field(description="Of the first hit that covers it.")
    cited: bool


class HitFields(SpanFields):
    """One of the first passages found."""

    rank: int
    score: float
    grade: int = Field(description="0 where it covers nothing that was judged.")


class CitationFields(SpanFields):
    """What an answer cites."""

    reference: str
    grade: int


class KeyFields(BaseModel):
    """What a right answer says, in one of these forms."""

    variants: list[str]
    met: bool


class AnswerFields(BaseModel):
    """What a reader saw."""

    refused: bool
    text: str
    confidence: float
    citations: list[CitationFields]


class QuestionFields(BaseModel):
    """A question with what was wanted, what was found and what was answered."""

    id: str
    need: str
    language: Language
    kind: str
    half: Half
    answerable: bool
    question: str
    faults: list[Fault]
    rank: int | None = Field(description="Of the first hit that answers.")
    values: dict[str, float] = Field(description="Its value by measure.")
    reference: str | None = Field(description="A right answer, in the question's language.")
    why: str | None = Field(description="Why the documents do not answer.")
    keys: list[KeyFields]
    gold: list[GoldFields]
    hits: list[HitFields]
    answer: AnswerFields | None


class QuestionsResponse(BaseModel):
    """Questions of a run, in the order of the set."""

    model_config = config(examples.QUESTIONS)

    run: str
    half: Half
    note: str | None = Field(description="What is to be minded, where the half is the test half.")
    faults: dict[Fault, int] = Field(description="How many questions of the half have each.")
    total: int = Field(description="How many questions fit, of which `offset` are passed over.")
    offset: int
    questions: list[QuestionFields]


class ChangeFields(BaseModel):
    """A development question on which two runs differ by nDCG@10."""

    id: str
    question: str
    language: Language
    kind: str
    a: float
    b: float


class SettingFields(BaseModel):
    """A setting in which two runs differ."""

    setting: str
    a: Any
    b: Any


class CompareResponse(BaseModel):
    """B against A."""

    model_config = config(examples.COMPARE)

    a: RunFields
    b: RunFields
    half: Half | None = Field(description="The half that both are held to, if one has only that.")
    settings: list[SettingFields]
    slices: list[str] = Field(description="Slices that the rows are of.")
    rows: list[DifferenceFields]
    language_gap: dict[Literal["A", "B"], list[DifferenceFields]]
    wins: list[ChangeFields]
    losses: list[ChangeFields]
