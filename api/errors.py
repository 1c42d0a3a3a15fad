"""What the service itself refuses, besides the errors of `index.errors`."""

from __future__ import annotations

from index.errors import RostrumError, UnreadableFile


class ReadOnly(RostrumError):
    """The service takes no changes."""


class CrossSite(RostrumError):
    """A page of another site asks for a change."""


class FileTooLarge(UnreadableFile):
    """One of the files that were sent is over the limit."""
