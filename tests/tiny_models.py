"""Transformers of one layer, drawn by chance and saved: real directories without a download."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WORDS = (
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "peace", "drugs", "water", "resolution",
    "和", "平", "安", "全", "毒", "品", "水", "，", "。",
)  # fmt: skip


def tiny_encoder(folder: Path, **config: Any) -> Path:
    """A directory with a BERT of 32 dimensions and 64 positions."""
    from transformers import BertModel

    return _saved(BertModel, folder, config)


def tiny_cross_encoder(folder: Path, scores: int = 1, **config: Any) -> Path:
    """A directory with the same BERT under a layer that gives so many scores for a pair."""
    from transformers import BertForSequenceClassification

    return _saved(BertForSequenceClassification, folder, {"num_labels": scores, **config})


def write_tokenizer(folder: Path) -> None:
    """A WordPiece tokenizer of the words above."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(
        models.WordPiece({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", WORDS.index("[CLS]")), ("[SEP]", WORDS.index("[SEP]"))],
    )
    names = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "pad", "cls", "sep", "mask")}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)


def _saved(kind: Any, folder: Path, changes: dict[str, Any]) -> Path:
    import torch
    from transformers import BertConfig

    folder.mkdir(parents=True)
    write_tokenizer(folder)
    config: dict[str, Any] = {
        "vocab_size": len(WORDS), "hidden_size": 32, "num_hidden_layers": 1,
        "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 64,
        # Weights as large as after training, so that different texts get different numbers.
        "initializer_range": 0.5,
    }  # fmt: skip
    torch.manual_seed(7)
    kind(BertConfig(**(config | changes))).save_pretrained(folder)
    return folder
