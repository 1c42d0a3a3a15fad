"""What `rostrum index` says of the files it was given, and what may be told about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.command.failures import tell
from api.command.terminal import faint, strong, table, wrap
from api.command.versions import duplicates_fields, duplicates_text
from index.errors import InputError
from index.store.milvus.address import Where

if TYPE_CHECKING:
    from index.records.model import Document
    from index.store.model import AddReport, DocumentSummary, Failure

# So many warnings are shown one by one; `rostrum documents --metadata` shows all.
_SHOWN = 10
# So many documents that went in are named, and so many files at fault.
_NAMED = 30
_FAULTS = 50
_METADATA = ("symbol", "title", "body", "date", "meeting", "agenda", "language", "kind")


def given_fields(settings: Sequence[str], paths: Sequence[Path]) -> dict[str, str]:
    """The fields of `--set FIELD=VALUE`, checked.

    Raises:
        InputError: there is no such field, its value cannot be, or a symbol is set for several.
    """
    from index.records.metadata import problem

    given: dict[str, str] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        wrong = problem(key, value) if equals else f"{setting!r} is not FIELD=VALUE"
        if wrong:
            raise InputError(f"--set: {wrong}.", "For example: --set date=2019-06-27")
        given[key] = value.strip()
    if "symbol" in given and (len(paths) != 1 or paths[0].is_dir()):
        raise InputError(
            "A symbol belongs to one document, and several files are named.",
            "Add the file by itself, or write a SOURCES.toml beside the files.",
        )
    return given


def report_text(report: AddReport, library: Where, removed: Sequence[Document] = ()) -> str:
    """What became of the files, warnings after them, then how many of each; `removed` are
    documents that went because their files are gone.
    """
    counts = {
        "added": len(report.added),
        "replaced": len(report.replaced),
        "removed": len(removed),
        "unchanged": len(report.unchanged),
        "failed": len(report.failed),
    }
    summary = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    gone = [f"  - {document.label}" for document in removed]
    lines = [f"  + {document.label}" for document in report.added]
    lines += [f"  ± {replaced.new.label}" for replaced in report.replaced]
    if len(lines) > _NAMED:
        more = f"  + {len(lines) - _NAMED:,} more (rostrum documents lists what is held)"
        lines = [*lines[:_NAMED], more]
    lines += [*duplicates_text(report.duplicates), *_warnings(report), *_passed_over(report)]
    return "\n".join([*gone, *lines, f"{summary or 'nothing found'} (library {library})"])


def tell_faults(failed: Sequence[Failure]) -> None:
    """Each file at fault with what to do about it, on stderr; of very many the first ones."""
    for failure in failed[:_FAULTS]:
        tell(failure.error.message, failure.error.hint)
    if len(failed) > _FAULTS:
        more = f"{len(failed) - _FAULTS:,} more files are at fault."
        tell(more, "--json lists all; once these are mended the same command names the next.")


def _warnings(report: AddReport) -> Iterator[str]:
    said = [
        f"{warned.document.label}: {warning}"
        for warned in report.warned
        for warning in warned.warnings
    ]
    if len(said) > _SHOWN:
        yield (
            f"  ! {len(said):,} warnings about {len(report.warned):,} documents "
            "(rostrum documents --metadata shows them)"
        )
    else:
        yield from (wrap(line, "    ").replace("   ", "  !", 1) for line in said)


def _passed_over(report: AddReport) -> Iterator[str]:
    """How many files of which kinds are not read; three are named."""
    if not report.passed_over:
        return
    kinds = Counter(path.suffix.lower() or "no suffix" for path in report.passed_over)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(6))
    yield f"  - {len(report.passed_over):,} files of kinds that are not read ({told})"


def report_notes(report: AddReport) -> dict[str, Any]:
    """Warnings, files passed over and copies, for programs."""
    return {
        "warnings": [
            {"document": warned.document.id, "warnings": list(warned.warnings)}
            for warned in report.warned
        ],
        "passed_over": [str(path) for path in report.passed_over],
        "duplicates": duplicates_fields(report.duplicates),
    }


def metadata_text(summaries: Sequence[DocumentSummary]) -> str:
    """For each document every field with where it was learnt, and what is doubtful."""
    return "\n\n".join("\n".join(_metadata(summary)) for summary in summaries)


def _metadata(summary: DocumentSummary) -> Iterator[str]:
    document = summary.document
    yield strong(document.label)
    rows = [
        (f"  {key}", str(value), faint(document.origins.get(key, "derived")))
        for key in _METADATA
        if (value := getattr(document, key)) is not None
    ]
    pages = [("  pages", str(document.pages.count), faint("file"))] if document.pages else []
    others = [("  also in", f"{d.language}, {d.id}", d.name) for d in summary.translations]
    others += [("  earlier", d.id, d.name) for d in summary.earlier]
    yield table([("  file", document.name, faint("file")), *pages, *rows, *others])
    yield from (wrap(warning, "    ").replace("   ", "  !", 1) for warning in summary.warnings)
