"""Which language model answers: read from a mapping such as `os.environ`.

ROSTRUM_LLM_URL        base URL of an OpenAI-compatible server (`http://127.0.0.1:8080/v1`)
ROSTRUM_LLM_MODEL      the model's name there
ROSTRUM_LLM_KEY        its key, where it wants one; never shown
ROSTRUM_LLM_DEADLINE   seconds that an answer may take in all (default 30, 1 to 600)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.errors import InputError

DEADLINE = 30
LONGEST_DEADLINE = 600
_COMPLETIONS = "/chat/completions"


class Key:
    """A secret that shows itself only where it is asked to."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself, for the header that carries it."""
        return self._text

    def scrub(self, text: str) -> str:
        """A text with the secret taken out."""
        return text.replace(self._text, "***")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Key(***)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a key is not written anywhere")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model on a server; `deadline` is in seconds and covers the whole answer."""

    url: str
    model: str
    key: Key | None = None
    deadline: float = float(DEADLINE)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str]) -> Endpoint | None:
        """The endpoint that is configured, None where there is none.

        Raises:
            InputError: one of URL and model is missing, or a value does not fit; the message
                names the variable and never holds the key.
        """
        url, model = _text(mapping, "ROSTRUM_LLM_URL"), _text(mapping, "ROSTRUM_LLM_MODEL")
        if not url and not model:
            return None
        if not url or not model:
            there, missing = ("URL", "MODEL") if url else ("MODEL", "URL")
            raise InputError(
                f"ROSTRUM_LLM_{there} is set, but ROSTRUM_LLM_{missing} is not.",
                "Set both, or neither to do without a language model.",
            )
        return cls(_url(url), model, _key(mapping), _deadline(mapping))

    @property
    def completions(self) -> str:
        """The address that completions are asked of."""
        return self.url + _COMPLETIONS

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine, where no proxy leads."""
        return urlsplit(self.url).hostname in {"localhost", "127.0.0.1", "::1"}


def _text(mapping: Mapping[str, str], name: str) -> str:
    return mapping.get(name, "").strip()


def _url(written: str) -> str:
    """The base URL in one form. It may carry a password, so it is not repeated in errors."""
    try:
        parts = urlsplit(written)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname)
        fits = fits and parts.port != 0 and written.isprintable() and " " not in written
    except ValueError:
        fits = False
    if not fits:
        raise InputError(
            "ROSTRUM_LLM_URL is not a web address.",
            "Set it to a base URL such as http://127.0.0.1:8080/v1.",
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise InputError(
            "ROSTRUM_LLM_URL holds more than an address (a user, a query or a fragment).",
            "Leave those out; a key belongs into ROSTRUM_LLM_KEY.",
        )
    return written.rstrip("/").removesuffix(_COMPLETIONS).rstrip("/")


def _key(mapping: Mapping[str, str]) -> Key | None:
    written = _text(mapping, "ROSTRUM_LLM_KEY")
    if not written:
        return None
    # A header takes visible ASCII alone, and whoever objects later would quote the key.
    if not all("!" <= character <= "~" for character in written):
        raise InputError(
            "ROSTRUM_LLM_KEY holds a character that no key has (it is not shown here).",
            "Copy the key again, without spaces or line breaks inside.",
        )
    return Key(written)


def _deadline(mapping: Mapping[str, str]) -> float:
    written = _text(mapping, "ROSTRUM_LLM_DEADLINE")
    if not written:
        return float(DEADLINE)
    if not (written.isascii() and written.isdecimal() and 1 <= int(written) <= LONGEST_DEADLINE):
        raise InputError(
            f"ROSTRUM_LLM_DEADLINE is {written!r}, which is not a number from 1 to "
            f"{LONGEST_DEADLINE}.",
            f"Set it to whole seconds, or leave it out for {DEADLINE}.",
        )
    return float(written)
