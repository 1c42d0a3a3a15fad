"""What a question names, and where: the phrases for which a follow-up can put others.

Names are replaced by signs, one for each character, so that the grammars of the two languages can
speak of names without knowing any, and offsets stay those of the question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from index.records.delegations import Mention, find, mentions
from index.records.model import Delegation
from index.records.numerals import MONTHS
from index.records.symbols import find_symbols

# The signs, of Unicode's private use.
DELEGATION, PERSON, DATE, DOCUMENT, RESOLUTION = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
# A question that has such a character itself names nobody by it.
_WRITTEN = str.maketrans(dict.fromkeys((DELEGATION, PERSON, DATE, DOCUMENT, RESOLUTION), "\ufffd"))

_HAN = "\u3400-\u9fff"
_MONTH = "|".join(MONTHS)
_YEAR = r"(?:19|20)\d\d"
_DATES = re.compile(
    rf"{_YEAR}年(?:\d{{1,2}}月(?:\d{{1,2}}[日号])?)?|[〇零一二三四五六七八九]{{4}}年"
    r"|\d{1,2}月\d{1,2}[日号]"
    rf"|(?<!\d){_YEAR}-\d\d(?:-\d\d)?(?!\d)"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH})(?:,? {_YEAR})?"
    rf"|\b(?:{_MONTH}) (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?{_YEAR}"
    rf"|\b(?:{_MONTH}) \d{{1,2}}\b(?! {_YEAR})"
    rf"|(?<![\d/(（.])\b{_YEAR}(?![\d年/)）])"
)
_MEETINGS = re.compile(
    r"第\s?\d{1,5}\s?次会议|\b\d{1,5}(?:st|nd|rd|th) meeting\b|\bmeeting \d{3,5}\b", re.IGNORECASE
)
_ADDRESS_EN = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Prince|Princess|Sheikh|Ambassador"
    r"|(?:Foreign |Prime )?Minister|President)\b\.?"
)
_ADDRESS_ZH = "(?:先生|女士|夫人|小姐|博士|阁下|爵士|大使|外长|部长|总统|总理)"
_PART = r"[^\W\d_a-z\u3400-\u9fff][\w'’-]*"
_PERSONS_EN = re.compile(rf"\b{_ADDRESS_EN} {_PART}(?: (?:(?:al|bin|de|da|del|van|von) )?{_PART})*")
_PERSONS_ZH = re.compile(
    rf"(?:^|(?<=[，。？、对就向与和同跟及{DELEGATION}]))[{_HAN}·•]{{1,12}}?"
    "(?:先生|女士|夫人|小姐|博士|阁下)"
)
# Who presides, where no delegation goes with the word.
_CHAIR = re.compile(
    rf"(?<![{_HAN}{DELEGATION}])主席(?!国|声明|团)|(?<!\w )\bPresident\b(?! of| for| [A-Z]|ial)"
    r"|(?<=the )President\b(?! of| for| [A-Z])"
)
# Bodies that meetings are about or take place in; somebody who speaks only as a subject.
_BODIES = frozenset({"UN", "UN-SC", "UN-GA"})
_SUBJECT = re.compile(
    r"(?:^|\b(?:did|does|has|had|is|was|will|would|and|about)\s+)(?:the\s+)?$", re.I
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text, the same with signs for names (equally long), and the delegations in it."""

    text: str
    signs: str
    named: tuple[Mention, ...]

    def delegations(self, start: int, end: int) -> tuple[Delegation, ...]:
        """The different delegations named between two offsets, in order."""
        inside = (m.delegation for m in self.named if start <= m.start and m.end <= end)
        return tuple(dict.fromkeys(inside))


def mask(text: str, names: Collection[str] = ()) -> Masked:
    """A text with signs for what it names.

    Args:
        names: folded forms of the names of those who speak in the records; persons with a form
            of address are found without.
    """
    signs = text.translate(_WRITTEN)
    for symbol in find_symbols(text):
        sign = RESOLUTION if "/RES/" in symbol.normal else DOCUMENT
        signs = _signed(signs, symbol.start, symbol.end, sign)
    for pattern, sign in ((_MEETINGS, DOCUMENT), (_DATES, DATE), (_PERSONS_EN, PERSON)):
        for match in pattern.finditer(signs):
            signs = _signed(signs, match.start(), match.end(), sign)
    named = [m for m in _speaking(text) if signs[m.start : m.end] == text[m.start : m.end]]
    for mention in named:
        signs = _signed(signs, mention.start, mention.end, DELEGATION)
    for start, end in _known(signs, names):
        signs = _signed(signs, start, end, PERSON)
    for match in (*_PERSONS_ZH.finditer(signs), *_CHAIR.finditer(signs)):
        signs = _signed(signs, match.start(), match.end(), PERSON)
    return Masked(text, signs, tuple(named))


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern over signs: ⟨D⟩ stands for a delegation, ⟨P⟩ a person, ⟨T⟩ a date, ⟨S⟩ a document
    or meeting, ⟨R⟩ a resolution. Case does not matter."""
    signs = zip("DPTSR", (DELEGATION, PERSON, DATE, DOCUMENT, RESOLUTION), strict=True)
    for letter, sign in signs:
        pattern = pattern.replace(f"⟨{letter}⟩", f"{sign}+")
    return re.compile(pattern, re.IGNORECASE)


def names_somebody(signs: str) -> bool:
    """Whether a delegation or a person is named in a masked text."""
    return DELEGATION in signs or PERSON in signs


def is_adjective(mention: Mention, text: str) -> bool:
    """Whether a delegation is named by its adjective: Polish."""
    return find(text[mention.start : mention.end]) is None


def _signed(signs: str, start: int, end: int, sign: str) -> str:
    return signs[:start] + sign * (end - start) + signs[end:]


def _speaking(text: str) -> Iterator[Mention]:
    """The delegations named, without bodies that are only spoken of and without titles."""
    named = mentions(text)
    for place, mention in enumerate(named):
        code = mention.delegation.code
        if code in _BODIES and not _SUBJECT.search(text, 0, mention.start):
            continue
        before = named[place - 1] if place else None
        after = named[place + 1] if place + 1 < len(named) else None
        between = text[before.end : mention.start] if before else "-"
        following = text[mention.end : after.start] if after else "-"
        # The Secretary-General of another organisation is named by that one.
        titled = between in ("", "的", "'s ", "’s ") or following in (" of ", " of the ")
        if code != "UN-SG" or not titled:
            yield mention


def _known(signs: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where somebody known is named, with the form of address."""
    lowered = signs.lower()
    present = [name for name in names if len(name) > 1 and name in lowered]
    for name in sorted(present, key=len, reverse=True) if len(lowered) == len(signs) else ():
        form = rf"\b{re.escape(name)}\b" if name[0] < "\u3400" else re.escape(name)
        for found in re.finditer(rf"{form}{_ADDRESS_ZH}?", lowered):
            yield found.start(), found.end()
