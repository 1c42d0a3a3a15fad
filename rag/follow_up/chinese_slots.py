"""Where a Chinese question names somebody, and where it says what it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rag.follow_up.chinese_words import ABOUT, NAME, SAYING, VIEW, inner
from rag.follow_up.mask import PERSON, compiled, mask

END = re.compile(r"[？?。！!\s]*$")
WH = "什么|谁|哪|多少|几|怎么|如何|怎样"
TAIL = re.compile(
    r"，(?:是|在|于|从|由)*(?:为什么|何时|什么时[候间]|哪|谁|多少|几|如何|怎|什么|多久)[^，]{0,10}$"
)
_SLOT = compiled(NAME)
_NEXT = (
    "(?:又|也|还|都|曾|具体|分别|主要|是|有)*(?:说|讲|谈|怎么|怎样|如何|有何|有什么|有哪些|持|抱|是什么|是否"
    rf"|作|做|采取|感到|发表|提出|表示|表态|表达|的?(?:{VIEW})|{SAYING})"
)
_TOPIC = compiled(
    rf"(?<![反针面绝相])(?:{ABOUT})(?![此话抗外内等立手策象])(?P<topic>[^，。？]+?)"
    rf"(?P<frame>(?:这一|的)?(?:问题|议题|一事)?上?)(?=[，,]|{_NEXT})"
    "|在(?P<topic2>[^，。？]+?)(?P<frame2>(?:这一|的)?(?:问题|方面|议题)上)"
    rf"|(?:{SAYING}|怎么看待?|如何看待?)(?:了|过)?(?!{WH}|了|过)(?P<topic3>[^，。？]+?)"
    "(?P<frame3>的?(?:吗|呢)?)$"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A phrase that names somebody: where it stands, and where its names do."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    person: bool


def slots_of(question: str, names: Collection[str]) -> Iterator[Slot]:
    """The phrases of a question that name somebody, in order."""
    for match in _SLOT.finditer(mask(question, names).signs):
        yield Slot(match.start(), match.end(), *inner(match), PERSON in match[0])


def topic_of(question: str, names: Collection[str]) -> str | None:
    """What a question is about: 集安组织 of 乌克兰对集安组织说了什么？"""
    base = TAIL.sub("", END.sub("", question))
    found = topic_span(base, names)
    # 问题 belongs to the topic when it is carried over, 上 does not.
    return base[found[0] : found[2]].removesuffix("上").removesuffix("吗") if found else None


def topic_span(question: str, names: Collection[str]) -> tuple[int, int, int] | None:
    """Where what a question is about begins and ends, and where a word like 问题 after it does."""
    match = _TOPIC.search(mask(question, names).signs)
    if not match:
        return None
    number = next(n for n in ("", "2", "3") if match[f"topic{n}"])
    return match.start(f"topic{number}"), match.end(f"topic{number}"), match.end(f"frame{number}")
