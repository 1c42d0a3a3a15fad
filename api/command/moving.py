"""`rostrum move`: a whole library to another place."""

from __future__ import annotations

import click

from api.command.failures import INTERRUPTED, tell
from api.command.options import PLACE, library_options
from api.command.progress import ProgressLine
from api.command.shelf import open_library
from api.command.terminal import write, write_json
from index.store.milvus.address import Where


@click.command()
@click.option(
    "--to", "target", type=PLACE, required=True, metavar="PLACE",
    help="Where to: a folder, milvus://host:19530/name or milvus-lite:///path/file.db.",
)  # fmt: skip
@click.option("--replace", is_flag=True, help="Put it in the place of what is held there.")
@library_options
@click.pass_context
def move(
    ctx: click.Context, target: Where, replace: bool, library: Where, encoder: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Copy the library to another place: from a folder to Milvus, back, or between servers.

    Nothing is encoded again; ids, links and hits stay the same, and every document is compared at
    the end. The library stays where it is, too: delete it when you no longer want it. A move to
    Milvus that was interrupted goes on when the same command is given again.

    \b
    Examples:
      rostrum move --to milvus://10.0.0.5:19530/rostrum
      rostrum move --library milvus://10.0.0.5:19530/rostrum --to ~/rostrum
      rostrum move --to milvus-lite:///tmp/rostrum.db --replace
    """
    from index.store.move import move as carry

    with open_library(library, encoder) as held:
        try:
            with ProgressLine() as progress:
                documents, passages = carry(held, target.expanduser(), progress, replace=replace)
        except KeyboardInterrupt:
            tell("Interrupted.", "The same command goes on from there.")
            ctx.exit(INTERRUPTED)
    fields = {"documents": documents, "passages": passages, "to": str(target)}
    told = f"{documents:,} documents with {passages:,} passages are held at {target} now"
    write_json(fields) if as_json else write(told)
