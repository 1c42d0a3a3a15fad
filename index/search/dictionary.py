"""jieba's dictionary, read one first character at a time.

jieba reads its whole dictionary (350,000 words and their prefixes) before it cuts the first
sentence: 0.7 s in every new process. But a sentence can only hold words that begin with one of
its characters, so it is enough to find where the words of each first character stand in the
file (a few vector operations over its bytes) and to read those of a character when it first
turns up. Chinese text without anything between is then cut by jieba's method (the most likely
path through the graph of words) in one pass instead of three; all other text by jieba itself. The
words are the same, which a test holds to jieba's own.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jieba
import numpy as np
from numpy.typing import NDArray

_NEWLINE, _SPACE, _ZERO = 10, 32, 48
_LONGEST_NUMBER = 9
# What jieba takes for Chinese; it passes other characters of the script over one by one.
_CHINESE = re.compile("[\u4e00-\u9fd5]+")


class FirstCharacterIndex:
    """Where in a dictionary file (lines `word frequency tag`) the words of a character stand.

    `total` is the sum of all frequencies, which jieba divides by.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data if data.endswith(b"\n") else data + b"\n"
        octets = np.frombuffer(self._data, dtype=np.uint8)
        ends = np.flatnonzero(octets == _NEWLINE)
        starts = np.concatenate(([0], ends[:-1] + 1))
        keys = _keys(octets, starts)
        # Neighbouring lines with one key are one run; a key may have several runs.
        borders = np.flatnonzero(np.diff(keys)) + 1
        first, last = np.append(0, borders), np.append(borders, len(keys)) - 1
        order = np.argsort(keys[first], kind="stable")
        self._keys = keys[first][order]
        self._starts, self._ends = starts[first][order], ends[last][order]
        self.total = _total(octets, starts, ends)

    def words(self, character: str) -> Iterator[tuple[str, int]]:
        """The words that begin with a character and their frequencies, in file order.

        A character beyond the basic plane brings its neighbours along.
        """
        key = _key(character)
        left, right = np.searchsorted(self._keys, key), np.searchsorted(self._keys, key, "right")
        for run in range(int(left), int(right)):
            lines = self._data[self._starts[run] : self._ends[run]].decode().split("\n")
            for line in lines:
                word, frequency = line.split(" ")[:2]
                yield word, int(frequency)


class LazyTokenizer(jieba.Tokenizer):  # type: ignore[misc]
    """jieba's tokenizer with a dictionary that fills as characters turn up; thread-safe."""

    def __init__(self, index: FirstCharacterIndex, terms: Iterable[tuple[str, int]] = ()) -> None:
        super().__init__()
        self._index = index
        self._terms: dict[str, list[tuple[str, int]]] = {}
        self._seen: set[str] = set()
        self._filling = threading.Lock()
        self.total = index.total
        for term, frequency in terms:
            self._terms.setdefault(term[0], []).append((term, frequency))
            self.total += frequency
        self.initialized = True

    def words(self, text: str) -> list[str]:
        """The words of a text in order, as `cut(text, HMM=False)` gives them."""
        if not _CHINESE.fullmatch(text):
            return list(self.cut(text, HMM=False))
        if not self._seen.issuperset(text):
            self._fill(set(text) - self._seen)
        ends = self._path(text)
        found, start = [], 0
        while start < len(text):
            found.append(text[start : ends[start]])
            start = ends[start]
        return found

    def _path(self, text: str) -> list[int]:
        """Where the word that begins at each character ends, on the most likely path from there:
        the sum of log frequencies, of equal ones the longer word, from the last character back."""
        frequency, log, size = self.FREQ.get, math.log, len(text)
        log_total = log(self.total)
        sums, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            best, chosen, end = -math.inf, 0, start + 1
            # The dictionary holds the beginnings of words, too, with a frequency of 0.
            while end <= size and (found := frequency(text[start:end])) is not None:
                if found and (score := log(found) - log_total + sums[end]) >= best:
                    best, chosen = score, end
                end += 1
            if not chosen:
                best, chosen = sums[start + 1] - log_total, start + 1
            sums[start], ends[start] = best, chosen
        return ends

    def get_DAG(self, sentence: str) -> Any:  # noqa: N802 - jieba's name
        """jieba's graph of possible words, after the words it may need have been read."""
        if not self._seen.issuperset(sentence):
            self._fill(set(sentence) - self._seen)
        return super().get_DAG(sentence)

    def knows(self, word: str) -> bool:
        """Whether a word (whose first character has been cut before) is in the dictionary."""
        return bool(self.FREQ.get(word))

    def _fill(self, characters: set[str]) -> None:
        with self._filling:
            for character in characters:
                words = dict(self._index.words(character))
                words.update(self._terms.get(character, ()))
                self.FREQ.update(_with_prefixes(words))
            self._seen |= characters


def load_tokenizer(terms: Iterable[tuple[str, int]] = ()) -> LazyTokenizer:
    """A tokenizer over jieba's own dictionary and further terms with their frequencies."""
    dictionary = Path(jieba.__file__).with_name(jieba.DEFAULT_DICT_NAME)
    return LazyTokenizer(FirstCharacterIndex(dictionary.read_bytes()), terms)


def _with_prefixes(words: dict[str, int]) -> dict[str, int]:
    prefixes = {word[:size]: 0 for word in words for size in range(1, len(word))}
    return prefixes | words


def _keys(octets: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for the first character of each line: its first three bytes in UTF-8."""
    last = len(octets) - 1
    first = octets[starts].astype(np.int64)
    second = octets[np.minimum(starts + 1, last)].astype(np.int64)
    third = octets[np.minimum(starts + 2, last)].astype(np.int64)
    second[first < 0xC0] = 0
    third[first < 0xE0] = 0
    return (first << 16) | (second << 8) | third


def _key(character: str) -> int:
    return int.from_bytes(character.encode(errors="replace")[:3].ljust(3, b"\0"), "big")


def _total(octets: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> int:
    """The sum of the second fields, added up decimal place by decimal place."""
    spaces = np.append(np.flatnonzero(octets == _SPACE), len(octets))
    before = np.searchsorted(spaces, starts)
    left = spaces[before]
    right = np.minimum(spaces[np.minimum(before + 1, len(spaces) - 1)], ends)
    total = 0
    for place in range(_LONGEST_NUMBER):
        position = right - 1 - place
        position = position[position > left]
        total += int((octets[position].astype(np.int64) - _ZERO).sum()) * 10**place
    return total
