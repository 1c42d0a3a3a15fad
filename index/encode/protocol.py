"""What search asks of an encoder, whichever model stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@runtime_checkable
class Encoder(Protocol):
    """Text in, unit vectors out.

    `name` is what a user would write in a setting, `digest` changes whenever the vectors would
    (it is written into every store), `dimensions` is the length of a vector.
    """

    @property
    def name(self) -> str: ...

    @property
    def digest(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, float32, shape (len(texts), dimensions), each of length 1."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, float32, shape (len(texts), dimensions), each of length 1."""
        ...


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that also gives the vectors of single tokens, for late interaction.

    `token_dimensions` is the length of a token's vector, a multiple of four.
    """

    @property
    def token_dimensions(self) -> int: ...

    def encode_question_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """The vector of a question, shape (dimensions,), and those of its tokens."""
        ...

    def encode_passage_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """Vectors of passages, shape (len(texts), dimensions), and of each one's tokens.

        Token vectors are float32, shape (tokens, token_dimensions), each of length 1;
        punctuation is left out, so a text of punctuation alone has none.
        """
        ...
