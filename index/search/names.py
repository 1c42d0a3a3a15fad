"""Names of speakers: how they are compared, and whom a name in the other script may mean."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, partial

import numpy as np

from index.search.transliteration import (
    Sounds,
    chinese_sounds,
    is_pinyin,
    latin_letters,
    latin_sounds,
    likeness,
    pinyin,
    worth,
)
from index.search.words import fold

_HONORIFIC = re.compile(
    r"^(?:mr|mrs|ms|miss|dr|sir|dame|lord|baroness|prince|princess|sheikh|ambassador|h\.e)\b\.?\s*"
    r"|(?:先生|女士|夫人|小姐|阁下|博士|大使|爵士|男爵|女男爵|部长|外长)$"
)
_HAN = re.compile("[\u3400-\u9fff]")
_BETWEEN_PARTS = re.compile(r"[\s·•・‧‐-]+")
# How alike two spellings of one name are in one script (difflib): Nebenzia and Nebenzya .88,
# Karimov and Kamilov .71.
_SPELT_ALIKE_LATIN, _SPELT_ALIKE_CHINESE = 0.8, 0.6
# How alike the last parts of two names of several parts must be at the least.
_LAST_PARTS = 1.5
_ROUNDING = 1e-4
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A name, its end (诺罗夫 of 弗拉基米尔·诺罗夫) or, if `first`, only its first part.

    `last` are the sounds of the last part, none if it is the only one.
    """

    sounds: Sounds
    written: str
    last: Sounds = ()
    first: bool = False


class NameIndex:
    """The names of a roster by their sounds: whom a name in the other script may mean.

    Args:
        names: folded forms of names, each with the name as written in the records.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def find(self, name: str, introduced: bool) -> tuple[str, ...]:
        """Who is most likely meant, as written in the records; nobody in case of doubt.

        A Chinese name in pinyin must agree in every syllable. Others must sound alike, the more so
        the more names are held: of the names of people who are not held about one in thirty
        finds somebody else (fewer where nothing says that a person is meant).

        Args:
            name: Latin letters or simplified Chinese characters, the family name last; one of more
                than 60 characters is nobody's.
            introduced: whether a title or the like says that it is a person's name.
        """
        if len(name) > _LONGEST_NAME:
            return ()
        chinese = bool(_HAN.search(name))
        words = _in_pinyin(name)
        same = dict.fromkeys(one for word in words for one in self._pinyin.get(word, ()))
        if same or (not chinese and _is_pinyin(name)):
            return tuple(same)
        side = self._latin if chinese else self._chinese
        found: tuple[str, ...] = ()
        least = _least_likeness(len(side), introduced)
        fits = partial(self._fits, introduced)
        for asked in _spoken(name, name):
            least, found = side.nearest(asked, least, fits) or (least, found)
        return found

    @cached_property
    def _chinese(self) -> _Side:
        return _Side(self._names, chinese=True)

    @cached_property
    def _latin(self) -> _Side:
        return _Side(self._names, chinese=False)

    @cached_property
    def _pinyin(self) -> Mapping[tuple[bool, str], tuple[str, ...]]:
        """The names that a name in pinyin or characters would be, see `_in_pinyin`."""
        found: dict[tuple[bool, str], tuple[str, ...]] = {}
        for form, written in self._names.items():
            for chinese, word in _in_pinyin(form):
                found[not chinese, word] = (*found.get((not chinese, word), ()), written)
        return found

    @cached_property
    def _forms(self) -> Mapping[str, tuple[str, ...]]:
        """The forms of each name as written."""
        found: dict[str, tuple[str, ...]] = {}
        for form, written in self._names.items():
            found[written] = (*found.get(written, ()), form)
        return found

    def _fits(self, introduced: bool, asked: _Spoken, held: _Spoken) -> bool:
        """Whether two names may be one: known spellings must agree, and a first part is enough
        only after a title, as of Vargas Maldonado, and never of both names."""
        if asked.first + held.first > introduced:
            return False
        chinese = bool(_HAN.search(asked.written))
        known = [form for form in self._forms[held.written] if bool(_HAN.search(form)) == chinese]
        alike = _SPELT_ALIKE_CHINESE if chinese else _SPELT_ALIKE_LATIN
        return not known or any(
            SequenceMatcher(None, one, other).ratio() >= alike
            for one in _endings(asked.written)
            for form in known
            for other in _endings(form)
        )


class _Side:
    """The names of one script, with a bound on how like each can be to a name of the other one.

    The bound lets every sound make the best pair that it can, in any order: what it rules out
    needs no alignment.
    """

    def __init__(self, names: Mapping[str, str], chinese: bool) -> None:
        self._is_chinese = chinese
        self._held = tuple(
            dict.fromkeys(
                spoken
                for form, written in names.items()
                if bool(_HAN.search(form)) == chinese
                for spoken in _spoken(form, written)
            )
        )
        self._sounds = sorted({sound for spoken in self._held for sound in spoken.sounds})
        self._alone = np.array([self._worth("", sound) for sound in self._sounds], np.float32)
        column = {sound: place for place, sound in enumerate(self._sounds)}
        self._counts = np.zeros((len(self._held), len(column)), np.float32)
        for row, spoken in enumerate(self._held):
            for sound in spoken.sounds:
                self._counts[row, column[sound]] += 1
        self._lengths = self._counts.sum(axis=1)

    def __len__(self) -> int:
        return len(self._held)

    def nearest(
        self, asked: _Spoken, least: float, fits: Callable[[_Spoken, _Spoken], bool]
    ) -> tuple[float, tuple[str, ...]] | None:
        """How like the likest names are, if more than `least`, and which (all, if equally)."""
        best, found = least, dict[str, None]()
        if not self._held:
            return None
        rows, bounds = self._hopeful(asked.sounds, least)
        for row, bound in zip(rows, bounds, strict=True):
            if bound < best - _ROUNDING:
                break
            held = self._held[row]
            score = self._likeness(asked.sounds, held.sounds)
            if score < best or (score == best and not found):
                continue
            # Vladimir Petrov is much like Vladimir Norov.
            if asked.last and held.last and self._likeness(asked.last, held.last) < _LAST_PARTS:
                continue
            if not fits(asked, held):
                continue
            if score > best:
                best, found = score, {}
            found[held.written] = None
        return (best, tuple(found)) if found else None

    def _hopeful(self, asked: Sounds, least: float) -> tuple[list[int], list[float]]:
        """The names that may be more like than `least`, and how like at most, falling."""
        pairs = np.array([[self._worth(a, b) for b in self._sounds] for a in asked], np.float32)
        scale = np.sqrt((self._lengths + len(asked)) / 2)
        bounds = self._counts @ np.maximum(pairs.max(axis=0), self._alone) / scale
        (rows,) = np.nonzero(bounds > least)
        # Of those, what the sounds asked for find in the name: dearer, and mostly tighter.
        present = np.where(self._counts[rows, None, :] > 0, pairs, -np.inf).max(axis=2)
        lost = np.array([self._worth(sound, "") for sound in asked], np.float32)
        other = np.maximum(present, lost).sum(axis=1) / scale[rows]
        bounds = np.minimum(bounds[rows], other)
        order = np.argsort(-bounds)
        order = order[bounds[order] > least]
        return rows[order].tolist(), bounds[order].tolist()

    def _worth(self, asked: str, held: str) -> float:
        return worth(asked, held) if self._is_chinese else worth(held, asked)

    def _likeness(self, asked: Sounds, held: Sounds) -> float:
        return likeness(asked, held) if self._is_chinese else likeness(held, asked)


def fold_name(name: str) -> str:
    """A speaker's name as it is compared: folded, in lower case, without forms of address."""
    folded = " ".join(fold(name).lower().split())
    bare = _HONORIFIC.sub("", folded).strip()
    return bare or folded


def _least_likeness(held: int, introduced: bool) -> float:
    """How like names must be: chance likeness rises with the logarithm of the names held.

    Measured with names of statesmen that are not among 30 to 2,000 others.
    """
    least = max(2.0, 0.75 * math.log(max(held, 1)) - 0.8)
    return least if introduced else least + 0.5


def _parts(name: str) -> list[str]:
    return [part for part in _BETWEEN_PARTS.split(name) if part]


def _endings(name: str) -> Iterator[str]:
    """The letters of a name, of it without the given name, and so on."""
    parts = _parts(name)
    for first in range(len(parts)):
        text = "".join(parts[first:])
        yield text if _HAN.search(text) else latin_letters(text)


def _spoken(form: str, written: str) -> Iterator[_Spoken]:
    """The sounds of a form of a name, of its ends, and of its first part."""
    sounds = chinese_sounds if _HAN.search(form) else latin_sounds
    parts = _parts(form)
    last = sounds(parts[-1]) if parts else None
    for start in range(len(parts)):
        if found := sounds("".join(parts[start:])):
            yield _Spoken(found, written, last=last or () if parts[start + 1 :] else ())
    if len(parts) > 1 and (found := sounds(parts[0])):
        yield _Spoken(found, written, first=True)


def _in_pinyin(name: str) -> Iterable[tuple[bool, str]]:
    """Whether a name is in characters, and its pinyin as one word, family name first.

    Only what may be a Chinese name: a few characters, or several words in Latin letters, of which
    the last may be the family name.
    """
    parts = _parts(name)
    if _HAN.search(name):
        syllables = pinyin(name) if len(parts) == 1 and 2 <= len(name) <= 4 else None
        return [(True, "".join(syllables).replace("v", "u"))] if syllables else []
    if len(parts) < 2:
        return []
    orders = (parts, [parts[-1], *parts[:-1]])
    return dict.fromkeys((False, "".join(map(latin_letters, order))) for order in orders)


def _is_pinyin(name: str) -> bool:
    parts = _parts(name)
    return len(parts) > 1 and all(is_pinyin(latin_letters(part)) for part in parts)
