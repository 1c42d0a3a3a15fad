"""The words of Chinese questions: verbs and nouns of speaking, titles, interrogatives."""

from __future__ import annotations

import re

ABOUT = "对于|对|关于|就|针对|围绕"
SAYING = (
    "说|谈到|谈及|提到|提及|讲到|反对|支持|谴责|批评|指责|欢迎|主张|呼吁|介绍|强调|评价|看待|质疑|拒绝|赞成|同意"
    "|关注|提出|讨论|涉及|认为|指出|表示|建议|警告|要求|敦促|赞扬|担心|担忧|希望|声称|否认|承认|回应"
)
VIEW = "立场|看法|态度|观点|意见|说法|反应|回应|评价|主张|表态|评论|建议"
TITLE = (
    "(?:常驻|副|代理|执行)?(?:代表团|代表|大使|外交部长|外长|部长|大臣|总统|总理|首相|主席|秘书长|总干事"
    "|国务委员|国家元首|政府)"
)
AND = "(?:[、和与及跟]|以及)"
NAMES = rf"(?:⟨D⟩|⟨P⟩)(?:{AND}(?:⟨D⟩|⟨P⟩))*"
# Somebody, with the names alone in a group: 波兰代表, 上合组织秘书长诺罗夫先生, 波兰和乌克兰.
NAME = (
    rf"(?P<with>{NAMES})的?{TITLE}(?:⟨P⟩)?"
    r"|(?P<whose>⟨P⟩)[（(]⟨D⟩[）)]"
    rf"|(?P<bare>{NAMES})"
)
ASKS = {
    "why": re.compile("为什么|为何|何以|什么原因|原因.*"),
    "when": re.compile("何时|什么时[候间]|几时"),
    "where": re.compile("哪里|哪儿|何处|何地|什么地[方点]"),
    "how": re.compile("如何|怎么|怎样"),
    "who": re.compile("谁"),
    "how many": re.compile("多少.?|几个"),
    "how long": re.compile("多久"),
    "in which year": re.compile("哪一?年"),
    "at which meeting": re.compile("哪(?:一)?[次场]会议|什么会议"),
}


def inner(match: re.Match[str]) -> tuple[int, int]:
    """Where, in a phrase that `NAME` matched, the names stand."""
    return match.span(next(g for g in ("with", "whose", "bare") if match[g] is not None))
