"""Stand-ins at the seams: an encoder without a model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+")


@dataclass(frozen=True)
class FakeEncoder:
    """Texts with the same characters and words lie together: no training, no file, no chance.

    Each Chinese character, pair of characters and Latin word has a fixed pseudo-random vector; a
    text is the normalised sum of its own. `salt` gives another model with another digest.
    """

    dimensions: int = 64
    salt: str = ""

    @property
    def name(self) -> str:
        return f"fake{self.salt}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.salt}/{self.dimensions}".encode()).hexdigest()

    def encode_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vector(text)
        return vectors

    def _vector(self, text: str) -> NDArray[np.float32]:
        tokens = _TOKEN.findall(text.lower()) or [text]
        pairs = [first + second for first, second in pairwise(tokens)]
        total = np.sum([self._direction(token) for token in (*tokens, *pairs)], axis=0)
        unit: NDArray[np.float32] = (total / np.linalg.norm(total)).astype(np.float32)
        return unit

    def _direction(self, token: str) -> NDArray[np.float64]:
        seed = hashlib.blake2b(f"{self.salt}/{token}".encode(), digest_size=8).digest()
        return np.random.default_rng(int.from_bytes(seed, "big")).standard_normal(self.dimensions)
