"""Who can be represented in a meeting: states, organisations and United Nations offices.

States take their codes from ISO 3166-1 and their names from CLDR (`tables/cldr.tsv`); the forms
that the United Nations write, short forms, organisations and adjectives are a small table
kept by hand (`tables/un_forms.tsv`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from index.records.model import Delegation

_Kind = Literal["state", "organisation", "office"]
_TABLES = Path(__file__).parent / "tables"
_LATIN = re.compile(r"[^\W\u3400-\u9fff]")
_SPACES = re.compile(r"\s+")
# Traditional characters in names of delegations that CLDR's Taiwanese names do not cover.
_FOLD = str.maketrans(
    "國俄羅聯烏蘭爾東盧達維亞歐體組織會議極寧伊馬來經濟獨條約協聖諾華納貝賴榮麗薩歲幾內關岡緬甸敘",
    "国俄罗联乌兰尔东卢达维亚欧体组织会议极宁伊马来经济独条约协圣诺华纳贝赖荣丽萨岁几内关冈缅甸叙",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in a text where a delegation is named."""

    start: int
    end: int
    delegation: Delegation


def all_delegations() -> tuple[Delegation, ...]:
    """Every delegation known, states first, by code."""
    return tuple(_by_code().values())


def find(text_or_code: str) -> Delegation | None:
    """The delegation that is written exactly so: a code or any form in either language.

    Case, surrounding space, a leading "the" and traditional characters do not matter.
    """
    key = _SPACES.sub(" ", text_or_code.strip())
    by_code = _by_code().get(key) or _by_code().get(key.upper())
    if by_code is not None:
        return by_code
    code = _by_form().get(_fold(key)) or _by_form().get(_fold(key).removeprefix("the "))
    return _by_code()[code] if code else None


def mentioned(question: str) -> tuple[Delegation, ...]:
    """The delegations that `question` names, in order of first mention; see `mentions`."""
    return tuple(dict.fromkeys(mention.delegation for mention in mentions(question)))


def mentions(text: str) -> tuple[Mention, ...]:
    """Every place where a text names a delegation, in order.

    The longest form wins (印度尼西亚 is not 印度). English adjectives count where capitalised
    ("the Polish minister"); abbreviations count in capitals only ("US", not "us").
    """
    found: list[Mention] = []
    folded, at = _fold(text), 0
    while at < len(folded):
        form = _longest_form(folded, at)
        code = _code_of(form, text[at : at + len(form)]) if form else None
        if code:
            found.append(Mention(at, at + len(form), _by_code()[code]))
        at += len(form) or 1
    return tuple(found)


def _longest_form(folded: str, at: int) -> str:
    """The longest known form that begins at `at`, Latin ones only as whole words; else ""."""
    for form in _starts().get(folded[at : at + 2], ()):
        if folded.startswith(form, at) and _is_whole(folded, at, at + len(form)):
            return form
    return ""


def _is_whole(text: str, start: int, end: int) -> bool:
    def joined(inner: str, outer: str) -> bool:
        return bool(_LATIN.match(inner) and _LATIN.match(outer))

    before = start > 0 and joined(text[start], text[start - 1])
    after = end < len(text) and joined(text[end - 1], text[end])
    return not (before or after)


def _code_of(form: str, written: str) -> str | None:
    if form in _blockers():
        return None
    exact = _case_bound().get(written.translate(_FOLD))
    if exact or form in _case_bound_folded():
        return exact
    return _by_form().get(form)


def _fold(text: str) -> str:
    return text.translate(_FOLD).replace("’", "'").lower()


@cache
def _by_code() -> dict[str, Delegation]:
    """All delegations: the hand-kept table, completed with the territories of CLDR."""
    cldr = {row[0]: row for row in _rows("cldr.tsv")}
    known: dict[str, Delegation] = {}
    for code, kind, chinese, english, _ in _rows("un_forms.tsv"):
        known[code] = _delegation(code, kind, chinese, english, cldr.get(code))
    for code, row in cldr.items():
        known.setdefault(code, Delegation(code, row[1], row[2], "state", _distinct(row[3:])))
    return dict(sorted(known.items(), key=lambda item: (item[1].kind != "state", item[0])))


def _delegation(
    code: str, kind: str, chinese: str, english: str, cldr: list[str] | None
) -> Delegation:
    zh, en = chinese.split("|"), english.split("|")
    if cldr is not None:
        zh = [cldr[1] if form == "-" else form for form in zh]
        en = [cldr[2] if form == "-" else form for form in en]
    others = zh[1:] + en[1:] + (cldr[1:] if cldr else [])
    forms = tuple(form for form in _distinct(others) if form not in (zh[0], en[0]))
    return Delegation(code, zh[0], en[0], cast(_Kind, kind), forms)


@cache
def _by_form() -> dict[str, str]:
    """Folded form -> code; the first delegation to claim a form keeps it."""
    forms: dict[str, str] = {}
    for code, delegation in _by_code().items():
        for form in (delegation.name_zh, delegation.name_en, *delegation.forms):
            forms.setdefault(_fold(form), code)
    return forms


@cache
def _case_bound() -> dict[str, str]:
    """Forms that count only as written: adjectives, and abbreviations such as US and AU."""
    bound = {
        adjective: row[0]
        for row in _rows("un_forms.tsv")
        for adjective in row[4].split("|")
        if adjective != "-"
    }
    for code, delegation in _by_code().items():
        for form in delegation.forms:
            if form.isascii() and form.upper() == form and len(form) <= 8:
                bound[form] = code
    return bound


@cache
def _case_bound_folded() -> frozenset[str]:
    return frozenset(form.lower() for form in _case_bound())


@cache
def _blockers() -> frozenset[str]:
    """Longer names that hold a delegation's name but mean something else."""
    return frozenset(_fold(row[0]) for row in _rows("not_delegations.tsv"))


@cache
def _starts() -> dict[str, tuple[str, ...]]:
    """Forms and blockers by their first two characters, longest first."""
    starts: dict[str, list[str]] = {}
    for form in {*_by_form(), *_case_bound_folded(), *_blockers()}:
        starts.setdefault(form[:2], []).append(form)
    return {key: tuple(sorted(forms, key=len, reverse=True)) for key, forms in starts.items()}


def _distinct(forms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in forms if form and form != "-"))


def _rows(name: str) -> list[list[str]]:
    table = (_TABLES / name).read_text(encoding="utf-8")
    lines = (line for line in table.splitlines() if line and not line.startswith("#"))
    return [line.split("\t") for line in lines]
