"""A small world of documents in editions, and an encoder that needs no model.

Groups of three documents are always added and replaced together, so that whoever sees two editions
of a group at once sees a library in the middle of a change.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.store.library import Library

GROUPS, MEMBERS = 5, 3
# More than are ever drawn; each has a symbol of its own.
SINGLES, RIVALS = 2000, 400
QUESTIONS = ("水库 冰川 第2组", "group 3 water and borders", "edition of the letters", "边境贸易")
_WORDS = (
    *("水库", "冰川", "边境", "贸易", "妇女", "和平", "毒品", "山谷", "农民", "灌溉渠", "难民"),
    *("粮食", "能源", "water", "border", "trade", "peace", "farmers", "valley", "refugees"),
)
_YEARS = {"single": 2011, "rival": 2012}
_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+")

Vectors = NDArray[np.float32]
# For each question, passages and their scores.
Found = Sequence[Sequence[tuple[str, float]]]
# So much may scores differ that are the same sum.
_ALIKE = 1e-5


@dataclass(frozen=True)
class HashEncoder:
    """Each character and word has a fixed direction; a text is the sum of its own."""

    dimensions: int = 32
    token_dimensions: int = 32
    name: str = "hashed words"

    @property
    def digest(self) -> str:
        """Changes with the dimensions, as there is nothing else to change."""
        return hashlib.sha256(f"{self.name} {self.dimensions}".encode()).hexdigest()

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """See `index.encode.protocol.Encoder`."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `index.encode.protocol.Encoder`."""
        sums = [self._tokens(text).sum(axis=0) for text in texts]
        return _unit(np.array(sums, np.float32).reshape(len(texts), self.dimensions))

    def encode_question_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """See `index.encode.protocol.TokenEncoder`."""
        return self.encode_passages([text])[0], self._tokens(text)

    def encode_passage_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """See `index.encode.protocol.TokenEncoder`."""
        return self.encode_passages(texts), [self._tokens(text) for text in texts]

    def _tokens(self, text: str) -> Vectors:
        found = _TOKEN.findall(text.lower()) or [text]
        return np.stack([self._direction(token) for token in found])

    def _direction(self, token: str) -> Vectors:
        seed = hashlib.blake2b(token.encode(), digest_size=self.dimensions).digest()
        signed = np.frombuffer(seed, np.uint8).astype(np.float32) - 127.5
        return np.asarray(signed / np.linalg.norm(signed), np.float32)


@dataclass(frozen=True, slots=True)
class World:
    """The files; each has a symbol of its own in the side-car beside it."""

    folder: Path

    def prepare(self) -> None:
        """Make the folder and its side-car."""
        self.folder.mkdir(parents=True, exist_ok=True)
        names = [group_name(g, m) for g in range(GROUPS) for m in range(MEMBERS)]
        names += [single_name("single", number) for number in range(SINGLES)]
        names += [single_name("rival", number) for number in range(RIVALS)]
        entries = [f'[documents."{name}.txt"]\nsymbol = "{symbol(name)}"' for name in names]
        (self.folder / "SOURCES.toml").write_text("\n".join(entries), encoding="utf-8")

    def write(self, name: str, edition: int) -> Path:
        """A document in one edition."""
        path = self.folder / f"{name}.txt"
        path.write_text(_text(name, edition), encoding="utf-8")
        return path


def group_name(group: int, member: int) -> str:
    """The name of a document of a group."""
    return f"group{group}-{member}"


def single_name(kind: str, number: int) -> str:
    """The name of a document on its own."""
    return f"{kind}-{number}"


def symbol(name: str) -> str:
    """The symbol of a document, from its name."""
    kind, _, number = name.partition("-")
    if kind.startswith("group"):
        return f"S/2010/{1 + 10 * int(kind[5:]) + int(number)}"
    return f"S/{_YEARS[kind]}/{1 + int(number)}"


def digest(path: Path) -> str:
    """SHA-256 of a file, as documents carry it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def held(library: Library) -> dict[str, str]:
    """What a library holds: the digest of each symbol, its words read and found to be whole."""
    found = {}
    for summary in library.documents():
        record = library.record(summary.document.id)
        found[record.document.symbol or record.document.name] = record.document.digest
    return found


def hits(library: Library) -> Found:
    """What the questions find: passages and their scores."""
    searcher = library.searcher()
    return [
        [(hit.passage.id, hit.score) for hit in searcher.search(question, 30).hits]
        for question in QUESTIONS
    ]


def difference(found: Found, expected: Found) -> str | None:
    """What one library finds and the other does not; None if they find the same.

    Sums are made in another order, so that scores may differ in their last digits, and what is
    equally good may come in another order or be the one that no longer fits in.
    """
    for question, ours, theirs in zip(QUESTIONS, found, expected, strict=True):
        if len(ours) != len(theirs):
            return f"{question}: {len(ours)} hits, not {len(theirs)}"
        scores = dict(theirs)
        for place, ((passage, score), (_, other)) in enumerate(zip(ours, theirs, strict=True), 1):
            if abs(score - other) > _ALIKE or abs(scores.get(passage, score) - score) > _ALIKE:
                return f"{question}: {passage} with {score} at {place}, not {other}"
    return None


def oracle(folder: Path, texts: Iterable[tuple[str, str]], world: World) -> Found:
    """What a library finds that is built at once from (file name, text), in this order."""
    files = folder / "files"
    files.mkdir(parents=True)
    (files / "SOURCES.toml").write_bytes((world.folder / "SOURCES.toml").read_bytes())
    paths = []
    for name, text in texts:
        paths.append(files / name)
        paths[-1].write_text(text, encoding="utf-8", newline="")
    with Library.open(folder / "library", HashEncoder(), create=True) as library:
        library.add(paths)
        return hits(library)


def _text(name: str, edition: int) -> str:
    """Some paragraphs, half of which are the same in every edition."""
    kind = name.partition("-")[0]
    lines = [f"Letter {name}, {kind}, edition{edition}"]
    for number in range(6):
        seed = f"{name} {number}" + (f" {edition}" if number % 2 else "")
        chosen = hashlib.sha256(seed.encode()).digest()
        told = "、".join(_WORDS[byte % len(_WORDS)] for byte in chosen[:8])
        lines.append(f"{kind} edition{edition}：我们谈到{told}，共{chosen[9]}项。" * 3)
    return "\n\n".join(lines) + "\n"


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), np.float32)
