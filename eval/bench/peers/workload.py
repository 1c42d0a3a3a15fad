"""What all systems are given: passages, their vectors, questions; the same for the same seed.

Vectors: the shipped encoder's of `BASE` passages spread over the first of them; every passage takes
one of those by turns, adds a Gaussian vector of length `PASSAGE_NOISE` and is brought to length 1.
A question's vector is its passage's with one of length `QUESTION_NOISE` added, brought to length 1.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.bench.peers.text import Text
from index.encode.protocol import TokenEncoder
from index.encode.text import simplify
from index.passages import cut
from index.records.model import Passage
from index.search.words import tokenizer

BASE = 1_000
PASSAGE_NOISE, QUESTION_NOISE = 0.5, 0.3
QUESTIONS, QUESTION_WORDS = 200, 12
VERSION = 1

Vectors = NDArray[np.float32]
_WORD, _HAN = re.compile(r"\w\w+"), re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Held:
    """A passage with the document that holds it."""

    passage: Passage
    document: Text

    @property
    def row(self) -> dict[str, str]:
        """What the systems read of it."""
        document = self.document
        return {
            "id": self.passage.id,
            "text": self.passage.text,
            "words": spaced(self.passage.text),
            "document": document.name,
            "delegation": document.delegation,
            "language": document.language,
            "date": document.date or "",
        }


def take(documents: Iterable[Text], size: int) -> Iterator[tuple[Text, tuple[Passage, ...]]]:
    """Whole documents, cut as Rostrum cuts them, until there are at least `size` passages."""
    total = 0
    for document in documents:
        passages = cut(document.record())
        total += len(passages)
        yield document, passages
        if total >= size:
            return


def spaced(text: str) -> str:
    """A text with a space between Chinese words; the others stay as they are.

    No library compared knows Chinese words, and a user who searches Chinese cuts them before.
    """
    if not _HAN.search(text):
        return text
    return " ".join(word for word in tokenizer().cut(text, HMM=False) if word.strip())


def cutting(texts: Sequence[str]) -> float:
    """Processor seconds of cutting the Chinese words of 1,000 such texts."""
    spaced("".join(texts[:20]))
    begun = time.process_time()
    for text in texts:
        spaced(text)
    return (time.process_time() - begun) * 1000 / len(texts)


def write(
    documents: Iterable[Text], size: int, encoder: TokenEncoder, folder: Path, seed: int
) -> int:
    """Make a workload in a new folder; how many passages it has."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    taken = list(take(documents, size))
    held = [Held(passage, document) for document, passages in taken for passage in passages]
    rows = [one.row for one in held]
    _write_rows(unfinished / "documents.jsonl", map(_document_row, (d for d, _ in taken)))
    _write_rows(unfinished / "passages.jsonl", rows)
    draw = np.random.default_rng(seed)
    vectors = passage_vectors([row["text"] for row in rows], encoder, draw)
    np.save(unfinished / "vectors.npy", vectors)
    asked, words = questions(rows, random.Random(seed))
    places = [row for row, _ in asked]
    np.save(unfinished / "asked.npy", near(vectors[places], QUESTION_NOISE, draw))
    _write_rows(unfinished / "questions.jsonl", words)
    _write_pieces(unfinished, rows, words, encoder.token_dimensions, draw)
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return len(rows)


def passage_vectors(
    texts: Sequence[str], encoder: TokenEncoder, draw: np.random.Generator
) -> Vectors:
    """Vectors of passages as the module says, shape (len(texts), dimensions)."""
    step = max(1, min(len(texts), 5 * BASE) // BASE)
    base = encoder.encode_passages(list(texts[: step * BASE : step]))
    return near(base[np.arange(len(texts)) % len(base)], PASSAGE_NOISE, draw)


def near(vectors: Vectors, length: float, draw: np.random.Generator) -> Vectors:
    """Vectors of length 1 beside others: each moved by about `length` in a random direction."""
    moved = draw.standard_normal(vectors.shape, np.float32)
    moved *= length / np.sqrt(vectors.shape[1])
    moved += vectors
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    return moved


def questions(
    rows: Sequence[dict[str, str]], draw: random.Random
) -> tuple[list[tuple[int, dict[str, str]]], list[dict[str, str]]]:
    """Held words, shuffled, of passages spread over all; each with the row it was made from."""
    found = []
    for number in range(QUESTIONS):
        place = number * len(rows) // QUESTIONS + len(rows) // (2 * QUESTIONS)
        row = rows[place]
        words = sorted(set(_WORD.findall(row["words"])))
        chosen = draw.sample(words, min(QUESTION_WORDS, len(words)))
        asked = {"words": " ".join(chosen), "passage": row["id"], "delegation": row["delegation"]}
        found.append((place, asked))
    return found, [asked for _, asked in found]


def _write_pieces(
    folder: Path,
    rows: Sequence[dict[str, str]],
    asked: Sequence[dict[str, str]],
    dimensions: int,
    draw: np.random.Generator,
) -> None:
    """Token vectors for late interaction: the pieces of each text, and a vector for each piece.

    `pieces.npy` holds the pieces of all passages one after the other, `ends.npy` where each ends;
    `asked_pieces.npy` and `asked_ends.npy` those of the questions.
    """
    from tokenizers import Tokenizer

    from index.encode.shipped import FOLDER, is_silent

    cutter = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    count = cutter.get_vocab_size()
    silent = np.array([is_silent(cutter.id_to_token(id) or "") for id in range(count)])
    _save_pieces(folder, "", cutter, silent, [row["text"] for row in rows])
    _save_pieces(folder, "asked_", cutter, silent, [row["words"] for row in asked])
    table = draw.standard_normal((count, dimensions), np.float32)
    np.save(folder / "table.npy", table / np.linalg.norm(table, axis=1, keepdims=True))


def _save_pieces(
    folder: Path, name: str, cutter: Any, silent: NDArray[np.bool_], texts: Sequence[str]
) -> None:
    found = [
        np.array([id for id in encoding.ids if not silent[id]], np.int32)
        for start in range(0, len(texts), 1000)
        for encoding in cutter.encode_batch([simplify(t) for t in texts[start : start + 1000]])
    ]
    np.save(folder / f"{name}pieces.npy", np.concatenate(found))
    np.save(folder / f"{name}ends.npy", np.cumsum([len(ids) for ids in found]))


def _document_row(document: Text) -> dict[str, Any]:
    return {
        "name": document.name,
        "language": document.language,
        "date": document.date,
        "delegation": document.delegation,
        "text": document.text,
        "paragraphs": document.paragraphs,
    }


def _write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf8") as lines:
        for row in rows:
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
