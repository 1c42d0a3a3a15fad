"""From a checkpoint to the directory that ships: a normal sentence-transformers model, float16."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn

from index.encode.training import calibrate
from index.encode.training.batches import Special
from index.encode.training.graph import write_graph

LONGEST = 256
KEPT_FROM_TEACHER = (
    "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "hidden_act",
    "layer_norm_eps", "max_position_embeddings", "type_vocab_size", "initializer_range",
    "attention_probs_dropout_prob", "hidden_dropout_prob",
)  # fmt: skip


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "utf8")


def write_settings(out: Path, teacher: Path, pieces: int) -> None:
    """The small JSON files that make `out` a sentence-transformers directory."""
    given = json.loads((teacher / "config.json").read_text("utf8"))
    config = {k: given[k] for k in KEPT_FROM_TEACHER}
    # The weights are stored in half precision and computed with in single precision.
    config |= {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": pieces,
        "pad_token_id": 0,
        "dtype": "float32",
    }
    _write(out / "config.json", config)
    kinds = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    _write(
        out / "modules.json",
        [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(kinds)
        ],
    )
    _write(out / "sentence_bert_config.json", {"max_seq_length": LONGEST, "do_lower_case": False})
    _write(
        out / "1_Pooling" / "config.json",
        {"word_embedding_dimension": config["hidden_size"], "pooling_mode_mean_tokens": True},
    )
    _write(
        out / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": LONGEST,
            **{f"{t}_token": f"[{t.upper()}]" for t in ("unk", "cls", "sep", "pad", "mask")},
        },
    )
    _write(out / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})


def export(checkpoint: Path, prepared: Path, teacher: Path, out: Path) -> None:
    """Write the student of `checkpoint` into `out`, float16, with its ONNX graph."""
    out.mkdir(parents=True, exist_ok=True)
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)["student"]
    weights = {
        name.removeprefix("body."): value.half().contiguous()
        for name, value in state.items()
        if "position_ids" not in name
    }
    save_file(weights, str(out / "model.safetensors"), metadata={"format": "pt"})
    shutil.copyfile(prepared / "tokenizer.json", out / "tokenizer.json")
    pieces = len(weights["embeddings.word_embeddings.weight"])
    assert Tokenizer.from_file(str(out / "tokenizer.json")).get_vocab_size() == pieces
    write_settings(out, teacher, pieces)
    write_runtime(out, prepared)


def write_runtime(out: Path, prepared: Path) -> None:
    """`model.onnx` and `projection.npy` for the model directory `out`, from training text."""
    from transformers import BertModel

    body: Any = BertModel.from_pretrained(str(out), add_pooling_layer=False, dtype=torch.float32)
    vocabulary = json.loads((out / "tokenizer.json").read_text("utf8"))["model"]["vocab"]
    special = Special(vocabulary["[PAD]"], vocabulary["[CLS]"], vocabulary["[SEP]"])
    ranges, tokens = calibrate.measure(body, calibrate.sample(prepared, special))
    weights = {
        name: module.weight.detach().numpy()
        for name, module in body.named_modules()
        if isinstance(module, nn.Linear)
    }
    write_graph(out, calibrate.smoothing(ranges, weights))
    np.save(out / "projection.npy", calibrate.projection(tokens).astype(np.float16))
