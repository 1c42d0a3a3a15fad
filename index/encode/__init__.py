"""Turning text into vectors: the encoder protocol, the shipped model and any other."""

from __future__ import annotations

import os
from pathlib import Path

from index.encode.protocol import Encoder
from index.errors import EncoderError

__all__ = ["SHIPPED", "Encoder", "load_encoder"]

SHIPPED = "rostrum-zh-en"


def load_encoder(name: str | None = None) -> Encoder:
    """The encoder with this name.

    None or `rostrum-zh-en` is the model that ships with Rostrum; a directory with a
    `model.onnx` is run by onnxruntime; any other directory or name goes to sentence-transformers
    (offline, unless ROSTRUM_DOWNLOAD=1).

    Raises:
        EncoderError: the model is missing, damaged or of an unfit architecture.
    """
    from index.encode.shipped import FOLDER, OnnxEncoder

    if name is None or name == SHIPPED:
        return OnnxEncoder(FOLDER, SHIPPED)
    name = str(Path(name).expanduser()) if name.startswith("~") else name
    if (Path(name) / "model.onnx").is_file():
        return OnnxEncoder(Path(name))
    if _is_path(name) and not Path(name).is_dir():
        raise EncoderError(
            f"There is no model directory {name}.",
            "Name a sentence-transformers directory or a model, or leave the setting out.",
        )
    from index.encode.sbert import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name, download=os.environ.get("ROSTRUM_DOWNLOAD") == "1")


def _is_path(name: str) -> bool:
    """Whether a name means a place on disk: model hubs use at most one slash, in the middle."""
    return name.startswith((".", "/", "~")) or name.count("/") > 1
