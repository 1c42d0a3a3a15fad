"""The training loop: a schedule over wall-clock time, checkpoints that survive a cut, a log."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from index.encode.training.recipe import Recipe
from index.encode.training.trainer import Trainer


def save(path: Path, trainer: Trainer, state: dict[str, Any]) -> None:
    """Write a checkpoint aside and rename it, so that a cut never leaves half of one."""
    temporary = path.with_suffix(".new")
    torch.save(
        {
            "student": trainer.student.state_dict(),
            "optimiser": trainer.optimiser.state_dict(),
            "recipe": asdict(trainer.recipe),
            **state,
        },
        temporary,
    )
    temporary.replace(path)


def train(
    prepared: Path,
    teacher: Path,
    out: Path,
    recipe: Recipe,
    device: str,
    start: Path | None = None,
) -> Path:
    """Train for `recipe.minutes` (those before an interruption counted), return the checkpoint.

    `start` is the directory of a trained model to go on from; without it training starts anew.
    """
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / "checkpoint.pt"
    trainer = Trainer(prepared, teacher, recipe, device, start)
    spent, step = 0.0, 0
    if checkpoint.exists():
        kept = torch.load(checkpoint, map_location=device, weights_only=True)
        trainer.student.load_state_dict(kept["student"])
        trainer.optimiser.load_state_dict(kept["optimiser"])
        spent, step = kept["spent"], kept["step"]
        trainer.generator.manual_seed(recipe.seed + step)
        trainer.random.seed(recipe.seed + step)
    begun, total, saved = time.monotonic() - spent, recipe.minutes * 60, spent
    with (out / "log.jsonl").open("a", encoding="utf8") as log:
        sums: dict[str, list[Tensor]] = {}
        while (spent := time.monotonic() - begun) < total:
            step += 1
            trainer.set_rates(spent / total, step)
            name, loss = trainer.step()
            sums.setdefault(name, []).append(loss)
            if step % recipe.steps_between_logs == 0:
                line: dict[str, Any] = {"step": step, "minutes": round(spent / 60, 2)}
                line |= {k: round(float(torch.stack(v).mean()), 4) for k, v in sums.items()}
                print(json.dumps(line), file=log, flush=True)
                sums.clear()
            if spent - saved > recipe.minutes_between_checkpoints * 60:
                save(checkpoint, trainer, {"spent": spent, "step": step})
                saved = spent
        save(checkpoint, trainer, {"spent": spent, "step": step})
        print(json.dumps({"step": step, "final": trainer.held_out()}), file=log, flush=True)
    return checkpoint
