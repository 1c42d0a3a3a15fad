"""What the text itself says of a document: symbol, body, date, meeting, agenda, kind, language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.records.grammar import match_heading
from index.records.model import Kind, Language, Origin
from index.records.numerals import chinese_number, find_date
from index.records.symbols import BODIES, find_symbols, normalise

_HAN = re.compile(r"[\u3400-\u9fff]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_FRONT = 40
# S/PV.10000, A/ES-10/PV.39, A/C.3/74/SR.5, E/2019/SR.12, CCPR/C/SR.3668, CD/PV.1500.
_PV = re.compile(
    rf"(?<![A-Za-z]){BODIES}/(?:[A-Z0-9][A-Z0-9.\-]{{0,9}}/){{0,4}}(?:PV|SR)\.\d{{1,5}}(?!\d)"
    r"(?:\s?\(Resumption\s?\d\))?"
)
# Cells of one line of the first page: `United Nations` on the left, the symbol on the right.
_CELLS = re.compile(r"\t+|\s{3,}")
LETTER = re.compile(
    r"给[^。]{0,20}(?:秘书长|主席|大会|安全理事会)[^。]{0,12}的(?:普通照会|同文信|信|函)|"
    r"[Ll]etters? dated .{5,40} from .{3,160} addressed to|"
    r"[Nn]ote verbale dated .{5,40} from .{3,160} addressed to"
)
PRESIDENTIAL = re.compile(
    r"安全理事会主席(?:的)?声明|Statement by the President of the Security Council"
)
_VERBATIM = re.compile(r"逐字记录|[Vv]erbatim record|简要记录|[Ss]ummary record")
_MEETING_ZH = re.compile(r"第([〇○零一二三四五六七八九十百千万\d]+)次(?:全体)?会议")
_MEETING_EN = re.compile(r"(\d{1,2}[, ]\d{3}|\d{1,5})(?:st|nd|rd|th)\s(?:plenary )?meeting")
_SESSION = re.compile(
    r"第([一二三四五六七八九十百\d]+)届会议|(\d+)(?:st|nd|rd|th) session|([\w-]+) session\b"
)
_BODIES = (
    ("安全理事会", "Security Council", "S"),
    ("大会", "General Assembly", "A"),
    ("经济及社会理事会", "Economic and Social Council", "E"),
)
_ITEM = re.compile(r"(?:临时)?议程项目\s?\d*|Agenda(?: items?)?(?: \d+.*)?")
_NOT_AGENDA = re.compile(
    r"本记录包括|This record contains|\(\d{4}|^\d{2}-\d+|无障碍|请回收|信\s?[（(]|"
    r"Letter dated|Accessible|^(?:President|Members|Chair\w*|主席|成员)\s?[:：]"
)
_TITLED = re.compile(r"题为[“「\"](.{4,120}?)[”」\"]|entitled [“\"](.{4,200}?)[”\"]")
_OPENED = re.compile(r".{2,12}开会。?$|The meeting was called to order")
_QUOTE = '“"「'


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields of a document as far as the text gives them, and how each was learnt."""

    language: Language
    kind: Kind
    symbol: str | None = None
    title: str | None = None
    body: str | None = None
    date: str | None = None
    meeting: int | None = None
    agenda: str | None = None
    origins: tuple[tuple[str, Origin], ...] = ()


def language_of(text: str) -> Language:
    """Chinese if at least a fifth of the letters are Chinese characters, else English."""
    han = 0 if text.isascii() else sum(map(len, _HAN.findall(text)))
    latin = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS)) if han else 0
    return "zh" if han * 5 >= (han + latin) and han else "en"


def kind_of(lines: Sequence[str]) -> Kind:
    """The kind of a document, from its headings and how its paragraphs begin."""
    front = "\n".join(lines[:_FRONT])
    headings = sum(match_heading(line) is not None for line in lines)
    named = bool(_VERBATIM.search(front) or _PV.search(front[:600]))
    if headings >= 3 or (headings and (named or any(map(_OPENED.match, lines)))):
        return "verbatim"
    quoted = sum(line[:1] in _QUOTE for line in lines)
    if PRESIDENTIAL.search(front[:800]) and quoted * 2 >= len(lines) > 2:
        return "presidential_statement"
    if any(len(line) < 250 and LETTER.search(line) for line in lines[:_FRONT]):
        return "letter"
    return "text"


def read_metadata(lines: Sequence[str], running: Sequence[str]) -> Metadata:
    """Everything that the paragraphs and the running headers say of a document."""
    text = "\n".join(lines)
    language, kind = language_of(text), kind_of(lines)
    front = _front(lines, kind)
    body, meeting = _body(front, lines, kind, language), _meeting(front)
    symbol = _written_symbol(front, running, kind)
    if symbol and kind == "text" and _PV.fullmatch(symbol):
        # A speech taken from a record carries its running header, but is not the record.
        symbol = None
    derived = None if symbol else _derived_symbol(kind, body, meeting, front)
    if symbol:
        meeting = meeting or number_in(symbol)
        body = body or body_of(symbol, language)
    agenda = _agenda(front, lines, kind)
    made = Metadata(
        language, kind, symbol or derived, None, body, _date(front, running, lines, kind), meeting,
        agenda,
    )  # fmt: skip
    title, titled = _title(lines, made)
    read = {"symbol": symbol, "body": body, "date": made.date, "agenda": agenda}
    origins: dict[str, Origin] = {"language": "derived", "kind": "derived"}
    origins |= {key: "text" for key, value in read.items() if value}
    origins |= {"symbol": "derived"} if derived else {}
    origins |= {"title": titled} if title else {}
    return replace(made, title=title, origins=tuple(origins.items()))


def _date(
    front: Sequence[str], running: Sequence[str], lines: Sequence[str], kind: Kind
) -> str | None:
    """The date of a meeting is not that of a letter on its agenda; a letter's is in its title."""
    if kind == "verbatim":
        held = [line for line in front if not LETTER.search(line)]
        return find_date("\n".join(held)) or find_date("\n".join(running))
    titled = [line for line in lines[:_FRONT] if kind == "letter" and LETTER.search(line)]
    places = [titled[:1], front, running, lines if kind != "text" else []]
    return next((date for place in places if (date := find_date("\n".join(place)))), None)


def _front(lines: Sequence[str], kind: Kind) -> list[str]:
    """The lines ahead of the first statement; for other kinds the first lines up to the letter."""
    front: list[str] = []
    for line in lines[:_FRONT]:
        if match_heading(line) or (kind != "verbatim" and len(line) > 120):
            break
        front.append(line)
    return front


def _body(front: Sequence[str], lines: Sequence[str], kind: Kind, language: Language) -> str | None:
    whole = "\n".join(front[:12])
    if kind == "letter":
        for chinese, english, _ in _BODIES:
            if re.search(rf"作为{chinese}[^。]*文件|document of the {english}", "\n".join(lines)):
                return chinese if language == "zh" else english
    for chinese, english, _ in _BODIES:
        if chinese in whole or english in whole:
            return chinese if language == "zh" else english
    if kind == "verbatim" and language == "zh" and any("安理会" in line for line in lines[:60]):
        return "安全理事会"
    return None


def body_of(symbol: str, language: Language) -> str | None:
    """The body whose documents have such symbols, in one language."""
    for chinese, english, letter in _BODIES:
        if symbol.startswith(f"{letter}/"):
            return chinese if language == "zh" else english
    return None


def _meeting(front: Sequence[str]) -> int | None:
    for line in front:
        found = _MEETING_ZH.search(line) or _MEETING_EN.search(line)
        if found and len(line) < 40:
            return chinese_number(re.sub("[, ]", "", found[1]))
    return None


def _written_symbol(front: Sequence[str], running: Sequence[str], kind: Kind) -> str | None:
    """The document's own symbol: one that fills a line of the first page, or a running header."""
    for line in running:
        found = find_symbols(line)
        if found and not line.startswith("http"):
            return _resumed(line) or found[0].normal
    for cell in (cell for line in front for cell in _CELLS.split(line)):
        found = find_symbols(cell)
        if kind == "verbatim" and (match := _PV.search(cell)):
            return normalise(match[0])
        if found and found[0].start == 0 and found[0].end == len(cell.strip()):
            return found[0].normal
    return None


def _resumed(line: str) -> str | None:
    match = _PV.search(line)
    return normalise(match[0]) if match and "(" in match[0] else None


def number_in(symbol: str) -> int | None:
    """The number of a meeting in its symbol: 8626 of `S/PV.8626`."""
    found = re.search(r"\.(\d+)(?: \(Resumption \d\))?$", symbol)
    return int(found[1]) if found else None


def _derived_symbol(
    kind: Kind, body: str | None, meeting: int | None, front: Sequence[str]
) -> str | None:
    """`第八六二六次会议` of the Security Council is S/PV.8626; the Assembly counts by session."""
    if kind != "verbatim" or meeting is None:
        return None
    if body in ("安全理事会", "Security Council"):
        return f"S/PV.{meeting}"
    found = re.search(_SESSION, "\n".join(front))
    session = chinese_number(found[1] or found[2] or "") if found else None
    return f"A/{session}/PV.{meeting}" if session and body in ("大会", "General Assembly") else None


def _title(lines: Sequence[str], made: Metadata) -> tuple[str | None, Origin]:
    if title := title_of(made):
        return title, "derived"
    pattern = {"letter": LETTER, "presidential_statement": PRESIDENTIAL}.get(made.kind)
    for line in lines[:_FRONT]:
        if pattern and pattern.search(line) and len(line) < 250:
            return line.strip("* "), "text"
    return None, "derived"


def title_of(made: Metadata) -> str | None:
    """What a verbatim record is called by its body and number; None for everything else."""
    if made.kind != "verbatim" or not made.body or not made.meeting:
        return None
    if made.language == "zh":
        return f"{made.body}第{made.meeting}次会议"
    return f"{made.body}, meeting {made.meeting}"


def _agenda(front: Sequence[str], lines: Sequence[str], kind: Kind) -> str | None:
    """The agenda item: what the first page lists, else the headings before the first turn."""
    for number, line in enumerate(front):
        if _ITEM.fullmatch(line):
            items = [x.strip("* ") for x in front[number + 1 :] if not _is_opening(x)]
            items = list(dict.fromkeys(x for x in _until_note(items) if not LETTER.search(x)))
            return "：".join(items[:2]) if kind == "verbatim" and items else _first(items)
    if kind == "verbatim":
        opened = max((n for n, line in enumerate(front) if _is_opening(line)), default=len(front))
        items = [x.strip("* ") for x in front[opened + 1 :] if not _NOT_AGENDA.search(x)]
        return "：".join(x.rstrip("：:") for x in items[:2]) or None
    found = _TITLED.search("\n".join(lines[:6]))
    return (found[1] or found[2]) if found else None


def _first(items: Sequence[str]) -> str | None:
    return items[0] if items else None


def _until_note(items: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for item in items:
        if _NOT_AGENDA.search(item) or item in ("通过议程",):
            break
        kept.append(item)
    return kept


def _is_opening(line: str) -> bool:
    return bool(
        re.match(r".{2,14}开会。?$|通过议程$|议程通过|The meeting was|Adoption of|The agenda", line)
    )
