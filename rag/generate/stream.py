"""A reply as it streams in: server-sent events whose data are pieces of a chat completion.

The format is that of the WHATWG (HTML, section 9.2) with OpenAI's chunks in it. Servers differ in
the details: some never send `[DONE]`, some end lines with CR LF, some put comments between.
"""

from __future__ import annotations

import json
from typing import Any

from rag.generate.endpoint import Key
from rag.generate.errors import ReplyBroken, ReplyTooLong, ServerFailing
from rag.generate.plain import excerpt

# A short answer has a few hundred characters; reasoning that some models write first has more.
LONGEST_REPLY = 40_000


class ReplyReader:
    """Collects the text of one reply from its bytes."""

    def __init__(self, key: Key | None = None, longest: int = LONGEST_REPLY) -> None:
        self._key = key
        self._longest = longest
        self._buffer = bytearray()
        self._pieces: list[str] = []
        self._length = 0
        self.finished = False

    def feed(self, chunk: bytes) -> None:
        """Take in some bytes of a stream of events.

        Raises:
            ReplyBroken: they are not such a stream.
            ServerFailing: the server reports an error inside it.
            ReplyTooLong: the text is longer than any answer.
        """
        self._buffer += chunk
        *lines, rest = self._buffer.split(b"\n")
        self._buffer = rest
        for line in lines:
            if not self.finished:
                self._line(bytes(line))

    def whole(self, body: bytes) -> None:
        """Take in a completion that comes in one piece, as from servers that do not stream."""
        self._take(_json(body))
        self.finished = True

    @property
    def so_far(self) -> str:
        """What has come in of the reply."""
        return "".join(self._pieces)

    def text(self) -> str:
        """The reply.

        Raises:
            ReplyBroken: it was cut off, or there is nothing in it.
        """
        if not self.finished and self._buffer:
            # The last line of a stream may lack its end.
            self._line(bytes(self._buffer))
        if not self.finished:
            raise ReplyBroken("The reply of the model's server was cut off.")
        text = self.so_far
        if not text.strip():
            raise ReplyBroken("The model wrote nothing.")
        return text

    def _line(self, line: bytes) -> None:
        field, _, value = line.rstrip(b"\r").partition(b":")
        if field.lstrip(b"\xef\xbb\xbf") != b"data":
            return
        data = value.strip()
        if data == b"[DONE]":
            self.finished = True
        elif data:
            self._take(_json(data))

    def _take(self, fields: Any) -> None:
        """The text and the end of one chunk."""
        if not isinstance(fields, dict):
            raise _not_a_completion()
        if fields.get("error"):
            told = excerpt(fields["error"], self._key)
            raise ServerFailing(f"The model's server reports an error{told}.")
        for choice in _list(fields.get("choices"))[:1]:
            if not isinstance(choice, dict):
                raise _not_a_completion()
            part = choice.get("delta") or choice.get("message") or {}
            self._add(_content(part))
            self.finished = self.finished or choice.get("finish_reason") is not None

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        if self._length > self._longest:
            raise ReplyTooLong(
                f"The model wrote more than {self._longest:,} characters, which is no answer."
            )


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    # A deep nest and a number of thousands of digits are not JSON errors to Python.
    except (ValueError, RecursionError):
        raise _not_a_completion() from None


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise _not_a_completion()


def _content(part: Any) -> str:
    """The text of a delta or message: a string, or a list of parts with texts."""
    content = part.get("content") if isinstance(part, dict) else None
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    texts = [one.get("text") for one in _list(content) if isinstance(one, dict)]
    return "".join(text for text in texts if isinstance(text, str))


def _not_a_completion() -> ReplyBroken:
    return ReplyBroken("The model's server does not answer with a chat completion.")
