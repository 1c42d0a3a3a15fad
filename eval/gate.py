"""The gate: floors under the measures of the development half, and no change for the worse."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.files import ResultFileError, read_whole, write_whole
from eval.score import ANSWER, DECISION, SEARCH, Scored
from eval.significance import holm, paired
from eval.slices import ids, need_of
from index.errors import RostrumError

MEASURES = (*SEARCH, *ANSWER, DECISION)
LANGUAGES = ("zh", "en")
# Of a value in a baseline.
DIGITS = 4


class GateError(ResultFileError):
    """A gate or its baseline is malformed."""


class GateFailed(RostrumError):
    """A measure is below its floor, or significantly worse than the baseline."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a run must reach: `floors[language][measure]`, and the scores not to fall behind.

    `baseline` is a file of scores (None: only floors count); `significance` the level at which
    a change for the worse counts, after Holm over measures and languages.
    """

    floors: Mapping[str, Mapping[str, float]]
    baseline: Path | None
    significance: float
    measures: tuple[str, ...]


def read_gate(path: Path) -> Gate:
    """A gate from its file.

    Raises:
        ResultFileError: the file cannot be read.
        GateError: no TOML, an unknown language or measure, a floor outside [0, 1].
    """
    try:
        fields = tomllib.loads(read_whole(path))
    except tomllib.TOMLDecodeError as error:
        raise GateError(
            f"{path}: not TOML ({error}).", "See eval/gate.toml for the form."
        ) from None
    floors = fields.get("floors", {})
    for language, of in floors.items():
        _check_floors(path, language, of)
    change = fields.get("change", {})
    measures = tuple(change.get("measures", ()))
    for measure in measures:
        _check_measure(path, measure)
    baseline = change.get("baseline")
    level = change.get("significance", 0.05)
    if not isinstance(level, float) or not 0 < level < 1:
        raise GateError(f"{path}: the significance {level!r} is no level.", "0.05 is usual.")
    return Gate(floors, path.parent / baseline if baseline else None, level, measures)


def _check_floors(path: Path, language: str, of: object) -> None:
    if language not in LANGUAGES or not isinstance(of, dict):
        raise GateError(f"{path}: floors for {language!r}.", "Give floors for zh and en.")
    for measure, floor in of.items():
        _check_measure(path, measure)
        if isinstance(floor, bool) or not isinstance(floor, int | float) or not 0 <= floor <= 1:
            raise GateError(f"{path}: the floor {floor!r} of {measure}.", "Give one from 0 to 1.")


def _check_measure(path: Path, measure: object) -> None:
    if measure not in MEASURES:
        raise GateError(f"{path}: {measure!r} is no measure.", f"There are {', '.join(MEASURES)}.")


def failures(scored: Scored, gate: Gate) -> list[str]:
    """Every way in which the development half of a run falls short, in words.

    A measure that the run does not have (answers that were not asked for) is passed over.
    """
    found = []
    for language, floors in gate.floors.items():
        chosen = ids(scored.needs.values(), "dev", language)
        for measure, floor in floors.items():
            values = _within(scored.scores.values.get(measure, {}), chosen)
            mean = sum(values.values()) / len(values) if values else 0.0
            if measure in scored.scores.values and mean < floor:
                found.append(f"{measure} ({language}) is {mean:.4f}, below its floor of {floor:g}")
    if gate.baseline is not None:
        found += _worse(scored, gate, read_scores(gate.baseline))
    return found


def _worse(scored: Scored, gate: Gate, before: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Measures that are significantly below the baseline."""
    changes = {}
    for language in LANGUAGES:
        chosen = ids(scored.needs.values(), "dev", language)
        for measure in gate.measures:
            old = _within(before.get(measure, {}), chosen)
            new = _within(scored.scores.values.get(measure, {}), chosen)
            if old and new:
                changes[measure, language] = paired(old, new, need_of)
    adjusted = holm([change.p for change in changes.values()])
    return [
        f"{measure} ({language}) fell from {change.a:.4f} to {change.b:.4f} (p = {p:.4f})"
        for ((measure, language), change), p in zip(changes.items(), adjusted, strict=True)
        if change.difference < 0 and p < gate.significance
    ]


def _within(values: Mapping[str, float], chosen: frozenset[str]) -> dict[str, float]:
    return {id: value for id, value in values.items() if id in chosen}


def check(scored: Scored, gate: Gate) -> None:
    """Let a run pass or not.

    Raises:
        GateFailed: naming every measure that falls short.
    """
    if found := failures(scored, gate):
        raise GateFailed(
            f"The gate is closed: {'; '.join(found)}.",
            "Find the cause, or accept the new scores with --accept and give the reason.",
        )


def write_scores(path: Path, scored: Scored) -> None:
    """Put the development scores of a run at a place, as the baseline to come."""
    dev = ids(scored.needs.values(), "dev")
    values = {
        measure: {id: round(value, DIGITS) for id, value in _within(of, dev).items()}
        for measure, of in scored.scores.values.items()
    }
    fields = {"run": scored.run.name, "settings": dict(scored.run.settings), "values": values}
    # One measure a line: a changed baseline can be read as a change.
    lines = [f'"run": {_json(fields["run"])}', f'"settings": {_json(fields["settings"])}']
    inner = ",\n".join(f"{_json(measure)}: {_json(of)}" for measure, of in values.items())
    write_whole(path, "{" + ",\n".join([*lines, f'"values": {{\n{inner}\n}}']) + "}\n")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_scores(path: Path) -> Mapping[str, Mapping[str, float]]:
    """The scores of a baseline, `values[measure][question id]`.

    Raises:
        ResultFileError: the file cannot be read.
        GateError: it holds no scores.
    """
    try:
        values: Any = json.loads(read_whole(path))["values"]
        return {
            str(measure): {str(id): float(value) for id, value in of.items()}
            for measure, of in values.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GateError(
            f"{path} holds no scores ({type(error).__name__} {error}).",
            "`rostrum eval --gate FILE --accept` writes them.",
        ) from None
