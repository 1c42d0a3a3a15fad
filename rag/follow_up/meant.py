"""Whom or what a pronoun means: those asked about, those named or those cited, latest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from index.records.delegations import mentions
from index.records.model import Delegation, Language, Speaker
from index.search.searcher import question_language
from rag.cite import speaker_name
from rag.follow_up.mask import DOCUMENT, PERSON, RESOLUTION, is_adjective, mask
from rag.follow_up.model import Antecedent, Cited, Gender, Reference, Turn
from rag.follow_up.translate import joined, short_name
from rag.model import Citation
from rag.question import question_kinds

# How many turns back a pronoun may reach, and how many of those cited "they" can be.
_REACH, _MANY = 5, 4
_HAN = re.compile("[\u3400-\u9fff]")
_MAN = re.compile(r"先生|爵士|勋爵|\b(?:Mr|Sir|Lord|Prince|Sheikh)\b")
_WOMAN = re.compile(r"女士|夫人|小姐|\b(?:Ms|Mrs|Miss|Dame|Lady|Baroness|Princess)\b")
_STATES = re.compile(r"国|组织|countr|state|delegation|organi[sz]ation", re.IGNORECASE)


def cited(citations: Sequence[Citation]) -> tuple[Cited, ...]:
    """Whose words citations quote, each speaker once, in order."""
    found: dict[tuple[str | None, Delegation | None], Cited] = {}
    for citation in citations:
        speaker = citation.statement.speaker
        one = Cited(
            _named(speaker, "zh"),
            _named(speaker, "en"),
            speaker.delegation,
            citation.document.symbol,
            gender(speaker.honorific or ""),
        )
        found.setdefault((speaker.name, speaker.delegation), one)
    return tuple(found.values())


def gender(address: str) -> Gender | None:
    """What a form of address says of who is addressed: f for 女士, m for Mr."""
    return "f" if _WOMAN.search(address) else "m" if _MAN.search(address) else None


class Meant:
    """The antecedents that some turns offer to a question.

    Args:
        turns: the last one last.
        names: folded forms of the names of those who speak in the records.
        language: that of the question with the pronoun.
    """

    def __init__(self, turns: Sequence[Turn], names: Collection[str], language: Language) -> None:
        self._turns = tuple(reversed(turns))[:_REACH]
        self._names = names
        self._language = language

    def __call__(self, reference: Reference, gender: Gender | None) -> Antecedent | None:
        """What the pronoun means, in the question's language; None where nothing fits."""
        for turn in self._turns:
            found = next(self._in(turn, reference, gender), None)
            if found:
                return found
        return None

    def _in(self, turn: Turn, reference: Reference, sex: Gender | None) -> Iterator[Antecedent]:
        """What one turn offers, best first."""
        if reference == "document":
            yield from self._documents(turn)
        elif reference == "resolution":
            yield from self._written(turn, RESOLUTION)
        elif reference == "person":
            yield from self._persons(turn, sex)
        elif reference == "delegation":
            yield from self._delegations(turn, many=False)
        else:
            yield from self._several(turn)
            yield from self._delegations(turn, many=True)
            yield from self._persons(turn, sex)

    def _persons(self, turn: Turn, sex: Gender | None) -> Iterator[Antecedent]:
        for named in self._written(turn, PERSON):
            if _fits(gender(named.text), sex):
                yield Antecedent(self._spelt(named.text))
        first = turn.cited[0] if turn.cited else Cited()
        name = first.name(self._language)
        if name and _fits(first.gender, sex):
            yield Antecedent(name)
        represented = first.delegation or next(iter(turn.delegations), None)
        if represented:
            text = self._called(turn, represented)
            chinese = self._language == "zh"
            yield Antecedent(f"{text}代表" if chinese else f"the representative of {text}")

    def _delegations(self, turn: Turn, many: bool) -> Iterator[Antecedent]:
        if turn.delegations:
            chosen = turn.delegations if many else turn.delegations[:1]
            names = [self._called(turn, one) for one in chosen]
            yield Antecedent(joined(names, self._language), len(chosen) > 1)
        for one in turn.cited[:1]:
            if one.delegation:
                yield Antecedent(self._called(turn, one.delegation))
        for mention in mentions(turn.question):
            yield Antecedent(self._called(turn, mention.delegation))

    def _several(self, turn: Turn) -> Iterator[Antecedent]:
        """All whom the answer to a question for somebody cites."""
        kinds = question_kinds(turn.question, question_language(turn.question))
        some = turn.cited[:_MANY]
        if "who" not in kinds or not some:
            return
        names = [one.name(self._language) for one in some]
        if None in names or _STATES.search(turn.question):
            names = [self._called(turn, one.delegation) for one in some if one.delegation]
        written = list(dict.fromkeys(name for name in names if name))
        if written:
            yield Antecedent(joined(written, self._language), len(written) > 1)

    def _documents(self, turn: Turn) -> Iterator[Antecedent]:
        for one in turn.cited[:1]:
            if one.document:
                yield Antecedent(_meeting(one.document, self._language))
        yield from self._written(turn, DOCUMENT)

    def _written(self, turn: Turn, sign: str) -> Iterator[Antecedent]:
        """What a question names by itself, in its words."""
        for match in re.finditer(f"{sign}+", mask(turn.question, self._names).signs):
            text = turn.question[match.start() : match.end()]
            if sign == RESOLUTION and text[0].isdigit():
                text = f"resolution {text}"
            yield Antecedent(text)

    def _spelt(self, name: str) -> str:
        """A person's name as the question's language has it, where a turn cites the person."""
        if bool(_HAN.search(name)) == (self._language == "zh"):
            return name
        for one in (one for turn in self._turns for one in turn.cited):
            other = one.name("en" if self._language == "zh" else "zh") or ""
            if name in other or (other and other in name):
                return one.name(self._language) or name
        return name

    def _called(self, turn: Turn, delegation: Delegation) -> str:
        """A delegation as the turn calls it, if in the same language."""
        question = turn.question
        for mention in mentions(question):
            text = question[mention.start : mention.end]
            same = bool(_HAN.search(text)) == (self._language == "zh")
            if mention.delegation == delegation and same and not is_adjective(mention, question):
                article = question[: mention.start].lower().endswith("the ")
                return f"the {text}" if article else text
        return short_name(delegation, self._language)


def _named(speaker: Speaker, language: Language) -> str | None:
    """A person's name in one language; None where the records have it only in the other."""
    name = speaker_name(replace(speaker, role=None, chair=False), language)
    readable = language == "zh" or not _HAN.search(name)
    return name if name and speaker.name and readable else None


def _fits(own: Gender | None, wanted: Gender | None) -> bool:
    return own is None or wanted is None or own == wanted


def _meeting(symbol: str, language: Language) -> str:
    if "/PV." not in symbol:
        return symbol
    return f"{symbol}会议" if language == "zh" else f"meeting {symbol}"
