"""The page, served from the package: plain HTML, CSS and JavaScript modules, no build step."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.page import preload

# Given here, because what the system's own table says of .js differs from machine to machine.
MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
# The paths of the views as views.js lists them: every one gives the same page, and tells the
# browser at once what it will load there.
VIEW_PATHS = (
    "/",
    "/read",
    "/stances",
    "/verify",
    "/documents",
    "/evaluation",
)


def routes() -> list[BaseRoute]:
    """The page at the path of every view, and `/page/<name>` for what it loads."""
    return [
        *(Route(path, _index, methods=["GET"]) for path in VIEW_PATHS),
        Route("/page/{name}", _asset, methods=["GET"]),
    ]


def assets() -> dict[str, bytes]:
    """Everything the page is made of, by file name."""
    return {
        entry.name: entry.read_bytes()
        for entry in sorted(files(__name__).iterdir(), key=lambda entry: entry.name)
        if _suffix(entry.name) in MEDIA_TYPES
    }


def _index(request: Request) -> Response:
    page = preload.told(_text("index.html"), request.url.path, _text)
    return _serve(request, page.encode(), ".html")


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    path = files(__name__) / name
    if _suffix(name) not in MEDIA_TYPES or not path.is_file():
        raise HTTPException(404)
    return _serve(request, path.read_bytes(), _suffix(name))


def _text(name: str) -> str:
    return (files(__name__) / name).read_text(encoding="utf-8")


def _serve(request: Request, content: bytes, suffix: str) -> Response:
    """A content, or 304 where the browser holds the same bytes already."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MEDIA_TYPES[suffix], headers=headers)


def _suffix(name: str) -> str:
    return name[name.rfind(".") :]
