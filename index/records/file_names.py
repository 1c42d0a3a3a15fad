"""What the name of a file says of the document in it.

S_PV.8626_C.pdf       the symbol and the language (C, E … as the United Nations mark them)
N1929198.pdf          the job number that is printed at the foot of the first page
ALB_74_2019.txt       a statement in the General Debate: state, session, year (UN General Debate
                      Corpus: Baturo, Dasandi and Mikhaylov 2017, doi 10.1177/2053168017712821)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from index.records.delegations import find
from index.records.symbols import BODIES, normalise

_SUFFIX = re.compile(r"\.[A-Za-z]{2,8}$")
_LANGUAGE = re.compile(r"[_\-. (]+(?P<code>[ACEFRS]|(?i:ar|zh|ch|en|fr|ru|es|sp))\)?$")
_LANGUAGES = {
    mark: language
    for language, marks in {
        "zh": "C ZH CH", "en": "E EN", "fr": "F FR", "ru": "R RU", "es": "S ES SP", "ar": "A AR"
    }.items()
    for mark in marks.split()
}  # fmt: skip
# `T_1.txt` is no document of the Trusteeship Council.
_BODY = re.compile(rf"(?!(?:T|DC)$){BODIES}", re.IGNORECASE)
# Treaty bodies name States and kinds of documents: CEDAW_C_USA_CO_7.
_TREATY = re.compile(r"HRI|CCPR|CERD|CEDAW|CRC|CAT|CMW|CRPD|CED", re.IGNORECASE)
_TREATY_PART = re.compile(r"[A-Z]{3}|CO|GC|Q|GEN", re.IGNORECASE)
_PART = re.compile(
    r"\d{1,5}(?:\(\d{4}\))?|S-?\d{1,2}|ES-?\d{1,2}|PV|SR|SPV|RES|PRST|DEC|HRC|CONF|NGO|INF|PET|"
    r"(?:PV|SR|SPV|C|AC|CN|WG|L|R|SC|GC|CRP|INF|NGO|CONF|SUB|ADD|REV|CORR|EA)\.\d{1,5}|BUR|"
    r"(?:ADD|REV|CORR|C|AC|CN|WG|L|SC|GC|S|ES)|PV\.\d{1,5}\(RESUMPTION ?\d\)",
    re.IGNORECASE,
)
# Of these a full stop and a number follow (`PV.8626`), also where the name has another separator.
_COUNTED = re.compile(r"PV|SR|SPV|ADD|REV|CORR|C|AC|CN|WG|L|SC|GC", re.IGNORECASE)
_JOB = re.compile(r"[NGKV](\d{2})(\d{5})(?!\d)", re.IGNORECASE)
_DEBATE = re.compile(r"(?P<code>[A-Z]{2,3})_(?P<session>\d{1,3})_(?P<year>(?:19|20)\d\d)")
_TABLE = Path(__file__).parent / "tables" / "alpha3.tsv"


@dataclass(frozen=True, slots=True)
class NameTells:
    """What a name says: fields of a document, a language that is marked, a job number."""

    fields: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    job: str | None = None


def told_by_name(name: str) -> NameTells:
    """Read the name of a file; what it does not say is left out."""
    stem = _SUFFIX.sub("", name)
    debate = _DEBATE.fullmatch(stem)
    if debate:
        return NameTells(_debate(debate))
    if job := _JOB.match(stem):
        marked = _LANGUAGE.search(stem)
        return NameTells({}, _language(marked), f"{job[1]}-{job[2]}")
    marked = _LANGUAGE.search(stem)
    symbol = _symbol(stem[: marked.start()] if marked else stem)
    if symbol is None:
        symbol, marked = _symbol(stem), None
    return NameTells({"symbol": symbol}, _language(marked)) if symbol else NameTells()


def _language(marked: re.Match[str] | None) -> str | None:
    return _LANGUAGES.get(marked["code"].upper()) if marked else None


def _symbol(stem: str) -> str | None:
    """`S_PV_8626`, `S-2019-537`, `A_C.3_74_SR.5`: a symbol with separators that names may hold."""
    body, *parts = re.split(r"[_\- ]+", stem.strip())
    if not _BODY.fullmatch(body) or not parts or not re.search(r"\d\)?$", parts[-1]):
        return None
    written = body.upper()
    at = 0
    while at < len(parts):
        part, following = parts[at], parts[at + 1 : at + 2]
        treaty = _TREATY.fullmatch(body) and _TREATY_PART.fullmatch(part)
        if not (treaty or _PART.fullmatch(part)):
            return None
        if not treaty and _COUNTED.fullmatch(part) and following and following[0].isdigit():
            part, at = f"{part}.{following[0]}", at + 1
        elif part.upper() in ("S", "ES") and following and following[0].isdigit():
            part, at = f"{part}-{following[0]}", at + 1
        written, at = f"{written}/{part}", at + 1
    # A letter and a lone number (`A_4`) is the size of a sheet, or a counter.
    whole = "." in written or written.count("/") > 1 or re.fullmatch(r"CD/\d{3,4}", written)
    return normalise(written) if whole else None


def _debate(found: re.Match[str]) -> dict[str, str]:
    code = _alpha2().get(found["code"], found["code"])
    delegation = find(code)
    if delegation is None:
        return {}
    title = f"General Debate, session {found['session']}: {delegation.name_en}"
    return {
        "date": found["year"],
        "body": "General Assembly",
        "title": title,
        "delegation": delegation.code,
    }


@cache
def _alpha2() -> Mapping[str, str]:
    """Codes of three letters (ISO 3166-1 alpha-3) to those of two."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)
