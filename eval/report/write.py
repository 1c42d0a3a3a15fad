"""Showing and keeping a report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from eval.files import write_whole
from eval.report.figures import figures
from eval.report.page import page
from eval.report.text import as_fields, as_markdown, as_terminal
from eval.score import Scored
from index.records.model import Record


def show(scored: Scored, records: Mapping[str, Record], as_json: bool) -> None:
    """The figures on standard output."""
    found = figures(scored, records)
    if as_json:
        click.echo(json.dumps(as_fields(found), ensure_ascii=False, indent=2))
    else:
        click.echo(as_terminal(found))


def report(folder: Path, scored: Scored, records: Mapping[str, Record]) -> None:
    """`report.html` and `summary.md` in a folder, in place of those of the last run."""
    found = figures(scored, records)
    write_whole(folder / "report.html", page(found, scored, records))
    write_whole(folder / "summary.md", as_markdown(found))
    click.echo(f"written: {folder / 'report.html'}, {folder / 'summary.md'}", err=True)
