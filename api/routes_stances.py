"""The addresses of the comparison of delegations and of the mentions of a symbol."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api import schemas_stances as schemas
from api.desk import Holdings
from api.routes import AtDesk, Reader, problems
from index.search.model import Filters
from rag.mentions import MOST_SHOWN, SHOWN, MentionFinder
from rag.mentions_wire import mentions_fields
from rag.stances import StanceFinder
from rag.stances_wire import stances_fields

router = APIRouter(default_response_class=JSONResponse)


@lru_cache(maxsize=1)
def the_finder(holdings: Holdings) -> StanceFinder:
    """Who compares what is open; kept, since it keeps records it has read."""
    return StanceFinder(holdings.library)


@router.post(
    "/v1/stances",
    response_model=schemas.StancesResponse,
    responses=problems(413, 415, 422, 503),
    tags=["ask"],
)
def stances(request: schemas.StancesRequest, desk: AtDesk) -> JSONResponse:
    """Who said what on a question: for every delegation and meeting the best quotation, or that
    it did not speak, or that it spoke, but not on this."""
    finder = the_finder(desk.holdings)
    found = finder.find(request.question, request.narrowed(), request.meetings)
    return JSONResponse(stances_fields(found))


@router.get(
    "/v1/symbols/{symbol:path}/mentions",
    response_model=schemas.MentionsResponse,
    responses=problems(404, 422, 503),
    tags=["read"],
)
def mentions(
    symbol: str,
    desk: AtDesk,
    language: Reader = None,
    delegation: Annotated[list[str], Query(description="Only these delegations.")] = [],  # noqa: B006
    document: Annotated[list[str], Query(description="Only these documents.")] = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=MOST_SHOWN, description="How many to give.")] = SHOWN,
    offset: Annotated[int, Query(ge=0, description="How many to pass over before.")] = 0,
) -> JSONResponse:
    """Every mention of a resolution or document, in whatever form it is written."""
    filters = Filters(documents=tuple(document), delegations=tuple(delegation))
    finder = MentionFinder(desk.holdings.library)
    return JSONResponse(mentions_fields(finder.find(symbol, filters, language, limit, offset)))
