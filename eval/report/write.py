"""Showing and keeping a report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from eval.files import ResultFileError, read_whole, write_whole
from eval.report.figures import figures
from eval.report.page import page
from eval.report.text import as_fields, as_markdown, as_terminal
from eval.report.view import view_fields
from eval.run_file import write_run
from eval.score import Scored
from index.records.model import Record

# What the service shows: the run itself, and its figures so that nobody waits for them.
RUN = "run.jsonl.xz"
FIGURES = "figures.json"


def show(scored: Scored, records: Mapping[str, Record], as_json: bool) -> None:
    """The figures on standard output."""
    found = figures(scored, records)
    if as_json:
        click.echo(json.dumps(as_fields(found), ensure_ascii=False, indent=2))
    else:
        click.echo(as_terminal(found))


def report(folder: Path, scored: Scored, records: Mapping[str, Record]) -> None:
    """`report.html`, `summary.md`, and the run and its figures for the page of the service, in a
    folder in place of those of the last run."""
    found = figures(scored, records)
    write_whole(folder / "report.html", page(found, scored, records))
    write_whole(folder / "summary.md", as_markdown(found))
    write_run(folder / RUN, scored.run)
    kept = {"run": file_digest(folder / RUN), "figures": view_fields(scored, records)}
    write_whole(folder / FIGURES, json.dumps(kept, ensure_ascii=False, separators=(",", ":")))
    written = ", ".join(str(folder / name) for name in ("report.html", "summary.md", RUN, FIGURES))
    click.echo(f"written: {written}", err=True)


def file_digest(path: Path) -> str:
    """SHA-256 of a file in hexadecimal.

    Raises:
        ResultFileError: it cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ResultFileError(f"{path} cannot be read: {reason}.", "Check the name.") from None


def kept_figures(folder: Path) -> dict[str, Any] | None:
    """The figures beside the run of a report, None where they are missing or of another run."""
    try:
        kept = json.loads(read_whole(folder / FIGURES))
        fits = kept["run"] == file_digest(folder / RUN)
        return dict(kept["figures"]) if fits else None
    except (ResultFileError, ValueError, KeyError, TypeError):
        return None
