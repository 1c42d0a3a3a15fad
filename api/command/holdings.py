"""`rostrum index`, `documents` and `remove`: what the library holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.command.failures import BAD_INPUT, INTERRUPTED, tell
from api.command.intake import (
    given_fields,
    metadata_text,
    report_notes,
    report_text,
    tell_faults,
)
from api.command.listing import LISTED, closing_text, fitting, listing_text
from api.command.options import library_options
from api.command.progress import ProgressLine
from api.command.shelf import open_library
from api.command.terminal import write, write_json
from api.command.versions import chosen, relations_fields
from index.store.milvus.address import Where

if TYPE_CHECKING:
    from index.store.model import AddReport, DocumentSummary


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--set", "settings", multiple=True, metavar="FIELD=VALUE",
    help="What is known of the file: symbol, title, body, date, language, kind, agenda, "
    "delegation or speaker. Its text, its name and SOURCES.toml are believed before.",
)  # fmt: skip
@click.option(
    "--keep-versions", is_flag=True,
    help="Keep the versions whose place is taken: to be read by their ids, but not found.",
)  # fmt: skip
@click.option("--rebuild", is_flag=True, help="Encode and index again all that is held.")
@library_options
@click.pass_context
def index(
    ctx: click.Context,
    paths: tuple[Path, ...],
    settings: tuple[str, ...],
    keep_versions: bool,
    rebuild: bool,
    library: Where,
    encoder: str | None,
    as_json: bool,
) -> None:
    """Add records to the library: files, or folders with all that is in them.

    Text, Markdown, HTML, DOCX and PDF hold a document each, JSON Lines one a line. A file that is
    held already is passed over, also under another name; one with the symbol of a held document in
    the same language takes its place. A file at fault is named at the end and the others go in.
    Of much, what was finished before Ctrl-C is held: the same command goes on from there.

    \b
    Examples:
      rostrum index seeds
      rostrum index S_PV.8626_C.pdf letters/ --library ~/rostrum
      rostrum index letter.docx --set symbol=S/2019/537 --set date=2019-06-27
      rostrum index --rebuild --encoder BAAI/bge-m3
    """
    if not paths and not rebuild:
        raise click.UsageError("Name files or folders to add, or --rebuild what is held.")
    if rebuild:
        _rebuild(ctx, library, encoder)
    if not paths:
        return
    from index.store.writer import PORTION

    given = given_fields(settings, paths)
    with open_library(library, encoder, create=True) as held:
        try:
            with ProgressLine() as progress:
                report = held.add(
                    paths, progress, given=given, keep_versions=keep_versions, portion=PORTION
                )
        except KeyboardInterrupt:
            tell("Interrupted.", "What was finished is held; the same command goes on from there.")
            ctx.exit(INTERRUPTED)
    write_json(_report_fields(report)) if as_json else write(report_text(report, library))
    tell_faults(report.failed)
    if report.failed:
        ctx.exit(BAD_INPUT)


def _rebuild(ctx: click.Context, library: Where, encoder: str | None) -> None:
    """Encode all that is held again, with the encoder named or the one that ships."""
    from index.encode import load_encoder

    with open_library(library, None) as held:
        try:
            with ProgressLine() as progress:
                passages = held.rebuild(load_encoder(encoder), progress)
        except KeyboardInterrupt:
            tell("Interrupted.", "The library is as it was before.")
            ctx.exit(INTERRUPTED)
    click.echo(f"{passages} passages encoded and indexed again", err=True)


def _report_fields(report: AddReport) -> dict[str, Any]:
    from rag.wire import bare_document_fields as fields

    return {
        "added": [fields(document) for document in report.added],
        "replaced": [{"old": fields(r.old), "new": fields(r.new)} for r in report.replaced],
        "unchanged": [fields(document) for document in report.unchanged],
        "failed": [
            {"path": str(f.path), "error": f.error.message, "hint": f.error.hint}
            for f in report.failed
        ],
        **report_notes(report),
    }


@click.command()
@click.argument("symbols", nargs=-1, metavar="[SYMBOL]...")
@click.option("--find", default="", metavar="WORDS",
    help="Those in whose symbol, title, file name or date all the words stand.")  # fmt: skip
@click.option("--limit", type=click.IntRange(0), metavar="N",
    help=f"How many are listed, 0 for all [default: {LISTED}; with --json all].")  # fmt: skip
@click.option("--metadata", is_flag=True, help="Every field with where it was learnt, and doubts.")
@library_options
def documents(
    symbols: tuple[str, ...], find: str, limit: int | None, metadata: bool, library: Where,
    encoder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """List what the library holds, all of it or the documents named.

    \b
    Examples:
      rostrum documents
      rostrum documents S/PV.8626 --metadata
      rostrum documents --find "2019 Poland" --limit 0
      rostrum documents --json
    """
    with open_library(library, encoder) as held:
        named = {held.resolve(symbol).id for symbol in symbols}
        summaries = tuple(s for s in held.documents() if not named or s.document.id in named)
    found = fitting(summaries, find)
    if as_json:
        shown = found[: limit or None]
        fields = [_document_fields(summary, metadata) for summary in shown]
        write_json({"documents": fields, "total": len(found)})
    else:
        write(_documents_text(summaries, found, LISTED if limit is None else limit, metadata))


def _documents_text(
    summaries: Sequence[DocumentSummary], found: Sequence[DocumentSummary], limit: int,
    metadata: bool,
) -> str:  # fmt: skip
    if not summaries:
        return "The library is empty: add records with rostrum index PATH."
    if not found:
        return f"None of the {len(summaries):,} documents held fits --find."
    if not metadata:
        return listing_text(found, limit)
    shown = found[: limit or None]
    return "\n\n".join(filter(None, [metadata_text(shown), closing_text(found, len(shown))]))


def _document_fields(summary: DocumentSummary, metadata: bool) -> dict[str, Any]:
    from rag.wire import document_fields

    doubts = {"warnings": list(summary.warnings)} if metadata else {}
    relations = relations_fields(summary.translations, summary.earlier)
    return {**document_fields(summary), **relations, **doubts}


@click.command()
@click.argument("symbols", nargs=-1, required=True, metavar="SYMBOL...")
@click.option("--all-languages", is_flag=True, help="Of a symbol held in several, all of them.")
@library_options
def remove(
    symbols: tuple[str, ...],
    all_languages: bool,
    library: Where,
    encoder: str | None,
    as_json: bool,
) -> None:
    """Take documents out of the library, by symbol, id or file name: all that are named, or none.

    Earlier versions that are kept of a document go with it; one alone goes by its own id.

    \b
    Examples:
      rostrum remove S/PV.8626
      rostrum remove S/PV.8626 S/2019/537 --all-languages
    """
    with open_library(library, encoder) as held:
        removed = held.remove_all(chosen(held, symbols, all_languages))
    if as_json:
        from rag.wire import bare_document_fields

        write_json({"removed": [bare_document_fields(document) for document in removed]})
    else:
        write("\n".join(f"  - {document.label}" for document in removed))
