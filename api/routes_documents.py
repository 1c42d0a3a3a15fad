"""The addresses that change what is held, and the one that tells how a document was parsed.

Whether a request may change anything is decided by `api.guard`; readers go on while one does, and
are answered from the new state as soon as it is complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from api import problems as house
from api import schemas_documents as schemas
from api import schemas_held, stream, stream_work
from api.adding import Turn, add
from api.catalogue import Order, Wanted, listed
from api.desk import Desk
from api.guard import Guard
from api.routes import AtCatalogue, AtDesk, Responses, problems
from api.settings import Settings
from api.uploads import LARGEST_AT_ONCE, MOST_FILES, Received, receive
from index.formats.detect import SUFFIXES
from rag.parse_wire import parse_fields
from rag.wire import bare_document_fields, document_fields

if TYPE_CHECKING:
    from index.store.model import Progress

Fields = dict[str, Any]
router = APIRouter(default_response_class=JSONResponse)

ADDRESS = "/v1/documents"
FORBIDDEN: Responses = {
    403: {
        "description": "The service takes no changes, or none from a page of another site.",
        "content": problems(404)[404]["content"],
    }
}
NONE_ADDED = house.Kind("none-added", 422, "None of the files could be added")
# Between two events of one stage there is at least this many seconds.
_PAUSE_S = 0.1
# How many documents one answer lists at most, where it is asked for some of them.
MOST_LISTED = 1000


class Changes:
    """What changing the library over HTTP needs: who may, whose turn it is, how large a file."""

    def __init__(self, settings: Settings) -> None:
        self.guard = Guard.of(settings)
        self.turn = Turn()
        self.limit = settings.upload_limit

    @property
    def writable(self) -> bool:
        """Whether the service takes changes at all."""
        return self.guard.writable

    def allow(self, request: Request) -> None:
        """Let a request change something.

        Raises:
            ReadOnly, CrossSite: it may not.
        """
        self.guard.check(request.headers)


def the_changes(request: Request) -> Changes:
    """What this application has for changing the library."""
    return cast(Changes, request.app.state.changes)


AtChanges = Annotated[Changes, Depends(the_changes)]


@router.get("/v1/writing", response_model=schemas.WritingResponse, tags=["change"])
def writing(changes: AtChanges) -> JSONResponse:
    """Whether documents can be added and removed here, and what an upload may be like."""
    return JSONResponse(
        {
            "writable": changes.writable,
            "busy": changes.turn.taken,
            "file_limit": changes.limit,
            "request_limit": changes.limit * LARGEST_AT_ONCE,
            "most_files": MOST_FILES,
            "suffixes": list(SUFFIXES),
        }
    )


@router.post(
    ADDRESS,
    response_model=schemas.AddedResponse,
    responses={**schemas.ADDED, **FORBIDDEN, **problems(413, 422, 503)},
    openapi_extra=schemas.UPLOAD,
    tags=["change"],
)
async def add_documents(
    request: Request,
    desk: AtDesk,
    changes: AtChanges,
    name: Annotated[
        str | None, Query(description="What the file is called, where it is the whole body.")
    ] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """Add files: several as multipart/form-data, or one as the body.

    Every file is told of; one at fault has a problem and the others go in. A SOURCES.toml among
    them is their side-car. Asked for events, the service tells of the work while it is done; when
    the reader of the events goes away before the end, nothing is added.
    """
    changes.allow(request)
    changes.turn.check()
    place = TemporaryDirectory(prefix="rostrum-upload-")
    try:
        files = await receive(request, Path(place.name), changes.limit, name)
    except ClientDisconnect:
        await run_in_threadpool(place.cleanup)
        return Response(status_code=400)
    except BaseException:
        await run_in_threadpool(place.cleanup)
        raise
    work = partial(_adding, desk, changes.turn, place, files)
    if stream.wanted(accept):
        return await stream_work.respond(work, ADDRESS)
    return _answer(await run_in_threadpool(work, _nobody))


def _adding(
    desk: Desk,
    turn: Turn,
    place: TemporaryDirectory[str],
    files: list[Received],
    tell: stream_work.Tell,
) -> Fields:
    """Put the files in and tell of it; the folder they lie in is gone afterwards."""
    with place, turn.taking():
        library = desk.stocked()
        tell("received", {"files": [{"name": file.name, "size": file.size} for file in files]})
        return {"files": add(library, files, _paced(tell)), "generation": library.generation}


def _nobody(name: str, fields: Fields) -> None:
    """No events were asked for."""


def _paced(tell: stream_work.Tell) -> Callable[[Progress], None]:
    """Progress as events, some of them left out where they come fast."""
    told: dict[str, float] = {}

    def progress(step: Progress) -> None:
        now = monotonic()
        if step.done == step.total or now - told.get(step.stage, 0.0) >= _PAUSE_S:
            told[step.stage] = now
            tell("progress", asdict(step))

    return progress


def _answer(report: Fields) -> JSONResponse:
    """The report; a problem where no file went in."""
    failed = [file["problem"] for file in report["files"] if file["problem"]]
    if len(failed) < len(report["files"]):
        return JSONResponse(report)
    if len(failed) == 1:
        members = failed[0] | {"instance": ADDRESS}
    else:
        detail = f"All {len(failed)} files are at fault; the library is as it was."
        hint = "`files` says of each what is wrong with it and what to do."
        members = house.fields(NONE_ADDED, detail, hint, ADDRESS)
    return JSONResponse(
        members | {"files": report["files"]}, members["status"], media_type=house.MEDIA_TYPE
    )


@router.get(
    ADDRESS,
    response_model=schemas_held.DocumentsResponse,
    responses=problems(404, 422, 503),
    tags=["read"],
)
def documents(
    desk: AtDesk,
    catalogue: AtCatalogue,
    symbol: Annotated[
        str | None, Query(description="Only the document with this symbol or id.")
    ] = None,
    find: Annotated[
        str,
        Query(
            max_length=200, description="Words of symbol, title, file name or date; all of them."
        ),
    ] = "",
    sort: Annotated[
        Order | None,
        Query(
            description="By what to sort; the language versions of a document then stand together. "
            "As they were added without it."
        ),
    ] = None,
    descending: Annotated[bool, Query(description="With `sort`: the last first.")] = False,
    limit: Annotated[
        int | None, Query(ge=1, le=MOST_LISTED, description="How many documents; all without it.")
    ] = None,
    offset: Annotated[int, Query(ge=0, description="How many documents to pass over.")] = 0,
) -> JSONResponse:
    """What the library holds, or the one document that `symbol` names, with sums over all of it."""
    library = desk.holdings.library
    known = catalogue.summaries(library)
    found = listed(known, Wanted(find, sort, descending, limit, offset))
    if symbol is not None:
        wanted = library.resolve(symbol).id
        one = [document_fields(s) for s in known if s.document.id == wanted]
        found |= {"documents": one, "total": len(one)}
    return JSONResponse(found)


@router.get(
    "/v1/documents/{name:path}/parse",
    response_model=schemas.ParseResponse,
    responses=problems(404, 422, 503),
    tags=["read"],
)
def parse(name: str, desk: AtDesk, catalogue: AtCatalogue) -> JSONResponse:
    """How a document was parsed: counts, what each of its characters is, and what is doubtful."""
    library = desk.holdings.library
    record = library.record(name)
    summaries = {one.document.id: one for one in catalogue.summaries(library)}
    return JSONResponse(parse_fields(record, summaries[record.document.id]))


@router.delete(
    "/v1/documents/{name:path}",
    response_model=schemas.RemovedResponse,
    responses={**FORBIDDEN, **problems(404, 503)},
    tags=["change"],
)
def remove(name: str, request: Request, desk: AtDesk, changes: AtChanges) -> JSONResponse:
    """Take a document out, by id, symbol or file name."""
    changes.allow(request)
    with changes.turn.taking():
        library = desk.holdings.library
        document = library.remove(name)
        library.current()
    fields = {"removed": bare_document_fields(document), "generation": library.generation}
    return JSONResponse(fields)
