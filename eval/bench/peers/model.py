"""What is measured of a system at one size."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What one process told, as JSON; see `harness`.
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Contender:
    """A system that is measured: its module, its environment (None for ours), its settings."""

    name: str
    module: str
    environment: str | None
    settings: Mapping[str, str]
    how: str

    @property
    def ours(self) -> bool:
        """Whether it is Rostrum."""
        return self.environment is None


@dataclass(slots=True)
class Runs:
    """All runs of one system at one size; `stopped` names the step that took too long or failed.

    `firsts` are seconds of whole processes, `disks` MB (10^6 bytes). `given` is processor time that
    was spent for this system beforehand and untimed, in seconds for 1,000 passages.
    """

    contender: Contender
    given: float = 0.0
    ingests: list[Told] = field(default_factory=list)
    searches: list[Told] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    first_cpus: list[float] = field(default_factory=list)
    disks: list[float] = field(default_factory=list)
    stopped: str | None = None

    def rate(self) -> float | None:
        """Passages put in a second."""
        return _median([told["passages"] / told["seconds"] for told in self.ingests])

    def ingest_cpu(self) -> float | None:
        """Processor seconds of putting in 1,000 passages."""
        return _median([1000 * told["cpu"] / told["passages"] for told in self.ingests])

    def whole_cpu(self) -> float | None:
        """The same with what was done for this system beforehand."""
        own = self.ingest_cpu()
        return None if own is None else own + self.given

    def ingest_peak(self) -> float | None:
        """Most memory of putting in, MB."""
        return _median([told["peak"] for told in self.ingests])

    def search_peak(self) -> float | None:
        """Most memory after the unfiltered questions, MB."""
        return _median([told["peak"] for told in self.searches])

    def first(self) -> float | None:
        """Seconds from starting a process to its first answer and end."""
        return _median(self.firsts)

    def first_cpu(self) -> float | None:
        """Processor seconds of the same."""
        return _median(self.first_cpus)

    def disk(self) -> float | None:
        """MB on disk."""
        return _median(self.disks)

    def half(self, kind: str) -> float | None:
        """The median search, ms; `kind` is "plain" or "filtered"."""
        return self._of(kind, lambda told: 1000 * statistics.median(told["seconds"]))

    def slow(self, kind: str) -> float | None:
        """The search that 99 of 100 are no slower than, ms."""
        return self._of(kind, lambda told: 1000 * percentile(told["seconds"], 99))

    def per_second(self, kind: str) -> float | None:
        """Searches a second, one after the other."""
        return self._of(kind, lambda told: len(told["seconds"]) / sum(told["seconds"]))

    def search_cpu(self, kind: str) -> float | None:
        """Processor time of a search, ms."""
        return self._of(kind, lambda told: 1000 * told["cpu"] / len(told["seconds"]))

    def found(self, kind: str) -> float | None:
        """Share of the questions whose passage is among the hits."""
        return self._of(kind, lambda told: told["found"])

    def hits(self, kind: str) -> float | None:
        """How many hits a search brings."""
        return self._of(kind, lambda told: told["hits"])

    def versions(self) -> Mapping[str, str]:
        """Versions of the packages that did the work."""
        found: Mapping[str, str] = self.ingests[0]["versions"] if self.ingests else {}
        return found

    def _of(self, kind: str, value: Callable[[Told], float]) -> float | None:
        return _median([value(told[kind]) for told in self.searches])


@dataclass(frozen=True, slots=True)
class Comparison:
    """All systems at one size, and how busy the machine was (load of a minute, lowest, highest).

    `cutting` is the processor time of cutting Chinese words, in seconds for 1,000 passages.
    """

    passages: int
    runs: Sequence[Runs]
    repeats: int
    load: tuple[float, float]
    cutting: float


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of 100 are no larger than."""
    ordered = sorted(values)
    return ordered[max(0, -int(-len(ordered) * share // 100) - 1)]


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None
