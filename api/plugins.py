"""Routers of other packages, which the service mounts where they are installed.

A package offers one through the entry-point group `rostrum.routes` (an `APIRouter`). Its routes get
at the service through `request.app.state`, so that neither package imports the other:

    desk.holdings.library       what is held (`index.store.library.Library`); opening it may raise
    changes.writable            whether the service takes changes at all
    changes.allow(request)      raises unless this request may change something

What they raise of `index.errors` becomes a problem document like everything else; an error with
`complaints`, mappings of `field`, `detail`, `code` and `parameters`, names them in `errors`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from fastapi import APIRouter, FastAPI

GROUP = "rostrum.routes"
_log = logging.getLogger(__name__)


def mount(app: FastAPI) -> None:
    """Mount every router that is offered."""
    for router in routers(entry_points(group=GROUP)):
        app.include_router(router)


def routers(entries: Iterable[EntryPoint]) -> list[APIRouter]:
    """The routers behind entry points, by name; one that cannot be loaded costs nothing but
    itself."""
    found = (_loaded(entry) for entry in sorted(entries, key=lambda entry: entry.name))
    return [router for router in found if router is not None]


def _loaded(entry: EntryPoint) -> APIRouter | None:
    try:
        router = entry.load()
    except Exception:
        _log.exception("The routes %s (%s) cannot be loaded", entry.name, entry.value)
        return None
    if not isinstance(router, APIRouter):
        _log.error("The routes %s (%s) are no APIRouter", entry.name, entry.value)
        return None
    return router
