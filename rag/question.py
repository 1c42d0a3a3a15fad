"""What a question asks for: its kinds, and the delegations, persons and symbols it names.

The kinds are the interrogatives of the two languages, nothing about any subject. A question may
have several kinds ("which countries, and when").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from index.records.model import Delegation, Document, Language
from index.search.model import Facets

if TYPE_CHECKING:
    from index.records.delegations import Mention

QuestionKind = Literal[
    "percentage", "money", "count", "when", "where", "who", "list", "why", "how", "yes-no", "what"
]

_KINDS_ZH: tuple[tuple[QuestionKind, str], ...] = (
    ("percentage", r"百分之(?:几|多少)|百分比|比例|比率|占(?:比|了?多少)|几成|多少个百分点"),
    ("money", r"多少(?:钱|资金|[^，。？]{0,2}(?:美元|欧元|卢布|元))|金额|(?:款|资金)数额"),
    ("count", r"多少|几(?:个|名|次|国|项|人|位|支|件|起|吨|种|家|点|方面)|数量|数目|人数|次数"),
    ("when", r"何时|什么时(?:候|间|期)|哪一?[年天月日]|几[年月]|几时|日期|哪个(?:月|年|时期)"),
    ("where", r"哪里|哪儿|何处|何地|在哪|什么地(?:方|点)|哪个(?:城市|地点|地区|首都)"),
    ("list", r"哪些|哪几|列举|列出|哪[两二三四五]|几(?:个|项|点)?方面|分别(?:是|有|为)"),
    ("who", r"谁|哪(?:一)?(?:位|国|个(?:国家|代表|组织|机构))|什么人|何人|哪些(?:国家|代表|人)"),
    ("why", r"为什么|为何|何以|原因|缘何|缘由|理由|因何"),
    ("how", r"如何|怎样|怎么|何种方式"),
    ("yes-no", r"是否|吗\s*[？?]?\s*$|有没有|是不是|能否|可否|会不会|能不能|有无"),
)
_KINDS_EN: tuple[tuple[QuestionKind, str], ...] = (
    ("percentage", r"percent(?:age)?|per cent|what (?:share|proportion|fraction)|\brate of\b"),
    ("money", r"how much (?:money|funding|cash)|how many (?:dollars|euros)|what (?:sum|amount)"),
    ("count", r"how (?:many|much|large|big|long|old|often)\b|what number|\bnumber of\b"),
    ("when", r"\bwhen\b|(?:what|which) (?:year|date|day|month|decade)\b|since what"),
    ("where", r"\bwhere\b|(?:what|which) (?:city|place|venue|capital|location|region)\b"),
    (
        "list",
        r"\blist\b|\bwhat (?:are|were)\b"
        r"|\b(?:what|which) (?!does)(?:\w+ )?(?!does|this)\w{3,}(?<!s)s\b",
    ),
    ("who", r"\bwho(?:m|se)?\b|which (?:countr|delegat|speaker|state|organi[sz]|represent|minist)"),
    ("why", r"\bwhy\b|what (?:\w+ )?(?:reason|cause)|\breasons? (?:for|why)\b"),
    ("how", r"\bhow\b(?! (?:many|much|large|big|long|old|often))"),
    ("yes-no", r"^\s*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
)
_KIND_PATTERNS = {
    "zh": tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS_ZH),
    "en": tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS_EN),
}

# Verbs and nouns of speaking, by which a question says whose words it wants. ⟦⟧ stands for a
# delegation's name.
_SPEECH_EN = (
    r"say|said|says|saying|think|thinks|thought|believe|believes|call|called|calls|urge|urged|urges"
    r"|mention|mentioned|mentions|propos(?:e|es|ed|ing)|express\w*|state|stated|states|claim\w*|argu\w+"
    r"|suggest\w*|warn\w*|describ\w+|accus\w+|critici[sz]\w+|condemn\w*|support\w*|oppos\w+"
    r"|welcom\w+|report\w*|announc\w+|stress\w*|emphasi[sz]\w+|highlight\w*|recommend\w*|demand\w*"
    r"|ask|asked|view|views|see|regard\w*|respond\w*|reply|replied|object\w*|assess\w*|explain\w*"
)
_SPEECH_ZH = (
    r"说|认为|指出|表示|提到|提出|呼吁|强调|主张|评价|看待|如何看|怎么看|怎样看|建议|批评|指责|反对|支持"
    r"|谴责|警告|声称|介绍|谈到|谈及|表达|回应|关切|担心|担忧|欢迎|赞扬|敦促|要求|发言|讲"
    r"|立场|看法|观点|态度|意见"
)
_PLACE_EN = (
    r"representatives?|delegat\w+|ambassador|minister|foreign minister|secretary.general|position"
    r"|view|views|stance|statement|speech|intervention|remarks|speaker|envoy|president"
)
_PLACE_ZH = (
    r"(?:常驻)?代表|大使|外长|外交部(?:副)?部?长|部长|总统|(?:代理|副|执行)?秘书长|国务委员|副?主席"
    r"|的?发言|的?立场|的?看法|的?观点|的?态度|的?主张|方面"
)
_ASKED_EN = re.compile(
    rf"(?:\b(?:did|does|do|has|have|had|how|what)\s+(?:the\s+)?⟦⟧\s+(?:\w+\s+)?(?:{_SPEECH_EN})\b)"
    rf"|⟦⟧(?:['’]s?)?\s+(?:\w+\s+)?(?:{_PLACE_EN})\b"
    rf"|\b(?:{_PLACE_EN})\s+(?:of|from|for|by)\s+(?:the\s+)?⟦⟧"
    r"|\baccording to\s+(?:the\s+)?⟦⟧"
    rf"|⟦⟧\s+(?:{_SPEECH_EN})\b",
    re.IGNORECASE,
)
_ASKED_ZH = re.compile(
    rf"(?<![对向与和同驳应评责谢])⟦⟧(?:{_PLACE_ZH})"
    rf"|(?<![对向与和同驳应评责谢])⟦⟧[^，。？⟦]{{0,40}}?(?:{_SPEECH_ZH})"
    rf"|(?<![对向与和同驳应评责谢])⟦⟧[对就关][^，。？]{{1,40}}?(?:{_SPEECH_ZH})"
    r"|(?:根据|按照|据)⟦⟧"
)

_SPEECH = {
    "zh": re.compile(_SPEECH_ZH),
    "en": re.compile(rf"\b(?:{_SPEECH_EN})\b|\baccording to\b", re.IGNORECASE),
}


# What stands between names that are counted up.
_BETWEEN = re.compile(
    r"\s*(?:[,，、]|[,，、]?\s*(?:\b(?:and|or)\b|和|与|及|以及|跟|同|或|还是))\s*(?:the\s+)?",
    re.IGNORECASE,
)
# A year with a word for a meeting beside it.
_MEETING_OF = (
    r"{0}年?[^，。？\d]{{0,6}}(?:会上|会议|辩论|审议|那次会|那场)",
    r"\b{0}\s+(?:\w+\s+)?(?:debate|meeting|session|discussion|record)",
    r"\b(?:debate|meeting|session|discussion)\b[^.?\d]{{0,12}}\b{0}\b",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as read: `speakers` are those whose words are wanted, `mentioned` all named.

    `terms` are those that retrieval looks for, `symbols` normal forms; `speech` is True where
    the question asks what somebody said, not who. `passed_over` are names of persons, as records
    write them, that shall not count although the question has them.
    """

    text: str
    language: Language
    kinds: frozenset[QuestionKind]
    mentioned: tuple[Delegation, ...] = ()
    speakers: tuple[Delegation, ...] = ()
    symbols: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    speech: bool = False
    passed_over: frozenset[str] = frozenset()

    @property
    def many(self) -> bool:
        """Whether several things or several speakers are asked for."""
        return "list" in self.kinds


def read_question(text: str, language: Language) -> Asked:
    """Read kinds, delegations and symbols out of a question."""
    from index.records.delegations import mentions
    from index.records.symbols import find_symbols
    from rag.terms import question_words

    named = mentions(text)
    kinds = question_kinds(text, language)
    return Asked(
        text=text,
        language=language,
        kinds=kinds,
        mentioned=tuple(dict.fromkeys(mention.delegation for mention in named)),
        speakers=() if "who" in kinds else asked_speakers(text, named, language),
        terms=question_words(text),
        speech="who" not in kinds and _SPEECH[language].search(text) is not None,
        symbols=tuple(dict.fromkeys(mention.normal for mention in find_symbols(text))),
    )


def question_kinds(text: str, language: Language) -> frozenset[QuestionKind]:
    """The kinds of a question; `what` where no interrogative tells more.

    A percentage or a sum of money is not a plain count, so those two take precedence over it.
    """
    kinds = {kind for kind, pattern in _KIND_PATTERNS[language] if pattern.search(text)}
    if kinds & {"percentage", "money"}:
        kinds.discard("count")
    return frozenset(kinds or {"what"})


def asked_speakers(
    text: str, named: Sequence[Mention], language: Language
) -> tuple[Delegation, ...]:
    """Those of the named delegations whose words the question wants.

    "What did Poland say about Ukraine?" wants Poland's, "What did Poland and Belarus say?" those
    of both. Read from the verbs and nouns of speaking beside the names; where nothing tells,
    nobody is singled out.
    """
    pattern = _ASKED_ZH if language == "zh" else _ASKED_EN
    groups = _enumerated(text, named)
    wanted = [group for group in groups if pattern.search(_marked(text, group, groups))]
    return tuple(dict.fromkeys(one.delegation for group in wanted for one in group))


def _enumerated(text: str, named: Sequence[Mention]) -> list[list[Mention]]:
    """The names in groups, as they are counted up: "Poland, Ukraine and the United States"."""
    groups: list[list[Mention]] = []
    for mention in named:
        if groups and _BETWEEN.fullmatch(text, groups[-1][-1].end, mention.start):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def meetings_meant(
    text: str, facets: Facets, documents: Sequence[Document]
) -> tuple[Document, ...]:
    """The meetings, among the documents held, at which a question places what was said.

    A symbol, the number of a meeting or its day or month means that meeting; a year alone only
    beside a word for a meeting, since it may be the year of what was spoken about.
    """
    dates = [d for d in facets.dates if len(d) > len("2019") or _is_of_meeting(d, text)]
    return tuple(
        document
        for document in documents
        if document.kind == "verbatim"
        and (
            document.symbol in facets.symbols
            or document.meeting in facets.meetings
            or any((document.date or "").startswith(date) for date in dates)
        )
    )


def _is_of_meeting(year: str, text: str) -> bool:
    return any(re.search(form.format(year), text, re.IGNORECASE) for form in _MEETING_OF)


def _marked(text: str, chosen: Sequence[Mention], groups: Sequence[Sequence[Mention]]) -> str:
    """The question with one group of names replaced by ⟦⟧ and every other one by ⟦."""
    marked = text
    for group in reversed(groups):
        sign = "⟦⟧" if group is chosen else "⟦"
        marked = marked[: group[0].start] + sign + marked[group[-1].end :]
    return marked
