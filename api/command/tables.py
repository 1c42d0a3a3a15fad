"""What commands that answer with a table share: its formats, and the address in its links."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from api.command.terminal import write, write_json

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
FORMATS = ("text", "json", "csv", "markdown")


def table_options(command: F) -> F:
    """`--format` and `--site`."""
    with_site = click.option(
        "--site", metavar="URL",
        help="Where the service answers, for the links [default: as rostrum serve has it].",
    )(command)  # fmt: skip
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True,
        help="For the terminal, programs, spreadsheets or documents.",
    )(with_site)  # fmt: skip


def formatted(
    found: T,
    form: str,
    site: str | None,
    *,
    fields: Callable[[T], dict[str, Any]],
    csv: Callable[[T, str], str],
    markdown: Callable[[T, str], str],
    text: Callable[[T, str], str],
) -> None:
    """Write a result in one of the formats; the links of JSON begin at the service's root."""
    if form == "json":
        write_json(fields(found))
        return
    writers = {"csv": csv, "markdown": markdown, "text": text}
    write(writers[form](found, address(site)))


def address(site: str | None) -> str:
    """The address of the service, as given or as its settings have it, without a slash behind."""
    if site:
        return site.rstrip("/")
    from api.settings import Settings

    settings = Settings.from_mapping(os.environ)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{'localhost' if host == '0.0.0.0' else host}:{settings.port}"
