"""`rostrum stances`: who said what on a question, one row per delegation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from api.command.options import filter_options, filters_of, library_options
from api.command.shelf import open_library
from api.command.tables import formatted, table_options
from api.command.terminal import columns, faint, pad, placed, quoted, strong, width, wrap
from index.errors import QuestionError
from index.records.model import Language
from index.store.milvus.address import Where

if TYPE_CHECKING:
    from rag.stances_model import Cell, Stances

Style = Callable[[str], str]
# A column narrower than this is hard to read: then meetings stand below each other.
_NARROWEST = 28
_WIDEST_NAME = 22
_GAP = 2
_TITLE = {"zh": "各方发言：{}", "en": "Who said what: {}"}
_NONE = {
    "zh": "没有符合条件的会议记录。",
    "en": "There is no record of a meeting under these conditions.",
}
_ABSENT = {
    "zh": "— 记录未载明出席或发言",
    "en": "— not named in the record, neither as present nor as a speaker",
}
_MORE = {
    "zh": "另有{}次会议也符合条件，但与问题相距较远：--meetings 可以多取。",
    "en": "{} more meetings fit the conditions and are further from the question: see --meetings.",
}
_UNPLACED = {
    "zh": "记录未说明{}次发言代表谁，这些发言不在表中。",
    "en": "Not in the table: {} statements by speakers whose delegation the records do not tell.",
}


@click.command()
@click.argument("question", nargs=-1)
@click.option(
    "--meetings", type=int, default=8, show_default=True, metavar="N",
    help="How many meetings at most, 1 to 50: those nearest to the question.",
)  # fmt: skip
@table_options
@filter_options
@library_options
def stances(
    question: tuple[str, ...], meetings: int, form: str, site: str | None, library: Where,
    encoder: str | None, as_json: bool, **options: Any,
) -> None:  # fmt: skip
    """Compare who said what: one row per delegation, one column per meeting.

    The QUESTION is a question or a topic in Chinese or English; - reads it from standard input.
    Everybody has a row who attended or spoke in the meetings held. A cell has the best quotation
    with its reference and a link, or says that the delegation did not speak, or that it spoke, but
    not on this. What is said from the chair is nobody's stance.

    \b
    Examples:
      rostrum stances "women, peace and security"
      rostrum stances "谁反对把恐怖主义和宗教挂钩？" --document S/PV.8626
      rostrum stances "sanctions" --delegation Poland --delegation 中国
      rostrum stances "drug trafficking" --format csv > stances.csv
    """
    filters = filters_of(options)
    if not question:
        raise QuestionError(
            "There is no question.", 'Write it behind the command: rostrum stances "...".'
        )
    text = sys.stdin.read() if question == ("-",) else " ".join(question)
    with open_library(library, encoder) as held:
        from rag.stances import StanceFinder
        from rag.stances_wire import stances_csv, stances_fields, stances_markdown

        found = StanceFinder(held).find(text, filters, meetings)
        formatted(
            found, "json" if as_json else form, site,
            fields=stances_fields, csv=stances_csv, markdown=stances_markdown, text=stances_text,
        )  # fmt: skip


def stances_text(stances: Stances, site: str) -> str:
    """The comparison for the terminal: the table, the references, what is left out."""
    language = stances.language
    parts = [strong(wrap(_TITLE[language].format(stances.question.strip())))]
    if not stances.meetings:
        return "\n\n".join([*parts, _NONE[language]])
    if stances.reason:
        parts.append(wrap(stances.reason))
    room = _room(stances)
    parts.append("\n".join(_grid(stances, room) if room >= _NARROWEST else _blocks(stances)))
    parts.append("\n".join(_references(stances, site)))
    parts.append("\n".join(map(faint, _notes(stances))))
    return "\n\n".join(part for part in parts if part)


def _name_width(stances: Stances) -> int:
    names = (width(row.delegation.name(stances.language)) for row in stances.rows)
    return min(_WIDEST_NAME, max(names, default=0))


def _room(stances: Stances) -> int:
    """How many columns of the terminal each meeting can have."""
    left = columns() - _name_width(stances)
    return left // len(stances.meetings) - _GAP


def _grid(stances: Stances, room: int) -> Iterator[str]:
    """The meetings side by side; a row with a quotation stands apart."""
    from rag.cite import date

    language, meetings = stances.language, stances.meetings
    widths = [_name_width(stances)] + [room] * len(meetings)
    days = (date(one.date, language) if one.date else "" for one in meetings)
    yield _line([("", strong), *((one.label, strong) for one in meetings)], widths)
    yield _line([("", faint), *((day, faint) for day in days)], widths)
    apart = True
    for row in stances.rows:
        yield from [""] if apart or row.said else []
        apart = row.said
        name = wrap(row.delegation.name(language), to=max(10, widths[0])).splitlines()
        cells = [(name, strong), *(_cell(cell, language, room) for cell in row.cells)]
        for at in range(max(len(lines) for lines, _ in cells)):
            yield _line(
                [(lines[at] if at < len(lines) else "", style) for lines, style in cells], widths
            )


def _line(cells: Sequence[tuple[str, Style]], widths: Sequence[int]) -> str:
    """One line of a table: coloured texts in their columns, nothing behind the last."""
    last = max((place for place, (text, _) in enumerate(cells) if text), default=0)
    return (" " * _GAP).join(
        style(pad(text, wide) if place < last else text)
        for place, ((text, style), wide) in enumerate(zip(cells, widths, strict=True))
        if place <= last
    )


def _blocks(stances: Stances) -> Iterator[str]:
    """The meetings below each other, without those that do not name the delegation."""
    language, label = stances.language, max(width(one.label) for one in stances.meetings)
    for row in stances.rows:
        yield from ["", strong(row.delegation.name(language))]
        for cell, document in zip(row.cells, stances.meetings, strict=True):
            if cell.status == "not_present":
                continue
            lines, style = _cell(cell, language, columns() - label - 2 * _GAP)
            for at, line in enumerate(lines):
                head = pad("" if at else document.label, label)
                yield f"{' ' * _GAP}{faint(head)}{' ' * _GAP}{style(line)}"


def _cell(cell: Cell, language: Language, room: int) -> tuple[list[str], Style]:
    """The lines of a cell and their colour."""
    from rag.stances_wire import status_text

    if cell.citation is None:
        return wrap(status_text(cell, language), to=room).splitlines(), faint
    text = f"“{cell.citation.quote}” [{cell.citation.number}]"
    return wrap(text, to=room).splitlines(), quoted


def _references(stances: Stances, site: str) -> Iterator[str]:
    """The numbered references, each with its link."""
    from rag.stances_wire import link

    for row in stances.rows:
        for cell in row.cells:
            if cell.citation:
                place = wrap(cell.citation.reference, "    ").lstrip()
                yield f"{strong(f'[{cell.citation.number}]')} {placed(place)}"
                yield faint(f"    {link(cell, stances.language, site)}")


def _notes(stances: Stances) -> Iterator[str]:
    """What the table does not show, and what its dash means."""
    language = stances.language
    if any(cell.status == "not_present" for row in stances.rows for cell in row.cells):
        yield _ABSENT[language]
    if stances.more:
        yield _MORE[language].format(stances.more)
    if stances.unplaced:
        yield _UNPLACED[language].format(stances.unplaced)
