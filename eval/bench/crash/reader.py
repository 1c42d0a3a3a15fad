"""The process that only reads: `python -m eval.bench.crash.reader LIBRARY`.

It searches without a pause while others write and are killed, and looks for what no state of the
library holds: two editions of one group, indexes that know other documents than the database. When
its stdin ends it says what it saw.
"""

from __future__ import annotations

import re
import select
import sys
import time
from pathlib import Path

from eval.bench.crash.child import tell
from eval.bench.crash.world import GROUPS, HashEncoder
from index.errors import RostrumError
from index.store.library import Library

_EDITION = re.compile(r"edition\d+")
_PAUSE_S = 0.05


def mixed(library: Library, group: int) -> str | None:
    """What a search for a group shows that cannot be of one moment; None if all is well."""
    with library.moment() as generation:
        known = set(generation.roster.documents) if generation else set()
        written = {summary.document.id for summary in library.documents()}
        found = library.searcher().search(f"group{group} edition", 60).hits
    if known != written:
        return f"indexes of {len(known)} documents with a database of {len(written)}"
    if strange := {hit.document.id for hit in found} - written:
        return f"hits in {len(strange)} documents that are not held"
    told = [hit for hit in found if hit.document.name.startswith(f"group{group}-")]
    editions = {word for hit in told for word in _EDITION.findall(hit.passage.text)}
    if len(editions) > 1:
        return f"group {group} in {' and '.join(sorted(editions))}"
    return None


def watch(path: Path) -> dict[str, object]:
    """Search until stdin ends; how often, what was mixed and what failed."""
    searches, seen, failed = 0, [], []
    library = Library.open(path, HashEncoder())
    while not select.select([sys.stdin], [], [], _PAUSE_S)[0]:
        try:
            wrong = mixed(library, searches % GROUPS)
            searches += 1
            seen += [wrong] if wrong else []
        except RostrumError as error:
            failed.append(f"{type(error).__name__}: {error}")
            time.sleep(_PAUSE_S)
    return {"searches": searches, "mixed": seen, "failed": failed}


if __name__ == "__main__":
    tell(watch(Path(sys.argv[1])))
