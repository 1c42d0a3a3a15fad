"""Putting what a follow-up names or asks into the Chinese question before it.

Each function gives the changed question, or None where the question has no place for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.follow_up.chinese_slots import END, TAIL, WH, Slot, slots_of, topic_of, topic_span
from rag.follow_up.chinese_words import ABOUT, ASKS, SAYING
from rag.follow_up.mask import compiled, mask
from rag.follow_up.model import FollowUp, Piece

_WHEN = compiled(
    "(?P<lead>在)?(?P<own>⟨T⟩)(?P<meeting>的?(?:那次|那场|这次)?(?:会议|辩论))?(?P<place>上|中|期间)?"
)
_WHERE = compiled("(?P<lead>在)?(?P<own>⟨S⟩)(?:号?(?:文件|会议|记录))?(?:上|中|里)?")
_RESOLUTION = compiled("⟨R⟩")
_OBJECT = re.compile(rf"(?:{ABOUT}|与|同|和|跟|向|把|将|给|在|于|被|了|以及|{SAYING})$")
# Between two, nobody can take the place of both.
_COMPARES = re.compile("不同|区别|差异|分歧|异同|共同|一致|之间|比较|对比")
_ADVERB = re.compile("为什么|为何|何时|什么时候|在?(?:哪里|哪儿|何处|何地)")
_WHO = re.compile(
    "^(?P<lead>.*?[，,年月日上中里]|)(?P<who>谁|哪些(?:国家|代表团?|组织|成员国?|人)"
    "|哪(?:一?个)?(?:国家|国|代表团?|组织)|哪一?位(?:代表|部长|发言者)?|什么人)"
    "(?:的代表)?(?:都|曾经|曾)?(?P<rest>.+)$"
)


def put(question: str, follow_up: FollowUp, names: Collection[str]) -> str | None:
    """The question with the pieces of a follow-up put in, or asked on."""
    base, end = END.sub("", question), END.search(question)
    mark = (end[0].strip() if end else "") or "？"
    tail = TAIL.search(base)
    base = base[: tail.start()] if tail else base
    if follow_up.asks:
        return f"{_asked_on(base, follow_up, names)}？"
    if follow_up.more:
        changed = _more(base, follow_up, names)
        return f"{changed}？" if changed else None
    changed = base
    for piece in follow_up.pieces:
        changed = _with_piece(changed, piece, names) if changed else None
    return f"{changed}{tail[0] if tail else ''}{mark}" if changed else None


def _with_piece(question: str, piece: Piece, names: Collection[str]) -> str | None:
    if piece.sort == "topic" or (piece.sort == "name" and piece.is_about):
        return _with_topic(question, piece, names)
    if piece.sort == "name":
        return _with_name(question, piece, names)
    if piece.sort == "resolution":
        match = _RESOLUTION.search(mask(question, names).signs)
        if not match:
            return _with_topic(question, piece, names)
        return question[: match.start()] + piece.text + question[match.end() :]
    return _with_place(question, piece, names)


def _with_topic(question: str, piece: Piece, names: Collection[str]) -> str | None:
    found = topic_span(question, names)
    if found:
        start, end, framed = found
        own = re.search("(?:问题|议题|局势)$", piece.text)
        frame = question[end:framed]
        rest = frame[-1:] if own and frame.endswith("上") else "" if own else frame
        return question[:start] + piece.text + rest + question[framed:]
    slots = list(slots_of(question, names))
    if slots and re.search("说|讲|谈|怎么看|如何看", question[slots[0].end :]):
        return f"{question[: slots[0].end]}对{piece.text}{question[slots[0].end :]}"
    return None


def _with_name(question: str, piece: Piece, names: Collection[str]) -> str | None:
    slots = list(slots_of(question, names))
    if not slots:
        return _asked_of(question, piece)
    if not piece.plural and _COMPARES.search(question):
        return None
    if piece.preposition:
        same = [s for s in slots if question[: s.start].endswith(piece.preposition)]
        return _replaced(question, same[-1], piece) if same else None
    said = [slot for slot in slots if not _OBJECT.search(question[: slot.start])]
    if said:
        return _replaced(question, said[0], piece)
    return _replaced(question, slots[0], piece) if len(slots) == 1 else None


def _replaced(question: str, slot: Slot, piece: Piece) -> str:
    bare = not (piece.titled or piece.person or slot.person)
    start, end = (slot.inner_start, slot.inner_end) if bare else (slot.start, slot.end)
    return question[:start] + piece.text + question[end:]


def _asked_of(question: str, piece: Piece) -> str | None:
    """Whether somebody is among those whom a question asks for: 谁反对……？"""
    match = _WHO.match(question)
    if not match:
        return None
    polar = "" if re.search(WH, match["rest"]) else "吗"
    return f"{match['lead']}{piece.text}{match['rest']}{polar}"


def _with_place(question: str, piece: Piece, names: Collection[str]) -> str:
    """A question about another time or another document, or about one where it named none."""
    signs = mask(question, names).signs
    own, other = (_WHEN, _WHERE) if piece.sort == "date" else (_WHERE, _WHEN)
    match = own.search(signs)
    if match and not (piece.meeting and own is _WHEN and not match["meeting"]):
        start, end = match.span("own")
        return question[:start] + _bare(piece.text, own, names) + question[end:]
    match = match or other.search(signs)
    if match:
        lead = "在" if match["lead"] or match.start() else ""
        return question[: match.start()] + _placed(piece, lead) + question[match.end() :]
    return _placed(piece, "") + ("，" if piece.sort == "document" else "") + question


def _bare(text: str, pattern: re.Pattern[str], names: Collection[str]) -> str:
    """The date or symbol alone of a phrase."""
    match = pattern.search(mask(text, names).signs)
    return text[match.start("own") : match.end("own")] if match else text


def _placed(piece: Piece, lead: str) -> str:
    if piece.sort == "date":
        return f"{lead or '在'}{piece.text}上" if piece.meeting else f"{lead}{piece.text}"
    return f"在{piece.text}{'上' if piece.text.endswith('会议') else '中'}"


def _asked_on(question: str, follow_up: FollowUp, names: Collection[str]) -> str:
    """A question asked on by an interrogative: ……，为什么"""
    adverb = follow_up.asks in ("why", "when", "where", "how") and len(follow_up.text) <= 4
    if adverb and question.endswith("吗"):
        slot = next(slots_of(question, names), None)
        if slot and not slot.start:
            return question[: slot.end] + follow_up.text + question[slot.end :].removesuffix("吗")
    same = _ADVERB.search(question) if adverb else None
    if same and not ASKS[follow_up.asks].search(same[0]):
        return question[: same.start()] + follow_up.text + question[same.end() :]
    return f"{question}，{follow_up.text}"


def _more(question: str, follow_up: FollowUp, names: Collection[str]) -> str | None:
    """A question for what else was said, or for who else said it."""
    match = _WHO.match(question)
    if follow_up.more == "who":
        if match:
            place = match.start("who")
            return f"{question[:place]}还有{question[place:]}"
        topic = topic_of(question, names)
        who = re.match("(?:还有|其他)(?:谁|[^说谈提反支认也这]*)", follow_up.text)
        return f"{who[0]}谈到{topic}" if topic and who else None
    found = topic_span(question, names)
    verb = re.compile(f"(?:{SAYING}|谈|讲|做|采取|有什么|有哪些)").search(
        question, found[2] if found else 0
    )
    if not verb or match or "还" in question:
        return None
    return f"{question[: verb.start()]}还{question[verb.start() :]}"
