"""Any sentence-transformers model, by name or path."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.encode.protocol import Vectors
from index.encode.shipped import folder_digest
from index.errors import EncoderError

# Models that were trained with words before the text and do not say so in their own settings.
PROMPTS = {
    "intfloat/multilingual-e5": ("query: ", "passage: "),
    "intfloat/e5": ("query: ", "passage: "),
}


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
        if not download:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(
                name, device="cpu", local_files_only=not download
            )
        except Exception as error:  # the library raises many unrelated types
            raise EncoderError(
                f"The encoder {name!r} could not be loaded: {str(error).splitlines()[0][:200]}",
                "Give the path of a sentence-transformers directory or the name of a model in the "
                "local cache; ROSTRUM_DOWNLOAD=1 allows fetching it.",
            ) from error
        self._prompts = next((p for n, p in PROMPTS.items() if name.startswith(n)), None)

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
        return int(self._model.get_embedding_dimension())

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, float32, shape (len(texts), dimensions)."""
        return self._encode(texts, "query", 0)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, float32, shape (len(texts), dimensions)."""
        return self._encode(texts, "document", 1)

    def _encode(self, texts: Sequence[str], task: str, which: int) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        options: dict[str, Any] = {"normalize_embeddings": True, "show_progress_bar": False}
        if self._prompts:
            options["prompt"] = self._prompts[which]
        encode = self._model.encode_query if task == "query" else self._model.encode_document
        return np.asarray(encode(list(texts), **options), dtype=np.float32)
