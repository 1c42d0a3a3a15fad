"""Finding translations: does each sentence lie nearest to its own translation?

Nearest is by cosine, among all sentences of the other language. MTEB (Muennighoff et al. 2023,
arXiv 2210.07316) treats this as a classification of the first sentences, where the classes are
the second ones: sentence i is of class i, the prediction is its nearest neighbour. Its `f1` is
the mean of the classes' F1 weighted by their size (scikit-learn's `average="weighted"`). Every
class has exactly one member, so the F1 of class i is 2 / (n + 1) if sentence i finds its
translation and n sentences in all were led there, else 0; and `accuracy` is the share found.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.lines import DataSetError, numbered_lines
from index.encode.protocol import Encoder, Vectors

_BATCH = 256
_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class Direction:
    """How often sentences found their translation, and MTEB's F1."""

    accuracy: float
    f1: float


@dataclass(frozen=True, slots=True)
class Bitext:
    """Sentence pairs searched both ways by one encoder; `seconds` by stage."""

    encoder: str
    pairs: int
    zh_en: Direction
    en_zh: Direction
    seconds: dict[str, float]


def evaluate(chinese: Path, english: Path, encoder: Encoder) -> Bitext:
    """Search two files, of which line i of one translates line i of the other, both ways.

    Raises:
        DataSetError: an empty line, or files of different lengths.
    """
    first, second = read_pairs(chinese, english)
    begun = time.perf_counter()
    zh, en = _vectors(encoder, first), _vectors(encoder, second)
    encoded = time.perf_counter()
    forth, back = direction(zh, en), direction(en, zh)
    seconds = {"encode": encoded - begun, "search": time.perf_counter() - encoded}
    return Bitext(encoder.name, len(first), forth, back, seconds)


def read_pairs(chinese: Path, english: Path) -> tuple[list[str], list[str]]:
    """The sentences of two files, line by line.

    Raises:
        DataSetError: no line at all, an empty line (with its number), or different lengths.
    """
    first, second = _sentences(chinese), _sentences(english)
    if len(first) != len(second):
        raise DataSetError(
            f"{len(second):,} lines, but {chinese} has {len(first):,}.",
            "Line i of one file must translate line i of the other.",
            english,
        )
    return first, second


def direction(queries: Vectors, corpus: Vectors) -> Direction:
    """Figures of one way; `queries` and `corpus` are unit vectors, shape (pairs, dimensions)."""
    found = nearest(queries, corpus)
    led_to = np.bincount(found, minlength=len(corpus))
    right = found == np.arange(len(found))
    f1 = np.where(right, 2 / (led_to[: len(found)] + 1), 0.0)
    return Direction(float(right.mean()), float(f1.mean()))


def nearest(queries: Vectors, corpus: Vectors) -> NDArray[np.intp]:
    """The row of `corpus` with the greatest cosine for every query; the first of equal ones."""
    rows = [
        np.argmax(queries[start : start + _AT_ONCE] @ corpus.T, axis=1)
        for start in range(0, len(queries), _AT_ONCE)
    ]
    return np.concatenate(rows)


def as_json(bitext: Bitext) -> str:
    """The figures for programs."""
    return json.dumps(asdict(bitext), ensure_ascii=False, indent=2)


def as_text(bitext: Bitext) -> str:
    """The figures for the terminal."""
    rows = [
        f"  {name}  accuracy {way.accuracy:.4f}  F1 {way.f1:.4f}"
        for name, way in (("zh->en", bitext.zh_en), ("en->zh", bitext.en_zh))
    ]
    spent = ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in bitext.seconds.items())
    return "\n".join([f"{bitext.pairs:,} pairs, encoder {bitext.encoder}", *rows, f"  {spent}"])


def _sentences(path: Path) -> list[str]:
    sentences: list[str] = []
    for number, line in numbered_lines(path):
        if number != len(sentences) + 1:
            message, hint = "the line is empty.", "Every line must hold a sentence."
            raise DataSetError(message, hint, path, len(sentences) + 1)
        sentences.append(line.strip())
    if not sentences:
        raise DataSetError("there are no sentences in it.", "Name another file.", path)
    return sentences


def _vectors(encoder: Encoder, sentences: Sequence[str]) -> Vectors:
    # Both sides are asked as questions: models with prompts want one prompt for like and like.
    batches = [
        encoder.encode_questions(sentences[start : start + _BATCH])
        for start in range(0, len(sentences), _BATCH)
    ]
    return np.concatenate([np.asarray(batch, np.float32) for batch in batches])
