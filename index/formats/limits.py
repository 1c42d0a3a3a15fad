"""How much one file may cost."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take; whatever needs more is refused by name.

    `file_bytes` is the size on disk, `part_bytes` that of one part of an archive once unpacked,
    `characters` the text taken out, `pages` those of a PDF, `seconds` the time on the clock,
    `memory_bytes` the address space of the process that reads.
    """

    file_bytes: int = 256 * MIB
    part_bytes: int = 48 * MIB
    characters: int = 20_000_000
    pages: int = 3000
    seconds: float = 120.0
    memory_bytes: int = 1024 * MIB


DEFAULT_LIMITS = Limits()


def megabytes(size: int) -> str:
    """A size as a reader sees it: `256 MB`, `0.4 MB`."""
    value = size / MIB
    return f"{value:.0f} MB" if value >= 10 else f"{value:.1f} MB"
