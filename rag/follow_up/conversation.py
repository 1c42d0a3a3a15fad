"""The stages by which a follow-up becomes a complete question.

A phrase takes the place of the phrase of its sort in the question before, a lone interrogative
asks that question on, a pronoun means whom an earlier turn asked about or cited.

Between languages, a phrase is put into the earlier question in the language of that one (so the
answer comes in it, and `Resolved.switched` says so); a question with a pronoun stays in its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from index.records.model import Language
from index.search.searcher import question_language
from rag.follow_up import (
    chinese,
    chinese_put,
    chinese_sentences,
    chinese_slots,
    english,
    english_put,
    english_sentences,
    english_slots,
)
from rag.follow_up.mask import mask
from rag.follow_up.meant import Meant, cited
from rag.follow_up.model import Context, FollowUp, Piece, Resolved, Turn
from rag.follow_up.translate import translated
from rag.model import Answer
from rag.question import read_question

# No follow-up is longer, and nothing is put into a longer question (characters).
_LONGEST = 300
_HAN, _WORDS = re.compile("[\u3400-\u9fff]"), re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How follow-ups are read in one language, and put into its questions."""

    follow_up: Callable[[str, Collection[str]], FollowUp | None]
    complete: Callable[[str, Context], str | Piece | None]
    refer: Callable[[str, Context], str | None]
    put: Callable[[str, FollowUp, Collection[str]], str | None]
    topic_of: Callable[[str, Collection[str]], str | None]


_GRAMMARS: Mapping[Language, _Grammar] = {
    "en": _Grammar(
        english.follow_up,
        english_sentences.complete,
        english_sentences.refer,
        english_put.put,
        english_slots.topic_of,
    ),
    "zh": _Grammar(
        chinese.follow_up,
        chinese_sentences.complete,
        chinese_sentences.refer,
        chinese_put.put,
        chinese_slots.topic_of,
    ),
}
_ASKS_ZH = {
    "why": "为什么", "why not": "为什么", "when": "何时", "where": "在哪里", "how": "如何",
    "who": "是谁", "by whom": "是谁", "how many": "多少", "how much": "多少", "how long": "多久",
    "at which meeting": "在哪次会议上", "in which year": "在哪一年", "since when": "从何时起",
}  # fmt: skip


def resolve(question: str, turns: Sequence[Turn], names: Collection[str] = ()) -> Resolved:
    """The complete question that a question stands for after some turns.

    Args:
        question: Chinese or English, as asked.
        turns: what was asked before, the last one last.
        names: folded forms of the names of those who speak in the records held; persons named
            with a form of address are known without.
    """
    same = Resolved(question, question, False)
    if not turns or max(len(question), len(turns[-1].question)) > _LONGEST:
        return same
    turns = [turn for turn in turns if len(turn.question) <= _LONGEST]
    before = question_language(turns[-1].question)
    own = _language(question, names, before)
    text = _resolved(question, turns, names, own, before)
    if not text or text.strip() == question.strip():
        return same
    return Resolved(question, text, True, question_language(text) != own)


def turn_of(question: str, answer: Answer | None = None) -> Turn:
    """The turn that a complete question and its answer make."""
    if len(question) > _LONGEST:
        return Turn(question, (), cited(answer.citations) if answer else ())
    asked = read_question(question, question_language(question))
    delegations = asked.speakers or (() if "who" in asked.kinds else asked.mentioned)
    return Turn(question, delegations, cited(answer.citations) if answer else ())


def replay(questions: Sequence[str | Turn], names: Collection[str] = ()) -> tuple[Turn, ...]:
    """Earlier questions as turns, each resolved against those before it; turns stay as they are."""
    turns: list[Turn] = []
    for one in questions:
        if isinstance(one, str):
            one = turn_of(resolve(one, turns, names).text)
        turns.append(one)
    return tuple(turns)


def _resolved(
    question: str, turns: Sequence[Turn], names: Collection[str], own: Language, before: Language
) -> str | None:
    """The stages: a phrase, a sentence that lacks its topic, a sentence with a pronoun."""
    last = turns[-1].question
    read = _GRAMMARS[own]
    follow_up = read.follow_up(question, names)
    if follow_up:
        return _put(last, follow_up, turns, names, own, before)
    topic = read.topic_of(last, names) if own == before else None
    context = Context(Meant(turns, names, own), names, topic)
    completed = read.complete(question, context)
    if isinstance(completed, Piece):
        return _put(last, FollowUp((completed,)), turns, names, own, before)
    if completed:
        return completed
    referred = read.refer(question, context)
    # "What about them?" becomes "What about Ukraine?", which is none yet.
    phrase = read.follow_up(referred, names) if referred else None
    return _put(last, phrase, turns, names, own, before) if phrase else referred


def _put(
    last: str, follow_up: FollowUp, turns: Sequence[Turn], names: Collection[str],
    own: Language, before: Language,
) -> str | None:  # fmt: skip
    """The last question with a follow-up put in, in its language."""
    if own != before:
        translated = _translated(follow_up, before)
        if translated is None:
            return _asked_anew(follow_up, turns, names, own)
        follow_up = translated
    return _GRAMMARS[before].put(last, follow_up, names)


def _translated(follow_up: FollowUp, language: Language) -> FollowUp | None:
    """A follow-up in the other language, None where only a translator could."""
    if follow_up.asks:
        known = follow_up.asks in _ASKS_ZH
        text = _ASKS_ZH.get(follow_up.asks, "") if language == "zh" else follow_up.asks
        return replace(follow_up, text=text) if known else None
    pieces = [translated(piece, language) for piece in follow_up.pieces]
    if None in pieces:
        return None
    text = "还有谁" if language == "zh" else follow_up.text
    return replace(follow_up, pieces=tuple(p for p in pieces if p), text=text)


def _asked_anew(
    follow_up: FollowUp, turns: Sequence[Turn], names: Collection[str], language: Language
) -> str | None:
    """What the same people said of a topic that is named in the other language."""
    topics = [piece.text for piece in follow_up.pieces if piece.sort == "topic"]
    found = Meant(turns[-1:], names, language)("several", None)
    if len(topics) != 1 or len(follow_up.pieces) != 1 or not found:
        return None
    if language == "zh":
        return f"{found.text}对{topics[0]}说了什么？"
    return f"What did {found.text} say about {topics[0]}?"


def _language(question: str, names: Collection[str], before: Language) -> Language:
    """The language of a question; that of the one before for a symbol or a year alone."""
    signs = mask(question, names).signs
    if _WORDS.search(signs):
        return question_language(signs)
    if _HAN.search(question):
        return "zh"
    return "en" if mask(question, names).named else before
