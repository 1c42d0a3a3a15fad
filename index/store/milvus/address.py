"""Where a library in Milvus is, as a user writes it.

    milvus://host:19530/name                    a server
    milvus+https://user:password@host/name      over TLS; `:token@` for a token alone
    milvus-lite:///path/to/file.db              the embedded twin, in one process at a time

Settings follow a question mark: `database`, `timeout` (seconds), `consistency` (Strong, Bounded,
Session, Eventually), `index` (auto, flat, hnsw, ivf_sq8, diskann), `shards`, `replicas`, for the
embedded twin `name`. A token can stay out of sight in ROSTRUM_MILVUS_TOKEN.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from index.errors import InputError

TOKEN_VARIABLE = "ROSTRUM_MILVUS_TOKEN"
SCHEMES = {"milvus": "http", "milvus+http": "http", "milvus+https": "https", "milvus-lite": ""}
LEVELS = ("Strong", "Bounded", "Session", "Eventually")
INDEXES = ("auto", "flat", "hnsw", "ivf_sq8", "diskann")
_NAME = re.compile("[A-Za-z][A-Za-z0-9_]{0,99}")
_HOW = (
    "Write it as milvus://host:19530/name, milvus+https://user:token@host/name or "
    "milvus-lite:///path/to/file.db."
)
# What was meant for an address and lacks its slashes.
_NEARLY = re.compile(r"milvus[a-z+-]*(?::|//)", re.IGNORECASE)
_SETTINGS = ("database", "timeout", "consistency", "index", "shards", "replicas", "name")


@dataclass(frozen=True, slots=True)
class Address:
    """A library in Milvus; `str()` names it without the token.

    `uri` is what pymilvus is given, for the embedded twin a path. `timeout` is in seconds and
    holds for each request of a reader; connecting has 5 at most, one that writes 60 at least.
    """

    uri: str
    name: str
    token: str = field(default="", repr=False)
    database: str = ""
    timeout: float = 10.0
    consistency: str = "Bounded"
    index: str = "auto"
    shards: int = 1
    replicas: int = 1

    @property
    def lite(self) -> bool:
        """Whether it is the embedded twin, which lives in this process."""
        return "://" not in self.uri

    @property
    def dense(self) -> str:
        """The kind of index for vectors: exact in the embedded twin, a graph on a server."""
        return ("flat" if self.lite else "hnsw") if self.index == "auto" else self.index

    @property
    def connecting(self) -> float:
        """Seconds that connecting may take."""
        return min(5.0, self.timeout)

    def expanduser(self) -> Address:
        """Itself: paths of folders and addresses are opened alike."""
        return self

    @property
    def writing(self) -> float:
        """Seconds that a request may take which writes or makes something."""
        return max(60.0, self.timeout)

    def __str__(self) -> str:
        return f"milvus-lite://{self.uri}" if self.lite else f"{self.uri}/{self.name}"


# Where a library is: a folder, or Milvus.
Where = Path | Address


def where(text: str, environment: Mapping[str, str] = os.environ) -> Where:
    """A folder, or an address of Milvus where the text has a scheme.

    Raises:
        InputError: the scheme is none of Milvus's, or the address is not complete.
    """
    scheme, mark, _ = text.partition("://")
    if not mark and _NEARLY.match(text):
        raise InputError(
            "What begins with milvus and a colon or slashes is not a whole address.",
            "Write milvus://host:19530/name; a folder of such a name as ./milvus…",
        )
    return _address(text, environment) if mark and scheme else Path(text)


def _address(text: str, environment: Mapping[str, str]) -> Address:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise InputError("The address of the library cannot be read.", _HOW) from None
    if parts.scheme not in SCHEMES:
        raise InputError(f"Libraries are not kept at {parts.scheme}://.", _HOW)
    settings = _settings(parts.query)
    name = settings.pop("name", "rostrum")
    if parts.scheme == "milvus-lite":
        return Address(uri=_file(parts), name=_named(name), **_typed(settings))
    if not parts.hostname:
        raise InputError("The address of the library names no host.", _HOW)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Address(
        uri=f"{SCHEMES[parts.scheme]}://{host}:{port or 19530}",
        name=_named(unquote(parts.path).strip("/")),
        token=_token(parts) or environment.get(TOKEN_VARIABLE, "").strip(),
        **_typed(settings),
    )


def _token(parts: SplitResult) -> str:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return f"{user}:{password}" if user and password else user or password


def _file(parts: SplitResult) -> str:
    begin = parts.netloc.rpartition("@")[2]
    path = Path(unquote(f"{begin}{parts.path}")).expanduser()
    if path.suffix != ".db":
        raise InputError(f"{path} does not end in .db, as a file of milvus-lite must.", _HOW)
    return str(path.absolute())


def _named(name: str) -> str:
    if not _NAME.fullmatch(name) or "__" in name:
        raise InputError(
            f"{name!r} is no name of a library in Milvus.",
            "Take a letter, then letters, digits and single underscores, 100 at most, like "
            "milvus://host:19530/rostrum.",
        )
    return name


def _settings(query: str) -> dict[str, str]:
    settings = dict(parse_qsl(query, keep_blank_values=True))
    for name in settings:
        if name not in _SETTINGS:
            raise InputError(
                f"The address of the library sets {name!r}, which cannot be set.",
                f"Known are {', '.join(_SETTINGS)}.",
            )
    return settings


def _typed(settings: Mapping[str, str]) -> dict[str, Any]:
    """The values as they are used; what is not set keeps its default."""
    typed: dict[str, Any] = {}
    for name, value in settings.items():
        if name == "timeout":
            typed[name] = _number(name, value, 0.1, 3600.0)
        elif name in ("shards", "replicas"):
            typed[name] = int(_number(name, value, 1, 64))
        elif name in ("consistency", "index"):
            typed[name] = _one_of(name, value, LEVELS if name == "consistency" else INDEXES)
        else:
            typed[name] = value
    return typed


def _number(name: str, value: str, least: float, most: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise InputError(
            f"{name} is {value!r} in the address of the library.",
            f"Set it to a number from {least:g} to {most:g}.",
        )
    return number


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    for known in allowed:
        if known.lower() == value.lower():
            return known
    raise InputError(
        f"{name} is {value!r} in the address of the library.", f"Known are {', '.join(allowed)}."
    )
