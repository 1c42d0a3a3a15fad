"""Every failure as a problem document (RFC 9457), from one table.

    TABLE          exception type -> kind of problem (status and title)
    kind_of        the kind for one exception, the nearest type in the table
    respond        one problem as a response
    refusal        the response for what the framework itself refuses (no such address, ...)
    install        the handlers that turn exceptions into such responses

A problem tells what was wrong (`detail`) and what to do (`hint`); it never carries a traceback
nor the request's own text at length.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.errors import CrossSite, FileTooLarge, ReadOnly
from api.security import HEADERS
from index import errors

MEDIA_TYPE = "application/problem+json"
Fields = dict[str, Any]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: `name` ends its type URI, `title` is the same for all of its kind."""

    name: str
    status: int
    title: str

    @property
    def type(self) -> str:
        """The URI that identifies this kind; it names the problem and is not meant to be opened."""
        return f"urn:rostrum:problem:{self.name}"


INTERNAL = Kind("internal", 500, "Something went wrong inside the service")
MALFORMED = Kind("malformed", 400, "The request body cannot be read")
INVALID = Kind("invalid-request", 422, "The request does not fit what is expected")

TABLE: Mapping[type[Exception], Kind] = {
    errors.QuestionError: Kind("question", 422, "The question cannot be answered as it stands"),
    errors.FilterError: Kind("filter", 422, "A filter names something that is not held"),
    errors.InputError: INVALID,
    FileTooLarge: Kind("file-too-large", 413, "The file is too large"),
    errors.UnreadableFile: Kind("unreadable-file", 422, "The file cannot be read"),
    errors.DocumentError: Kind("document", 422, "The file cannot become a record"),
    errors.NotHeld: Kind("not-held", 404, "The library does not hold this"),
    errors.EncoderError: Kind("encoder", 503, "The encoder cannot be used"),
    errors.StoreMissing: Kind("library-missing", 503, "There is no library yet"),
    errors.StoreMismatch: Kind("library-mismatch", 503, "The library belongs to another encoder"),
    errors.StoreBusy: Kind("library-busy", 503, "The library is being written to"),
    errors.StoreDamaged: Kind("library-damaged", 503, "The library on disk is damaged"),
    errors.StoreError: Kind("library", 503, "The library cannot be used"),
    ReadOnly: Kind("read-only", 403, "This service takes no changes"),
    CrossSite: Kind("cross-site", 403, "A page of another site may not change what is held"),
    errors.RostrumError: INTERNAL,
    Exception: INTERNAL,
}

# What the server or the framework itself refuses, by status.
REFUSALS: Mapping[int, Kind] = {
    404: Kind("no-such-route", 404, "Nothing is served at this address"),
    405: Kind("method", 405, "This address does not take this method"),
    413: Kind("too-large", 413, "The request body is too large"),
    415: Kind("media-type", 415, "The request body is not JSON"),
}
HINTS: Mapping[int, str] = {
    400: 'Send a JSON object such as {"question": "谁反对把恐怖主义和宗教挂钩？"}.',
    404: "See /openapi.json for what the service offers, or open / for the page.",
    405: "Use a method that the Allow header names.",
    413: "Send less at once; a question has at most 10,000 characters.",
    415: "Send JSON and say so: content-type: application/json.",
}


def kind_of(error: Exception) -> Kind:
    """The kind of the nearest type in the table, going up from the exception's own type."""
    return next(TABLE[parent] for parent in type(error).__mro__ if parent in TABLE)


def respond(
    kind: Kind,
    detail: str,
    hint: str = "",
    *,
    instance: str | None = None,
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """One problem document; `extra` adds members, `instance` is the path that was asked for."""
    return JSONResponse(
        {**fields(kind, detail, hint, instance), **(extra or {})},
        status_code=kind.status,
        media_type=MEDIA_TYPE,
        headers={**HEADERS, **(headers or {})},
    )


def fields(kind: Kind, detail: str, hint: str = "", instance: str | None = None) -> Fields:
    """The members of a problem document; those that say nothing are left out."""
    members = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "hint": hint,
        "instance": instance,
    }
    return {name: value for name, value in members.items() if value}


def refusal(method: str, path: str, error: HTTPException) -> JSONResponse:
    """The problem for a request that is refused by its status alone."""
    kind = REFUSALS.get(error.status_code, MALFORMED)
    told = {
        404: f"There is nothing at {path[:200]}.",
        405: f"{path[:200]} does not take {method}.",
    }
    return respond(
        kind,
        told.get(error.status_code, error.detail),
        HINTS.get(error.status_code, ""),
        instance=path,
        headers=error.headers,
    )


def install(app: FastAPI) -> None:
    """Let every exception leave the service as a problem document."""
    app.add_exception_handler(errors.RostrumError, _on_known)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_refused)
    app.add_exception_handler(Exception, _on_unexpected)


def _on_known(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.RostrumError)
    kind = kind_of(error)
    if kind.status >= 500:
        _log.warning("%s: %s", type(error).__name__, error)
    return respond(
        kind,
        error.message,
        error.hint,
        instance=request.url.path,
        extra=_extra(error),
        headers={"retry-after": "5"} if isinstance(error, errors.StoreBusy) else None,
    )


def _extra(error: errors.RostrumError) -> Fields:
    """The fields that are at fault, where the error names them (`complaints`)."""
    complaints = getattr(error, "complaints", ())
    named = [dict(complaint) for complaint in complaints]
    return {"errors": named} if named else {}


def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        detail = _broken_json(found[0])
        return respond(MALFORMED, detail, HINTS[400], instance=request.url.path)
    complaints = list(_complaints(found))
    return respond(
        INVALID,
        " ".join(complaint["detail"] for complaint in complaints),
        "Correct what is named; /openapi.json describes every field.",
        instance=request.url.path,
        extra={"errors": complaints},
    )


def _on_refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return refusal(request.method, request.url.path, error)


def _on_unexpected(request: Request, _error: Exception) -> JSONResponse:
    # The server logs the traceback itself; the reader only learns that it was not their doing.
    return respond(
        INTERNAL,
        "The request was understood, but answering it failed.",
        "Try again; if it stays so, look at the service's log for the time of this request.",
        instance=request.url.path,
    )


def _broken_json(item: Mapping[str, Any]) -> str:
    where = item["loc"][-1]
    reason = str(item.get("ctx", {}).get("error", "it is not JSON")).rstrip(".")
    at = f" at character {where}" if isinstance(where, int) else ""
    return f"The body is not valid JSON: {reason[:1].lower()}{reason[1:]}{at}."


def _complaints(found: Iterable[Mapping[str, Any]]) -> Iterable[Fields]:
    """One entry per field that does not fit: a JSON pointer-like name and what is wrong with it."""
    for item in found:
        name = ".".join(str(part) for part in item["loc"] if part != "body") or "the body"
        yield {"field": name, "detail": f"{name}: {_sentence(item)}"}


def _sentence(item: Mapping[str, Any]) -> str:
    """What is wrong with one field, with its figures and without its content."""
    limits, given = item.get("ctx", {}), item.get("input")
    match item["type"]:
        case "missing":
            return "is required."
        case "extra_forbidden":
            return "is not a known field."
        case "string_too_long":
            length = len(given) if isinstance(given, str) else 0
            return f"has {length:,} characters; at most {limits['max_length']:,} are taken."
        case "greater_than_equal" | "less_than_equal":
            limit = "least" if "ge" in limits else "most"
            bound = limits.get("ge", limits.get("le"))
            return f"is {given}; it must be at {limit} {bound:,}."
    return f"{item['msg'].rstrip('.')}."
