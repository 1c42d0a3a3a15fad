"""A text as quotations are compared: words alone, and the way back to the text.

Folded away is what may differ without a word being another one: width and compatibility forms,
capitals, accents, punctuation and quotation marks, white space, traditional characters. Kept are
letters, digits, decimal points and signs that mean something (%, /, $).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from rag.verify_model import Writing

if TYPE_CHECKING:
    import opencc

_MEANINGFUL = frozenset("%‰&#@§/")
_DECIMAL = re.compile(r"(?<=\d)[.．](?=\d)")
# Stands for a decimal point: the table sees single characters only. Nothing prints like this.
_POINT = "\U0010fffd"
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Traditional forms that GB 2312 has too, and those that OpenCC turns only inside certain words.
_ALSO_SIMPLIFIED = dict(zip("著乾藉瞭夥", "着干借了伙", strict=True))
_IN_GB2312 = _ALSO_SIMPLIFIED | dict(zip("後徵於麽菸", "后征于么烟", strict=True))
_QUOTES = dict.fromkeys("“”„‟‘’‚‛「」『』〝〞«»‹›＂＇`´\"'", '"')
_MARKS = _QUOTES | dict.fromkeys("。．.", ".") | dict.fromkeys("，、,", ",")
_MARKS |= dict.fromkeys("—–―‐‑‒－-", "-") | dict.fromkeys("·•・‧∙", "·")


@dataclass(frozen=True)
class Folded:
    """A text and its folded form: `text[i]` comes from `source[starts[i]]`."""

    source: str

    @cached_property
    def text(self) -> str:
        """The folded form."""
        return self._protected.translate(_TABLE)

    @cached_property
    def starts(self) -> list[int]:
        """For each folded character the place in the source that it comes from."""
        places = enumerate(self._protected)
        return [at for at, character in places for _ in _TABLE[ord(character)]]

    @property
    def _protected(self) -> str:
        return _DECIMAL.sub(_POINT, self.source)

    def end_of(self, index: int) -> int:
        """The place behind the folded character at `index`; 0 for -1."""
        return self.starts[index] + 1 if index >= 0 else 0


def is_traditional(text: str) -> bool:
    """Whether a text has characters that only traditional writing has."""
    return any(c not in _ALSO_SIMPLIFIED and _simplified(c) != c for c in HAN.findall(text))


def same_mark(one: str, other: str) -> bool:
    """Whether two punctuation marks are the same but for width and style."""
    return _mark(one) == _mark(other)


def writings(one: str, other: str) -> set[Writing]:
    """In what a character of two texts differs, with the marks behind it, that folds to the same.

    Where a letter differs in more than one way, the weightiest is told: Ａ and a in capitals.
    """
    found: set[Writing] = set()
    if _spaces(one) != _spaces(other):
        found.add("white_space")
    if _letters(one) != _letters(other):
        found.add(_letter_writing(_letters(one), _letters(other)))
    if _marks(one) != _marks(other):
        found.add(_mark_writing(_marks(one), _marks(other)))
    return found


def _letter_writing(one: str, other: str) -> Writing:
    if _width(one) == _width(other):
        return "width"
    if _width(one).casefold() == _width(other).casefold():
        return "capitals"
    if _bare(one) == _bare(other):
        return "accents"
    return "traditional_characters" if HAN.search(one) else "width"


def _mark_writing(one: str, other: str) -> Writing:
    if _width(one) == _width(other):
        return "width"
    quotes = ["".join(_QUOTES.get(c, c) for c in _width(text)) for text in (one, other)]
    return "quotation_marks" if quotes[0] == quotes[1] else "punctuation"


def _width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _bare(text: str) -> str:
    """Without accents, in lower case and normal width."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _spaces(text: str) -> str:
    return "".join(c for c in text if _is_space(c))


def _marks(text: str) -> str:
    return "".join(c for c in text if not _is_space(c) and not _TABLE[ord(c)])


def _letters(text: str) -> str:
    return "".join(c for c in text if _TABLE[ord(c)])


def _is_space(character: str) -> bool:
    """White space, and control and format characters, which show as nothing."""
    return unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cc", "Cf"}


def _mark(character: str) -> str:
    return _MARKS.get(character) or _MARKS.get(_width(character)) or _width(character)


class _Table(dict[int, str]):
    """The fold of every character, worked out when it is first met (for `str.translate`)."""

    def __missing__(self, code: int) -> str:
        folded = "." if chr(code) == _POINT else _fold(chr(code))
        self[code] = folded
        return folded


def _fold(character: str) -> str:
    return "".join(_simplified(c) for c in _bare(character) if _is_kept(c))


def _is_kept(character: str) -> bool:
    if character in _MEANINGFUL:
        return True
    category = unicodedata.category(character)
    return category[0] not in "PZC" and category != "Sk"


def _simplified(character: str) -> str:
    """The simplified character, regardless of the word that it stands in."""
    if character in _IN_GB2312:
        return _IN_GB2312[character]
    if not HAN.match(character) or _is_simplified(character):
        return character
    forms = [str(converter.convert(character)) for converter in _converters()]
    return next((form for form in forms if _is_simplified(form)), forms[0])


def _is_simplified(text: str) -> bool:
    """GB 2312 is the set of simplified characters, but for those in `_IN_GB2312`."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _converters() -> tuple[opencc.OpenCC, ...]:
    """General traditional writing, then the forms of Taiwan and of Hong Kong."""
    import opencc

    return tuple(opencc.OpenCC(name) for name in ("t2s", "tw2s", "hk2s"))


_TABLE = _Table()
