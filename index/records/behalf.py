"""On whose behalf a speaker says to speak, besides the own delegation."""

from __future__ import annotations

import re

from index.records.delegations import mentioned
from index.records.model import Delegation, Language, Span

_OPENING = 700
_BEHALF_ZH = re.compile(
    r"(?:我|谨|愿|并|荣幸地|高兴地)(?!国|们赞同)[^。；，]{0,10}?(?:"
    r"(?<!国)代表(?!团|们|处|权|性|请|在)(?P<who>[^。；]{2,120}?)"
    r"(?:发言|作[^。；]{0,6}发言|发表[^。；]{0,8}(?:讲话|声明)|"
    r"表示|对|欢迎|感谢)|"
    r"以(?P<named>[^。；]{2,120}?)的?名义)"
)
_BEHALF_EN = re.compile(
    r"\b(?:speak|speaking|deliver|delivering|make|making|statement|honou?r|pleasure|floor)\b"
    r"[^.;]{0,60}?\bon behalf of (?P<who>[^.;]{3,240})",
)
_GROUP = re.compile(r"集团|运动|国家|各国|小组|网络|联盟|共同体|[Gg]roup|States|countries|Movement")
_OWN = re.compile(
    r"^(?:他|我国|我们|本国|我本人|各位|大家|我的|我|贵国|"
    r"my (?:country|delegation|Government|own)|myself)"
)


def on_behalf_of(
    text: str, span: Span, own: Delegation | None, language: Language
) -> tuple[str, ...]:
    """Those for whom the opening of a statement says it is made, as names in `language`.

    A group that is not known as a delegation is given as written (`七国集团`).
    """
    opening = text[span.start : min(span.end, span.start + _OPENING)]
    names: dict[str, None] = {}
    for pattern in (_BEHALF_ZH, _BEHALF_EN):
        for found in pattern.finditer(opening):
            who = found["who"] or found.groupdict().get("named") or ""
            for name in _named(who, own, language):
                names.setdefault(name)
    return tuple(names)


def _named(who: str, own: Delegation | None, language: Language) -> list[str]:
    who = who.strip(" ，,")
    if not who or _OWN.match(who):
        return []
    known = mentioned(who)
    if known:
        return [d.name(language) for d in known if d != own and d.kind != "office"]
    return [who] if len(who) <= 40 and _GROUP.search(who) else []
