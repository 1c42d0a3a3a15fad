"""Documents to measure with, made from the sentences of the seeds, Chinese and English by turns.

A paragraph is a draw of the seeds' sentences in which every seventh word or so is another word of
the seeds and every number another number, so that no two are alike while words keep about the
frequencies that they have. English is the same glossed word for word by the table of translations.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from eval.bench.peers.text import Text
from index.records.delegations import all_delegations
from index.records.model import Language
from index.records.parse import parse_documents
from index.search.translate import translated
from index.search.words import tokenizer
from index.sentences import sentence_spans

# Such a paragraph is one passage, whatever stands beside it (see `index.passages`).
PARAGRAPHS = 50
_CHARACTERS, _WORDS, _LONGEST = 200, 118, 85
_EXCHANGED = 0.15
_DELEGATIONS = 40
_FUNCTION = ("the", "of", "and", "to", "in", "that", "for", "with", "on", "by", "we", "is", "be")
_NUMBER, _HAN = re.compile(r"\d+"), re.compile("[\u3400-\u9fff]")


def made(seeds: Path, seed: int) -> Iterator[Text]:
    """Documents without end, the same ones for the same seeds and the same number `seed`."""
    draw = random.Random(seed)
    sentences = _sentences(seeds)
    vocabulary = [word for sentence in sentences for word in sentence if _HAN.search(word)]
    states = [found for found in all_delegations() if found.kind == "state"][:_DELEGATIONS]
    number = 0
    while True:
        language: Language = "zh" if number % 2 == 0 else "en"
        lines = [_paragraph(sentences, vocabulary, language, draw) for _ in range(PARAGRAPHS)]
        date = f"{draw.randint(2001, 2024)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        yield Text.of(f"made-{number:05}.txt", language, date, draw.choice(states).code, lines)
        number += 1


@cache
def _sentences(seeds: Path) -> list[tuple[str, ...]]:
    """The sentences of the seeds as words, but for the long ones."""
    found = []
    for path in sorted(seeds.glob("*.txt")):
        for record in parse_documents(path, {}):
            if isinstance(record, Exception):
                raise record
            for statement in record.statements:
                for span in sentence_spans(record.text, statement.start, statement.end):
                    sentence = record.text[span.start : span.end].replace("\n", "")
                    if len(sentence) <= _LONGEST:
                        found.append(tuple(tokenizer().cut(sentence, HMM=False)))
    return found


def _paragraph(
    sentences: Sequence[Sequence[str]],
    vocabulary: Sequence[str],
    language: Language,
    draw: random.Random,
) -> str:
    chinese, english = "", ""
    while len(chinese) < _CHARACTERS if language == "zh" else english.count(" ") + 1 < _WORDS:
        words = [_varied(word, vocabulary, draw) for word in draw.choice(sentences)]
        chinese += "".join(words)
        glossed = " ".join(_gloss(word, draw) for word in words if re.search(r"\w", word))
        english += " " * bool(english) + glossed.capitalize() + "."
    return chinese if language == "zh" else english


def _varied(word: str, vocabulary: Sequence[str], draw: random.Random) -> str:
    if _NUMBER.fullmatch(word):
        return str(draw.randint(1, 9_999))
    if _HAN.search(word) and draw.random() < _EXCHANGED:
        return draw.choice(vocabulary)
    return word


def _gloss(word: str, draw: random.Random) -> str:
    """The likeliest translation; a word that has none becomes an article or a preposition."""
    return _translation(word) or (draw.choice(_FUNCTION) if _HAN.search(word) else word)


@cache
def _translation(word: str) -> str | None:
    found = translated([word])[0].translations
    return found[0][0] if found else None
