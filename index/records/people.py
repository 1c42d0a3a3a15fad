"""Who takes part in a meeting, from the list of members, the invitations and the introductions.

A person is written with more than one spelling in one record (the list of members, the heading, the
thanks of the next speaker), so people are linked by delegation and, without one, by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.records.delegations import find, mentioned
from index.records.grammar import HONORIFICS_EN, HONORIFICS_ZH
from index.records.model import Delegation

_ROLE_ZH = (
    "秘书长|主席|特别代表|常驻代表|代表|主任|高级专员|专员|总干事|部长|大臣|外长|检察官|庭长|院长|"
    "会长|特使|团长|局长|协调员|研究员|创始人|负责人|执行官|顾问|总统|总理|首相|副首相|国务委员|国务秘书|"
    "行长|委员|干事|大使|教授|司令|记者|律师|报告员|专家|成员|活动家|倡导者"
)
_PERSON_ZH = re.compile(
    rf"(?P<what>[^。；]{{0,80}}?)(?P<honorific>{HONORIFICS_ZH})(?:阁下)?"
    r"(?=[、，。；和以参发及与并]|$)"
)
_PERSON_EN = re.compile(
    rf"(?P<honorific>{HONORIFICS_EN})\s(?P<name>[A-ZÀ-Þ][\w'’.-]+(?: [\w'’.-]+){{0,4}}?), "
    r"(?P<role>[^;]{3,160}?)(?=;| to participate|, to | and (?:Mr|Ms|Mrs|Dr|His|Her)\b|\.\s|\.?$)"
)
_INVITED_ZH = re.compile(
    r"邀请(?P<who>[^。]+?)(?:代表)?(?:参加|出席)(?:本次|会议|今天)(?P<list>[^。]*)"
)
_INVITED_EN = re.compile(
    r"invite (?:the following .{0,80}?: ?)?(?P<who>.+?)"
    r"(?:to participate in (?:this|today’s|today's) (?:meeting|debate)(?P<list>:[^\n]*)?|$)"
)
_ROSTER_NAME_ZH = re.compile(rf"(?P<name>[^/／()（）]+?)(?P<honorific>{HONORIFICS_ZH})$")
_ROSTER_NAME_EN = re.compile(
    rf"(?:(?:H\.E\.|(?:His|Her) Excellency)\s)?(?P<honorific>{HONORIFICS_EN})\s(?P<name>.+)$"
)
# `President: Mr. A/Ms. B . . . . (Ghana)`, `later: Ms. C (Vice-Chair) . . . . (Poland)`.
_ROSTER_PRESIDENT = re.compile(
    r"(?:(?P<later>later|嗣后|后来)|"
    r"(?:(?:Temporary|Acting) )?(?:President|Chair(?:person|man|woman)?)|(?:临时|代理)?主席)"
    r"\s?[:：]\s*(?P<names>[^（(\t]+?)[\s.．…]*(?:[（(][^（()）]*(?:Vice-|副主席)[^（()）]*[）)][\s.．…]*)?"
    r"[（(](?P<delegation>[^()（）]+(?:[（(][^()（）]*[）)])?)[）)]"
)
_ROSTER_LABEL = re.compile(r"(?:成员|Members)\s?[:：]\s*")
# A name behind a state with no more than a space between them.
_ROSTER_ROW = re.compile(
    rf"(?P<state>.+?)\s(?P<names>(?:(?:{HONORIFICS_EN})\s[A-ZÀ-Þ].*|\S+(?:{HONORIFICS_ZH})))$"
)
_TITLE = re.compile(rf"{HONORIFICS_ZH}|代理秘书长|副?秘书长|副?主席|部长|外长|大臣|、")
_GENERAL = frozenset({"UN-SG", "UN-SC", "UN-GA"})
_LEADERS = re.compile(r"\t+|\s*(?:[.．…]\s?){3,}|\s?[.．…]{2,}\s?|\s{2,}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in the record; `name` as written there, in full where it is in full."""

    name: str
    honorific: str | None = None
    delegation: Delegation | None = None
    role: str | None = None
    presides: bool = False

    @property
    def surname(self) -> str:
        """The last piece of the name: 诺罗夫 of 弗拉基米尔·伊马莫维奇·诺罗夫."""
        return re.split(r"[·•・ ]", self.name)[-1]


def roster(lines: Iterable[str]) -> tuple[Person, ...]:
    """The members and who presides, from the list on the first page (all its lines)."""
    people: list[Person] = []
    before = ""
    for line in lines:
        president = _ROSTER_PRESIDENT.match(line)
        if president:
            delegation = find(president["delegation"])
            presides = president["later"] is None
            people += _listed(president["names"], delegation, presides=presides)
            continue
        bare = _ROSTER_LABEL.sub("", line.strip())
        state, names = _row(bare, before)
        before = bare
        if state:
            people += _listed(names, state, presides=False)
    return tuple(people)


def _row(line: str, before: str) -> tuple[Delegation | None, str]:
    """The state and the names of one row; a long name of a state begins on the line before."""
    cells = [cell.strip() for cell in _LEADERS.split(line) if cell.strip(" .")]
    if len(cells) == 1 and (spaced := _ROSTER_ROW.match(line)):
        cells = [spaced["state"].strip(" .．…"), spaced["names"]]
    if len(cells) != 2:
        return None, ""
    return find(cells[0]) or find(f"{before} {cells[0]}") or find(before + cells[0]), cells[1]


def _listed(names: str, delegation: Delegation | None, *, presides: bool) -> list[Person]:
    people = []
    for name in re.split(r"[/／]", names):
        found = _ROSTER_NAME_ZH.match(name.strip()) or _ROSTER_NAME_EN.match(name.strip())
        if found:
            people.append(
                Person(found["name"].strip(), found["honorific"], delegation, None, presides)
            )
    return people


def guests(paragraphs: Iterable[str]) -> tuple[Person, ...]:
    """The people invited by name to brief (rule 39), with their organisation and role."""
    found: list[Person] = []
    for paragraph in paragraphs:
        for invitation in _INVITED_ZH.finditer(paragraph):
            text = invitation["list"].partition("：")[2] or invitation["who"]
            found += [p for p in people_in(text) if p.delegation or p.role]
        if invited := _INVITED_EN.search(paragraph):
            text = (invited["list"] or invited["who"]).strip(": ")
            found += [p for p in people_in(text) if p.delegation or p.role]
    return tuple(dict.fromkeys(found))


def invited(paragraphs: Iterable[str]) -> tuple[Delegation, ...]:
    """The states invited to take part (rule 37), whether they spoke or not."""
    states: dict[Delegation, None] = {}
    for paragraph in paragraphs:
        if not re.search(r"第\s?37\s?条|rule 37\b", paragraph):
            continue
        for found in (*_INVITED_ZH.finditer(paragraph), *_INVITED_EN.finditer(paragraph)):
            states.update(dict.fromkeys(d for d in mentioned(found["who"]) if d.kind == "state"))
    return tuple(states)


def people_in(text: str) -> list[Person]:
    """The people whom a list introduces: `上海合作组织秘书长弗拉基米尔·诺罗夫先生阁下、…`."""
    people = []
    for found in _PERSON_ZH.finditer(text):
        role, name = divide(found["what"].lstrip("、，和及与以"))
        if name:
            people.append(_placed(name, found["honorific"], role))
    for found in _PERSON_EN.finditer(text):
        people.append(_placed(found["name"], found["honorific"], found["role"]))
    return people


def divide(what: str) -> tuple[str, str]:
    """Divide `独立国家联合体副秘书长谢尔盖·伊万诺夫` after its last role word."""
    found = re.match(rf"(.*(?:{_ROLE_ZH}))(.*)$", what)
    return (found[1], found[2]) if found else ("", what)


def _placed(name: str, honorific: str, description: str) -> Person:
    delegation, role = place(description)
    return Person(name.strip(), honorific, delegation, role)


def place(description: str) -> tuple[Delegation | None, str | None]:
    """Delegation and role: `中国国务委员兼外交部长` -> (CN, 国务委员兼外交部长)."""
    named = mentioned(description)
    # "Secretary-General of the Shanghai Cooperation Organization" names an office first.
    delegation = next((d for d in named if d.code not in _GENERAL), named[0] if named else None)
    if delegation and delegation.code in _GENERAL:
        own = re.fullmatch(r"(?:联合国)?秘书长|(?:the )?Secretary-General", description.strip())
        delegation = delegation if own else find("UN")
        return delegation, description.strip() or None
    return delegation, _role(description, delegation)


def _role(description: str, delegation: Delegation | None) -> str | None:
    """The description without the delegation's name; a plain representative has no role."""
    role = re.sub(r"^the ", "", description.strip())
    for form in _forms(delegation):
        if role.startswith(form):
            role = role[len(form) :]
        bare = re.sub(rf"\s(?:of|for|to|from) (?:the )?{re.escape(form)}$", "", role)
        if bare != role or role != description:
            role = bare
            break
    role = re.sub(r"^(?:的|\s)+|\s+$", "", role)
    return role if role not in ("", "代表", "representative") else None


def _forms(delegation: Delegation | None) -> list[str]:
    if delegation is None:
        return []
    forms = (delegation.name_zh, delegation.name_en, *delegation.forms)
    return sorted(forms, key=len, reverse=True)


def alike(name: str, other: str) -> float:
    """How alike two spellings are, 0 to 1."""
    return SequenceMatcher(None, name, other).ratio()


def variants(text: str, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Spellings in `text` that differ from a surname in one character: 谢梅里科夫, 塞梅里科夫.

    Only surnames of four characters and more, and only where a title follows or a given name
    stands before; a spelling that is another speaker's name is left out.
    """
    found: dict[str, tuple[str, ...]] = {}
    known = set(names)
    for name in known:
        if len(name) < 4 or not re.fullmatch(r"[\u4e00-\u9fff]+", name):
            continue
        spellings = dict.fromkeys(_spellings(text, name))
        found[name] = tuple(spelling for spelling in spellings if spelling not in known)
    return found


def _spellings(text: str, name: str) -> Iterator[str]:
    """What stands in `text` and differs from a name in at most one character, in order.

    One of the two halves is then the same, so that only its places need be looked at.
    """
    size, half, at = len(name), len(name) // 2, 0
    places = {
        *_places(text, name[:half]),
        *(place - half for place in _places(text, name[half:])),
    }
    for place in sorted(places):
        written = text[place : place + size]
        others = [c for c, own in zip(written, name, strict=False) if c != own]
        named = _TITLE.match(text, place + size) or (place and text[place - 1] in "·•")
        alike = len(others) < 2 and all("\u4e00" <= other <= "\u9fff" for other in others)
        if place >= at and len(written) == size and named and alike:
            yield written
            at = place + size


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
