"""`rostrum show`: read a record, a statement, a paragraph or a passage."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from api.command.options import library_options
from api.command.shelf import open_library
from api.command.terminal import write, write_json
from index.errors import InputError, NotHeld
from index.records.model import Language, Record, Statement
from index.store.milvus.address import Where

if TYPE_CHECKING:
    from index.store.library import Library


@click.command()
@click.argument("symbol", required=False)
@click.option("--statement", type=int, metavar="N", help="Only this statement, counted from 1.")
@click.option("--paragraph", type=int, metavar="N", help="Only this paragraph of the statement.")
@click.option("--passage", metavar="ID", help="An indexed passage by its id, instead of a SYMBOL.")
@click.option(
    "--names", type=click.Choice(["zh", "en"]),
    help="Language of names and references [default: the document's].",
)  # fmt: skip
@library_options
def show(
    symbol: str | None, statement: int | None, paragraph: int | None, passage: str | None,
    names: str | None, library: Where, encoder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Read what is held: who spoke in a record, or the words themselves.

    The SYMBOL may also be a document id or a file name.

    \b
    Examples:
      rostrum show S/PV.8626
      rostrum show S/PV.8626 --statement 5
      rostrum show S/PV.8626 --statement 5 --paragraph 2 --names en
      rostrum show --passage 0123456789abcdef:100-400
    """
    if (symbol is None) == (passage is None):
        raise InputError(
            "Give either a SYMBOL or --passage ID.", "rostrum documents lists what is held."
        )
    with open_library(library, encoder) as held:
        language = cast("Language | None", names)
        if passage is not None:
            _show_passage(held, passage, language, as_json)
        elif symbol is not None:
            _show_record(held, held.record(symbol), statement, paragraph, language, as_json)


def _show_record(
    held: Library, record: Record, number: int | None, paragraph: int | None,
    names: Language | None, as_json: bool,
) -> None:  # fmt: skip
    from api.command.render import statement_text

    language = names or record.document.language
    if number is None and paragraph is None:
        _show_overview(held, record, language, as_json)
        return
    statement = _statement(record, number)
    _check_paragraph(record, statement, paragraph)
    if as_json:
        write_json(_statement_fields(record, statement, paragraph, language))
    else:
        write(statement_text(record, statement, language, paragraph))


def _show_overview(held: Library, record: Record, language: Language, as_json: bool) -> None:
    from api.command.render import record_text
    from api.command.versions import relations_fields, relations_text
    from rag.wire import record_fields

    document = record.document
    if as_json:
        earlier = [d for d in held.versions(document)[:-1] if d.id != document.id]
        relations = relations_fields(held.translations(document), earlier)
        write_json({**record_fields(record, language), **relations})
    else:
        text, relations_told = record_text(record, language), relations_text(held, document)
        write("\n\n".join(filter(None, [text, relations_told])))


def _statement(record: Record, number: int | None) -> Statement:
    """The statement asked for; a record with only one needs no number.

    Raises:
        InputError: if no number was given and there are several.
        NotHeld: if the record has no statement with this number.
    """
    label, count = record.document.label, len(record.statements)
    if number is None and count != 1:
        raise InputError(f"{label} has {count} statements.", "Say which one with --statement N.")
    statement = record.statement(1 if number is None else number)
    if statement is None:
        raise NotHeld(
            f"{label} has no statement {number}.", f"Its statements are numbered 1 to {count}."
        )
    return statement


def _check_paragraph(record: Record, statement: Statement, number: int | None) -> None:
    if number is not None and all(number != p.number for p in statement.paragraphs):
        raise NotHeld(
            f"Statement {statement.number} of {record.document.label} has no paragraph {number}.",
            f"Its paragraphs are numbered 1 to {len(statement.paragraphs)}.",
        )


def _statement_fields(
    record: Record, statement: Statement, paragraph: int | None, language: Language
) -> dict[str, object]:
    from rag.wire import bare_document_fields, paragraph_fields, statement_fields

    fields: dict[str, object] = bare_document_fields(record.document)
    fields |= statement_fields(record, statement, language)
    start, end = statement.start, statement.end
    for chosen in statement.paragraphs:
        if chosen.number == paragraph:
            fields |= paragraph_fields(record, chosen)
            start, end = chosen.start, chosen.end
    return fields | {"text": record.text[start:end]}


def _show_passage(held: Library, id: str, names: Language | None, as_json: bool) -> None:
    from api.command.render import passage_text
    from rag.wire import passage_fields

    passage = held.passage(id)
    record = held.record(passage.document_id)
    if as_json:
        write_json(passage_fields(passage, record, names))
    else:
        write(passage_text(passage, record, names or record.document.language))
