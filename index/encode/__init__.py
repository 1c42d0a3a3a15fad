"""Turning text into vectors: the encoder protocol, the shipped model and any other."""

from __future__ import annotations

import os
from pathlib import Path

from index.encode.protocol import Encoder

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
    if (Path(name) / "model.onnx").is_file():
        return OnnxEncoder(Path(name))
    from index.encode.sbert import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name, download=os.environ.get("ROSTRUM_DOWNLOAD") == "1")
