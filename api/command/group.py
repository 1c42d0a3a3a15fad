"""The command `rostrum`: its sub-commands, and how failures are told.

Sub-commands of other packages join through the entry-point group `rostrum.commands`; it is only
looked at when a command is unknown or the help is shown, since the scan costs time.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from api.command.failures import told

# Where each command stands, in the order in which a newcomer uses them.
COMMANDS = {
    "index": "api.command.holdings",
    "watch": "api.command.watching",
    "documents": "api.command.holdings",
    "ask": "api.command.questions",
    "search": "api.command.questions",
    "show": "api.command.reading",
    "remove": "api.command.holdings",
    "move": "api.command.moving",
    "serve": "api.command.serving",
}
PLUGINS = "rostrum.commands"


class Rostrum(click.Group):
    """A group that imports a command when it is called and tells failures in plain words."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Our own commands in order of use, then those of other packages."""
        return [*COMMANDS, *sorted(set(_plugins()) - set(COMMANDS))]

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """The command of this name, ours or another package's."""
        if cmd_name in COMMANDS:
            command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        else:
            entry = _plugins().get(cmd_name)
            command = entry.load() if entry else None
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the nearest known."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(error.message + _suggestion(args[0], ctx, self), ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a failure is told on stderr and becomes an exit code."""
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        with told(ctx):
            return super().invoke(ctx)


def _plugins() -> dict[str, Any]:
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=PLUGINS)}


def _suggestion(name: str, ctx: click.Context, group: Rostrum) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, group.list_commands(ctx), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from api.version import installed

        click.echo(f"rostrum {installed()}")
        ctx.exit()


@click.group(
    name="rostrum",
    cls=Rostrum,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every command has its own --help with examples, and --json for programs.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of a failure.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Show the version and leave.",
)  # fmt: skip
@click.pass_context
def main(ctx: click.Context, debug: bool) -> None:
    """Ask United Nations meeting records in Chinese or English.

    Every sentence of an answer is a quotation with its exact place in the record.

    \b
    Examples:
      rostrum index seeds
      rostrum ask "How many weapons did the CSTO confiscate in 2018?"
      rostrum ask "谁反对把恐怖主义和宗教挂钩？"
      rostrum show S/PV.8626 --statement 5
      rostrum serve
    """
    ctx.meta["rostrum.debug"] = ctx.meta.get("rostrum.debug") or debug
