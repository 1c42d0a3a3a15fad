"""The pieces of the shipped encoder: English word pieces as they were, Chinese words added.

English keeps the teacher's WordPiece vocabulary, less the rows that real text does not use.
Chinese words and characters are *added tokens*: they are matched leftmost-longest before
WordPiece runs, so each needs one row where `X` and `##X` would need two.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Chinese punctuation that NFKC leaves alone; the pieces learn it beside the characters.
MARKS = tuple("。、《》〈〉「」『』【】〔〕·—…")
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
NORMALISER: Mapping[str, Any] = {
    "type": "Sequence",
    "normalizers": [
        {"type": "NFKC"},
        {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": False,
            "strip_accents": True,
            "lowercase": True,
        },
    ],
}


@dataclass(frozen=True, slots=True)
class Size:
    """How many pieces of each sort; 23k + 21k rows keep the model's files under 60 MB."""

    english: int = 23_000
    characters: int = 6_000
    words: int = 15_300
    longest_word: int = 6


def is_han(text: str) -> bool:
    """Whether every character is a CJK ideograph."""
    return bool(text) and all("\u3400" <= c <= "\u9fff" for c in text)


def count_words(lines: Iterable[str]) -> Counter[str]:
    """Frequencies of Chinese words (jieba, HMM off) and of single characters."""
    import jieba

    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(w for w in jieba.cut(line, HMM=False) if is_han(w))
        counts.update(c for c in line if is_han(c))
    return counts


def choose_chinese(
    counts: Mapping[str, int], dictionary: Mapping[str, int], headwords: frozenset[str], size: Size
) -> list[str]:
    """Characters and words, most useful first.

    A word counts by its frequency in the training text and in jieba's dictionary (newspapers,
    nearer to the domain than statutes), each as a share of its total; a word that no
    translation teaches (not in the training text, not a headword) is left out.
    """
    total, total_dictionary = sum(counts.values()) or 1, sum(dictionary.values()) or 1

    def use(word: str) -> float:
        return counts.get(word, 0) / total + dictionary.get(word, 0) / total_dictionary

    characters = [w for w in counts.keys() | dictionary.keys() if len(w) == 1 and is_han(w)]
    words = [
        w
        for w in counts.keys() | (dictionary.keys() & headwords)
        if 1 < len(w) <= size.longest_word
        and is_han(w)
        and (counts.get(w, 0) >= 8 or w in headwords)
    ]
    rank = lambda w: (-use(w), w)  # noqa: E731 - one key for both lists
    best = sorted(characters, key=rank)[: size.characters], sorted(words, key=rank)[: size.words]
    return [*MARKS, *best[0], *best[1]]


def choose_english(
    counts: Mapping[str, int], vocabulary: Mapping[str, int], size: Size
) -> list[str]:
    """The teacher's pieces that stay, in the teacher's order: special, ASCII letters and digits
    alone, then by frequency in the training text; pieces in other scripts go.
    """
    keep = {p for p in vocabulary if p in SPECIAL}
    keep |= {p for p in vocabulary if len(p.removeprefix("##")) == 1 and p.isascii()}
    plain = [p for p in vocabulary if p not in keep | {*MARKS} and not p.startswith("[unused")]
    latin = [p for p in plain if all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x20D0 for c in p)]
    latin.sort(key=lambda p: (-counts.get(p, 0), vocabulary[p]))
    keep |= set(latin[: size.english - len(keep)])
    return sorted(keep, key=vocabulary.__getitem__)


def tokenizer_json(teacher: Path, english: Sequence[str], chinese: Sequence[str]) -> str:
    """The `tokenizer.json` of the student: ids 0.. for English in order, then Chinese."""
    spec = json.loads((teacher / "tokenizer.json").read_text("utf8"))
    ids = {piece: i for i, piece in enumerate(english)}
    added = [
        {"id": ids[t], "content": t, "special": True, "normalized": False} for t in SPECIAL
    ] + [
        {"id": len(ids) + i, "content": w, "special": False, "normalized": True}
        for i, w in enumerate(chinese)
    ]
    flags = {"single_word": False, "lstrip": False, "rstrip": False}
    spec["added_tokens"] = [flags | token for token in added]
    spec["model"]["vocab"] = ids
    spec["normalizer"] = NORMALISER
    spec["truncation"] = spec["padding"] = None
    for token in ("[CLS]", "[SEP]"):
        spec["post_processor"]["special_tokens"][token]["ids"] = [ids[token]]
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
