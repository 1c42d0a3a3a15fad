"""The addresses of the evaluation. Everything that reads or computes runs in the thread pool."""

from __future__ import annotations

import os
from functools import cache
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from eval.files import ResultFileError
from eval.report.failures import outcomes
from eval.service import schemas, schemas_studio
from eval.service.host import AtHost
from eval.service.questions import TEST_NOTE, chosen, fault_counts, question_fields
from eval.service.runs import SLICES, Runs, differences, run_fields
from eval.service.schemas import problems
from eval.service.settings import EvaluationSettings
from eval.service.studio import check, need_fields, own_needs, save, studio_fields
from eval.slices import HALVES

ADDRESS = "/v1/evaluation"
# How many questions one answer tells of.
SHOWN, MOST_SHOWN = 20, 100
router = APIRouter(prefix=ADDRESS, default_response_class=JSONResponse, tags=["evaluation"])


@cache
def the_settings() -> EvaluationSettings:
    """The settings of this process."""
    return EvaluationSettings.from_mapping(os.environ)


Settings = Annotated[EvaluationSettings, Depends(the_settings)]


@cache
def _runs(settings: EvaluationSettings) -> Runs:
    return Runs(settings)


def the_runs(settings: Settings) -> Runs:
    """The runs known, with what has been computed of them."""
    return _runs(settings)


AtRuns = Annotated[Runs, Depends(the_runs)]
RunId = Annotated[
    str | None, Query(max_length=300, description="Id of a run; the report's without one.")
]
OfHalf = Annotated[
    schemas.Half,
    Query(description="The test half is for reporting: its questions are not for tuning."),
]


@router.get("", response_model=schemas.EvaluationResponse, responses=problems(404, 422))
def evaluation(runs: AtRuns, settings: Settings, host: AtHost, run: RunId = None) -> JSONResponse:
    """The runs known, and all figures of one: by half, language and kind, the gap between twins,
    refusals with their risk-coverage curve, and latency."""
    shown = runs.find(None) if run is None else runs.usable(run)
    figures = None
    if shown is not None:
        try:
            figures = runs.figures(shown, host.library_if_any)
        except ResultFileError:
            # Nobody asked for this run: the list of runs is worth having without it.
            if run is not None:
                raise
            shown = None
    fields = {
        "runs": [run_fields(one) for one in runs.known()],
        "run": shown and shown.id,
        "figures": figures,
        "studio": studio_fields(settings.questions, host.writable),
    }
    return JSONResponse(fields)


@router.get("/questions", response_model=schemas.QuestionsResponse, responses=problems(404, 422))
def questions(
    runs: AtRuns,
    host: AtHost,
    run: RunId = None,
    failing: Annotated[
        Literal["any", "not-found", "not-cited", "refused", "answered"] | None,
        Query(description="Only those that fail in any way, or in this one."),
    ] = None,
    half: OfHalf = "dev",
    language: schemas.Language | None = None,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_SHOWN)] = SHOWN,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> JSONResponse:
    """Questions of a run with what was wanted, what was found and what was answered."""
    known = runs.complete(run)
    scored, records = runs.scored(known, host.library_if_any)
    by_id = {record.document.id: record for record in records.values()}
    all_of_them = outcomes(scored, half)
    fitting = chosen(all_of_them, failing, language, kind)
    fields = {
        "run": known.id,
        "half": half,
        "note": _note(half),
        "faults": fault_counts(all_of_them),
        "total": len(fitting),
        "offset": offset,
        "questions": [
            question_fields(one, scored, by_id) for one in fitting[offset : offset + limit]
        ],
    }
    return JSONResponse(fields)


@router.get("/compare", response_model=schemas.CompareResponse, responses=problems(404, 422))
def compare(
    runs: AtRuns,
    host: AtHost,
    a: Annotated[str, Query(max_length=300, description="Id of a run.")],
    b: Annotated[str, Query(max_length=300, description="Id of the run held against it.")],
    slice: Annotated[
        list[str] | None,
        Query(description="Slices, such as 'kind · list'; those by half and language without."),
    ] = None,
) -> JSONResponse:
    """B against A: paired differences with 95% intervals and p by slice and measure, the gap
    between the languages in each, and the development questions that were won and lost."""
    first, second = runs.usable(a), runs.usable(b)
    wanted = tuple(dict.fromkeys(slice)) if slice else SLICES
    found = runs.compared(first, second, wanted, host.library_if_any)
    texts = {
        q.id: {"question": q.question, "language": q.language, "kind": q.kind}
        for q in runs.scored(second, host.library_if_any)[0].run.questions
        if q.half == "dev"
    }
    halves = [run.half for run in (first, second) if run.half is not None]
    fields = {
        **found,
        "a": run_fields(first),
        "b": run_fields(second),
        "half": halves[0] if halves else None,
        "settings": differences(first.settings, second.settings),
        "slices": list(dict.fromkeys(row["slice"] for row in found["rows"])),
        "wins": [{**one, **texts[one["id"]]} for one in found["wins"]],
        "losses": [{**one, **texts[one["id"]]} for one in found["losses"]],
    }
    return JSONResponse(fields)


@router.get("/questions/own", response_model=schemas_studio.OwnResponse, responses=problems(422))
def own_questions(settings: Settings, host: AtHost, half: OfHalf = "dev") -> JSONResponse:
    """The needs in the file that the studio adds to, those of one half."""
    needs = own_needs(settings.questions)
    shown = [need for need in needs if need.half == half]
    library = host.library_if_any
    fields = {
        "file": settings.questions and settings.questions.name,
        "half": half,
        "note": _note(half),
        "withheld": len(needs) - len(shown),
        "needs": [need_fields(need, library) for need in shown],
    }
    return JSONResponse(fields)


@router.post(
    "/questions/check",
    response_model=schemas_studio.CheckedResponse,
    responses=problems(413, 415, 422),
)
def check_question(
    request: schemas_studio.NeedRequest, settings: Settings, host: AtHost
) -> JSONResponse:
    """A need by the rules of the question set, as it would be saved; nothing is written."""
    library = host.library_if_any
    checked = check(request.draft(), library, own_needs(settings.questions))
    fields = {
        "fits": not checked.objections,
        "errors": [one.fields() for one in checked.objections],
        "need": need_fields(checked.need, library),
    }
    return JSONResponse(fields)


@router.post(
    "/questions",
    status_code=201,
    response_model=schemas_studio.SavedResponse,
    responses=problems(403, 413, 415, 422),
)
def save_question(
    request: schemas_studio.NeedRequest, settings: Settings, host: AtHost
) -> JSONResponse:
    """Put a need into the user's question file, if it keeps the rules."""
    host.allow()
    library = host.library_if_any
    need, count = save(request.draft(), library, settings.questions)
    name = settings.questions.name if settings.questions else ""
    fields = {"need": need_fields(need, library), "file": name, "needs": count}
    return JSONResponse(fields, status_code=201)


def _note(half: str) -> str | None:
    return TEST_NOTE if half == HALVES[1] else None
