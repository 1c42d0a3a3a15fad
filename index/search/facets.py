"""Reading out of a question where its answer may stand: who, which document, when."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, islice
from typing import get_args

from index.errors import FilterError
from index.records.delegations import mentioned, mentions
from index.records.model import Document
from index.records.symbols import find_symbols
from index.search.atoms import MONTHS
from index.search.holdings import Named
from index.search.model import FacetKind, Facets
from index.search.roster import Floor, Roster
from index.search.words import fold

_MEETING = re.compile(r"第\s*(\d{1,5})\s*次会议|\b(\d{1,5})(?:st|nd|rd|th) meeting\b")
_DAY_ZH = re.compile(r"((?:19|20)\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
_DAY_EN = re.compile(
    rf"\b(?:(\d{{1,2}}) )?({'|'.join(MONTHS)})(?: (\d{{1,2}}))?,? ((?:19|20)\d\d)\b"
)
_YEAR_EN = re.compile(r"(?<![\d/(])((?:19|20)\d\d)(?![\d年)])")

# A capitalised word may be a name; so may small words inside one. What stands before it says
# whether it is: a title a person, "in" a place.
_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’‐-][^\W\d_\u3400-\u9fff]+)*")
_SMALL = "al bin da das de del den der di dos du el ibn la le ould van von y"
_BEFORE_NAMES = """
mr mrs ms miss mme dr prof professor sir dame lord lady baroness baron sheikh sheikha judge justice
ambassador general president vice-president minister secretary secretary-general representative
under-secretary-general prince princess king chancellor commissioner director director-general
chairman chairperson chair envoy rapporteur coordinator speaker
"""
_BEFORE_PLACES = "in at near inside into around across within throughout outside"
_NO_NAMES = """
a about according after against all also although among an and any apart are as at be because been
before besides between beyond both but by can cite compare compared concerning could describe
despite did do does during each eight even every explain find five for four from give had has have
her here his how i if instead is it its list may me might most must my name nine no not now of on
one or other others our please quote regarding seven shall she should show since six so some such
summarise summarize tell ten that the their then there these they think this those though three
through to trace two under unlike until was we were what whatever when where whether which whichever
while who whom whose why will with without would you your
monday tuesday wednesday thursday friday saturday sunday
accord accords africa african agency agenda agreement alliance america american americas annex anti
arab army article asia asian assembly association atlantic balkans bank bloc block body camp cases
caucasus center central centre century chapter charter chief christian climate collective commission
committee community conference conflict congress convention cooperation council counter countries
country course court covenant crisis day decade declaration delegation department deputy development
document east eastern economic europe european excellency executive finance first force forces
foreign forum framework fund given global goal goals government group gulf high highness holiness
human international islam islamic jewish latin league letter level majesty member members middle
mission muslim nations navy ngo ngos non north northern note nuclear ocean office operation
operations organisation organization pacific panel paragraph parliament party peace permanent post
power pre prime programme project protocol rather record records region regional report republic
resolution rights road russian safety sea second secretariat security silk south southern special
state statement states strait summit sustainable task terrorism third treaty tribunal un union
united university war weapons west western women working world year
"""
_PARTICLES, _PLACES = frozenset(_SMALL.split()), frozenset(_BEFORE_PLACES.split())
_TITLES = frozenset(_BEFORE_NAMES.split())
_WORDS = frozenset((*MONTHS, *_NO_NAMES.split())) | _TITLES | _PLACES
_RUN = re.compile("(?:[pq]p*N|[Nn])(?:p*N)*")
_JOINED = re.compile(r"(?<=\w )").match
_POSSESSIVE = re.compile("['’]s$")
_STOP, _GOES_ON = re.compile("[.?!:;]"), re.compile("(?<!['’]s),? [a-z]").match
# In Chinese a name is what is left between a title or a verb and the words around it.
_TITLE_ZH = re.compile(
    "先生|女士|夫人|小姐|博士|教授|阁下|大使|爵士|部长|外长|大臣|首相|总理|总统|主席|秘书长|总干事|特使|"
    "代表|专员|主任|国务卿|将军|法官"
)
_SAYS_ZH = re.compile("说|表示|认为|指出|提到|提出|强调|呼吁|主张|谈|介绍")
_ASKED_ZH = re.compile("对|就|在|是否|是|怎么|怎样|如何|有没有")
_CUT_ZH = re.compile(
    rf"({_TITLE_ZH.pattern}|{_SAYS_ZH.pattern}|{_ASKED_ZH.pattern}|什么|哪|关于|为什么|请问|根据|按照"
    r"|以及|[的了吗呢谁和与及由被把]|[^\u3400-\u9fff·•・‧-]+)"
)
_NAME_ZH = re.compile(r"[\u3400-\u9fff]{2,8}(?:[·•・‧-][\u3400-\u9fff]{1,8})*")
# So many names of a question are looked up.
_MOST_NAMES = 20
_DOTTED = re.compile("[·•・‧]")


def read_facets(question: str, roster: Roster) -> Facets:
    """What the question names of what the library holds."""
    folded = fold(question)
    lowered = folded.lower()
    meetings = [int(zh or en) for zh, en in _MEETING.findall(lowered)]
    symbols = dict.fromkeys(mention.normal for mention in find_symbols(folded))
    codes = (delegation.code for delegation in mentioned(question))
    return Facets(
        delegations=tuple(code for code in codes if code in roster.delegations),
        speakers=_speakers(folded, roster),
        symbols=tuple(symbol for symbol in symbols if symbol in roster.symbols),
        meetings=tuple(number for number in dict.fromkeys(meetings) if number in roster.meetings),
        dates=_dates(lowered),
    )


def ignored(ignore: Sequence[str]) -> tuple[tuple[FacetKind, str], ...]:
    """The facets that `Filters.ignore` names, each once, as pairs of kind and value.

    Raises:
        FilterError: one that is not written as `kind:value`, or of a kind that there is none of.
    """
    found: dict[tuple[FacetKind, str], None] = {}
    for one in ignore:
        written, _, value = one.partition(":")
        kind = next((kind for kind in get_args(FacetKind) if kind == written), None)
        if kind is None or not value:
            kinds = ", ".join(get_args(FacetKind))
            raise FilterError(
                f"{one!r} is no facet of a question.",
                f"Write it as delegation:PL; the kinds are {kinds}.",
            )
        found[kind, value] = None
    return tuple(found)


def without(facets: Facets, ignore: Collection[tuple[FacetKind, str]]) -> Facets:
    """The facets that still count when some are ignored."""
    if not ignore:
        return facets
    return Facets(
        delegations=tuple(one for one in facets.delegations if ("delegation", one) not in ignore),
        speakers=tuple(one for one in facets.speakers if ("speaker", one) not in ignore),
        symbols=tuple(one for one in facets.symbols if ("document", one) not in ignore),
        meetings=tuple(one for one in facets.meetings if ("meeting", str(one)) not in ignore),
        dates=tuple(one for one in facets.dates if ("date", one) not in ignore),
    )


def named(facets: Facets, roster: Roster) -> Named | None:
    """The statements that the facets point to; None where they point at most to a time."""
    if not (facets.delegations or facets.speakers or facets.symbols or facets.meetings):
        return None
    forms = roster.names.items() if facets.speakers else ()
    documents = roster.documents.values() if facets.symbols or facets.meetings else ()
    return Named(
        delegations=frozenset(facets.delegations),
        speakers=frozenset(form for form, name in forms if name in facets.speakers),
        documents=frozenset(one.id for one in documents if fits_document(facets, one)),
    )


def fits_speaker(facets: Facets, floor: Floor, roster: Roster) -> bool:
    """Whether a statement is by a person whom the question names."""
    return any(roster.names[form] in facets.speakers for form in floor.speakers)


def fits_document(facets: Facets, document: Document) -> bool:
    """Whether a document is one that the question names by symbol or meeting."""
    return document.symbol in facets.symbols or document.meeting in facets.meetings


def fits_date(facets: Facets, document: Document) -> bool:
    """Whether a document is of a day, month or year that the question names."""
    return any((document.date or "").startswith(date) for date in facets.dates)


def _speakers(folded: str, roster: Roster) -> tuple[str, ...]:
    """Who is named as in the records; other names count for whom they sound like."""
    lowered = folded.lower()
    held = roster.names_in(lowered)
    found = {form: written for form, written in held.items() if _names(form, lowered)}
    sounding = (
        written
        for name, introduced in _other_names(folded)
        if not any(_names(form, name.lower()) for form in found)
        for written in roster.sounds.find(name, introduced)
    )
    return tuple(dict.fromkeys((*found.values(), *sounding)))


def _other_names(folded: str) -> Iterator[tuple[str, bool]]:
    """What may be a person's name, and whether the words around it say so."""
    text = folded
    for named in mentions(folded):
        text = text[: named.start] + "|" * (named.end - named.start) + text[named.end :]
    yield from islice(chain(_latin_names(text), _chinese_names(text)), _MOST_NAMES)


def _latin_names(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of capitalised words, with the small ones that belong to names (Van Bohemen)."""
    words = list(_LATIN_WORD.finditer(text))
    for run in _RUN.finditer("".join(map(_kind, words))):
        first, last = words[run.start()], words[run.end() - 1]
        before = words[run.start() - 1] if run.start() else None
        gap = text[before.end() if before else 0 : first.start()]
        leads = before[0].lower() if before and gap.strip() in ("", ".") else ""
        # Whatever begins a sentence is capitalised.
        common = first is last and (not before or _STOP.search(gap)) and _GOES_ON(text, last.end())
        if leads in _TITLES or not (common or leads in _PLACES):
            name = " ".join(word[0] for word in words[run.start() : run.end()])
            yield _POSSESSIVE.sub("", name), leads in _TITLES


def _kind(word: re.Match[str]) -> str:
    """N for part of a name, p for a small word inside one (n, q after punctuation), else `.`."""
    small = _POSSESSIVE.sub("", word[0].lower())
    joined = _JOINED(word.string, word.start())
    if small in _PARTICLES:
        return "p" if joined else "q"
    name = word[0][0].isupper() and not (word[0].isupper() or small in _WORDS)
    return ("N" if joined else "n") if name else "."


def _chinese_names(text: str) -> Iterator[tuple[str, bool]]:
    """What stands before a title, has a dot between its parts, or is said to speak."""
    pieces = ["", *_CUT_ZH.split(text), ""]
    for before, piece, after in zip(pieces[:-1:2], pieces[1::2], pieces[2::2], strict=True):
        if not _NAME_ZH.fullmatch(piece):
            continue
        if _DOTTED.search(piece) or _TITLE_ZH.fullmatch(after):
            yield piece, True
        elif len(piece) > 2 and (
            _TITLE_ZH.fullmatch(before)
            or _SAYS_ZH.fullmatch(after)
            or (not before and _ASKED_ZH.fullmatch(after))
        ):
            yield piece, False


def _names(form: str, text: str) -> bool:
    """Whether a form of a name stands in a text: as whole words where it is Latin."""
    if len(form) < 2 or form not in text:
        return False
    return not form.isascii() or re.search(rf"\b{re.escape(form)}\b", text) is not None


def _dates(lowered: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for year, month, day in _DAY_ZH.findall(lowered):
        found[_iso(year, month, day)] = None
    for before, name, after, year in _DAY_EN.findall(lowered):
        found[_iso(year, str(MONTHS.index(name) + 1), before or after)] = None
    for year in _YEAR_EN.findall(_DAY_EN.sub("", lowered)):
        found[year] = None
    return tuple(found)


def _iso(year: str, month: str, day: str) -> str:
    parts = [year, *(f"{int(part):02d}" for part in (month, day) if part)]
    return "-".join(parts)
