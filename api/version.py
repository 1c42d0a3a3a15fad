"""Which version of Rostrum this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def installed() -> str:
    """The version of the installed package; "source" where the code runs without one."""
    try:
        return version("rostrum")
    except PackageNotFoundError:
        return "source"
