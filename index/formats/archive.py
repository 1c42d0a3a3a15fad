"""The parts of a ZIP archive, none of them larger unpacked than it may be.

Sizes that an archive states are not believed: unpacking stops at the limit.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from index.errors import UnreadableFile
from index.formats.limits import Limits, megabytes

_MOST_PARTS = 20_000
_BROKEN = "Open it in Word, save it again and add that."


class Archive:
    """An open archive; names are compared as they stand, nothing is ever written to disk."""

    def __init__(self, content: bytes, label: str, limits: Limits) -> None:
        self.label = label
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableFile(
                f"{label} is damaged or incomplete ({error}).", "Fetch or save it again."
            ) from None
        self.names = frozenset(self._zip.namelist()) if self._small() else frozenset()
        if not self._small():
            raise UnreadableFile(
                f"{label} is an archive of more than {_MOST_PARTS:,} parts.", _BROKEN
            )

    def _small(self) -> bool:
        return len(self._zip.filelist) <= _MOST_PARTS

    def part(self, name: str) -> bytes | None:
        """One part unpacked; None where there is none.

        Raises:
            UnreadableFile: it is damaged, locked, or larger than allowed.
        """
        if name not in self.names:
            return None
        most = self._limits.part_bytes
        try:
            with self._zip.open(name) as part:
                content = part.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise UnreadableFile(
                f"{self.label} is damaged: its part {name} cannot be unpacked ({error}).", _BROKEN
            ) from None
        except RuntimeError:
            raise UnreadableFile(
                f"{self.label} is locked with a password.",
                "Save it without a password and add that.",
            ) from None
        if len(content) > most:
            raise UnreadableFile(
                f"{self.label} unpacks to more than {megabytes(most)} of text in one part.",
                "No document needs that much: it is damaged, or made to do harm.",
            )
        return content
