"""Whether answers and refusals hold for what delegations say on topics, over any library.

Questions are made, not written: for each delegation with speeches in English and each topic,
"What did Norway say about climate change?" and 挪威对气候变化说了什么？ The records answer where
the topic's words stand in the delegation's speeches five times or more; they do not where neither
they nor their first letters occur. Words are a rough judge, but no model had a hand in it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import StoreError
from index.records.model import Delegation, Language

if TYPE_CHECKING:
    from index.store.library import Library

SPOKEN, ASKED, SEED = 5, 100, 5
_STEM = 6
# In English, as it stands in the speeches, and in Chinese.
TOPICS = (
    ("climate change", "气候变化"), ("terrorism", "恐怖主义"), ("nuclear disarmament", "核裁军"),
    ("Palestine", "巴勒斯坦"), ("migration", "移民"), ("small arms", "小武器"),
    ("human trafficking", "贩运人口"), ("food security", "粮食安全"), ("piracy", "海盗行为"),
    ("fisheries", "渔业"), ("genocide", "种族灭绝"), ("corruption", "腐败"),
    ("drug trafficking", "贩毒"), ("debt relief", "债务减免"), ("malaria", "疟疾"),
    ("Haiti", "海地"), ("Afghanistan", "阿富汗"), ("tourism", "旅游业"), ("refugees", "难民"),
    ("desertification", "荒漠化"), ("Cuba", "古巴"), ("racism", "种族主义"),
    ("agriculture", "农业"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of questions that were refused, of those answered in the records and of the others."""

    language: Language
    answered: int
    refused_wrongly: float
    unanswered: int
    refused_rightly: float


def measure(library: Library, asked: int = ASKED) -> list[Figures]:
    """Ask at most so many questions of each sort, in both languages.

    Raises:
        StoreError: no delegation speaks often enough in English.
    """
    from rag.answer import Answerer

    spoken, silent = _pairs(library)
    if not spoken or not silent:
        raise StoreError(
            "The library holds too few speeches in English.", "Name one with hundreds of them."
        )
    answerer, draw = Answerer(library.searcher(), library), random.Random(SEED)
    spoken = draw.sample(spoken, min(asked, len(spoken)))
    silent = draw.sample(silent, min(asked, len(silent)))

    def refused(pairs: Sequence[tuple[Delegation, int]], language: Language) -> float:
        answers = [answerer.ask(_question(*pair, language)) for pair in pairs]
        return sum(answer.refused for answer in answers) / len(answers)

    return [
        Figures(language, len(spoken), refused(spoken, language), len(silent), found)
        for language, found in ((one, refused(silent, one)) for one in _LANGUAGES)
    ]


def table(figures: Sequence[Figures]) -> str:
    """The figures in Markdown."""
    lines = [
        "| questions | spoken of | refused wrongly | never named | refused rightly |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.language} | {one.answered} | {one.refused_wrongly:.1%} "
        f"| {one.unanswered} | {one.refused_rightly:.1%} |"
        for one in figures
    ]
    return "\n".join(lines)


def _pairs(
    library: Library,
) -> tuple[list[tuple[Delegation, int]], list[tuple[Delegation, int]]]:
    """Delegations with the places in TOPICS of what they speak of, and never name."""
    spoken, silent = [], []
    for delegation, words in _speeches(library).items():
        for place, (topic, _) in enumerate(TOPICS):
            said = topic.lower()
            if words.count(said) >= SPOKEN:
                spoken.append((delegation, place))
            elif said not in words and said.split()[0][:_STEM] not in words:
                silent.append((delegation, place))
    return spoken, silent


def _speeches(library: Library) -> Mapping[Delegation, str]:
    """What each delegation says in English, in lower case."""
    found: dict[Delegation, list[str]] = defaultdict(list)
    for document in library.catalogue():
        if document.language != "en":
            continue
        record = library.record(document.id)
        for statement in record.statements:
            if delegation := statement.speaker.delegation:
                found[delegation].append(record.text[statement.start : statement.end].lower())
    return {delegation: "\n".join(texts) for delegation, texts in found.items()}


def _question(delegation: Delegation, place: int, language: Language) -> str:
    english, chinese = TOPICS[place]
    name = delegation.name(language)
    return (
        f"{name}对{chinese}说了什么？"
        if language == "zh"
        else f"What did {name} say about {english}?"
    )


_LANGUAGES: tuple[Language, ...] = ("en", "zh")
