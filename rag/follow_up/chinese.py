"""Reading Chinese follow-ups that are no sentences: phrases and lone interrogatives."""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.follow_up.chinese_words import ABOUT, ASKS, NAME, SAYING, VIEW, inner
from rag.follow_up.mask import PERSON, Masked, compiled, mask
from rag.follow_up.model import FollowUp, Piece, Sort

LEAD = re.compile(
    r"^(?:(?:那么|那(?![次个些时里年场份项位名一边])|而|还有|另外|此外|以及|至于|然后|再(?!次)|好的?|请问"
    r"|接着|同样的?(?:问题)?|同一个?问题|换成|如果是|说说|麻烦)[，,：: ]*)+"
)
_MARKS = re.compile(r"[\s？?。！!，,]+$")
_ELLIPSIS = re.compile(
    r"(?:(?:又|也|都)?(?:怎么样|怎样|如何)|方面|的话|又|分别|各自|的)?呢$|(?:又|也)?(?:怎么样|怎样|如何|是吗)$"
)

PIECE = compiled(
    rf"(?P<lead>在|{ABOUT}|来自|于|向|与|同)?(?:"
    rf"(?P<name>{NAME})(?:的?(?:{VIEW})|方面)?(?P<about>(?:的)?(?:问题|局势|情况)(?:上)?)?"
    r"|(?P<date>⟨T⟩(?:的?(?:那次|那场|这次)?(?:会议|辩论))?)年?(?:上|中|里|期间)?"
    r"|(?P<resolution>⟨R⟩)"
    r"|(?P<document>⟨S⟩)(?:号?(?:文件|会议|记录))?(?:上|中|里)?)"
)
_SORTS: tuple[Sort, ...] = ("name", "date", "resolution", "document")
_CONNECTED = re.compile(r"(?:[和与及跟、，,；\s]|以及|还有|的)*")
_TOPICAL = re.compile(
    rf"(?P<lead>在|{ABOUT})(?P<topic>[^，。？]+?)(?P<frame>(?:这一|的)?(?:问题|议题)?(?:上|方面)?)$"
)
_PRONOUN = re.compile("[我你他她它]们?|大家|这个?|那个?|该国|自己")
_SPEAKS = compiled(rf"(?:⟨D⟩|⟨P⟩).*(?:{SAYING})")
_LONGEST_TOPIC = 16

# Lone interrogatives, also with the pronoun of whoever said it.
_INTERROGATIVE = re.compile(
    r"(?:又|都|到底|究竟|这是|那是|具体)?(?:他们?|她们?|它们?|该国|对方)?(?:又|到底|究竟)?"
    r"(?P<asks>(?:是|在|于|从|自|是在|是从|是由|由)?"
    r"(?P<word>为什么|为何|何以|什么原因|原因(?:是什么|何在|呢)?|何时|什么时[候间]|哪一?[年天月]|几时|哪里|哪儿|何处|何地"
    r"|什么地[方点]|谁|哪(?:个|些|一个|几个)?(?:国家|代表|会议|文件|决议|组织|地区|城市|国)|哪(?:一)?[次场]会议|哪份文件"
    r"|什么(?:会议|场合|文件)|多少[吨人个国次名件年种项]?|几个|多久|如何|怎么|怎样)(?:上|中|里)?)"
    r"(?P<verb>(?:要|会|能)?(?:这么|这样|如此|这)?(?:说|讲|提出|提到|提|认为|做|做到|发生|进行|举行|通过)?(?:的|了)?)"
)
_REASONS = re.compile("为什么|为何|何以|什么原因|原因")
_MORE = re.compile(
    r"(?P<what>还有(?:什么|别的|其他的?)?|还(?:说|谈|讲|提)(?:了|到了?|过)?(?:些|哪些)?(?:什么|别的)|别的|其他的"
    r"|(?:再)?(?:详细|具体|展开|多)(?:说说|说一?[下点]|讲讲|一?点)|继续)"
    r"|(?P<who>还有(?:谁|哪些?(?:国家|人|代表团?|组织)|其他(?:国家|人|代表)|别的国家|别人)"
    r"|其他(?:国家|代表))(?:也?(?:这么|这样)?(?:说|谈到|提到|反对|支持|认为)(?:了|过)?)?"
)


def follow_up(question: str, names: Collection[str]) -> FollowUp | None:
    """A question that is no whole sentence, as read; None for one that is."""
    bare = _MARKS.sub("", question.strip())
    more = _MORE.fullmatch(re.sub("^(?:那么?|请问)|[呢吗]$", "", bare))
    if more:
        return FollowUp(more="what" if more["what"] else "who", text=more[0])
    core = LEAD.sub("", bare)
    asked = _INTERROGATIVE.fullmatch(core.removesuffix("呢"))
    if asked and (asked["verb"] or not asked["word"].startswith("怎么")):
        return FollowUp(asks=_class(asked["word"]), text=_asking(asked))
    ellipsis = _ELLIPSIS.search(core)
    pieces = _phrase(core[: ellipsis.start()] if ellipsis else core, names, ellipsis is not None)
    return FollowUp(pieces) if pieces else None


def _class(word: str) -> str:
    """The class of an interrogative, by which it is put into the other language."""
    for kind, pattern in ASKS.items():
        if pattern.fullmatch(word):
            return kind
    return "other"


def _asking(asked: re.Match[str]) -> str:
    """The words of a lone interrogative as they end a question: 为什么, 在哪次会议上, 是谁."""
    if _REASONS.match(asked["word"]):
        return "为什么"
    if asked["word"] == "谁" and asked["asks"] == "谁":
        return f"是谁{asked['verb']}"
    return asked["asks"] + asked["verb"]


def _phrase(core: str, names: Collection[str], ellipsis: bool) -> tuple[Piece, ...]:
    """The pieces of a phrase without a verb; `ellipsis` where 呢 or the like ended it."""
    core = re.sub("[，,](?=.)", "、", core)
    read = mask(core, names)
    pieces, rest = _pieces(read)
    if pieces and _CONNECTED.fullmatch(rest):
        return pieces
    if not ellipsis or re.search("[谁何哪几吗]|什么|怎|多少|如何|是否|有没有|能否|会不会", rest):
        return ()
    about = _TOPICAL.search(read.signs)
    if about and _CONNECTED.fullmatch(_pieces(mask(core[: about.start()], names))[1]):
        kept, _ = _pieces(mask(core[: about.start()], names))
        topic = core[about.start("topic") : about.end("topic")]
        lead = "对" if about["lead"] == "在" else about["lead"]
        return (*kept, Piece("topic", topic, "zh", lead))
    topical = core and len(core) <= _LONGEST_TOPIC and not _PRONOUN.fullmatch(core)
    return (Piece("topic", core, "zh"),) if topical and not _SPEAKS.search(read.signs) else ()


def _pieces(read: Masked) -> tuple[tuple[Piece, ...], str]:
    """The names, dates and documents of a phrase, and the phrase with blanks for them."""
    found: list[Piece] = []
    rest = read.signs
    for match in PIECE.finditer(read.signs):
        rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
        preposition = "对" if match["about"] else match["lead"] or ""
        sort = next(sort for sort in _SORTS if match[sort])
        if sort == "name":
            found.append(named(read, match, preposition))
        else:
            text = read.text[match.start(sort) : match.end(sort)]
            meeting = re.search("会议|辩论", text) is not None
            found.append(Piece(sort, text, "zh", preposition, meeting=meeting))
    return tuple(found), rest


def named(read: Masked, match: re.Match[str], preposition: str) -> Piece:
    """The piece that `PIECE` matched, where that is somebody."""
    start, end = match.span("name")
    delegations = read.delegations(start, end)
    return Piece(
        "name",
        read.text[start:end],
        "zh",
        preposition,
        delegations,
        person=PERSON in match["name"],
        titled=inner(match) != (start, end),
        plural=len(delegations) > 1,
    )


def core_of(question: str) -> str:
    """A question without the 那 or 而 that it begins with and the marks that it ends with."""
    return re.sub("呢$", "", LEAD.sub("", _MARKS.sub("", question.strip())))
