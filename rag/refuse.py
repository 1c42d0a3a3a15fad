"""Saying honestly that the records do not answer a question, and why.

a document named that is not held           -> document_not_held
a delegation asked about that did not speak  -> delegation_silent
nothing that comes close enough              -> not_close_enough
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from index.errors import NotHeld
from index.records.model import Delegation, Document, Language
from index.search.model import Hit
from rag.extract import Scored
from rag.question import Asked


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From what evidence on an answer is given; every value of the refusal stands here.

    The evidence of a sentence is its cosine with the question, plus `passage` times how far its
    passage meets the question's tokens (late interaction), plus `across` where question and
    document are in different languages: there both are lower. `floor` is the least that is
    answered from.

    A question that only wants somebody's words on a topic ("What did Norway say about …?") is also
    held against the topic alone: beside the words around it, cosines are lower by .1 and more. Of
    questions made over 3,857 speeches of the General Debate (`python -m eval.bench topics`), 26%
    (English) and 34% (Chinese) of those that the speeches answer were refused before, 2% and 4%
    since; of those on topics never named 85% and 78% before, 80% and 68% since.

    On the development half the area under the ROC curve is .86 for Chinese and for English
    questions; the floor refuses 7% of what the records answer. The words that question and
    sentence share say nothing here: near misses share the most.
    """

    passage: float = 0.5
    across: float = 0.1
    floor: float = 0.645


THRESHOLDS = Thresholds()


def evidence(asked: Asked, scored: Sequence[Scored], thresholds: Thresholds = THRESHOLDS) -> float:
    """The best evidence among the candidates, comparable between questions; 0 without any."""
    return max((_evidence(asked, one, thresholds) for one in scored), default=0.0)


def _evidence(asked: Asked, one: Scored, thresholds: Thresholds) -> float:
    hit = one.candidate.hit
    passage = one.similarity if hit.late is None else hit.late
    across = hit.document.language != asked.language
    return one.similarity + thresholds.passage * passage + thresholds.across * across


def document_not_held(
    asked: Asked, hits: Sequence[Hit], resolve: Callable[[str], Document]
) -> str | None:
    """The reason, if the question names a document that is neither held nor cited in the hits."""
    from index.records.symbols import find_symbols

    cited = {mention.normal for hit in hits for mention in find_symbols(hit.passage.text)}
    for symbol in asked.symbols:
        if symbol not in cited and not _held(symbol, resolve):
            return _DOCUMENT[asked.language].format(symbol)
    return None


def _held(symbol: str, resolve: Callable[[str], Document]) -> bool:
    """Whether the library holds a document under this symbol."""
    try:
        resolve(symbol)
    except NotHeld:
        return False
    return True


def delegation_silent(asked: Asked, heard: Collection[Delegation]) -> str | None:
    """The reason, if nobody whose words the question wants speaks in what is held."""
    codes = {delegation.code for delegation in heard}
    if not asked.speakers or any(speaker.code in codes for speaker in asked.speakers):
        return None
    return _SILENT[asked.language].format(_names(asked.speakers, asked.language))


def silent_there(asked: Asked, meetings: Sequence[Document]) -> str:
    """The reason where those whose words the question wants spoke, but not at these meetings."""
    labels = ("、" if asked.language == "zh" else ", ").join(d.label for d in meetings)
    names = _names(asked.speakers, asked.language)
    return _SILENT_THERE[asked.language].format(names, labels)


def not_close_enough(asked: Asked, scored: Sequence[Scored], narrowed: bool) -> str:
    """The reason where evidence is missing; `narrowed` says that only some speakers were read."""
    if not scored:
        return _NOTHING[asked.language]
    if narrowed and asked.speakers:
        return _NOT_ON_THIS[asked.language].format(_names(asked.speakers, asked.language))
    return _NOT_CLOSE[asked.language]


def _names(delegations: Sequence[Delegation], language: Language) -> str:
    joined = "、" if language == "zh" else ", "
    return joined.join(delegation.name(language) for delegation in delegations)


_DOCUMENT = {
    "zh": "所收录的文件中没有{}，也没有提到它。",
    "en": "{} is not among the documents held, and none of them cites it.",
}
_SILENT = {
    "zh": "{}没有在所收录的会议记录中发言。",
    "en": "{} did not speak in the meeting records held.",
}
_SILENT_THERE = {
    "zh": "{}没有在{}中发言。",
    "en": "{} did not speak in {}.",
}
_NOT_ON_THIS = {
    "zh": "{}在所收录的记录中发过言，但其中没有找到与这个问题足够接近的内容。",
    "en": "{} spoke in the records held, but nothing there comes close enough to this question.",
}
_NOT_CLOSE = {
    "zh": "所收录的文件中没有找到与这个问题足够接近的内容。",
    "en": "Nothing in the documents held comes close enough to this question.",
}
_NOTHING = {
    "zh": "没有符合条件的段落可供回答。",
    "en": "There is no passage to answer from under these conditions.",
}
