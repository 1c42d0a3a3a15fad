"""The training text: parallel lines, questions with passages, a lexicon, English of the domain."""

from __future__ import annotations

import io
import json
import lzma
import re
import tarfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.encode.text import simplify
from index.sentences import sentence_spans

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


Both = tuple[str, str]
"""Chinese and English of one text."""


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question with words of the paragraph that answer it, where somebody marked them."""

    asked: Both
    answer: Both | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A paragraph with what was written about it.

    A near miss is a question on the same topic that the paragraph leaves open.
    """

    paragraph: Both
    who: Both
    questions: tuple[WrittenQuestion, ...]
    near_misses: tuple[Both, ...]


def written(data: Path) -> Iterator[Written]:
    """What `DATA/written/*.jsonl` holds, nothing where there is no such folder.

    A line is `{"zh", "en", "who_zh", "who_en", "questions": [{"zh", "en", "answer": {"zh", "en"}},
    ...], "near": [{"zh", "en"}, ...]}`; an answer, copied from the paragraph, may be left out.
    """

    def both(row: dict[str, str], zh: str = "zh", en: str = "en") -> Both:
        return simplify(row[zh]), row[en]

    for path in sorted((data / "written").glob("*.jsonl")):
        for line in path.read_text("utf8").splitlines():
            row = json.loads(line)
            yield Written(
                both(row),
                both(row, "who_zh", "who_en"),
                tuple(
                    WrittenQuestion(both(one), both(one["answer"]) if "answer" in one else None)
                    for one in row["questions"]
                ),
                tuple(both(one) for one in row["near"]),
            )


def answering(text: str, answer: str) -> tuple[str, list[str]]:
    """The sentence of a text in which an answer begins, and the other sentences.

    The first is empty where the text does not hold the answer.
    """
    begin = text.find(answer) if answer else -1
    spans = sentence_spans(text)
    own = [text[s.start : s.end] for s in spans if s.start <= begin < s.end]
    others = [text[s.start : s.end] for s in spans if not s.start <= begin < s.end]
    return (own[0], others) if own else ("", others)


def written_pairs(rows: Sequence[Written]) -> Iterator[tuple[str, str]]:
    """Whole paragraphs, and their sentences where both languages have equally many."""
    for row in rows:
        yield row.paragraph
        zh, en = (
            [text[s.start : s.end] for s in sentence_spans(text, 0, len(text))]
            for text in row.paragraph
        )
        if len(zh) == len(en) > 1:
            yield from zip(zh, en, strict=True)
        yield from (question.asked for question in row.questions)


def english_statements(data: Path) -> Iterator[str]:
    """Lines of the General Debate statements, in the order of their files."""
    archive = data / "un" / "ungdc_english_60_79.tar.xz"
    with tarfile.open(archive, "r:xz") as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.name.endswith(".txt") else None
            if stream is not None:
                text = io.TextIOWrapper(stream, encoding="utf8", errors="replace").read()
                yield from (line.strip() for line in text.splitlines() if line.strip())
