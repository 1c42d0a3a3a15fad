"""The runs that the service knows: the accepted baseline, the report's, those in a folder."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from eval.compare import compare
from eval.files import ResultFileError
from eval.judged import digest
from eval.kept import read_baseline, read_baseline_head, records_on, rounded, score_kept
from eval.model import Half, Run, Setting
from eval.question_set import read_needs
from eval.report.text import comparison_fields
from eval.report.view import narrowed, view_fields
from eval.report.write import RUN, kept_figures
from eval.run_file import read_head, read_run
from eval.run_own import score_own
from eval.score import Scored
from eval.service.host import Library
from eval.service.settings import EvaluationSettings
from eval.significance import forget
from index.errors import InputError, NotHeld
from index.records.model import Record

Source = Literal["baseline", "report", "folder"]
BASELINE, REPORT = "baseline", "report"
PATTERNS = ("*.jsonl", "*.jsonl.xz")
# Slices that a comparison has unasked; the others take as long again each.
SLICES = ("dev", "dev · zh", "dev · en", "test", "test · zh", "test · en")
_KEPT = 4
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class KnownRun:
    """A run that can be shown.

    `complete` says whether rankings and answers are kept besides the values of the measures;
    `stale` whether the question set has changed since; `fault` why the file cannot be used.
    """

    id: str
    source: Source
    path: Path
    name: str
    settings: Mapping[str, Setting]
    stale: bool = False
    fault: str | None = None

    @property
    def complete(self) -> bool:
        """Whether it can be told question by question."""
        return self.source != "baseline"

    @property
    def half(self) -> Half | None:
        """The half that it is held to, None where it has both."""
        half = self.settings.get("half")
        return half if half in ("dev", "test") else None  # type: ignore[return-value]


class Runs:
    """Finds, scores and compares runs; what has been computed is kept while its file is the same.

    One computation at a time: each may take seconds and tens of megabytes.
    """

    def __init__(self, settings: EvaluationSettings) -> None:
        self._settings = settings
        self._computing = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], Any] = OrderedDict()

    def known(self) -> list[KnownRun]:
        """Every run: the report's, the baseline, then those of the folder, the newest first."""
        found = []
        if (report := self._settings.reports / RUN).is_file():
            found.append(self._known(REPORT, "report", report))
        if self._settings.baseline.is_file():
            found.append(self._known(BASELINE, "baseline", self._settings.baseline))
        files = [path for pattern in PATTERNS for path in self._settings.runs.glob(pattern)]
        newest = sorted((p for p in files if p.is_file()), key=lambda p: -p.stat().st_mtime)
        return [*found, *(self._known(path.name, "folder", path) for path in newest)]

    def find(self, id: str | None) -> KnownRun | None:
        """The run of this id; without one the first that can be shown, None if there is none.

        Raises:
            NotHeld: there is no such run.
        """
        known = self.known()
        if id is None:
            return next((run for run in known if run.fault is None), None)
        for run in known:
            if run.id == id:
                return run
        some = ", ".join(run.id for run in known[:8]) or "none; `rostrum eval --out` writes one"
        raise NotHeld(f"No run {id!r} is known.", f"There are: {some}.")

    def usable(self, id: str | None) -> KnownRun:
        """The run of this id, one that can be shown.

        Raises:
            NotHeld: there is no such run.
            InputError: there is none at all.
            ResultFileError: its file cannot be used.
        """
        run = self.find(id)
        if run is None:
            raise InputError("No run is known.", "`rostrum eval --report eval/reports` makes one.")
        if run.fault is not None:
            raise ResultFileError(run.fault, "Write it anew with `rostrum eval --out`.")
        return run

    def complete(self, id: str | None) -> KnownRun:
        """The run of this id, one that can be told question by question.

        Raises:
            NotHeld, InputError, ResultFileError: as `usable`, or only its values are kept.
        """
        run = self.usable(id)
        if not run.complete:
            raise InputError(
                f"Of the run {run.id} only the values of the measures are kept.",
                "Choose one that was kept whole; `rostrum eval --report eval/reports` makes one.",
            )
        return run

    def figures(self, run: KnownRun, library: Library | None) -> dict[str, Any]:
        """All figures of a run, as `eval.report.view` makes them.

        Raises:
            ResultFileError: the run cannot be read or scored.
        """
        if run.source == "report" and not run.stale:
            found = kept_figures(run.path.parent)
            if found is not None:
                return found

        def made() -> dict[str, Any]:
            scored, records = self._scored(run, library)
            return view_fields(scored, records, run.complete)

        return self._once(("figures", *self._state(run)), made)

    def scored(self, run: KnownRun, library: Library | None) -> tuple[Scored, Mapping[str, Record]]:
        """A run with its scores, and the records that it is about, by file name.

        Raises:
            ResultFileError: the run cannot be read or scored.
        """
        return self._once(("scored", *self._state(run)), lambda: self._scored(run, library))

    def compared(
        self, a: KnownRun, b: KnownRun, slices: tuple[str, ...], library: Library | None
    ) -> dict[str, Any]:
        """B against A in some slices; where one of them has one half, the other is held to it.

        Raises:
            ResultFileError: one cannot be read, or they are not over the same questions.
        """

        def made() -> dict[str, Any]:
            (first, records), (second, _) = self._scored(a, library), self._scored(b, library)
            for half in (a.half, b.half):
                if half is not None:
                    first, second = narrowed(first, half), narrowed(second, half)
            if not (a.complete and b.complete):
                first, second = rounded(first), rounded(second)
            found = compare(first, second, records, lambda name: name in slices)
            return comparison_fields(found)

        return self._once(("compared", *self._state(a), *self._state(b), slices), made)

    def _scored(
        self, run: KnownRun, library: Library | None
    ) -> tuple[Scored, Mapping[str, Record]]:
        if run.settings.get("own"):
            return self._scored_own(run, library)
        needs = read_needs(self._settings.question_set)
        records = records_on(library, run.settings.get("texts"), needs)
        if run.source == "baseline":
            return read_baseline(run.path, records, needs), records
        return score_kept(read_run(run.path), records, needs)

    def _scored_own(
        self, run: KnownRun, library: Library | None
    ) -> tuple[Scored, Mapping[str, Record]]:
        """A run over the user's own questions, by the library that is open."""
        if self._settings.questions is None or library is None:
            told = f"The run {run.id} is over questions of your own."
            hint = "Start the service with ROSTRUM_QUESTIONS=FILE, over the library they are about."
            raise ResultFileError(told, hint)
        (scored,), records = score_own((read_run(run.path),), self._settings.questions, library)
        return scored, records

    def _once(self, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
        with self._computing:
            if key not in self._kept:
                try:
                    self._kept[key] = make()
                finally:
                    forget()
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            made: Made = self._kept[key]
            return made

    def _state(self, run: KnownRun) -> tuple[object, ...]:
        """What a computation over a run depends on: its file and the question set."""
        files = [path.stat() for path in (run.path, self._questions_of(run.settings))]
        return run.id, *((found.st_mtime_ns, found.st_size) for found in files)

    def _known(self, id: str, source: Source, path: Path) -> KnownRun:
        try:
            head: Run = read_baseline_head(path) if source == "baseline" else read_head(path)
        except ResultFileError as error:
            return KnownRun(id, source, path, path.name, {}, fault=str(error))
        questions = self._questions_of(head.settings)
        current = digest(questions.read_bytes()) if questions.is_file() else None
        return KnownRun(
            id, source, path, head.name, head.settings, head.settings.get("questions") != current
        )

    def _questions_of(self, settings: Mapping[str, Setting]) -> Path:
        """The file of the questions that a run with these settings is over."""
        own = self._settings.questions if settings.get("own") else None
        return own if own is not None and own.is_file() else self._settings.question_set


def run_fields(run: KnownRun) -> dict[str, Any]:
    """A run without its questions, as plain JSON types."""
    return {
        "id": run.id,
        "source": run.source,
        "name": run.name,
        "settings": dict(run.settings),
        "half": run.half,
        "complete": run.complete,
        "stale": run.stale,
        "fault": run.fault,
    }


def differences(a: Mapping[str, Setting], b: Mapping[str, Setting]) -> list[dict[str, Any]]:
    """The settings in which two runs differ; which half they have is told by itself."""
    return [
        {"setting": name, "a": a.get(name), "b": b.get(name)}
        for name in dict.fromkeys((*a, *b))
        if name != "half" and a.get(name) != b.get(name)
    ]
