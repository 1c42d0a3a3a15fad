"""`rostrum index`, `documents` and `remove`: what the library holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.command.failures import BAD_INPUT, INTERRUPTED, tell
from api.command.options import library_options
from api.command.progress import ProgressLine
from api.command.shelf import open_library
from api.command.terminal import columns, pad, shorten, strong, table, width, write, write_json

if TYPE_CHECKING:
    from index.store.model import AddReport, DocumentSummary


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rebuild", is_flag=True, help="Encode and index again all that is held.")
@library_options
@click.pass_context
def index(
    ctx: click.Context,
    paths: tuple[Path, ...],
    rebuild: bool,
    library: Path,
    encoder: str | None,
    as_json: bool,
) -> None:
    """Add records to the library: files, or folders with all their .txt files.

    A file that is held already is passed over; one with the symbol of a held document takes its
    place. A file at fault is named and the others go in. Ctrl-C leaves the library as it was.

    \b
    Examples:
      rostrum index seeds
      rostrum index S_PV.8626.txt letters/ --library ~/rostrum
      rostrum index --rebuild --encoder BAAI/bge-m3
    """
    if not paths and not rebuild:
        raise click.UsageError("Name files or folders to add, or --rebuild what is held.")
    if rebuild:
        _rebuild(ctx, library, encoder)
    if not paths:
        return
    with open_library(library, encoder, create=True) as held:
        try:
            with ProgressLine() as progress:
                report = held.add(paths, progress)
        except KeyboardInterrupt:
            tell("Interrupted.", "The library is as it was before.")
            ctx.exit(INTERRUPTED)
    write_json(_report_fields(report)) if as_json else write(_report_text(report, library))
    for failure in report.failed:
        tell(failure.error.message, failure.error.hint)
    if report.failed:
        ctx.exit(BAD_INPUT)


def _rebuild(ctx: click.Context, library: Path, encoder: str | None) -> None:
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
    }


def _report_text(report: AddReport, library: Path) -> str:
    counts = {
        "added": len(report.added),
        "replaced": len(report.replaced),
        "unchanged": len(report.unchanged),
        "failed": len(report.failed),
    }
    summary = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    labels = [f"  + {document.label}" for document in report.added]
    labels += [f"  ± {replaced.new.label}" for replaced in report.replaced]
    return "\n".join([*labels, f"{summary or 'nothing found'} (library {library})"])


@click.command()
@library_options
def documents(library: Path, encoder: str | None, as_json: bool) -> None:
    """List what the library holds.

    \b
    Examples:
      rostrum documents
      rostrum documents --json
    """
    with open_library(library, encoder) as held:
        summaries = held.documents()
    if as_json:
        from rag.wire import document_fields

        write_json({"documents": [document_fields(summary) for summary in summaries]})
    else:
        write(_documents_text(summaries))


def _documents_text(summaries: tuple[DocumentSummary, ...]) -> str:
    if not summaries:
        return "The library is empty: add records with rostrum index PATH."
    rows = [_HEADS, *(_row(summary) for summary in summaries)]
    # The title comes last and takes what is left of the line.
    fixed = table([row[:-1] for row in rows]).splitlines()
    taken = max(map(width, fixed)) + 2
    lines = [
        pad(line, taken) + shorten(row[-1], max(20, columns() - taken))
        for line, row in zip(fixed, rows, strict=True)
    ]
    return "\n".join([strong(lines[0]), *lines[1:]])


_HEADS = ("document", "date", "language", "statements", "passages", "title")


def _row(summary: DocumentSummary) -> tuple[str, ...]:
    document = summary.document
    return (
        document.label,
        document.date or "",
        document.language,
        f"{summary.statements:>10}",
        f"{summary.passages:>8}",
        document.title or "",
    )


@click.command()
@click.argument("symbols", nargs=-1, required=True, metavar="SYMBOL...")
@library_options
def remove(symbols: tuple[str, ...], library: Path, encoder: str | None, as_json: bool) -> None:
    """Take documents out of the library, by symbol, id or file name.

    \b
    Examples:
      rostrum remove S/PV.8626
    """
    with open_library(library, encoder) as held:
        # Look all of them up first, so that a slip in one symbol removes nothing.
        found = [held.resolve(symbol) for symbol in dict.fromkeys(symbols)]
        removed = [held.remove(document.id) for document in found]
    if as_json:
        from rag.wire import bare_document_fields

        write_json({"removed": [bare_document_fields(document) for document in removed]})
    else:
        write("\n".join(f"  - {document.label}" for document in removed))
