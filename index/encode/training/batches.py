"""Batches straight from token arrays that live on the training device.

Lines of a source lie end to end, so a run of neighbouring lines is one slice: that is how
passages are made. Chinese and English sides have the same lines, so slices stay parallel.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True)
class Special:
    """Ids of the special tokens."""

    pad: int
    cls: int
    sep: int


@dataclass(frozen=True)
class Batch:
    """Token ids and attention mask, both of shape (texts, longest)."""

    ids: Tensor
    mask: Tensor


@dataclass(frozen=True)
class Side:
    """One language of one source: ids end to end; line i is `flat[starts[i]:starts[i + 1]]`."""

    flat: Tensor
    starts: Tensor

    @classmethod
    def load(cls, arrays: dict[str, np.ndarray], name: str, device: torch.device) -> Side:
        """Read `name` and `name_ends` of a prepared archive onto the device."""
        ends = np.concatenate([[0], arrays[f"{name}_ends"]]).astype(np.int64)
        flat = torch.from_numpy(arrays[name].astype(np.int32)).to(device)
        return cls(flat, torch.from_numpy(ends).to(device))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def length(self, first: Tensor, last: Tensor) -> Tensor:
        """Tokens in the lines `first..last` (both included)."""
        return self.starts[last + 1] - self.starts[first]

    def batch(self, first: Tensor, last: Tensor, longest: int, special: Special) -> Batch:
        """The lines `first..last` of each row as one text, cut at `longest` tokens."""
        length = self.length(first, last).clamp(max=longest - 2)
        # Few distinct widths: free ones make the CPU allocator hoard memory.
        width = min(-(-(int(length.max()) + 2) // 16) * 16, longest)
        place = torch.arange(width, device=self.flat.device)
        where = (self.starts[first][:, None] + place - 1).clamp(0, max(len(self.flat) - 1, 0))
        inside = (place >= 1) & (place <= length[:, None])
        ids = torch.where(inside, self.flat[where].long(), special.pad)
        ids[:, 0] = special.cls
        ids.scatter_(1, (length + 1)[:, None], special.sep)
        return Batch(ids, place < (length + 2)[:, None])


@dataclass(frozen=True)
class Pairs:
    """A parallel source; `train` are the lines that training may see, the rest are held out."""

    name: str
    zh: Side
    en: Side
    train: int

    @classmethod
    def load(cls, folder: Path, name: str, held_out: int, device: torch.device) -> Pairs:
        """Read a prepared parallel source, keeping its last `held_out` lines apart."""
        arrays = dict(np.load(folder / f"{name}.npz"))
        zh, en = Side.load(arrays, "zh", device), Side.load(arrays, "en", device)
        return cls(name, zh, en, len(zh) - held_out)

    def lines(self, n: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """`n` single lines at random, as (first, last)."""
        first = torch.randint(self.train, (n,), generator=generator, device=self.zh.flat.device)
        return first, first

    def alike(self, n: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """`n` single lines of about one length (a window of 8n sorted ones), to pad little."""
        first, _ = self.lines(8 * n, generator)
        first = first[self.zh.length(first, first).argsort()]
        begin = int(torch.randint(7 * n, (1,), generator=generator, device=first.device))
        return first[begin : begin + n], first[begin : begin + n]

    def runs(self, n: int, tokens: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """`n` runs of neighbouring lines whose Chinese side reaches about `tokens` tokens each."""
        first, _ = self.lines(n, generator)
        goal = self.zh.starts[first] + tokens
        last = torch.searchsorted(self.zh.starts, goal) - 1
        return first, torch.maximum(last, first).clamp(max=self.train - 1)


def code_switch(batch: Batch, switch: Tensor, share: float, generator: torch.Generator) -> Batch:
    """English ids with about `share` of the translatable words replaced by a Chinese piece.

    A word that goes on in `##` pieces is in the table only as its first piece; replacing it is
    rare and harmless noise. After Qin et al. 2020 (arXiv 2006.06402).
    """
    ids = batch.ids
    options = switch[ids.clamp(max=len(switch) - 1)]
    count = (options > 0).sum(-1)
    pick = torch.rand(ids.shape, generator=generator, device=ids.device)
    chosen = options.gather(-1, (pick * count).long().clamp(max=2)[..., None])[..., 0]
    coin = torch.rand(ids.shape, generator=generator, device=ids.device) < share
    return Batch(torch.where(coin & (count > 0) & batch.mask, chosen, ids), batch.mask)
