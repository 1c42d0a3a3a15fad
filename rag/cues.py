"""What a sentence offers by its form: a percentage, a count, a date, a cause, a list.

A question for a number is best answered by a sentence with a number of the right type. Dates,
symbols and resolution numbers are taken out first, so that "第2396（2017）号决议" is no count.
"""

from __future__ import annotations

import re

from rag.question import QuestionKind


def _either(*alternatives: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """One pattern of several alternatives, Chinese ones first."""
    return re.compile("|".join(alternatives), flags)


_ZH_NUMBER = r"[一二两三四五六七八九十百千万亿]+"
_UNIT = r"[名人个项次起支件枚吨克种家国位票辆架艘万亿倍天年月周小时处例届所座份条批轮套户]"
_EN_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_EN_NUMBER = (
    "(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    "|dozens?|hundreds?|thousands?|millions?|billions?)"
)
_DAY = r"\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?"

_REFERENCE = _either(
    r"第\s*\d+\s*(?:[（(]\s*\d{4}\s*[）)])?(?:\s*[号次届条章段])?",
    r"第[\d/、，和]+号",
    r"\d+\s*[（(]\s*(?:19|20)\d\d\s*[）)]",
    r"(?-i:[A-Z]+(?:/[A-Z0-9.\-]+)+)",
    r"\bresolutions?\s+\d+(?:/\d+)?(?:\s*\(\d{4}\))?",
)
_DATE = _either(
    rf"(?:19|20)\d\d\s*年(?:代|\s*{_DAY})?",
    _DAY,
    r"(?:19|20)\d\d\s*[-—–至]\s*(?:19|20)?\d\d\s*年",
    rf"\b\d{{1,2}}\s+{_EN_MONTH}(?:\s+\d{{4}})?",
    rf"\b{_EN_MONTH}(?:\s+\d{{1,2}},?)?\s+\d{{4}}",
    r"\b(?:in|since|by|until|of|from|to|between|and)\s+(?:19|20)\d\d\b",
)
_RELATIVE_DATE = _either(
    r"去年|今年|明年|昨天|本月|上个?月|[今明去]天|世纪|年前|年代",
    r"\b(?:yesterday|last (?:year|month|week)|(?:years|months) ago)\b",
)
_PERCENT = _either(
    rf"\d[\d.]*\s*[%％]|百分之|{_ZH_NUMBER}分之{_ZH_NUMBER}|一半|半数|[一二三四五六七八九]成",
    r"\bper ?cent\b|\bhalf\b|\b(?:one|two|three)[- ](?:third|quarter|fifth)s?\b",
)
_MONEY = _either(
    r"\d[\d.,\s]*多?[百千万亿]*\s*(?:美元|欧元|卢布|英镑|元)|[百千万亿]\s*(?:美元|欧元|卢布|元)",
    r"[$€£]\s?\d|\bUS\$|\d[\d.,]*\s*(?:[mb]illion\s+)?(?:dollars|euros|roubles)",
)
# "一个" is an article more often than a count.
_COUNT = _either(rf"\d|(?!一{_UNIT}){_ZH_NUMBER}多?{_UNIT}", rf"\b{_EN_NUMBER}\b")
_CAUSE = _either(
    r"因为|由于|原因|因此|所以|旨在|以便|为了|导致|鉴于|出于|使得|归因|目的是|根源",
    r"\b(?:because|due to|since|therefore|owing to|in order to|reasons?|so that|caus\w+|thus)\b",
)
_LIST = _either(
    r"、[^、。]+、|；[^；]+；|第一[，、]|首先|其次|第二[，、]|包括|分别|以下|下列|例如",
    r"\b(?:includ\w+|first(?:ly)?|second(?:ly)?|following|namely|such as)\b",
    r";\s[^;]+;|,[^,.]+,[^,.]+ and\b",
)
_PLACE = _either(
    r"在[^，。]{1,12}(?:举行|召开|签署|举办|成立|设立|通过|运作|工作)|设在|总部|位于|首都|城市",
    r"(?-i:\b(?:in|at|near) [A-Z]\w+)",
)
_MANNER = _either(
    r"通过|采取|方式|方法|做法|措施|以.{1,12}(?:为|来)",
    r"\b(?:by \w+ing|through|measures?|means|via)\b",
)
_THANKS = _either(
    r"^[^。；]{0,25}(?:感谢|祝贺|致谢|谢谢)|^[^。；]{0,12}(?:赞赏|赞扬|欢迎)你",
    r"我(?:现在)?请[^。]{1,40}发言|我现在(?:以|恢复)|我邀请以下|发言名单",
    r"^(?:I|We)\s+(?:(?:would like to|wish to|also|warmly)\s+)*(?:thank|congratulate|commend you)",
    r"\bI (?:now )?give the floor|\bresume my functions",
)


def has_cue(kind: QuestionKind, sentence: str) -> bool:
    """Whether a sentence has the form that a kind of question looks for.

    Kinds that no form answers (`what`, `who`, `yes-no`) have no cue: always False.
    """
    bare = _REFERENCE.sub(" ", sentence)
    if kind == "count":
        return _COUNT.search(_DATE.sub(" ", bare)) is not None
    if kind == "when":
        return (_DATE.search(bare) or _RELATIVE_DATE.search(bare)) is not None
    pattern = _CUES.get(kind)
    return pattern is not None and pattern.search(bare) is not None


_CUES: dict[QuestionKind, re.Pattern[str]] = {
    "percentage": _PERCENT,
    "money": _MONEY,
    "why": _CAUSE,
    "list": _LIST,
    "where": _PLACE,
    "how": _MANNER,
}
# Kinds that want a value: a sentence without one does not answer.
EXACT: frozenset[QuestionKind] = frozenset({"percentage", "money", "count", "when"})
CUED: frozenset[QuestionKind] = frozenset({*_CUES, "count", "when"})


def is_courtesy(sentence: str) -> bool:
    """Whether a sentence thanks, congratulates or gives the floor, and says little else."""
    return len(sentence) < 160 and _THANKS.search(sentence) is not None
