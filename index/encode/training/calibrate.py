"""What the exported model needs to know of its own activations: ranges for int8, a projection.

Both are taken from training text, so that nothing depends on the documents of a library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from index.encode.training.batches import Batch, Pairs, Side, Special
from index.encode.training.losses import inner

# How much of an outlying activation moves into the weight (Xiao et al. 2022, arXiv 2211.10438).
# Cosine of token vectors with those in single precision: .9928 without, .9967 at .65, .9975 here,
# .9974 at .85.
STRENGTH = 0.75
WIDTH = 256
Array = NDArray[np.float32]


def sample(prepared: Path, special: Special, texts: int = 192, seed: int = 11) -> Iterator[Batch]:
    """Runs of training lines of 40 to 200 tokens, both languages, one text a batch."""
    generator = torch.Generator().manual_seed(seed)
    english = Side.load(dict(np.load(prepared / "english.npz")), "en", torch.device("cpu"))
    pairs = [Pairs.load(prepared, n, 0, torch.device("cpu")) for n in ("hackernews2024_mt",)]
    sides = [english, *(side for pair in pairs for side in (pair.zh, pair.en, pair.zh))]
    for number in range(texts):
        side = sides[number % len(sides)]
        first = torch.randint(len(side) - 40, (1,), generator=generator)
        tokens = int(torch.randint(40, 200, (1,), generator=generator))
        last = torch.searchsorted(side.starts, side.starts[first] + tokens) - 1
        yield side.batch(first, torch.maximum(first, last), 224, special)


@torch.no_grad()
def measure(body: nn.Module, batches: Iterator[Batch]) -> tuple[dict[str, Array], Array]:
    """The largest magnitude of each input coordinate of each linear layer, and token vectors.

    Returns:
        ranges: by the layer's name, shape (inputs,).
        tokens: unit vectors of all tokens but [CLS] and [SEP], shape (tokens, d).
    """
    ranges: dict[str, Tensor] = {}

    def watch(name: str) -> Any:
        def note(_: nn.Module, given: tuple[Tensor, ...]) -> None:
            top = given[0].abs().flatten(0, -2).amax(0)
            ranges[name] = torch.maximum(ranges.get(name, top), top)

        return note

    linear = [(n, m) for n, m in body.named_modules() if isinstance(m, nn.Linear)]
    hooks = [module.register_forward_pre_hook(watch(name)) for name, module in linear]
    tokens = []
    for batch in batches:
        states = body(input_ids=batch.ids, attention_mask=batch.mask.long()).last_hidden_state
        tokens.append(nn.functional.normalize(states[inner(batch.mask)], dim=-1))
    for hook in hooks:
        hook.remove()
    return {name: top.numpy() for name, top in ranges.items()}, torch.cat(tokens).numpy()


def smoothing(ranges: Mapping[str, Array], weights: Mapping[str, Array]) -> dict[str, Array]:
    """By what each input coordinate of a layer is divided, and its weights multiplied.

    `weights` are those of the layers, shape (outputs, inputs). Query, key and value read the same
    input, so they share one scale.
    """
    scales: dict[str, Array] = {}
    for name, top in ranges.items():
        place, _, part = name.rpartition(".")
        together = (
            [f"{place}.{p}" for p in ("query", "key", "value")]
            if part in ("query", "key", "value")
            else [name]
        )
        weight = np.max([np.abs(weights[other]).max(0) for other in together], axis=0)
        scale = np.maximum(top, 1e-3) ** STRENGTH / np.maximum(weight, 1e-3) ** (1 - STRENGTH)
        scales[name] = scale.astype(np.float32)
    return scales


def projection(tokens: Array, width: int = WIDTH, seed: int = 11) -> Array:
    """An orthonormal map of token vectors to `width` coordinates, shape (d, width).

    The principal directions (not centred: cosines are to stay), turned at random so that every
    coordinate has the same share and two bits do each of them justice.
    """
    _, directions = np.linalg.eigh(tokens.T @ tokens)
    turned, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(width, width)))
    return np.asarray(directions[:, ::-1][:, :width] @ turned, np.float32)
