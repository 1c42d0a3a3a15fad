"""What a training run can vary, and the weights of its sources."""

from __future__ import annotations

from dataclasses import dataclass

HELD_OUT = {"tw_laws": 1000, "hackernews2024_mt": 1000, "python_docs": 500, "tatoeba": 500}
QUESTIONS = {"drcd_dev": 352, "cmrc2018_trial": 0, "hackernews2024_title_lead": 500}


@dataclass(frozen=True)
class Recipe:
    """Everything that a run can vary. Shares of steps and of sources are weights, not percent."""

    minutes: float = 24.0
    sentences: int = 2048
    passages: int = 512
    questions: int = 512
    switched: int = 1024
    late: int = 256
    layers_rate: float = 3e-4
    rows_rate: float = 2e-3
    rows_only: float = 0.04
    steps: tuple[float, float, float, float] = (0.45, 0.25, 0.2, 0.1)
    late_weight: float = 0.5
    one_in_kept: int = 4
    steps_between_logs: int = 200
    minutes_between_checkpoints: float = 5.0
    seed: int = 7

    @classmethod
    def two_cores(cls, minutes: float) -> Recipe:
        """Smaller batches and gentler rates, for a machine without an accelerator."""
        return cls(
            minutes=minutes,
            sentences=160,
            passages=40,
            questions=48,
            switched=96,
            late=48,
            layers_rate=1.5e-4,
            rows_rate=2e-3,
            steps=(0.68, 0.11, 0.13, 0.08),
            one_in_kept=8,
            steps_between_logs=20,
        )


SENTENCE_SOURCES = {
    "tw_laws": 0.17, "hackernews2024_mt": 0.37, "python_docs": 0.08, "captions_3am": 0.09,
    "tatoeba": 0.15, "tico19": 0.04, "sdg": 0.02, "lexicon": 0.08,
    "written": 0.1,
}  # fmt: skip
PASSAGE_SOURCES = {"tw_laws": 0.3, "hackernews2024_mt": 0.6, "python_docs": 0.1}
