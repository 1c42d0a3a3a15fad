"""What a server's refusal or a broken connection means, in words for whoever set it up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from rag.generate.endpoint import Endpoint
from rag.generate.errors import (
    ModelError,
    ReplyBroken,
    RequestRefused,
    ServerFailing,
    ServerUnreachable,
)
from rag.generate.plain import excerpt

_BASE = "Check ROSTRUM_LLM_URL: it is the base URL, often ending in /v1."
# More than anybody waits here; only so that no number grows out of bounds.
LONGEST_WAIT = 86_400.0
_PASSING = {408, 409, 425, 429}


class OptionRefused(RequestRefused):
    """The server read the request and objects to what is in it; `told` is what it says."""

    def __init__(self, message: str, hint: str, told: str) -> None:
        super().__init__(message, hint)
        self.told = told


def refused(status: int, body: bytes, endpoint: Endpoint, wait: float) -> ModelError:
    """The error for a reply with another status than 200; `wait` is what Retry-After asked."""
    fields = _fields(body)
    told = excerpt(_told(fields), endpoint.key)
    if status in _PASSING or status >= 500:
        what = "is overloaded" if status == 429 else "fails"
        return ServerFailing(f"The model's server {what} (HTTP {status}){told}.", "", wait)
    if status in {401, 403}:
        # What a server says here often repeats the key, whole or in part: none of it is told.
        lacks = "" if endpoint.key else " ROSTRUM_LLM_KEY is not set."
        return RequestRefused(
            f"The model's server refuses the key (HTTP {status}).{lacks}",
            "Check ROSTRUM_LLM_KEY.",
        )
    # Frameworks answer an unknown path in JSON as well: what is missing is told by its name.
    if status == 404 and "model" in told.lower():
        return RequestRefused(
            f"The model's server knows no model {endpoint.model!r} (HTTP 404){told}.",
            f"Check ROSTRUM_LLM_MODEL. {_BASE}",
        )
    if status in {400, 422}:
        return OptionRefused(
            f"The model's server does not take the request (HTTP {status}){told}.",
            "Check ROSTRUM_LLM_MODEL and how much text the model takes at once.",
            json.dumps(fields) if fields else "",
        )
    if 300 <= status < 400:
        return RequestRefused(
            f"ROSTRUM_LLM_URL leads elsewhere (HTTP {status}), which is not followed.", _BASE
        )
    return RequestRefused(
        f"There is no language model at ROSTRUM_LLM_URL (HTTP {status}){told}.", _BASE
    )


def asked_to_wait(written: str, now: datetime | None = None) -> float:
    """The seconds that a Retry-After header asks to wait; 0 where it says nothing to go by.

    It is a number of seconds or a date (RFC 9110, section 10.2.3).
    """
    written = written.strip()
    if written.isascii() and written.replace(".", "", 1).isdigit():
        return min(float(written), LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(written)
    except ValueError:
        return 0.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    seconds = (when - (now or datetime.now(UTC))).total_seconds()
    return min(max(0.0, seconds), LONGEST_WAIT)


def option_refused(error: ModelError, options: Iterable[str]) -> str | None:
    """The option that the server objects to by its name, if there is one."""
    if not isinstance(error, OptionRefused):
        return None
    return next((option for option in options if option in error.told), None)


def unreachable(error: httpx.HTTPError) -> ModelError:
    """The error for a connection that did not come about or did not last."""
    told = str(error).lower()
    if isinstance(error, httpx.ConnectTimeout):
        return ServerUnreachable("Nothing answers at ROSTRUM_LLM_URL (no connection in time).")
    if isinstance(error, httpx.ConnectError):
        if "ssl" in told or "certificate" in told:
            return RequestRefused(
                "No secure connection to ROSTRUM_LLM_URL (TLS or its certificate fails).",
                "Check whether the address begins with http:// or https://.",
            )
        if any(sign in told for sign in ("name or service", "nodename", "resolution", "getaddr")):
            return ServerUnreachable("The host in ROSTRUM_LLM_URL has no address.", _BASE)
        return ServerUnreachable("Nothing answers at ROSTRUM_LLM_URL (no connection).", _BASE)
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return RequestRefused("ROSTRUM_LLM_URL is not a web address.", _BASE)
    if isinstance(error, httpx.RemoteProtocolError):
        if "disconnected" in told:
            return ServerUnreachable(
                "What answers at ROSTRUM_LLM_URL hangs up without a reply in HTTP.", _BASE
            )
        if "incomplete" in told or "closed" in told:
            return ReplyBroken("The reply of the model's server was cut off.")
        return RequestRefused("What answers at ROSTRUM_LLM_URL does not speak HTTP.", _BASE)
    return ServerUnreachable("The connection to the model's server was lost.")


def _fields(body: bytes) -> Any:
    """The JSON of an error; None for anything else."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _told(fields: Any) -> Any:
    """What an error says of itself, in the forms that servers use."""
    if not isinstance(fields, dict):
        return None
    return fields.get("error") or fields.get("detail") or fields.get("message")
