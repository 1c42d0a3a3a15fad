"""The training text: parallel lines, questions with passages, a lexicon, English of the domain."""

from __future__ import annotations

import io
import json
import lzma
import re
import tarfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.encode.text import simplify

# Lines of a source stand in document order, so that neighbours join into passages.
PARALLEL = (
    "tw_laws",
    "hackernews2024_mt",
    "python_docs",
    "captions_3am",
    "tatoeba",
    "tico19",
    "sdg",
)
IN_DOCUMENT_ORDER = frozenset({"tw_laws", "hackernews2024_mt", "python_docs"})


@dataclass(frozen=True, slots=True)
class QuestionPassage:
    """A question (or title) with the passage that answers it; English beside it where known."""

    question: str
    passage: str
    question_en: str | None = None
    passage_en: str | None = None


def bare(text: str) -> str:
    """`text` without punctuation, spaces and case: how benchmark lines are compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum())


def benchmark_lines(folder: Path) -> frozenset[str]:
    """Every sentence, question and paragraph of the benchmarks, bare: none is trained on."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".json":
            for article in json.loads(path.read_text("utf8"))["data"]:
                for paragraph in article["paragraphs"]:
                    found.add(bare(paragraph["context"]))
                    found.update(bare(qa["question"]) for qa in paragraph["qas"])
        elif path.is_file():
            found.update(bare(line) for line in path.read_text("utf8").splitlines())
    return frozenset(found - {""})


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf8", newline="\n") as stream:
        for line in stream:
            yield line.rstrip("\n")


def parallel(data: Path, name: str, banned: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of one parallel source, benchmark lines left out."""
    for line in _lines(data / "parallel" / f"{name}.tsv.xz"):
        zh, _, en = line.partition("\t")
        if zh and en and bare(zh) not in banned and bare(en) not in banned:
            yield simplify(zh), en


def lexicon(data: Path) -> Iterator[tuple[str, str]]:
    """(Chinese headword, first English gloss) of the lexicon, notes in brackets left out."""
    for line in _lines(data / "lexicon" / "cedict.tsv.xz"):
        zh, _, glosses = line.partition("\t")
        for gloss in glosses.split(";")[:2]:
            plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", gloss).strip()
            if plain and not re.search(r"[\u3400-\u9fff]", plain) and not plain.startswith("abbr."):
                yield zh, re.sub(r"\s+", " ", plain)


def question_passages(data: Path, name: str, banned: frozenset[str]) -> Iterator[QuestionPassage]:
    """Question-passage pairs of one source, traditional characters folded to simplified."""
    for line in _lines(data / "qa" / f"{name}.jsonl.xz"):
        row = json.loads(line)
        if bare(row["q"]) in banned or bare(row["p"]) in banned:
            continue
        if row["lang"] == "en":
            yield QuestionPassage("", "", row["q"], row["p"])
        else:
            yield QuestionPassage(
                simplify(row["q"]), simplify(row["p"]), row.get("q_en"), row.get("p_en")
            )


def english_statements(data: Path) -> Iterator[str]:
    """Lines of the General Debate statements, in the order of their files."""
    archive = data / "un" / "ungdc_english_60_79.tar.xz"
    with tarfile.open(archive, "r:xz") as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.name.endswith(".txt") else None
            if stream is not None:
                text = io.TextIOWrapper(stream, encoding="utf8", errors="replace").read()
                yield from (line.strip() for line in text.splitlines() if line.strip())
