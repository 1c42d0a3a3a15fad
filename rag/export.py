"""References in the forms that texts and other programs take.

    references   the UN-style reference in both languages
    footnote     who, which document, when, its symbol, where in it, and a link
    bibtex       an entry for BibTeX and biblatex
    ris          a record for reference managers
    export       any of them by its name

Everything is UTF-8: Chinese stays Chinese. What is not known is left out, the date of access among
it, which only the reader knows. Footnotes follow the Editorial Manual of the United Nations
("Footnotes and other references", part III), records for reference managers the RIS specification:
a verbatim record is a hearing (HEAR), everything else a report (RPRT).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, get_args
from urllib.parse import quote

from index.records.model import Document, Language, Speaker
from rag.cite import (
    NATIVE,
    date,
    language_name,
    meeting_label,
    page_label,
    paragraph_label,
    part_label,
    reference,
    speaker_label,
    translated_from,
)
from rag.permalink import Cited, permalink

Format = Literal["un", "footnote", "bibtex", "ris"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: Mapping[Format, str] = {
    "un": "text/plain",
    "footnote": "text/plain",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}
SUFFIXES: Mapping[Format, str] = {"un": "txt", "footnote": "txt", "bibtex": "bib", "ris": "ris"}

# Bodies in both languages; any other is named as the document names it.
_BODIES = (
    ("安全理事会", "Security Council"),
    ("大会", "General Assembly"),
    ("经济及社会理事会", "Economic and Social Council"),
    ("人权理事会", "Human Rights Council"),
    ("托管理事会", "Trusteeship Council"),
)
_KINDS = {
    "verbatim": {"zh": "逐字记录", "en": "Verbatim record"},
    "letter": {"zh": "信", "en": "Letter"},
    "presidential_statement": {"zh": "主席声明", "en": "Statement by the President"},
    "text": {"zh": "", "en": ""},
}
_UNITED_NATIONS = {"zh": "联合国", "en": "United Nations"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# BibTeX counts every brace, escaped or not, so that only these names for them keep the balance.
_ESCAPING = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "$&#%_"},
    }
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What an address may hold besides letters and digits; the rest would end a field or a line.
_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%~-._"


def export(cited: Cited, form: Format, language: Language, address: str = "") -> str:
    """One reference in one form, without a line break at its end.

    `address` is that of the service whose page shows the words; without one there is no link.
    """
    if form == "un":
        return _reference(cited, language)
    return {"footnote": footnote, "bibtex": bibtex, "ris": ris}[form](cited, language, address)


def file_name(cited: Cited, form: Format) -> str:
    """What to call a file with the reference: the symbol (or the id) in plain ASCII."""
    return f"{_name(cited.document)}.{SUFFIXES[form]}"


def references(cited: Cited) -> dict[Language, str]:
    """The UN-style reference in both languages."""
    return {"zh": _reference(cited, "zh"), "en": _reference(cited, "en")}


def footnote(cited: Cited, language: Language, address: str = "") -> str:
    """A footnote of one sentence, the link behind it.

    `Mr. Norov (Shanghai Cooperation Organization), speaking in Russian, Security Council, 8626th
    meeting, 25 September 2019 (S/PV.8626), statement 4, para. 7.`
    """
    document = cited.document
    who = _who(cited, language)
    told = [who[:1].upper() + who[1:], _spoken(cited, language), _title(document, language)]
    if document.date and (document.kind != "letter" or not document.title):
        told.append(date(document.date, language))
    brackets = "（{}）" if language == "zh" else " ({})"
    symbol = brackets.format(document.symbol) if document.symbol else ""
    text = _joined([_joined(told, language) + symbol, *_within(cited, language)], language)
    sentence = _clean(text) + ("。" if language == "zh" else ".")
    return " ".join(filter(None, [sentence, _link(cited, language, address)]))


def bibtex(cited: Cited, language: Language, address: str = "") -> str:
    """A `@techreport` (biblatex reads it as `@report`) with who speaks as its author."""
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(cited, language, address))
    return f"@techreport{{{_key(cited)},\n{fields}}}"


def _fields(cited: Cited, language: Language, address: str) -> Iterator[tuple[str, str]]:
    document = cited.document
    told = {
        # A second pair of braces keeps a name from being taken apart into first and last.
        "author": _braced(_author(cited, language)),
        "title": _braced(_title(document, language)),
        "institution": _escaped(_institution(document, language)),
        "type": _escaped(_KINDS[document.kind][language]),
        "number": _escaped(document.symbol),
    }
    yield from ((name, f"{{{value}}}") for name, value in told.items() if value)
    year, *rest = (document.date or "").split("-")
    if year:
        yield "year", f"{{{year}}}"
        yield "date", f"{{{document.date}}}"
    if rest:
        yield "month", _MONTHS[int(rest[0]) - 1]
    yield "language", f"{{{NATIVE[document.language]}}}"
    note = _escaped(_note(cited, language))
    if note:
        yield "note", f"{{{note}}}"
    if address:
        yield "url", f"{{{_link(cited, language, address)}}}"


def ris(cited: Cited, language: Language, address: str = "") -> str:
    """A record of one reference; lines end in CR LF, as the specification has it."""
    lines = (f"{tag}  - {_clean(value)}" for tag, value in _tags(cited, language, address))
    return "\r\n".join([*lines, "ER  - "])


def _tags(cited: Cited, language: Language, address: str) -> Iterator[tuple[str, str]]:
    document = cited.document
    spoken = document.kind == "verbatim"
    body = _body(document, language)
    told = [
        ("AU", _author(cited, language)),
        ("TI", _title(document, language)),
        # A hearing has a committee and a legislative body; a report has an institution.
        ("T2" if spoken else "PB", body if spoken else _institution(document, language)),
        ("T3", _UNITED_NATIONS[language] if spoken and body else ""),
        ("M1" if spoken else "SN", document.symbol),
        ("M3", _KINDS[document.kind][language]),
        ("PY", (document.date or "").partition("-")[0]),
        ("DA", (document.date or "").replace("-", "/")),
        ("LA", document.language),
        ("N1", _note(cited, language)),
        ("UR", _link(cited, language, address)),
    ]
    yield "TY", "HEAR" if spoken else "RPRT"
    yield from ((tag, value) for tag, value in told if value)


def _reference(cited: Cited, language: Language) -> str:
    document, statement = cited.document, cited.statement
    if statement is not None:
        return reference(document, statement, cited.paragraphs, language, cited.raw)
    told = [document.symbol or document.title or document.name]
    if document.date and document.kind != "letter":
        told.append(date(document.date, language))
    return _joined([*told, _page(cited, language)], language)


def _page(cited: Cited, language: Language) -> str:
    return page_label(cited.document, *cited.raw, language) if cited.raw else ""


def _title(document: Document, language: Language) -> str:
    """The title in one language where that is known, else as the document has it."""
    body = _body(document, language)
    if document.kind == "verbatim" and body and document.meeting:
        label = meeting_label(document.meeting, language)
        return f"{body}{label}" if language == "zh" else f"{body}, {label}"
    if document.kind == "presidential_statement" and body == _BODIES[0][language == "en"]:
        if language == "zh":
            return f"{body}主席声明"
        return f"Statement by the President of the {body}"
    return document.title or ("" if document.symbol else document.name)


def _body(document: Document, language: Language) -> str:
    for chinese, english in _BODIES:
        if document.body in (chinese, english):
            return chinese if language == "zh" else english
    return document.body or ""


def _institution(document: Document, language: Language) -> str:
    """The United Nations and the body; a text of unknown origin has none."""
    body = _body(document, language)
    if not body and document.symbol is None:
        return ""
    # Without a comma, which would make the body a first name to reference managers.
    nations, space = _UNITED_NATIONS[language], "" if language == "zh" else " "
    return f"{nations}{space}{body}".strip()


def _who(cited: Cited, language: Language) -> str:
    """The speaker with the delegation, where the document is a record of speeches."""
    if cited.document.kind != "verbatim" or cited.statement is None:
        return ""
    return speaker_label(cited.statement.speaker, language)


def _spoken(cited: Cited, language: Language) -> str:
    """The language of the speech, where the words printed are a translation of it."""
    spoken = translated_from(cited.document, cited.statement) if cited.statement else None
    if spoken is None:
        return ""
    name = language_name(spoken, language)
    return f"以{name}发言" if language == "zh" else f"speaking in {name}"


def _within(cited: Cited, language: Language) -> list[str]:
    """The place inside the document: statement or annex, paragraphs."""
    statement = cited.statement
    if statement is None:
        return [_page(cited, language)]
    if cited.document.kind == "verbatim":
        number = statement.number
        part = f"第{number}次发言" if language == "zh" else f"statement {number}"
    else:
        part = part_label(statement.part or "", language)
    paragraphs = paragraph_label(statement, cited.paragraphs, language)
    return [part, paragraphs, _page(cited, language)]


def _note(cited: Cited, language: Language) -> str:
    told = [_who(cited, language), _spoken(cited, language), *_within(cited, language)]
    return _joined(told, language)


def _author(cited: Cited, language: Language) -> str:
    """Whose words these are: the person's name, else the delegation's, else the institution's."""
    speaker = cited.statement.speaker if cited.statement else Speaker(None)
    name = (speaker.name_en if language == "en" else None) or speaker.name
    if name:
        return name
    if speaker.delegation and speaker.delegation.kind != "office":
        return speaker.delegation.name(language)
    return _institution(cited.document, language)


def _link(cited: Cited, language: Language, address: str) -> str:
    if not address:
        return ""
    link = permalink(cited.document, cited.start, cited.end, language, address)
    return quote(link, safe=_IN_ADDRESSES)


def _key(cited: Cited) -> str:
    """A key for an entry: the symbol (the id where there is none) and the range."""
    return f"{_name(cited.document)}:{cited.start}-{cited.end}"


def _name(document: Document) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", document.symbol or document.id)


def _joined(parts: Iterable[str], language: Language) -> str:
    return ("，" if language == "zh" else ", ").join(filter(None, parts))


def _clean(text: str) -> str:
    """One line without control characters, which would end a field."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _escaped(text: str | None) -> str:
    """A text in which TeX finds no command, group or comment."""
    return _clean(text or "").translate(_ESCAPING)


def _braced(text: str) -> str:
    return f"{{{_escaped(text)}}}" if text else ""
