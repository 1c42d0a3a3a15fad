"""Reranking: a cross-encoder reads a question and a passage together and orders the best hits.

Nogueira & Cho 2019 (arXiv 1901.04085). It costs a pass through the model for each hit, so only
the best ones of fusion are read; nothing is reranked unless a model is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from index.encode import checked_name, may_download
from index.encode.sbert import allow_download, load_model, reason, untrained
from index.encode.text import well_formed
from index.errors import EncoderError
from index.search.model import Hit

Scores = NDArray[np.float32]
# How many of the best hits are read.
RERANKED = 30
# No token is longer on the average, so what lies behind is never read.
_CHARACTERS_A_TOKEN = 8
_HINT = "Name a cross-encoder with one score, by path or name, or leave --reranker out."


@runtime_checkable
class Reranker(Protocol):
    """Says how well texts answer a question; `name` is what a user would write in a setting."""

    @property
    def name(self) -> str: ...

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """One finite number for each text, float32, shape (len(texts),); higher is better."""
        ...


def load_reranker(name: str) -> Reranker:
    """The cross-encoder of this name or in this directory (offline, unless ROSTRUM_DOWNLOAD=1).

    Raises:
        EncoderError: it is missing, damaged or another kind of model.
    """
    return CrossEncoderReranker(checked_name(name, "reranker"), may_download())


class CrossEncoderReranker:
    """A cross-encoder loaded by the sentence-transformers library.

    Args:
        name: a path, or a name on a model hub. Nothing is fetched unless `download` is true:
            the name must then be in the local cache.
        download: whether a model that is not at hand may be fetched from the hub.

    Raises:
        EncoderError: the model is not at hand, cannot be read, or does not give one score for a
            pair of texts (an encoder, a model that sorts pairs into classes).
    """

    def __init__(self, name: str, download: bool = False) -> None:
        self._name = name
        allow_download(download)
        from sentence_transformers import CrossEncoder

        self._model = load_model(
            "reranker",
            name,
            lambda: CrossEncoder(name, device="cpu", local_files_only=not download),
        )
        # Any model loads as a cross-encoder; one that is none gets a last layer of chance.
        if lacking := untrained(self._model):
            told = f"is no cross-encoder: its files lack {', '.join(lacking[:3])}"
            raise EncoderError(f"The reranker {name!r} {told}.", _HINT)
        if self._model.num_labels != 1:
            told = f"gives {self._model.num_labels} scores for a pair, not one"
            raise EncoderError(f"The reranker {name!r} {told}.", _HINT)
        self._longest = _CHARACTERS_A_TOKEN * int(self._model.max_seq_length)
        _checked(self, "和平 peace", ["和平 peace"])

    @property
    def name(self) -> str:
        """The name or path it was loaded by."""
        return self._name

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """The model's logits, float32, shape (len(texts),): a sigmoid would make the best equal.

        Raises:
            EncoderError: the model fails.
        """
        if not texts:
            return np.zeros(0, np.float32)
        from torch.nn import Identity

        asked = self._cut(question)
        pairs = [(asked, self._cut(text)) for text in texts]
        try:
            found = self._model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        except Exception as error:  # the library raises many unrelated types
            told = f"The reranker {self._name!r} fails: {reason(error)}."
            raise EncoderError(told, _HINT) from error
        return np.asarray(found, np.float32)

    def _cut(self, text: str) -> str:
        """What the model can read of a text. Its tokenizer forms every pair of what is too long
        on both sides: 100,000 and 6,000 characters took 6 GB."""
        return well_formed(text)[: self._longest]


def rerank(reranker: Reranker, question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The best 30 hits in the reranker's order (equal ones as they were), then the others.

    The scores of fusion stay in their places: the new first hit takes the highest, so that
    `Hit.score` goes on ordering all hits. What the reranker said is in `Hit.reranked`.

    Raises:
        EncoderError: the reranker fails or does not give one number for each hit.
    """
    from index.store.ingest import encoding_text

    best, rest = hits[:RERANKED], hits[RERANKED:]
    texts = [encoding_text(hit.passage.context, hit.passage.text) for hit in best]
    found = _checked(reranker, question, texts).tolist()
    order = sorted(range(len(best)), key=lambda at: (-found[at], at))
    reordered = (
        replace(best[at], rank=place.rank, score=place.score, reranked=found[at])
        for place, at in zip(best, order, strict=True)
    )
    return (*reordered, *rest)


def _checked(reranker: Reranker, question: str, texts: Sequence[str]) -> Scores:
    found = reranker.scores(question, texts)
    if found.shape != (len(texts),) or not np.isfinite(found).all():
        raise EncoderError(
            f"The reranker {reranker.name!r} does not give one number for each text.", _HINT
        )
    return found
