"""The addresses of the service. Everything that reads or computes runs in the thread pool."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse, Response

from api import schemas, schemas_held, schemas_verify, stream
from api.catalogue import Catalogue
from api.desk import Desk, Holdings
from api.problems import MEDIA_TYPE
from api.version import installed
from index.errors import RostrumError
from index.records.model import Language
from rag import export, wire
from rag.events import Asks, events_of
from rag.permalink import follow
from rag.verify import Verifier
from rag.verify_wire import verification_fields

if TYPE_CHECKING:
    from index.records.model import Document
    from index.store.library import Library

Responses = dict[int | str, dict[str, Any]]

router = APIRouter(default_response_class=JSONResponse)


def the_desk(request: Request) -> Desk:
    """The desk of this application."""
    return cast(Desk, request.app.state.desk)


def the_catalogue(request: Request) -> Catalogue:
    """What this application knows of the documents held."""
    return cast(Catalogue, request.app.state.catalogue)


@lru_cache(maxsize=1)
def the_verifier(holdings: Holdings) -> Verifier:
    """Who checks quotations against what is open; kept, since it keeps records it has read."""
    return Verifier(holdings.searcher, holdings.library)


def problems(*statuses: int) -> Responses:
    """How OpenAPI tells of the problems that a route can answer with."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told = {
        404: "The library does not hold this.",
        413: "The request body is too large.",
        415: "The request body is not JSON.",
        422: "The question, a filter or a field does not fit.",
        503: "There is no usable library.",
    }
    return {status: {"description": told[status], "content": content} for status in statuses}


AtDesk = Annotated[Desk, Depends(the_desk)]
AtCatalogue = Annotated[Catalogue, Depends(the_catalogue)]
Reader = Annotated[
    Language | None,
    Query(alias="language", description="Language of names and references: zh or en."),
]


@router.get("/healthz", response_model=schemas.HealthResponse, tags=["service"])
def health(desk: AtDesk, catalogue: AtCatalogue) -> JSONResponse:
    """Whether the service can answer, and from what; 503 while it cannot."""
    try:
        library = desk.holdings.library
        summaries = catalogue.summaries(library)
        told: dict[str, Any] = {
            "status": "ok",
            "documents": len(summaries),
            "passages": sum(summary.passages for summary in summaries),
            "encoder": library.encoder.name,
            "generation": library.generation,
        }
    except RostrumError as error:
        empty = {"documents": 0, "passages": 0, "encoder": None, "generation": None}
        reason = {"detail": error.message, "hint": error.hint}
        told = {"status": "unavailable", **empty, **reason}
    told["version"] = installed()
    return JSONResponse(told, status_code=200 if told["status"] == "ok" else 503)


@router.post(
    "/v1/search",
    response_model=schemas.SearchResponse,
    responses=problems(413, 415, 422, 503),
    tags=["ask"],
)
def search(request: schemas.SearchRequest, desk: AtDesk) -> JSONResponse:
    """The passages that fit a question best, best first."""
    result = desk.holdings.searcher.search(
        request.question, k=request.k, filters=request.narrowed(), legs=tuple(request.legs)
    )
    return JSONResponse(wire.search_fields(result))


@router.post(
    "/v1/ask",
    response_model=schemas.ConversedResponse,
    responses={**stream.TOLD, **problems(413, 415, 422, 503)},
    tags=["ask"],
)
def ask(
    request: schemas.AskRequest,
    desk: AtDesk,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """A short answer whose every sentence is a cited quotation, or a refusal with its reason.

    With `generate` a language model writes it from the passages found; every sentence that they
    do not bear out is left out, and without a usable reply the quotations stand in for it.
    Asked for events, the service tells of the answer while it is made. With a `history` a question
    such as "And Poland?" is answered as the complete one that it stands for.
    """
    answerer: Asks = desk.generating if request.generate else desk.holdings.answerer
    if request.history is not None:
        from rag.follow_up.answering import Conversing

        answerer = Conversing(answerer, request.before(), desk.holdings.names)
    if stream.wanted(accept):
        events = events_of(answerer, request.question, request.k, request.narrowed())
        return stream.respond(events, "/v1/ask")
    answer = answerer.ask(request.question, k=request.k, filters=request.narrowed())
    return JSONResponse(wire.answer_fields(answer))


@router.post(
    "/v1/verify",
    response_model=schemas_verify.VerifyResponse,
    responses=problems(413, 415, 422, 503),
    tags=["ask"],
)
def verify(request: schemas_verify.VerifyRequest, desk: AtDesk) -> JSONResponse:
    """Whether a quotation is in the records, who said it, and how it differs from their words."""
    verifier = the_verifier(desk.holdings)
    checked = verifier.verify(request.quotation, request.by, request.language)
    return JSONResponse(verification_fields(checked))


@router.get(
    "/v1/citations",
    response_class=Response,
    responses={200: schemas.CITATION_FORMS, **problems(404, 422, 503)},
    tags=["read"],
)
def citation(
    request: Request,
    desk: AtDesk,
    document: Annotated[str, Query(description="Id, digest or symbol of the document.")],
    start: Annotated[int, Query(ge=0, description="First character in its mended text.")],
    end: Annotated[int, Query(ge=1, description="Character after the last one.")],
    form: Annotated[export.Format, Query(alias="format")] = "un",
    language: Reader = None,
) -> Response:
    """The reference of any words of a document, for a text or for another program."""
    cited = follow(desk.holdings.library, document, start, end)
    address = str(request.base_url).rstrip("/")
    text = export.export(cited, form, language or cited.document.language, address)
    return Response(
        f"{text}\n",
        media_type=f"{export.MEDIA_TYPES[form]}; charset=utf-8",
        headers={"content-disposition": f'inline; filename="{export.file_name(cited, form)}"'},
    )


@router.get(
    "/v1/documents/{name:path}",
    response_model=schemas_held.DocumentResponse,
    responses=problems(404, 422, 503),
    tags=["read"],
)
def document(
    name: str,
    desk: AtDesk,
    language: Reader = None,
    raw: Annotated[
        bool, Query(description="Also the file as given, and which of it the mended text keeps.")
    ] = False,
) -> JSONResponse:
    """A whole document by id or symbol: mended text, statements, paragraphs, offsets."""
    library = desk.holdings.library
    record = library.record(name)
    fields = wire.record_fields(record, language) | _relations(library, record.document)
    return JSONResponse(fields | wire.raw_fields(record) if raw else fields)


def _relations(library: Library, document: Document) -> dict[str, Any]:
    """In which languages and versions a document is held besides, and which one is current."""
    versions = library.versions(document)
    current = versions[-1].id if versions else document.id
    earlier = [one for one in versions[:-1] if one.id != document.id]
    fields = wire.relations_fields(library.translations(document), earlier)
    return fields | {"current": None if current == document.id else current}


@router.get(
    "/v1/speakers",
    response_model=schemas_held.SpeakersResponse,
    responses=problems(503),
    tags=["read"],
)
def speakers(desk: AtDesk) -> JSONResponse:
    """Who takes the floor in what is held: what a search can be narrowed to."""
    generation = desk.holdings.library.current()
    roster = generation.roster if generation else None
    delegations = roster.delegations.values() if roster else ()
    return JSONResponse(
        {
            "delegations": [
                {"code": one.code, "zh": one.name_zh, "en": one.name_en} for one in delegations
            ],
            "speakers": sorted(set(roster.names.values())) if roster else [],
        }
    )


@router.get(
    "/v1/passages/{name}",
    response_model=schemas_held.PassageResponse,
    responses=problems(404, 422, 503),
    tags=["read"],
)
def passage(name: str, desk: AtDesk, language: Reader = None) -> JSONResponse:
    """One indexed passage by its id, `<document>:<start>-<end>`."""
    found = desk.holdings.library.passage(name)
    record = desk.holdings.library.record(found.document_id)
    return JSONResponse(wire.passage_fields(found, record, language))
