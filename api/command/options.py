"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from index.search.model import Filters
from index.store.milvus.address import Where, where

F = TypeVar("F", bound=Callable[..., Any])


class Place(click.ParamType[Where]):
    """A folder, or an address of Milvus."""

    name = "place"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002
        ctx: click.Context | None,  # noqa: ARG002
    ) -> Where:
        """What a user writes; `InputError` says what is wrong with an address."""
        return where(value) if isinstance(value, str) else value


PLACE = Place()


def _day(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """A day of the calendar in ISO form, kept as text, since ISO dates compare as such."""
    from datetime import date

    try:
        return date.fromisoformat(value).isoformat() if value is not None else None
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day like 2019-09-25.") from None


def library_options(command: F) -> F:
    """`--library`, `--encoder`, `--json` and `--debug`: what every command with a library takes."""
    return _all(
        click.option(
            "--library", "--store", "library", type=PLACE, envvar="ROSTRUM_LIBRARY",
            default=".rostrum", show_default=True, metavar="PLACE",
            help="Folder of the library, or where it is in Milvus: milvus://host:19530/name, "
            "milvus-lite:///path/file.db (also $ROSTRUM_LIBRARY).",
        ),
        click.option(
            "--encoder", envvar="ROSTRUM_ENCODER", metavar="NAME",
            help="Another sentence-transformers model, by name or path (also $ROSTRUM_ENCODER).",
        ),
        click.option("--json", "as_json", is_flag=True, help="Write JSON for programs."),
        debug_option,
    )(command)  # fmt: skip


def reranker_option(command: F) -> F:
    """`--reranker`: let a cross-encoder order the best hits."""
    return click.option(
        "--reranker", envvar="ROSTRUM_RERANKER", metavar="NAME",
        help="Order the best 30 hits by a cross-encoder, by name or path (also "
        "$ROSTRUM_RERANKER) [default: none].",
    )(command)  # fmt: skip


def debug_option(command: F) -> F:
    """`--debug`, taken behind the command as well as before it."""
    return click.option(
        "--debug", is_flag=True, expose_value=False, callback=_remember_debug,
        help="Show the traceback of a failure.",
    )(command)  # fmt: skip


def _remember_debug(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta["rostrum.debug"] = True


def filter_options(command: F) -> F:
    """What a search can be narrowed to; each may be given several times, dates once."""
    return _all(
        _several("--document", "SYMBOL", "Only this document: symbol, id or file name."),
        _several("--delegation", "NAME", "Only this delegation: code or name, zh or en."),
        _several("--speaker", "NAME", "Only this speaker, as written or romanised."),
        _date("--from", "date_from", "Only from this day on, like 2019-09-25."),
        _date("--to", "date_to", "Only up to this day."),
        click.option(
            "--language", multiple=True, type=click.Choice(["zh", "en"]),
            help="Only documents in this language.",
        ),
        click.option(
            "--kind", multiple=True,
            type=click.Choice(["verbatim", "letter", "presidential_statement", "text"]),
            help="Only documents of this kind.",
        ),
    )(command)  # fmt: skip


def _several(name: str, metavar: str, told: str) -> Callable[[F], F]:
    return click.option(name, multiple=True, metavar=metavar, help=told)


def _date(name: str, variable: str, told: str) -> Callable[[F], F]:
    return click.option(name, variable, callback=_day, metavar="DATE", help=told)


def _all(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(command: F) -> F:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def filters_of(options: dict[str, Any]) -> Filters:
    """The filters that the options of `filter_options` spell; they are taken out of `options`."""
    return Filters(
        documents=options.pop("document"),
        delegations=options.pop("delegation"),
        speakers=options.pop("speaker"),
        languages=options.pop("language"),
        kinds=options.pop("kind"),
        date_from=options.pop("date_from"),
        date_to=options.pop("date_to"),
    )
