"""Turning text into vectors: the encoder protocol, the shipped model and any other."""

from __future__ import annotations

import os
from pathlib import Path

from index.encode.protocol import Encoder
from index.errors import EncoderError

__all__ = ["SHIPPED", "Encoder", "checked_name", "load_encoder", "may_download"]

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
    name = checked_name(name, "encoder")
    if (Path(name) / "model.onnx").is_file():
        return OnnxEncoder(Path(name))
    from index.encode.sbert import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name, may_download())


def may_download() -> bool:
    """Whether the environment allows fetching models that are not at hand."""
    return os.environ.get("ROSTRUM_DOWNLOAD") == "1"


def checked_name(name: str, kind: str) -> str:
    """The name of a model, or its path with `~` filled in; `kind` is what users call such a model.

    Raises:
        EncoderError: the name is blank, or a path without a directory.
    """
    hint = "Name a sentence-transformers directory or a model, or leave the setting out."
    if not name.strip():
        raise EncoderError(f"The name of the {kind} is blank.", hint)
    name = str(Path(name).expanduser()) if name.startswith("~") else name
    if _is_path(name) and not Path(name).is_dir():
        raise EncoderError(f"There is no model directory {name}.", hint)
    return name


def _is_path(name: str) -> bool:
    """Whether a name means a place on disk: model hubs use at most one slash, in the middle."""
    return name.startswith((".", "/", "~")) or name.count("/") > 1
