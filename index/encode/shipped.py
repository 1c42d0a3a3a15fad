"""The model that ships with Rostrum, run by onnxruntime: no torch, cold in half a second.

Its layers multiply in int8. Texts go through one at a time, so nothing is padded and a vector
never depends on what else is encoded; several at once where there are several cores.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.encode.protocol import Vectors
from index.encode.text import simplify
from index.errors import EncoderError

T = TypeVar("T")
FOLDER = Path(__file__).parent / "model"
# What decides the vectors; the one file more says where texts are cut.
FILES = ("model.onnx", "model.safetensors", "tokenizer.json", "config.json")
SETTINGS = "sentence_bert_config.json"
PROJECTION = "projection.npy"
EMBEDDINGS = "embeddings.word_embeddings.weight"


class OnnxEncoder:
    """A model directory with a `model.onnx`, as `index.encode.training.export` writes it.

    Args:
        folder: the sentence-transformers directory.
        name: what users call the model; the folder's path by default.
        threads: texts encoded at once; 0 for as many as there are cores, eight at most.

    Raises:
        EncoderError: a file is missing, truncated or not of this architecture.
    """

    def __init__(self, folder: Path, name: str | None = None, threads: int = 0) -> None:
        self.folder = folder
        self._name = name or str(folder)
        self._check_files()
        self._dimensions, self._pieces = self._numbers("config.json", "hidden_size", "vocab_size")
        self._check_weights()
        self._tokenizer = self._load_tokenizer()
        self._silent: dict[int, bool] = {}
        self._projection = self._load_projection()
        self._session = self._load_session()
        self._check_session()
        self._threads = threads or min(8, os.cpu_count() or 1)

    def _check_files(self) -> None:
        missing = [f for f in (*FILES, SETTINGS) if not (self.folder / f).is_file()]
        if missing:
            raise EncoderError(
                f"The model directory {self.folder} lacks {', '.join(missing)}.",
                "Point at a complete model directory, or leave the setting out to use the "
                "model that ships with Rostrum.",
            )

    def _numbers(self, name: str, *keys: str) -> list[int]:
        """Whole numbers out of one of the directory's JSON files."""
        try:
            read = json.loads((self.folder / name).read_text("utf8"))
            return [int(read[key]) for key in keys]
        except (OSError, ValueError) as error:
            raise self._damaged(name, error) from error
        except (KeyError, TypeError) as error:
            raise self._damaged(name, f"it does not give {' and '.join(keys)}") from error

    def _check_weights(self) -> None:
        """See that the weights are those of the settings: the graph finds them by their place in
        the file and would take anything that lies there for numbers."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(self.folder / "model.safetensors", framework="np") as weights:
                table = weights.get_slice(EMBEDDINGS)
                found = (table.get_dtype(), *table.get_shape())
        except (OSError, SafetensorError) as error:
            raise self._damaged("model.safetensors", error) from error
        if found != ("F16", self._pieces, self._dimensions):
            expected = f"F16 × {self._pieces} × {self._dimensions}"
            told = f"its {EMBEDDINGS} is {' × '.join(map(str, found))}, not {expected}"
            raise self._damaged("model.safetensors", told)

    def _load_tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        (longest,) = self._numbers(SETTINGS, "max_seq_length")
        try:
            tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
            tokenizer.enable_truncation(longest)
        except Exception as error:  # the tokenizers library raises bare Exception
            raise self._damaged("tokenizer.json", error) from error
        return tokenizer

    def _load_projection(self) -> Vectors | None:
        """The map of token vectors to fewer coordinates, shape (dimensions, fewer), if any."""
        path = self.folder / PROJECTION
        if not path.is_file():
            return None
        try:
            matrix = np.asarray(np.load(path), np.float32)
        except (ValueError, OSError, EOFError) as error:
            raise self._damaged(PROJECTION, error) from error
        if matrix.ndim != 2 or len(matrix) != self._dimensions:
            raise self._damaged(PROJECTION, ValueError(f"shape {matrix.shape}"))
        return matrix

    def _load_session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # One text is too little work to share out: the threads take a text each.
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        # Texts of changing length must not make the arena grow.
        options.enable_mem_pattern = False
        try:
            return onnxruntime.InferenceSession(
                str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's exceptions share no public base class
            raise self._damaged("model.onnx or model.safetensors", error) from error

    def _check_session(self) -> None:
        """See that the graph takes the tokenizer's last piece and gives vectors of the right size:
        another architecture, another vocabulary and broken weights all show here."""
        last = self._tokenizer.get_vocab_size() - 1
        if not 0 <= last < self._pieces:
            raise self._damaged("tokenizer.json", f"{last + 1} pieces, not {self._pieces}")
        try:
            vectors, states = self._run([last], ["vectors", "tokens"])
        except Exception as error:  # as in `_load_session`
            raise self._damaged("model.onnx", error) from error
        shapes = (1, self._dimensions), (1, 1, self._dimensions)
        if (vectors.shape, states.shape) != shapes:
            raise self._damaged("model.onnx", f"it gives shape {vectors.shape}")
        if not (np.isfinite(vectors).all() and np.isfinite(states).all()):
            raise self._damaged("model.safetensors", "its vectors are not numbers")

    def _damaged(self, what: str, error: Exception | str) -> EncoderError:
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
        return folder_digest(
            self.folder, FILES if self._projection is None else (*FILES, PROJECTION)
        )

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    @property
    def token_dimensions(self) -> int:
        """Length of a token's vector."""
        return self._dimensions if self._projection is None else self._projection.shape[1]

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
        found = self._map(self._with_tokens, texts)
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, (vector, _) in enumerate(found):
            vectors[row] = vector
        return vectors, [tokens for _, tokens in found]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        found = self._map(lambda ids: self._run(ids, ["vectors"])[0][0], texts)
        return np.array(found, np.float32).reshape(len(texts), self._dimensions)

    def _with_tokens(self, ids: Sequence[int]) -> tuple[Vectors, Vectors]:
        """The vector of one text and those of its tokens that stand for words."""
        vectors, states = self._run(ids, ["vectors", "tokens"])
        kept = states[0][self._means(ids)]
        if self._projection is not None:
            kept = kept @ self._projection
        return vectors[0], kept / np.linalg.norm(kept, axis=1, keepdims=True)

    def _run(self, ids: Sequence[int], outputs: Sequence[str]) -> Sequence[Vectors]:
        row = np.array([ids], np.int64)
        feed = {"input_ids": row, "attention_mask": np.ones_like(row)}
        found: Sequence[Vectors] = self._session.run(outputs, feed)
        return found

    def _map(self, encode: Callable[[Sequence[int]], T], texts: Sequence[str]) -> list[T]:
        """What `encode` makes of the token ids of each text, on several threads for several."""
        encodings = self._tokenizer.encode_batch([simplify(text) for text in texts])
        rows = [encoding.ids for encoding in encodings]
        if len(rows) < 2 or self._threads == 1:
            return [encode(ids) for ids in rows]
        with ThreadPoolExecutor(self._threads) as threads:
            return list(threads.map(encode, rows))

    def _means(self, ids: Sequence[int]) -> NDArray[np.bool_]:
        """Which tokens of a text late interaction looks at; each piece is judged when first met."""
        for id in set(ids) - self._silent.keys():
            self._silent[id] = is_silent(self._tokenizer.id_to_token(id) or "")
        return np.array([not self._silent[id] for id in ids])


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
