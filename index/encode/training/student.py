"""Teacher and student: the same network, the student with rows for Chinese pieces."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from index.encode.training.batches import Batch
from index.encode.training.losses import pool


class Encoding(nn.Module):
    """A BERT body with mean pooling; rows below `first` of its embedding never change."""

    def __init__(self, body: nn.Module, first: int) -> None:
        super().__init__()
        self.body = body
        self.first = first

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Sentence vectors (texts, d) of length 1 and token vectors (texts, longest, d)."""
        tokens = self.body(input_ids=batch.ids, attention_mask=batch.mask.long()).last_hidden_state
        return pool(tokens, batch.mask), tokens

    @property
    def rows(self) -> nn.Parameter:
        """The embedding of the pieces, shape (pieces, d)."""
        weight: nn.Parameter = self.body.embeddings.word_embeddings.weight  # type: ignore[union-attr, assignment]
        return weight


class Teacher:
    """The English encoder, fed with the student's ids of English text; runs in bfloat16."""

    def __init__(self, model: Encoding, teacher_ids: Tensor, unknown: int) -> None:
        self.model, self.ids, self.unknown = model, teacher_ids, unknown

    @torch.no_grad()
    def __call__(self, batch: Batch) -> tuple[Tensor, Tensor]:
        known = batch.ids < len(self.ids)
        ids = torch.where(known, self.ids[batch.ids.clamp(max=len(self.ids) - 1)], self.unknown)
        vectors, tokens = self.model(Batch(ids, batch.mask))
        return vectors.clone(), tokens.clone()


def _bert(folder: Path, device: torch.device) -> Any:
    from transformers import BertModel

    # On a CPU plain attention runs backward twice as fast as the fused one.
    return BertModel.from_pretrained(
        str(folder),
        add_pooling_layer=False,
        dtype=torch.float32,
        attn_implementation="eager" if device.type == "cpu" else "sdpa",
    )


def load_teacher(folder: Path, prepared: Path, device: torch.device) -> Teacher:
    """The teacher from its sentence-transformers directory."""
    body = _bert(folder, device).to(device, torch.bfloat16).eval()
    ids = torch.from_numpy(np.load(prepared / "teacher_ids.npy").astype(np.int64)).to(device)
    return Teacher(Encoding(body, 0), ids, unknown=100)


def new_student(folder: Path, prepared: Path, device: torch.device) -> Encoding:
    """The student before training: the teacher's layers, and for each Chinese piece the
    association-weighted mean of the rows of its English partners."""
    body = _bert(folder, device)
    ids = np.load(prepared / "teacher_ids.npy")
    start = np.load(prepared / "start.npz")
    english = body.embeddings.word_embeddings.weight.data[torch.from_numpy(ids.astype(np.int64))]
    weights = torch.from_numpy(start["weights"]) + 1e-6
    partners = torch.from_numpy(start["rows"].astype(np.int64))
    mixed = (english[partners] * (weights / weights.sum(1, keepdim=True))[..., None]).sum(1)
    unknown = torch.from_numpy(start["weights"].sum(1) == 0)
    noise = english.mean(0) + torch.randn(mixed.shape) * english.std(0)
    chinese = torch.where(unknown[:, None], noise, mixed + 0.3 * (noise - english.mean(0)))
    rows = nn.Embedding(len(english) + len(chinese), english.shape[1], padding_idx=0)
    rows.weight.data.copy_(torch.cat([english, chinese]))
    body.embeddings.word_embeddings = rows
    body.config.vocab_size = len(rows.weight)
    return _without_dropout(body, len(english), device)


def trained_student(folder: Path, prepared: Path, device: torch.device) -> Encoding:
    """The student as an earlier run exported it, to train further.

    Raises:
        ValueError: the directory was trained with other pieces than `prepared` has.
    """
    ours, theirs = (
        json.loads((f / "tokenizer.json").read_text("utf8")) for f in (prepared, folder)
    )
    if ours["model"]["vocab"] != theirs["model"]["vocab"]:
        raise ValueError(
            f"{folder} has other pieces than {prepared}: prepare from the data it was trained on"
        )
    first = len(np.load(prepared / "teacher_ids.npy"))
    return _without_dropout(_bert(folder, device), first, device)


def _without_dropout(body: Any, first: int, device: torch.device) -> Encoding:
    for module in body.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return Encoding(body, first).to(device)
