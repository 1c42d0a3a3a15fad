"""What pymilvus and gRPC raise, in words; and pymilvus itself, which may be missing."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from index.errors import StoreBusy, StoreError
from index.store.milvus.address import Address

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_INSTALL = "Install it with: pip install 'rostrum[milvus]'"


def client_class(address: Address) -> type[MilvusClient]:
    """The client of pymilvus, imported when it is needed: that takes half a second.

    Raises:
        StoreError: it is not installed, or the embedded twin is not.
    """
    missing = "pymilvus"
    # gRPC and pymilvus print the traceback of whatever fails; here it is told once, in words.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    try:
        from pymilvus import MilvusClient as Client

        missing = "milvus-lite"
        if address.lite:
            import milvus_lite  # noqa: F401
    except ImportError:
        raise StoreError(
            f"{address} is kept in Milvus, and {missing} is not installed.",
            _INSTALL if missing == "pymilvus" else f"Install it with: pip install {missing}",
        ) from None
    # Their import sets how much they print.
    for library in ("pymilvus", "grpc", "milvus_lite"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    found: type[MilvusClient] = Client
    return found


def meaning(error: Exception, address: Address) -> StoreError:
    """What an error of pymilvus or gRPC means to a user; the token is left out."""
    said = " ".join(str(getattr(error, "message", "") or error).split())
    if address.token:
        for secret in {address.token, *address.token.split(":")[-1:]}:
            said = said.replace(secret, "…")
    low = said.lower()
    if "lock" in low and address.lite:
        return StoreBusy(
            f"{address} is open in another process.",
            "milvus-lite serves one process at a time: close the other, or use a Milvus server.",
        )
    if "auth" in low or "permission" in low or "privilege" in low:
        return StoreError(
            f"The server {address.uri} refuses the user or the token.",
            f"Check them in the address, or set ROSTRUM_MILVUS_TOKEN to user:password. ({said})",
        )
    if "database" in low and ("not found" in low or "not exist" in low):
        return StoreError(
            f"The server {address.uri} has no database {address.database!r}.",
            "Make it there, or name another with ?database= in the address.",
        )
    if _is_lost(error, low):
        return StoreError(
            f"The server {address.uri} cannot be reached, or does not answer in time.",
            "See that Milvus runs there and that the port is open; ?timeout=60 waits longer.",
        )
    return StoreError(
        f"Milvus at {address} could not do it: {said[:300]}", "Try again; then see its log."
    )


def _is_lost(error: Exception, low: str) -> bool:
    signs = ("fail connecting", "unavailable", "deadline", "timeout", "timed out", "closed channel",
             "connect", "retry")  # fmt: skip
    return isinstance(error, ConnectionError | TimeoutError) or any(sign in low for sign in signs)
