"""What every request body must keep to before anything reads it."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import refusal


class RequestLimits:
    """Refuses bodies that are not JSON (415) or larger than `limit` bytes (413).

    The declared length is checked first; a body sent without one, or longer than it says, is
    counted while it arrives. What is sent to `unlimited`, a method and a path, is left to whoever
    answers there.
    """

    def __init__(self, app: ASGIApp, limit: int, unlimited: tuple[str, str] | None = None) -> None:
        self.app = app
        self.limit = limit
        self.unlimited = unlimited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._concerned(scope):
            try:
                self._check(Headers(scope=scope))
            except HTTPException as refused:
                # Before the application there is nobody else to turn it into an answer.
                response = refusal(scope["method"], scope["path"], refused)
                await response(scope, receive, send)
                return
            receive = self._counted(receive)
        await self.app(scope, receive, send)

    def _concerned(self, scope: Scope) -> bool:
        if scope["type"] != "http" or (scope["method"], scope["path"]) == self.unlimited:
            return False
        return scope["method"] in {"POST", "PUT", "PATCH"}

    def _check(self, headers: Headers) -> None:
        kind = headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise NotJSON(kind)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self.limit:
            raise TooLarge(self.limit)

    def _counted(self, receive: Receive) -> Receive:
        arrived = 0

        async def receive_counted() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > self.limit:
                raise TooLarge(self.limit)
            return message

        return receive_counted


class NotJSON(HTTPException):
    """A body of another media type than JSON."""

    def __init__(self, kind: str) -> None:
        super().__init__(415, f"The body was sent as {kind[:80] or 'no media type at all'}.")


class TooLarge(HTTPException):
    """A body over the limit; the connection closes, since the rest of it is not read."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            413, f"The body has more than {limit:,} bytes.", headers={"connection": "close"}
        )
