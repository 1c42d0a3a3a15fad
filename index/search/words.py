"""Text as terms: what the lexical index holds and what a question asks it for.

A term is a jieba word (HMM off: a model guessing at unknown words guesses differently in
question and passage), the stem of an English word, or an atom (see `index.search.atoms`). Full
width, compatibility forms and traditional characters are folded first; this is for matching
only, nothing folded is ever shown.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from index.search.atoms import find_atoms, is_symbol, take_symbols

if TYPE_CHECKING:
    from index.search.dictionary import LazyTokenizer

# Raised with every change of this module or `atoms` that changes terms: it makes the lexical
# indexes of existing libraries stale.
VERSION = 2
# How frequent jieba takes a UN term to be: enough to keep it whole against its parts.
TERM_FREQUENCY = 1000

_HAN_RANGE = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_PIECE = re.compile(
    rf"(?P<han>[{_HAN_RANGE}]+)"
    rf"|(?P<word>(?<!\d)\d*[^\W\d_{_HAN_RANGE}][^\W_{_HAN_RANGE}]*(?:'s\b)?)"
)
_HAN = re.compile(f"[{_HAN_RANGE}]+")
_JOINED = re.compile(r"\b([a-z]+)-([a-z]+)\b")


def terms(text: str) -> list[str]:
    """The terms of a passage in order, repeated as often as they occur; none holds a space."""
    return list(_terms(text, frozenset()))


def question_terms(question: str) -> tuple[str, ...]:
    """The different terms of a question without its stop words (with them if nothing is left)."""
    found = tuple(dict.fromkeys(_terms(question, _stop_words())))
    return found or tuple(dict.fromkeys(terms(question)))


def word_terms(text: str) -> Iterator[str]:
    """The words alone, without atoms, parts of words, pairs of characters and stop words: what
    can be translated."""
    rest, _ = take_symbols(fold(text))
    for match in _PIECE.finditer(rest.lower().replace("’", "'")):
        if match["han"]:
            words = tokenizer().words(match["han"])
            yield from (word for word in words if word not in _stop_words())
        elif (word := match["word"].removesuffix("'s")) not in _stop_words():
            yield _stem(word)


def fingerprint() -> str:
    """Changes whenever `terms` may: written into every lexical index."""
    packages = (version(name) for name in ("jieba", "opencc", "tantivy"))
    parts = (str(VERSION), *packages, _file("un_terms.txt"), _file("stop_words.txt"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def fold(text: str) -> str:
    """One form for what looks or means the same: NFKC, then simplified for traditional."""
    text = unicodedata.normalize("NFKC", text)
    try:
        # GB 2312 has no traditional characters to speak of: what fits in needs no folding.
        "".join(_HAN.findall(text)).encode("gb2312")
        return text
    except UnicodeEncodeError:
        return str(_converter().convert(text))


@cache
def tokenizer() -> LazyTokenizer:
    """jieba with the UN terms, one for the process."""
    from index.search.dictionary import load_tokenizer

    return load_tokenizer((term, TERM_FREQUENCY) for term in un_terms())


@cache
def un_terms() -> tuple[str, ...]:
    """The terms of the United Nations that jieba's own dictionary lacks."""
    return tuple(_lines("un_terms.txt"))


def _terms(text: str, stop_words: frozenset[str]) -> Iterator[str]:
    rest, symbols = take_symbols(fold(text))
    rest = rest.lower().replace("’", "'")
    yield from symbols
    yield from find_atoms(rest)
    for match in _PIECE.finditer(rest):
        if match["han"]:
            yield from _chinese_terms(match["han"], stop_words)
        elif match["word"].removesuffix("'s") not in stop_words:
            yield _stem(match["word"].removesuffix("'s"))
    # counter-terrorism is also written counterterrorism.
    yield from (_stem(first + second) for first, second in _JOINED.findall(rest))


def _chinese_terms(run: str, stop_words: frozenset[str]) -> Iterator[str]:
    """jieba's words, the words inside them, and every two neighbouring characters.

    The pairs (`_诺罗`, `_罗夫`) hold a name together that no dictionary has. Measured on the
    questions of DRCD (dev) and CMRC 2018 (trial), nDCG@10: words .975/.987, with their parts
    .977/.990, with pairs too .982/.991.
    """
    for word in tokenizer().words(run):
        if word not in stop_words:
            yield word
        if len(word) > 2:
            yield from _parts(word)
    pairs = (first + second for first, second in pairwise(run))
    yield from (f"_{pair}" for pair in pairs if pair not in stop_words)


def _parts(word: str) -> Iterator[str]:
    """The shorter dictionary words inside a long one."""
    knows = tokenizer().FREQ.get
    for size in range(2, min(len(word), 5)):
        for start in range(len(word) - size + 1):
            part = word[start : start + size]
            if knows(part):
                yield part


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """The English stem, without accents, in one spelling for British and American."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", word)
        if not unicodedata.combining(character)
    )
    found = _stemmer().analyze(plain)
    stem = found[0] if found else plain
    if len(stem) > 4:
        stem = re.sub("is$", "iz", re.sub("our$", "or", stem))
    return stem


@cache
def _stemmer() -> Any:
    import tantivy

    stemmer = tantivy.Filter.stemmer("english")
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(stemmer).build()


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(_lines("stop_words.txt"))


def _lines(name: str) -> Iterator[str]:
    """The entries of a word list beside this file; `#` begins a comment."""
    for line in _file(name).splitlines():
        entry = line.partition("#")[0].strip()
        if entry:
            yield from entry.split()


def _file(name: str) -> str:
    return files("index.search").joinpath(name).read_text(encoding="utf-8")


__all__ = ["fingerprint", "fold", "is_symbol", "question_terms", "terms", "tokenizer", "un_terms"]
