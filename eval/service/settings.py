"""The settings of the evaluation over HTTP, read once from a mapping such as `os.environ`.

ROSTRUM_RUNS        folder with runs kept by `rostrum eval --out` (default `runs` in the working
                    folder; it need not be there)
ROSTRUM_QUESTIONS   question file that the studio adds to (default: none, nothing can be saved)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.question_set import QUESTIONS

_EVAL = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class EvaluationSettings:
    """Where runs and questions lie.

    `questions` is the user's own file; `question_set`, `reports` and `baseline` are those that come
    with Rostrum.
    """

    runs: Path = Path("runs")
    questions: Path | None = None
    question_set: Path = QUESTIONS
    reports: Path = _EVAL / "reports"
    baseline: Path = _EVAL / "baseline.json"

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str]) -> EvaluationSettings:
        """Settings from names and texts; an absent or blank name keeps its default."""
        runs = mapping.get("ROSTRUM_RUNS", "").strip()
        questions = mapping.get("ROSTRUM_QUESTIONS", "").strip()
        return cls(
            runs=Path(runs).expanduser() if runs else Path("runs"),
            questions=Path(questions).expanduser() if questions else None,
        )
