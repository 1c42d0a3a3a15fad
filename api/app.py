"""The application: library, routes, problems and page put together.

    create_app(Settings.from_mapping(os.environ))

The library is opened when the service starts and closed when it stops.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from api import page, plugins, problems, routes_documents, routes_stances
from api.catalogue import Catalogue
from api.desk import Appoint, Desk, appoint, configured
from api.limits import RequestLimits
from api.routes import router
from api.schemas import Problem
from api.security import SecurityHeaders
from api.settings import Settings
from api.version import installed
from index.store.database import FILE_NAME

if TYPE_CHECKING:
    from index.store.library import Library

_log = logging.getLogger(__name__)
DESCRIPTION = """\
Ask United Nations meeting records in Chinese or English. Every sentence of an answer is a
quotation with its place: `start` and `end` count characters of the document's mended text (the
one that `GET /v1/documents/{name}` returns), `raw_start` and `raw_end` those of the file as given.
Problems are reported as `application/problem+json` (RFC 9457)."""


def create_app(
    settings: Settings, library: Library | None = None, appoint: Appoint = appoint
) -> FastAPI:
    """The service as an ASGI application.

    An open `library` handed in is used as it is and left open at the end; otherwise the one at
    `settings.library` is opened at the start. Where that fails the service still comes up:
    `/healthz` says why, and every request that needs the library is answered with 503.
    `appoint` makes the answerer from a searcher and a library.
    """
    if library is not None:
        desk = Desk(lambda: library, appoint, endpoint=lambda: settings.endpoint or configured())
    else:
        desk = Desk(
            lambda: open_library(settings),
            appoint,
            settings.library / FILE_NAME if isinstance(settings.library, Path) else None,
            endpoint=lambda: settings.endpoint or configured(),
            make_library=lambda: open_library(settings, create=True).close(),
        )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        error = await run_in_threadpool(desk.rehearse)
        if error is not None:
            _log.warning("No library in use yet. %s", error)
        yield
        if library is None:
            await run_in_threadpool(desk.close)

    app = FastAPI(
        title="Rostrum",
        version=installed(),
        description=DESCRIPTION,
        lifespan=lifespan,
        # Their pages load scripts from other hosts, which this service never does.
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    app.state.catalogue = Catalogue()
    app.state.changes = routes_documents.Changes(settings)
    problems.install(app)
    # First, since the address of a document may go on behind its symbol.
    app.include_router(routes_documents.router)
    app.include_router(router)
    app.include_router(routes_stances.router)
    plugins.mount(app)
    app.router.routes.extend(page.routes())
    app.add_middleware(
        RequestLimits, limit=settings.body_limit, unlimited=("POST", routes_documents.ADDRESS)
    )
    app.add_middleware(GZipMiddleware, minimum_size=2048, compresslevel=5)
    app.add_middleware(SecurityHeaders)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def open_library(settings: Settings, create: bool = False) -> Library:
    """The library that the settings name; with `create` a new one where there is none.

    Raises:
        StoreError: if it is missing (unless `create`), damaged or from another encoder.
        EncoderError: if the encoder or the reranker cannot be loaded.
    """
    from index.encode import load_encoder
    from index.search.rerank import load_reranker
    from index.store import place

    encoder = load_encoder(settings.encoder) if settings.encoder else None
    reranker = load_reranker(settings.reranker) if settings.reranker else None
    library = place.open_library(settings.library, encoder, create=create)
    library.use_reranker(reranker)
    return library


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The description of the service, with the problem document among its schemas."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
        )
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= problem.pop("$defs", {}) | {"Problem": problem}
        app.openapi_schema = schema
    return app.openapi_schema
