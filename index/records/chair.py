"""Who presides, and when the presiding officer speaks for a country instead of presiding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records.delegations import mentioned
from index.records.model import Delegation, Span
from index.records.people import Person, place

_ANNOUNCED = re.compile(
    r"我(?:现在|现|谨|愿意|愿|想|将|要|还|也|希望){0,3}以(?P<zh>[^，。；“”]{1,40}?)的?"
    r"(?:身份|名义)[^。；“”]{0,16}?(?:发言|讲话|讲几句话|发表[^。]{0,16}|作[^。]{0,8})[。：]?|"
    r"I (?:shall|will|should like to|would like to|wish to|want to)?\s?(?:now )?"
    r"(?:make|speak|deliver|take the floor)\b[^.]{0,60}?in my (?:national )?capacity as "
    r"(?P<en>[^.]+)\."
)
_RESUMED = re.compile(
    r"我(?:现在|现)?(?:恢复|重新)(?:行使|履行|担任|承担)?[^。；]{0,24}?主席[^。；]{0,10}?[。；，]|"
    r"I (?:shall )?(?:now )?resume my functions? (?:as|in my capacity as) [^.]*\."
)
_PROCEDURE = re.compile(
    r"^我?(?:现在|现)?请[^。]{1,60}发言|^我(?:还)?感谢[^。]{1,60}(?:通报|发言|情况介绍|介绍)|"
    r"议事规则第\s?\d+\s?条|^(?:议程|会议议程)通过|请求(?:再次)?发言|就这样决定|开始审议|"
    r"提请安?理?会?[^。]{0,12}注意文件|名单上(?:没有|已无)|^我现在(?:恢复|以)|"
    r"^I (?:now |again )?(?:give|invite|thank|call|resume|shall now (?:give|make|resume))\b|"
    r"\brules? \d+ of the|^The agenda was adopted|^It was so decided|"
    r"will now begin its consideration|draw the attention of|no more names|asked for the floor"
)
_TAKES_OVER = re.compile(
    r"(?:副主席)?(?P<zh>[\u4e00-\u9fff·•]{2,20})(?:先生|女士|夫人)[（(](?P<zh_of>[^）)]+)[）)]"
    r"[^。]{0,12}(?:主持会议|代行主席职务|担任主席)[。]?|"
    r"(?:Mr|Mrs|Ms|Dr)\.? (?P<en>[^(\n]{2,40}?) \((?P<en_of>[^)]+)\)(?:, [^.]{0,40},)?"
    r" (?:took|takes|in) the Chair\.?|"
    r"(?P<back>主席(?:继续|重新)?主持会议。?|The President (?:returned to|in|resumed) the Chair\.?)"
)
_THANKED = re.compile(
    r"(?:感谢|祝贺|赞扬)(?P<zh>[\u4e00-\u9fff·]{2,8}?)主席(?![国团])|"
    r"(?:thank|congratulate) (?:Ambassador|President) (?P<en>[A-Z][\w’'-]+)"
)
_NOT_A_NAME = re.compile("[会国员月本的任你您为团组构其各位理事副]|贵|大会|阁下|担任")
_PRESIDENCY = re.compile(
    r"主席国(?P<after>[\u4e00-\u9fff]{2,14})|(?P<before>[\u4e00-\u9fff]{2,10})(?:在)?担任[^。]{0,8}主席"
)
_MINISTER = re.compile(r"外长|外交部长|外交大臣|部长|大臣|Minister")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a turn of the chair; `capacity` is None while presiding, else as whom it speaks."""

    span: Span
    capacity: str | None


def stretches(text: str, span: Span) -> list[Stretch]:
    """Divide a turn of the chair where it begins and ends to speak for a country.

    The announcement still belongs to the chair, and so does the sentence that resumes presiding.
    """
    parts: list[Stretch] = []
    at = span.start
    while announced := _ANNOUNCED.search(text, at, span.end):
        begin = _skip_space(text, announced.end(), span.end)
        if begin == span.end:
            break
        parts.append(Stretch(Span(at, announced.end()), None))
        resumed = _RESUMED.search(text, begin, span.end)
        end = resumed.start() if resumed else span.end
        capacity = announced["zh"] or announced["en"]
        parts.append(Stretch(Span(begin, begin + len(text[begin:end].rstrip())), capacity))
        at = end
    if at < span.end:
        parts.append(Stretch(Span(at, span.end), None))
    return parts


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def is_procedure(paragraph: str) -> bool:
    """Whether a paragraph of the chair only runs the meeting."""
    return bool(_PROCEDURE.search(paragraph))


@dataclass(frozen=True, slots=True)
class TakesOver:
    """A note that somebody else presides from here; all None when the President comes back."""

    name: str | None
    represents: str | None


def takes_over(paragraph: str) -> TakesOver | None:
    """A note such as `X先生（Y）主持会议` that fills a whole paragraph."""
    found = _TAKES_OVER.fullmatch(paragraph.strip())
    if found is None:
        return None
    return TakesOver(found["zh"] or found["en"], found["zh_of"] or found["en_of"])


def presidency(
    people: Sequence[Person], text: str, capacities: Sequence[str]
) -> tuple[Delegation | None, tuple[Person, ...]]:
    """The delegation that presides this month and its people who do, in their order.

    Known from the list of members; else from the capacities in which the chair spoke for a
    country, the thanks of speakers to the presidency, and to the President by name.
    """
    listed = tuple(person for person in people if person.presides)
    if listed:
        return listed[0].delegation, listed
    delegation = next((d for c in capacities if (d := place(c)[0])), None) or _thanked_state(text)
    name = _thanked_name(text)
    return delegation, ((Person(name, None, delegation, None, True),) if name else ())


def _thanked_state(text: str) -> Delegation | None:
    counts: dict[Delegation, int] = {}
    for found in _PRESIDENCY.finditer(text):
        states = [d for d in mentioned(found["after"] or found["before"]) if d.kind == "state"]
        if states:
            nearest = states[0] if found["after"] else states[-1]
            counts[nearest] = counts.get(nearest, 0) + 1
    best = max(counts, key=lambda d: counts[d], default=None)
    return best if best and counts[best] > 1 else None


def _thanked_name(text: str) -> str | None:
    names = [found["zh"] or found["en"] for found in _THANKED.finditer(text)]
    real = {name for name in names if not _NOT_A_NAME.search(name) and not mentioned(name)}
    return real.pop() if len(real) == 1 else None


def minister(presiding: Sequence[Person], capacity: str, text: str) -> Person | None:
    """Which of several presidents speaks `as minister`: the one whom the record calls so."""
    if not _MINISTER.search(capacity):
        return None
    called = [
        person
        for person in presiding
        if re.search(rf"{re.escape(person.surname)}(?:外交)?(?:部长|外长|大臣)", text)
        or re.search(rf"Minister (?:[A-Z]\w+ )?{re.escape(person.surname)}\b", text)
    ]
    return called[0] if len(called) == 1 else None
