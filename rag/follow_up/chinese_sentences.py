"""Reading Chinese follow-ups that are sentences: those that lack topic or subject, and pronouns."""

from __future__ import annotations

import re

from rag.follow_up.chinese import LEAD, PIECE, core_of, named
from rag.follow_up.chinese_words import ABOUT, NAME, SAYING, VIEW
from rag.follow_up.mask import DATE, DELEGATION, DOCUMENT, PERSON, compiled, mask, names_somebody
from rag.follow_up.model import Context, Gender, Piece, Reference

# Whole sentences that lack what they are about.
_SAYING = compiled(
    rf"(?P<name>{NAME})(?:又|也|则|是|都|具体)*(?:"
    "(?:怎么|怎样|如何)(?:说|看|看待|评价|回应|认为|想|表态|解释|反应)的?"
    rf"|(?:说|讲|谈)(?:了|过)?(?:些|哪些)?什么|(?:有|持|是)(?:什么|何|哪些|怎样的?)(?:{VIEW})"
    rf"|的?(?:{VIEW})又?(?:是什么|如何|怎样|怎么样)?)"
)
_AGREEING = compiled(
    rf"(?P<name>{NAME})(?:"
    rf"(?:也|同样)是?(?:这么|这样|如此|同样)?(?:{SAYING}|看|想)?(?:了|过|的)?(?:这一点)?"
    rf"|是?(?:这么|这样|如此)(?:{SAYING}|看|想)?的?|(?:{SAYING})(?:了|过)?)吗"
)
_ABOUT_THIS = re.compile(
    "(?:对|就|关于)(?:此|这(?:个|一|些)?(?:问题|点|事|件事|议题|观点|看法|做法))"
    "|在(?:此|这(?:个|一)?)(?:问题|议题)上"
)

# What may stand before a pronoun that means somebody of another turn.
_LEADING = (
    "(?:(?:那么|那|而|但|还有|请问|另外|此外|除此之外|为什么|何时|什么时候|在?⟨T⟩年?|在?⟨S⟩[中里上]?)"
    "[，,]?)*"
)
_TOPIC = rf"(?:(?:{ABOUT}|在)[^，{DELEGATION}{PERSON}]{{1,16}}[，,]?)?"
_BEFORE = compiled(f"{_LEADING}{_TOPIC}{_LEADING}")
_WHO = compiled(f"{_LEADING}(?:(?:谁|哪些国家|哪个国家|{NAME})(?:也|都|不|没有)?)?")
_PRONOUN = re.compile(
    r"(?<![其吉])(?P<it>(?:他|她|它)们?(?![国人乡方者山杀])|其(?![他它中实间余次后]))"
)
_OBJECT = re.compile(
    "(?:支持|同意|反对|回应|批评|反驳|赞同|谴责|指责|感谢|赞扬)了?"
    "(?P<it>(?:他|她)们?(?![国人乡方者]))"
)
_POINTING: tuple[tuple[Reference, re.Pattern[str]], ...] = (
    ("delegation", re.compile(r"(?:该|这个|那个|此)(?:国家?|组织|代表团|国政府)")),
    (
        "person",
        re.compile(
            "(?:该|这位|那位|这名|那名|这个|那个)"
            "(?:代表(?!团)|发言人|发言者|部长|外长|大使|官员|领导人|人士)|此人"
        ),
    ),
    (
        "several",
        re.compile(
            "(?:这些|那些|上述|以上|这几个)(?:国家?|组织|代表团?|发言者)"
            "|(?<![一二三四五六七八九十])两国"
        ),
    ),
    (
        "document",
        re.compile(
            "(?:这|那|该|同一)(?:次|场|个)?(?:会议|辩论)"
            "|(?:这|那|该|此)(?:份|封|个)?(?:文件|记录|信件?|声明)|^会议?上"
        ),
    ),
    ("resolution", re.compile(r"(?:这|那|该|此)(?:项|个|份)?决议")),
)
_PRONOUNS: dict[str, tuple[Reference, Gender | None]] = {
    # 他 is also written of women, 她 is not written of men.
    "他": ("person", None),
    "她": ("person", "f"),
    "它": ("delegation", None),
    "其": ("delegation", None),
}
_SUBJECTLESS = compiled(
    rf"(?:还|也|又)?(?:{ABOUT})(?!此)[^，。？]+?(?:{SAYING}|{VIEW}|怎么看|如何看|怎样看).*"
    rf"|还(?:{SAYING}).*"
)
_SPOKEN_OF = compiled(rf"(?:{ABOUT})(?:{NAME})")
_SOMEBODY = re.compile(
    r"谁|哪|各国|国家|各方|代表|成员|大家|人们|会议|我|你|专家|记录|发言|[他她它]"
)


def complete(question: str, context: Context) -> str | Piece | None:
    """A sentence that lacks what it is about with that added: 波兰怎么看？

    Where nothing can be added, whom it names, to be asked about in the question before.
    """
    core = core_of(question)
    read = mask(core, context.names)
    this = _ABOUT_THIS.search(core)
    if this:
        light = _WHO.fullmatch(read.signs[: this.start()])
        if not context.topic or not light:
            return None
        return f"{core[: this.start()]}对{context.topic}{core[this.end() :].lstrip('，,')}？"
    match = _SAYING.fullmatch(read.signs)
    if match and context.topic:
        end = match.end("name")
        return f"{core[:end]}对{context.topic}{core[end:]}？"
    match = match or _AGREEING.fullmatch(read.signs)
    somebody = PIECE.match(read.signs) if match else None
    return named(read, somebody, "") if somebody and somebody["name"] else None


def refer(question: str, context: Context) -> str | None:
    """A question with somebody's name for the pronoun that means somebody named before."""
    for reference, pattern in _POINTING:
        match = pattern.search(question)
        found = context.antecedents(reference, None) if match else None
        if match and found and _points_back(reference, question, match, context):
            ending = "上" if match[0].endswith("上") else ""
            return _put(question, match.span(), found.text + ending)
    for pattern, before in ((_PRONOUN, _BEFORE), (_OBJECT, _WHO)):
        match = pattern.search(question)
        if not match:
            continue
        signs = mask(question[: match.start()], context.names).signs
        if not before.fullmatch(signs):
            continue
        word = match["it"]
        reference, gender = _PRONOUNS[word[0]]
        reference = "several" if word.endswith("们") else reference
        found = context.antecedents(reference, gender)
        if found:
            text = found.text + ("的" if word == "其" else "")
            return _put(question, match.span("it"), text)
    return _with_subject(question, context)


def _with_subject(question: str, context: Context) -> str | None:
    """A question about something that leaves out whose words it asks for: 对北约怎么看？"""
    core = core_of(question)
    read = mask(core, context.names)
    if not _SUBJECTLESS.fullmatch(read.signs) or _SOMEBODY.search(re.sub("哪些|哪个", "", core)):
        return None
    if names_somebody(_SPOKEN_OF.sub("", read.signs)) and not core.startswith("还"):
        return None
    found = context.antecedents("several", None)
    return f"{found.text}{core}？" if found else None


def _points_back(
    reference: Reference, question: str, match: re.Match[str], context: Context
) -> bool:
    """Whether the question itself names nothing that 该国 or 那次会议 could be."""
    before = mask(question[: match.start()], context.names).signs
    if reference in ("document", "resolution"):
        signs = mask(question, context.names).signs
        placed = DATE in signs or DOCUMENT in signs
        return not placed and not before.endswith((DELEGATION, PERSON))
    if reference == "several":
        return _BEFORE.fullmatch(before) is not None
    return not names_somebody(before)


def _put(question: str, span: tuple[int, int], text: str) -> str:
    """A question with a name in place of a pronoun, without the 那 that it began with."""
    return LEAD.sub("", question[: span[0]]) + text + question[span[1] :]
