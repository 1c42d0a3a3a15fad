"""`rostrum watch`: the library follows a folder."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.command.failures import tell
from api.command.intake import report_notes, report_text, tell_faults
from api.command.options import library_options
from api.command.shelf import open_library
from api.command.terminal import write, write_json
from index.errors import RostrumError, StoreBusy, UnreadableFile
from index.store.milvus.address import Where

if TYPE_CHECKING:
    from index.store.watch import FolderWatch, Seen


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--every", default=2.0, show_default=True, metavar="SECONDS", help="How often to look.",
    type=click.FloatRange(0.1, 86_400),
)  # fmt: skip
@click.option("--once", is_flag=True, help="Look once and leave (for a timer).")
@click.option("--mirror", is_flag=True, help="Remove documents whose files are gone.")
@click.option("--keep-versions", is_flag=True, help="Keep the version before, to be read.")
@library_options
def watch(
    folder: Path, every: float, once: bool, mirror: bool, keep_versions: bool, library: Where,
    encoder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Keep the library in step with a folder: add new files, take in changed ones anew.

    A changed file takes the place of what it held; a file that is being written is left until it
    has stayed the same for two seconds. What was removed by hand stays away until its file changes.
    Where files are gone, their documents stay, unless --mirror is given; if all files are gone at
    once (a disk that is not mounted), nothing is removed. Ctrl-C ends it.

    \b
    Examples:
      rostrum watch ~/records
      rostrum watch ~/records --mirror --every 60
      rostrum watch /srv/records --once --json
    """
    from index.store.watch import FolderWatch

    with open_library(library, encoder, create=True) as held:
        follower = FolderWatch(held, folder, mirror=mirror, keep_versions=keep_versions)
        if once:
            _tell(_settled(follower), library, as_json)
            return
        click.echo(f"Watching {folder} (Ctrl-C ends it)", err=True)
        _follow(follower, every, library, as_json)


def _follow(follower: FolderWatch, every: float, library: Where, as_json: bool) -> None:
    """Look until interrupted; what hinders is told once, and once more when it is another."""
    said: str | None = None
    try:
        while True:
            try:
                seen = follower.look()
                if seen.changed:
                    _tell(seen, library, as_json)
                said = None
            except (StoreBusy, UnreadableFile) as error:
                said = _tell_once(error, said)
            time.sleep(every)
    except KeyboardInterrupt:
        click.echo("", err=True)


def _settled(follower: FolderWatch) -> Seen:
    """One look; where files have just changed, another one when they have settled."""
    from index.store.watch import SETTLED_S

    seen = follower.look()
    if not seen.unsettled or seen.changed:
        return seen
    time.sleep(SETTLED_S)
    return follower.look()


def _tell_once(error: RostrumError, said: str | None) -> str:
    if error.message != said:
        tell(error.message, error.hint)
    return error.message


def _tell(seen: Seen, library: Where, as_json: bool) -> None:
    if as_json:
        write_json(_fields(seen), line=True)
    else:
        write(report_text(seen.report, library, seen.removed))
    tell_faults(seen.report.failed)


def _fields(seen: Seen) -> dict[str, Any]:
    from rag.wire import bare_document_fields as fields

    report = seen.report
    return {
        "added": [fields(document) for document in report.added],
        "replaced": [{"old": fields(r.old), "new": fields(r.new)} for r in report.replaced],
        "removed": [fields(document) for document in seen.removed],
        "gone": list(seen.gone),
        "failed": [{"path": str(f.path), "error": f.error.message} for f in report.failed],
        **report_notes(report),
    }
