"""How a statement begins: `主席（以俄语发言）：`, `Mr. Norov (spoke in Russian):`.

A heading is a person or an office, up to three remarks in brackets (delegation, language) and a
colon. Both grammars read the start of a paragraph and return a `Heading`, or None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.records.languages import language_name

HONORIFICS_ZH = (
    "先生|女士|夫人|小姐|博士|教授|阁下|大使|爵士|勋爵|男爵夫人|女男爵|殿下|陛下|大主教|主教|"
    "蒙席|酋长|亲王|王子|公主|将军|法官"
)
OFFICES_ZH = (
    "代理主席|临时主席|副主席|共同主席|主席|常务副秘书长|副秘书长|代理秘书长|秘书长|"
    "议长|总干事|报告员"
)
TITLES_ZH = "总统|总理|国王|王后|女王|首相|副总统|副总理|部长|大臣|教皇|教宗|大公|埃米尔|苏丹"
_NAME_ZH = r"[\u4e00-\u9fffA-Za-zÀ-ɏ'’·•・．.\-－—]{1,30}(?: [A-Za-zÀ-ɏ'’\-]{1,20}){0,4}"
_REMARKS_ZH = r"(?P<remarks>(?:\s?[（(][^（）()\n]{1,60}[）)]){0,3})"
_HEADING_ZH = re.compile(
    rf"(?:(?P<office>{OFFICES_ZH})|(?P<name>{_NAME_ZH}?)(?P<honorific>{HONORIFICS_ZH}|{TITLES_ZH}))"
    rf"{_REMARKS_ZH}\s?[：:]"
)
# `主席:	拉夫罗夫先生/涅边贾先生.....(俄罗斯联邦)` in the list of members is not a statement.
_LISTED = re.compile(
    rf"\s*(?:{_NAME_ZH}(?:{HONORIFICS_ZH})\s?[/／]?)+[\s.．…·]*[（(]|\s*(?:[.．…]\s?){{4}}"
)
_OFFICE_WORD_ZH = re.compile(
    r"主席|秘书长|代表|尊敬|各位|女士|先生|议长|同事|亲爱|们|感谢|邀请|发言|部长阁下|大使阁下"
)

HONORIFICS_EN = (
    r"Mrs\.?|Mr\.?|Ms\.?|Miss|Mme\.?|Dr\.?|Prof\.?|Sir|Dame|Lord|Lady|Baroness|Baron|Sheikha?|"
    r"Sheik|Shaikh|Archbishop|Bishop|Monsignor|Msgr\.?|Cardinal|Judge|Justice|Ambassador|General|"
    r"Lieutenant General|Major General|Crown Prince|Prince|Princess|King|Queen|Emperor|Emir|Sultan|"
    r"President|Vice-President|Prime Minister|Pope|Chief|Count|Father|Reverend|Rev\.?|Begum"
)
OFFICES_EN = (
    r"Acting President|Temporary President|Vice-President|Co-Chair(?:person|man)?|President|"
    r"Acting Chair(?:person|man)?|Chair(?:person|man|woman)?|Deputy Secretary-General|"
    r"Under-Secretary-General|Acting Secretary-General|Secretary-General|Rapporteur|"
    r"Director-General|Speaker"
)
_PARTICLES = (
    "al|bin|bint|ibn|da|das|de|del|della|den|der|des|di|do|dos|du|e|el|la|las|le|los|of|ould|ter|"
    "the|ul|van|von|y|zu"
)
_NAME_EN = (
    rf"(?:(?:{_PARTICLES})\s|[dl]['’])*['’‘]?[A-ZÀ-Þ][\w'’.\-]*"
    rf"(?:\s{{1,2}}(?:[dl]?['’‘]?[A-ZÀ-Þ][\w'’.\-]*|{_PARTICLES})){{0,6}}"
)
# Records up to the 1990s set names and offices in capitals, with `interpretation from` a language.
_OFFICES = f"{OFFICES_EN}|{OFFICES_EN.upper()}"
_REMARKS_EN = r"(?P<remarks>(?:\s{1,2}\([^()\n]{1,90}\)){0,3})"
_HEADING_EN = re.compile(
    rf"(?:The\s(?P<office>{_OFFICES})|"
    rf"(?P<honorific>{HONORIFICS_EN})(?:\s{{1,2}}|(?<=\.))(?P<name>{_NAME_EN}))"
    rf"{_REMARKS_EN}\s?:(?=\s|$)"
)
_ADDRESSED_EN = re.compile(rf"^(?:{OFFICES_EN}|Chair)$")

_LONGEST = 500
_REMARK = re.compile(r"[（(]([^（）()]*)[）)]")
_SPOKE_ZH = re.compile(r"以\s?(.{1,8}?)\s?(?:发言|演讲|致辞|讲话)")
_SPOKE_EN = re.compile(
    r"(?:spoke in|interpretation from|speaking in) ([A-Z][a-z]+(?:[ -][A-Z][a-z]+)?)"
)
_NOT_A_DELEGATION = re.compile(
    "发言|文本|译文|视频|提供|spoke|interpretation|text|provided|via |video|delivered"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The start of a statement; `length` is in characters, colon and following space included.

    `name` is None where only an office speaks (`office`: 主席, Secretary-General). `represents` is
    the remark in brackets that names a delegation, `language` an English language name.
    """

    length: int
    name: str | None
    honorific: str | None
    office: str | None
    represents: str | None
    language: str | None


def match_heading(text: str) -> Heading | None:
    """The statement heading at the start of `text`, in Chinese or in English, or None."""
    # No heading is longer, and none is without a colon, which most lines are.
    if ":" not in (start := text[:_LONGEST]) and "：" not in start:
        return None
    return _match_chinese(text) or _match_english(text)


def _match_chinese(text: str) -> Heading | None:
    found = _HEADING_ZH.match(text)
    if found is None:
        return None
    name = found["name"]
    if name and _OFFICE_WORD_ZH.search(name):
        return None
    if _LISTED.match(text, found.end()) or not (found["office"] or name):
        return None
    return _heading(found, text)


def _match_english(text: str) -> Heading | None:
    found = _HEADING_EN.match(text)
    if found is None or (found["name"] and _ADDRESSED_EN.match(found["name"])):
        return None
    return _heading(found, text)


def _heading(found: re.Match[str], text: str) -> Heading:
    remarks: list[str] = _REMARK.findall(found["remarks"] or "")
    end = found.end()
    while end < len(text) and text[end] in " \t\u3000":
        end += 1
    return Heading(
        length=end,
        name=found["name"],
        honorific=found["honorific"],
        office=_office(found["office"]),
        represents=next((r for r in remarks if not _NOT_A_DELEGATION.search(r)), None),
        language=next((name for r in remarks if (name := _spoken(r))), None),
    )


def _office(written: str | None) -> str | None:
    return written.title() if written and written.isupper() and written.isascii() else written


def _spoken(remark: str) -> str | None:
    found = _SPOKE_ZH.search(remark) or _SPOKE_EN.search(remark)
    return language_name(found[1]) if found else None
