"""Any sentence-transformers model, by name or path.

The library loads much that makes numbers without meaning: weights of another architecture leave
most parameters as they were drawn by chance, and a folder without a tokenizer gets an empty one.
`load_model` refuses both.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.encode.protocol import Vectors
from index.encode.shipped import folder_digest
from index.encode.text import well_formed
from index.errors import EncoderError

# Models that were trained with words before the text and do not say so in their own settings.
PROMPTS = {
    "intfloat/multilingual-e5": ("query: ", "passage: "),
    "intfloat/e5": ("query: ", "passage: "),
}
# Tokens of a text that are read, for models that name no limit or a larger one: memory grows with
# the square, and no passage comes near it.
LONGEST = 1024


def load_model(kind: str, name: str, load: Callable[[], Any]) -> Any:
    """What `load` gives, seen to have a vocabulary and weights of its own.

    Args:
        kind: what users call such a model, for the message.
        name: the model's name or path.
        load: loads it by the sentence-transformers library.

    Raises:
        EncoderError: the model is not at hand, or the library cannot read it, or not all of it.
    """
    try:
        model = load()
    except Exception as error:  # the library raises many unrelated types
        raise _unusable(kind, name, f"could not be loaded: {reason(error)}") from error
    tokenizer: Any = getattr(model, "tokenizer", None)
    special = getattr(tokenizer, "all_special_tokens", ())
    if special and len(tokenizer) <= len(special):
        raise _unusable(kind, name, "has no vocabulary: its tokenizer is missing")
    drawn, total = len(untrained(model)), sum(1 for _ in model.parameters())
    if 2 * drawn > total:
        raise _unusable(
            kind, name, f"has weights of another architecture: {drawn} of {total} are missing"
        )
    if model.transformers_model is not None:
        model.max_seq_length = min(model.max_seq_length or LONGEST, LONGEST)
    return model


def untrained(model: Any) -> list[str]:
    """Names of parameters that the model's files lack and that chance has filled.

    transformers (5 and later) marks what it has read.
    """
    body = model.transformers_model
    named = body.named_parameters() if body is not None else ()
    return [name for name, value in named if not getattr(value, "_is_hf_initialized", False)]


def allow_download(download: bool) -> None:
    """Keep the libraries offline unless fetching is allowed; call it before importing them."""
    if not download:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")


def reason(error: Exception) -> str:
    """What an exception says, in one line of at most 200 characters."""
    if "ignore_mismatched_sizes" in str(error):
        return "its weights have other sizes than its config.json says"
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200].rstrip(". ")


def _unusable(kind: str, name: str, told: str) -> EncoderError:
    if Path(name).is_dir():
        hint = "The directory is incomplete, damaged or of another kind; copy it again."
    else:
        hint = (
            "Give the path of a sentence-transformers directory or the name of a model in the "
            "local cache; ROSTRUM_DOWNLOAD=1 allows fetching it."
        )
    return EncoderError(f"The {kind} {name!r} {told}.", hint)


class SentenceTransformerEncoder:
    """A model loaded by the sentence-transformers library.

    Args:
        name: a path, or a name on a model hub. Nothing is fetched unless `download` is true:
            the name must then be in the local cache.
        download: whether a model that is not at hand may be fetched from the hub.

    Raises:
        EncoderError: the model is not at hand, or the library cannot read it.
    """

    def __init__(self, name: str, download: bool = False) -> None:
        self._name = name
        allow_download(download)
        from sentence_transformers import SentenceTransformer

        self._model = load_model(
            "encoder",
            name,
            lambda: SentenceTransformer(name, device="cpu", local_files_only=not download),
        )
        self._prompts = next((p for n, p in PROMPTS.items() if name.startswith(n)), None)
        # What the settings say of a model's size need not be true.
        self._dimensions: int = self._run(["和平 peace"], "query", 0).shape[1]

    @property
    def name(self) -> str:
        """The name or path it was loaded by."""
        return self._name

    @cached_property
    def digest(self) -> str:
        """Over the weights for a local directory, else over the name."""
        folder = Path(self._name)
        if folder.is_dir():
            names = sorted(
                str(p.relative_to(folder))
                for p in folder.rglob("*")
                if p.suffix in {".safetensors", ".bin", ".json"}
            )
            return folder_digest(folder, names)
        return hashlib.sha256(self._name.encode()).hexdigest()[:16]

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, float32, shape (len(texts), dimensions)."""
        return self._encode(texts, "query", 0)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, float32, shape (len(texts), dimensions)."""
        return self._encode(texts, "document", 1)

    def _encode(self, texts: Sequence[str], task: str, which: int) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return self._run([well_formed(text) for text in texts], task, which)

    def _run(self, texts: list[str], task: str, which: int) -> Vectors:
        """Vectors of at least one text.

        Raises:
            EncoderError: the model fails or gives no numbers.
        """
        options: dict[str, Any] = {"normalize_embeddings": True, "show_progress_bar": False}
        if self._prompts:
            options["prompt"] = self._prompts[which]
        encode = self._model.encode_query if task == "query" else self._model.encode_document
        try:
            vectors = np.asarray(encode(texts, **options), dtype=np.float32)
        except Exception as error:  # as in `load_model`
            raise _unusable("encoder", self._name, f"fails: {reason(error)}") from error
        if vectors.ndim != 2 or not np.isfinite(vectors).all():
            raise _unusable("encoder", self._name, "gives no vectors of numbers")
        return vectors
