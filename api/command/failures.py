"""How a failure reaches the user: one message, one hint, an exit code; never a traceback."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import click

from index.errors import DocumentError, InputError, NotHeld, RostrumError

BAD_INPUT = 2
FAILED = 1
INTERRUPTED = 130


@contextmanager
def told(ctx: click.Context) -> Iterator[None]:
    """Tell a failure on stderr and leave: exit code 2 for bad input, 1 for everything else."""
    try:
        yield
    except RostrumError as error:
        tell(error.message, error.hint)
        _debug(ctx)
        ctx.exit(exit_code(error))
    except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
        raise
    except KeyboardInterrupt:
        raise click.Abort from None
    except Exception as error:
        tell(_unexpected(error), "Run it again with --debug to see where.")
        _debug(ctx)
        ctx.exit(FAILED)


def exit_code(error: RostrumError) -> int:
    """2 where the request was at fault (question, filter, file, name), 1 where the library was."""
    return BAD_INPUT if isinstance(error, InputError | DocumentError | NotHeld) else FAILED


def tell(message: str, hint: str = "") -> None:
    """One message and what to do about it, on stderr."""
    click.echo(click.style("Error: ", fg="red", bold=True) + message, err=True)
    if hint:
        click.echo(click.style("Hint: ", fg="yellow") + hint, err=True)


def _unexpected(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return f"{type(error).__name__}: {error}"


def _debug(ctx: click.Context) -> None:
    if ctx.meta.get("rostrum.debug"):
        traceback.print_exc(file=sys.stderr)
