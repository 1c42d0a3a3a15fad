"""What the text itself says of a document: symbol, body, date, meeting, agenda, kind, language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records.grammar import match_heading
from index.records.model import Kind, Language, Origin
from index.records.numerals import chinese_number, find_date
from index.records.symbols import find_symbols, normalise

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_FRONT = 40
_PV = re.compile(r"(?<![A-Za-z])[ASE]/(?:\d{1,3}/|C\.\d/\d+/|S-\d+/)?(?:PV|SR)\.\d+")
LETTER = re.compile(
    r"给[^。]{0,20}(?:秘书长|主席|大会|安全理事会)[^。]{0,12}的(?:普通照会|同文信|信|函)|"
    r"[Ll]etters? dated .{5,40} from .{3,160} addressed to|"
    r"[Nn]ote verbale dated .{5,40} from .{3,160} addressed to"
)
PRESIDENTIAL = re.compile(
    r"安全理事会主席(?:的)?声明|Statement by the President of the Security Council"
)
_VERBATIM = re.compile(r"逐字记录|[Vv]erbatim record|简要记录|[Ss]ummary record")
_MEETING_ZH = re.compile(r"第([〇○零一二三四五六七八九十百千\d]+)次(?:全体)?会议")
_MEETING_EN = re.compile(r"(\d{1,5})(?:st|nd|rd|th)\s(?:plenary )?meeting")
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
    r"Letter dated|Accessible"
)
_TITLED = re.compile(r"题为[“「\"](.{4,120}?)[”」\"]|entitled [“\"](.{4,200}?)[”\"]")
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
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    return "zh" if han * 5 >= (han + latin) and han else "en"


def kind_of(lines: Sequence[str]) -> Kind:
    """The kind of a document, from its headings and how its paragraphs begin."""
    front = "\n".join(lines[:_FRONT])
    headings = sum(match_heading(line) is not None for line in lines)
    named = bool(_VERBATIM.search(front) or _PV.search(front[:600]))
    opened = any(re.match(r".{2,12}开会。?$|The meeting was called to order", x) for x in lines)
    if headings >= 3 or (headings and (named or opened)):
        return "verbatim"
    quoted = sum(line[:1] in _QUOTE for line in lines)
    if PRESIDENTIAL.search(front[:800]) and quoted * 2 >= len(lines) > 2:
        return "presidential_statement"
    if any(LETTER.search(line) and len(line) < 250 for line in lines[:_FRONT]):
        return "letter"
    return "text"


def read_metadata(lines: Sequence[str], running: Sequence[str], name: str) -> Metadata:
    """Everything the paragraphs, the running headers and the file's name say of a document."""
    text = "\n".join(lines)
    language, kind = language_of(text), kind_of(lines)
    front = _front(lines, kind)
    origins: dict[str, Origin] = {"language": "derived", "kind": "derived"}
    body = _body(front, lines, kind, language)
    meeting = _meeting(front)
    symbol = _written_symbol(front, running, kind)
    if symbol:
        origins["symbol"] = "text"
        meeting = meeting or _number_in(symbol)
        body = body or _body_of(symbol, language)
    elif derived := _derived_symbol(kind, body, meeting, front):
        symbol, origins["symbol"] = derived, "derived"
    elif named := _symbol_in_name(name):
        symbol, origins["symbol"] = named, "file name"
        meeting = meeting or (_number_in(named) if kind == "verbatim" else None)
        body = body or _body_of(named, language)
    date = _date(front, running, lines, kind)
    title, titled = _title(lines, kind, language, body, meeting)
    found = {"body": body, "date": date, "agenda": (agenda := _agenda(front, lines, kind))}
    origins |= {key: "text" for key, value in found.items() if value}
    if title:
        origins["title"] = titled
    return Metadata(
        language, kind, symbol, title, body, date, meeting, agenda, tuple(origins.items())
    )


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


def _body_of(symbol: str, language: Language) -> str | None:
    for chinese, english, letter in _BODIES:
        if symbol.startswith(f"{letter}/"):
            return chinese if language == "zh" else english
    return None


def _meeting(front: Sequence[str]) -> int | None:
    for line in front:
        found = _MEETING_ZH.search(line) or _MEETING_EN.search(line)
        if found and len(line) < 40:
            return chinese_number(found[1])
    return None


def _written_symbol(front: Sequence[str], running: Sequence[str], kind: Kind) -> str | None:
    """The document's own symbol: one that fills a line of the first page, or a running header."""
    for line in running:
        found = find_symbols(line)
        if found and not line.startswith("http"):
            return found[0].normal
    for line in front:
        found = find_symbols(line)
        if found and found[0].start == 0 and found[0].end == len(line.strip()):
            return found[0].normal
        if kind == "verbatim" and (match := _PV.search(line)):
            return normalise(match[0])
    return None


def _number_in(symbol: str) -> int | None:
    found = re.search(r"\.(\d+)$", symbol)
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


def _symbol_in_name(name: str) -> str | None:
    """`S_PV_8626.txt`, `S-2019-537_E.txt`: a symbol with the separators that file names allow."""
    stem = re.sub(r"\.\w{2,4}$", "", name)
    found = re.match(r"([ASE])[_\-](PV|RES|PRST)[._\-](\d+)(?:[_\-](\d+))?(?![\d])", stem, re.I)
    if found:
        kind = found[2].upper()
        dot = f"{kind}.{found[3]}" if kind == "PV" else f"{kind}/{found[3]}"
        return f"{found[1].upper()}/{dot}" + (f"/{found[4]}" if found[4] else "")
    found = re.match(r"([ASE])[_\-](\d{2,4})[_\-](?:(PV)[._\-])?(\d+)(?!\d)", stem, re.I)
    if not found:
        return None
    last = f"PV.{found[4]}" if found[3] else found[4]
    return f"{found[1].upper()}/{found[2]}/{last}"


def _title(
    lines: Sequence[str], kind: Kind, language: Language, body: str | None, meeting: int | None
) -> tuple[str | None, Origin]:
    if kind == "verbatim" and body and meeting:
        if language == "zh":
            return f"{body}第{meeting}次会议", "derived"
        return f"{body}, meeting {meeting}", "derived"
    pattern = {"letter": LETTER, "presidential_statement": PRESIDENTIAL}.get(kind)
    for line in lines[:_FRONT]:
        if pattern and pattern.search(line) and len(line) < 250:
            return line.strip("* "), "text"
    return None, "derived"


def _agenda(front: Sequence[str], lines: Sequence[str], kind: Kind) -> str | None:
    """The agenda item: what the first page lists, else the headings before the first turn."""
    for number, line in enumerate(front):
        if _ITEM.fullmatch(line):
            items = [x.strip("* ") for x in front[number + 1 :] if not _is_opening(x)]
            items = [x for x in _until_note(items) if not LETTER.search(x)]
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
