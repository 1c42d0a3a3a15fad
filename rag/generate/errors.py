"""What can go wrong with a language model.

InputError
└── NotConfigured            asked for, but no model is configured
ModelError                   no usable reply; the extractive answer stands in for it
├── ServerUnreachable        nobody listens, or the connection was lost
├── ServerFailing            the server says so itself: 429, 5xx, an error inside the stream
├── ReplyBroken              the reply ended too early or is not what the protocol says
├── ReplyTooLong             more bytes than any answer needs
├── TooSlow                  the deadline passed
├── RequestRefused           wrong address, wrong key, unknown model: asking again is no use
└── LeftAlone                the server failed too often or is busy, and was not asked

Messages name settings, never the address or the key: they also go to those who ask over HTTP.
"""

from __future__ import annotations

from index.errors import InputError, RostrumError

VARIABLES = "ROSTRUM_LLM_URL and ROSTRUM_LLM_MODEL"


class NotConfigured(InputError):
    """An answer of a language model was asked for, but none is configured."""

    def __init__(self) -> None:
        super().__init__(
            f"No language model is configured: {VARIABLES} are not set.",
            "Set them to the base URL of an OpenAI-compatible server, such as "
            "http://127.0.0.1:8080/v1, and to a model it offers (ROSTRUM_LLM_KEY if it wants a "
            "key), or ask without a model.",
        )


class ModelError(RostrumError):
    """No usable reply. `again`: asking again may help; `counts`: it speaks against the server.

    `retry_after` is what the server asked to wait, in seconds (0 where it said nothing).
    """

    again = False
    counts = True

    def __init__(self, message: str, hint: str = "", retry_after: float = 0.0) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class ServerUnreachable(ModelError):
    """Nobody listens, or the connection was lost."""

    again = True


class ServerFailing(ModelError):
    """The server says that it cannot: 429, 5xx, an error inside the stream."""

    again = True


class ReplyBroken(ModelError):
    """The reply ended too early or is not what the protocol says."""

    again = True


class ReplyTooLong(ModelError):
    """More bytes than any answer needs."""


class TooSlow(ModelError):
    """The deadline passed."""


class RequestRefused(ModelError):
    """Wrong address, wrong key, unknown model: asking again is no use."""

    counts = False


class LeftAlone(ModelError):
    """The server was not asked: it failed too often, or enough is being asked of it."""

    counts = False
