"""Made-up meeting records of any number, with vectors as an encoder would spread them.

A record has twelve statements of one to three passages, by any of twelve speakers of a delegation.
Three records in four are English, words drawn by Zipf's law in sentences of 8 to 28; the fourth is
Chinese, sentences of the seeds in which every third word is exchanged for another one. The most
frequent words are those of the seeds and their translations, the others come from the table of
translations, 60,000 in all. A passage's vector is a mixture: 0.6 of one passage of the seeds, 0.4,
0.35 and 0.25 of how three others differ from the mean, and noise of length 0.4 in all directions;
the codes of its tokens are those of the first. The text decides all of it.
"""

from __future__ import annotations

import hashlib
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import accumulate, count
from pathlib import Path

import numpy as np

from index.encode.protocol import TokenEncoder, Vectors
from index.passages import cut
from index.records.delegations import all_delegations
from index.records.model import Record
from index.records.parse import parse_file, parse_text
from index.search import codes
from index.search.translate import translated
from index.search.words import tokenizer

STATEMENTS = 12
# So many people speak for a delegation in each language.
_SPEAKERS = 12
_SHARES = (0.6, 0.4, 0.35, 0.25)
_NOISE = 0.4
_TITLES = {"en": ("Mr.", "Ms."), "zh": ("先生", "女士")}
_SYLLABLES = re.findall("..", "karomitavelonisadurebolimatushinofegadepo")
_HAN = "卡罗米塔维洛尼萨杜伦博利马图希诺费甘德波"
_SENTENCE = re.compile("[^。！？]+[。！？]")
_WORD, _HAN_WORD = re.compile("[a-z]{2,}"), re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Material:
    """What records are made of, and what their passages' vectors are made of.

    `sentences` are those of the seeds, cut into words; `english` and `chinese` words, the most
    frequent first. `vectors` has shape (passages of the seeds, dimensions), `tokens` each one's
    coded tokens.
    """

    sentences: tuple[tuple[str, ...], ...]
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    vectors: Vectors
    tokens: tuple[codes.Codes, ...]

    @cached_property
    def mean(self) -> Vectors:
        """The mean of all vectors, shape (dimensions,)."""
        return np.asarray(self.vectors.mean(axis=0), np.float32)

    @cached_property
    def deviations(self) -> Vectors:
        """How each vector differs from the mean."""
        return self.vectors - self.mean

    @cached_property
    def weights(self) -> dict[str, list[float]]:
        """Zipf's law over the words of each language, added up."""
        words = {"en": self.english, "zh": self.chinese}
        return {
            language: list(accumulate(1 / (rank + 2.7) for rank in range(len(found))))
            for language, found in words.items()
        }


def gather(seeds: Path, encoder: TokenEncoder) -> Material:
    """Read the seeds, encode their passages, and take words from them and the table."""
    records = [parse_file(path) for path in sorted(seeds.glob("*.txt"))]
    passages = [passage.text for record in records for passage in cut(record)]
    vectors, tokens = encoder.encode_passage_tokens(passages)
    text = "".join(record.text for record in records).replace("\n", "")
    found = (one for one in _SENTENCE.findall(text) if 15 < len(one) < 120)
    sentences = tuple(tuple(tokenizer().cut(one, HMM=False)) for one in found)
    english, chinese = _vocabulary(sentences)
    return Material(
        sentences=sentences,
        english=english,
        chinese=chinese,
        vectors=np.asarray(vectors, np.float32),
        tokens=tuple(codes.encode(codes.pool(own)) for own in tokens),
    )


def _vocabulary(
    sentences: Sequence[Sequence[str]],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """English and Chinese words: those of the sentences and their translations, the most frequent
    first, then all others of the table."""
    packed = files("index.search").joinpath("translations.tsv.xz").read_bytes()
    pairs = [line.split("\t") for line in lzma.decompress(packed).decode().splitlines() if line]
    chinese = Counter(word for sentence in sentences for word in sentence if _HAN_WORD.search(word))
    english: Counter[str] = Counter()
    for term in translated(list(chinese)):
        for word, share in term.translations:
            english[word] += round(1000 * share * chinese[term.text])
    ranked = (*(word for word, _ in english.most_common()), *(en for en, _, _ in pairs))
    return (
        tuple(dict.fromkeys(word for word in ranked if _WORD.fullmatch(word))),
        tuple(dict.fromkeys((*dict(chinese.most_common()), *(zh for _, zh, _ in pairs)))),
    )


def records(material: Material, seed: int = 1) -> Iterator[Record]:
    """Records without end; the same seed gives the same ones."""
    for number in count(1):
        chance = random.Random(f"{seed}/{number}")
        language = "zh" if number % 4 == 0 else "en"
        text = "\n\n".join(_statement(material, language, chance) for _ in range(STATEMENTS))
        known = {
            "kind": "verbatim",
            "language": language,
            "symbol": f"S/PV.{10_000 * seed + number}",
            "date": f"{chance.randint(1990, 2025)}-{chance.randint(1, 12):02d}-01",
        }
        digest = hashlib.sha256(text.encode()).hexdigest()
        yield parse_text(text, name=f"{seed}-{number}.txt", digest=digest, overrides=known)


def vector_of(material: Material, text: str) -> tuple[Vectors, codes.Codes]:
    """The vector of a passage, shape (dimensions,), and its coded tokens."""
    chance = np.random.default_rng(list(hashlib.sha256(text.encode()).digest()[:8]))
    at = chance.integers(len(material.vectors), size=len(_SHARES))
    return _spread(material, at[None], chance)[0], material.tokens[at[0]]


def vectors(material: Material, size: int, seed: int, dimensions: int) -> Vectors:
    """So many vectors at once, their first coordinates taken where fewer are wanted."""
    chance = np.random.default_rng(seed)
    at = chance.integers(len(material.vectors), size=(size, len(_SHARES)))
    found = _spread(material, at, chance)[:, :dimensions]
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def _spread(
    material: Material, at: np.typing.NDArray[np.int64], chance: np.random.Generator
) -> Vectors:
    found = _SHARES[0] * material.vectors[at[:, 0]]
    for share, others in zip(_SHARES[1:], at.T[1:], strict=True):
        found += np.float32(share) * material.deviations[others]
    noise = chance.standard_normal(found.shape, np.float32)
    found += np.float32(_NOISE / np.sqrt(found.shape[1])) * noise
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def _statement(material: Material, language: str, chance: random.Random) -> str:
    """One statement with its heading: one to three passages."""
    delegation = chance.choice(all_delegations())
    person = random.Random(f"{delegation.code}/{language}/{chance.randrange(_SPEAKERS)}")
    parts = [person.randrange(len(_SYLLABLES)) for _ in range(person.randint(2, 4))]
    title = person.choice(_TITLES[language])
    if language == "zh":
        name = "".join(_HAN[part] for part in parts)
        body = "".join(_chinese(material, chance) for _ in range(chance.randint(5, 18)))
        return f"{name}{title}（{delegation.name_zh}）：{body}"
    name = "".join(_SYLLABLES[part] for part in parts).capitalize()
    body = " ".join(_english(material, chance) for _ in range(chance.randint(6, 20)))
    return f"{title} {name} ({delegation.name_en}): {body}"


def _english(material: Material, chance: random.Random) -> str:
    size = chance.randint(8, 28)
    words = chance.choices(material.english, cum_weights=material.weights["en"], k=size)
    return f"{' '.join(words).capitalize()}."


def _chinese(material: Material, chance: random.Random) -> str:
    words = list(chance.choice(material.sentences))
    for at in range(len(words) - 1):
        if chance.random() < 1 / 3:
            words[at] = _drawn(material.chinese, material.weights["zh"], chance)
    return "".join(words)


def _drawn(words: Sequence[str], weights: list[float], chance: random.Random) -> str:
    return chance.choices(words, cum_weights=weights)[0]
