"""The model that ships with Rostrum, run by onnxruntime: no torch, cold in a third of a second."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encode.protocol import Vectors
from index.encode.text import simplify
from index.errors import EncoderError

FOLDER = Path(__file__).parent / "model"
FILES = ("model.onnx", "model.safetensors", "tokenizer.json", "config.json")
BATCH_TOKENS = 2048

# Which texts, their token ids and their attention mask, both of shape (texts, longest).
Batch = tuple[list[int], NDArray[np.int64], NDArray[np.int64]]


class OnnxEncoder:
    """A model directory with a `model.onnx`, as `index.encode.training.export` writes it.

    Args:
        folder: the sentence-transformers directory.
        name: what users call the model; the folder's path by default.
        threads: CPU threads for one call; 0 leaves the choice to onnxruntime.

    Raises:
        EncoderError: a file is missing, truncated or not of this architecture.
    """

    def __init__(self, folder: Path, name: str | None = None, threads: int = 0) -> None:
        self.folder = folder
        self._name = name or str(folder)
        self._check_files()
        config = json.loads((folder / "config.json").read_text("utf8"))
        self._dimensions, self._pieces = int(config["hidden_size"]), int(config["vocab_size"])
        self._tokenizer = self._load_tokenizer()
        self._session = self._load_session(threads)

    def _check_files(self) -> None:
        missing = [f for f in FILES if not (self.folder / f).is_file()]
        if missing:
            raise EncoderError(
                f"The model directory {self.folder} lacks {', '.join(missing)}.",
                "Point at a complete model directory, or leave the setting out to use the "
                "model that ships with Rostrum.",
            )

    def _load_tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        except Exception as error:  # the tokenizers library raises bare Exception
            raise self._damaged("tokenizer.json", error) from error
        settings = json.loads((self.folder / "sentence_bert_config.json").read_text("utf8"))
        tokenizer.enable_truncation(settings["max_seq_length"])
        return tokenizer

    def _load_session(self, threads: int) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 4
        # An idle service must not burn a core, and batches of changing shape must not
        # make the arena grow.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_mem_pattern = False
        try:
            return onnxruntime.InferenceSession(
                str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's exceptions share no public base class
            raise self._damaged("model.onnx or model.safetensors", error) from error

    def _damaged(self, what: str, error: Exception) -> EncoderError:
        return EncoderError(
            f"The model directory {self.folder} has an unusable {what}: {str(error)[:200]}",
            "The file is truncated or of another architecture; copy the directory again.",
        )

    @property
    def name(self) -> str:
        """What a user writes to get this model."""
        return self._name

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the files that decide the vectors (first 16 hexadecimal digits)."""
        return folder_digest(self.folder, FILES)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, float32, shape (len(texts), dimensions)."""
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, float32, shape (len(texts), dimensions)."""
        return self._encode(texts)

    def encode_question_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """The vector of a question and those of its tokens; see `TokenEncoder`."""
        vectors, tokens = self.encode_passage_tokens([text])
        return vectors[0], tokens[0]

    def encode_passage_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """Vectors of passages and of each one's tokens; see `TokenEncoder`."""
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        tokens: list[Vectors] = [np.zeros((0, self._dimensions), np.float32)] * len(texts)
        for rows, ids, mask in self._batches(texts):
            feed = {"input_ids": ids, "attention_mask": mask}
            vectors[rows], states = self._session.run(["vectors", "tokens"], feed)
            for row, state, wanted in zip(rows, states, self._meaning(ids, mask), strict=True):
                kept = state[wanted]
                tokens[row] = kept / np.linalg.norm(kept, axis=1, keepdims=True)
        return vectors, tokens

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for rows, ids, mask in self._batches(texts):
            feed = {"input_ids": ids, "attention_mask": mask}
            (vectors[rows],) = self._session.run(["vectors"], feed)
        return vectors

    def _batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        encodings = self._tokenizer.encode_batch([simplify(text) for text in texts])
        return _batches([encoding.ids for encoding in encodings])

    def _meaning(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which tokens stand for words: not padding, not special, not punctuation."""
        return np.asarray((mask == 1) & ~self._silent[ids])

    @cached_property
    def _silent(self) -> NDArray[np.bool_]:
        """For each piece whether late interaction leaves it out."""
        pieces = [self._tokenizer.id_to_token(i) or "" for i in range(self._pieces)]
        return np.array([is_silent(piece) for piece in pieces])


def is_silent(piece: str) -> bool:
    """Whether a piece carries no meaning of its own: `[CLS]`, `[SEP]`, punctuation but not %."""
    bare = piece.removeprefix("##")
    if bare in ("[PAD]", "[CLS]", "[SEP]"):
        return True
    return bare != "%" and all(unicodedata.category(c).startswith("P") for c in bare)


def folder_digest(folder: Path, names: Sequence[str]) -> str:
    """SHA-256 over the named files in order, first 16 hexadecimal digits."""
    total = hashlib.sha256()
    for name in names:
        with (folder / name).open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()[:16]


def _batches(rows: Sequence[Sequence[int]]) -> Iterator[Batch]:
    """Texts of like length together, so that little is padded: (which texts, ids, mask)."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    while order:
        longest = max(1, len(rows[order[-1]]))
        take = max(1, BATCH_TOKENS // longest)
        chosen, order = order[-take:], order[:-take]
        ids = np.zeros((len(chosen), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for at, i in enumerate(chosen):
            ids[at, : len(rows[i])] = rows[i]
            mask[at, : len(rows[i])] = 1
        yield chosen, ids, mask
