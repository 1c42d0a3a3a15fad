"""The service's settings, read once from a mapping such as `os.environ`.

ROSTRUM_LIBRARY      folder of the library (default `.rostrum` in the working folder), or its place
                     in Milvus: milvus://host:19530/name (see `index.store.milvus.address`)
ROSTRUM_MILVUS_TOKEN user:password or token for Milvus, where the address has none
ROSTRUM_ENCODER      name or path of the encoder (default: the model that ships)
ROSTRUM_RERANKER     name or path of a cross-encoder that orders the best hits (default: none)
ROSTRUM_HOST         address to listen on (default 127.0.0.1)
ROSTRUM_PORT         port to listen on (default 8000; 0 takes any free one)
ROSTRUM_WORKERS      processes that answer (default 1)
ROSTRUM_BODY_LIMIT   largest request body in bytes (default 1048576)

Changing what is held over HTTP is off unless switched on (see `api.guard`):

ROSTRUM_WRITABLE       1 lets documents be added and removed (default 0)
ROSTRUM_UPLOAD_LIMIT   largest file in bytes that may be added so (default 33554432)
ROSTRUM_HOSTNAMES      names, set apart by commas, under which changes are taken besides
                       localhost and plain addresses

A language model is off unless one is configured (see `rag.generate.endpoint`):

ROSTRUM_LLM_URL        base URL of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1
ROSTRUM_LLM_MODEL      the model's name there
ROSTRUM_LLM_KEY        its key, where it wants one; never shown
ROSTRUM_LLM_DEADLINE   seconds that an answer may take in all (default 30)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import InputError
from index.store.milvus.address import Where, where
from rag.generate.endpoint import Endpoint

_SWITCHES: Mapping[str, bool] = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(
    ("0", "false", "no", "off"), False
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set about the service.

    `body_limit` is in bytes, and so is `upload_limit`, which holds for each file that is added;
    `endpoint` is the language model, None where there is none. `writable` lets documents be added
    and removed over HTTP; `hostnames` are names that the service is reached by.
    """

    library: Where = Path(".rostrum")
    encoder: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    body_limit: int = 1 << 20
    endpoint: Endpoint | None = None
    reranker: str | None = None
    writable: bool = False
    upload_limit: int = 32 << 20
    hostnames: tuple[str, ...] = ()
    workers: int = 1

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str]) -> Settings:
        """Settings from names and texts; an absent or blank name keeps its default.

        Raises:
            InputError: if a number is not a number or lies outside its range, a switch is neither
                on nor off, or a language model is configured by halves.
        """
        return cls(
            library=_place(mapping),
            encoder=_text(mapping, "ROSTRUM_ENCODER"),
            host=_text(mapping, "ROSTRUM_HOST") or cls().host,
            port=_number(mapping, "ROSTRUM_PORT", cls().port, 0, 65_535),
            workers=_number(mapping, "ROSTRUM_WORKERS", cls().workers, 1, 64),
            body_limit=_number(mapping, "ROSTRUM_BODY_LIMIT", cls().body_limit, 1_024, 1 << 30),
            endpoint=Endpoint.from_mapping(mapping),
            reranker=_text(mapping, "ROSTRUM_RERANKER"),
            writable=_switch(mapping, "ROSTRUM_WRITABLE", cls().writable),
            upload_limit=_number(
                mapping, "ROSTRUM_UPLOAD_LIMIT", cls().upload_limit, 1_024, 1 << 28
            ),
            hostnames=_names(mapping, "ROSTRUM_HOSTNAMES"),
        )


def _place(mapping: Mapping[str, str]) -> Where:
    """A folder, or an address of Milvus."""
    named = _text(mapping, "ROSTRUM_LIBRARY")
    return where(named, mapping).expanduser() if named else Settings().library


def _text(mapping: Mapping[str, str], name: str) -> str | None:
    return mapping.get(name, "").strip() or None


def _number(mapping: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    written = _text(mapping, name)
    if written is None:
        return default
    # isdecimal alone would take other scripts' digits, and int() takes signs and underscores.
    if not (written.isascii() and written.isdecimal() and least <= int(written) <= most):
        raise InputError(
            f"{name} is {written!r}, which is not a number from {least} to {most}.",
            f"Set {name} to such a number, or leave it out for {default}.",
        )
    return int(written)


def _switch(mapping: Mapping[str, str], name: str, default: bool) -> bool:
    written = _text(mapping, name)
    if written is None:
        return default
    if written.lower() not in _SWITCHES:
        raise InputError(
            f"{name} is {written!r}, which is neither on nor off.", f"Set {name} to 1 or 0."
        )
    return _SWITCHES[written.lower()]


def _names(mapping: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in mapping.get(name, "").split(",") if one.strip())
