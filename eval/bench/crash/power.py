"""What a loss of power may leave of files that were not synced yet: cut short, empty, misnamed.

Only what is derived is torn here, and the end of SQLite's log behind the last acknowledged commit:
the rest was synced before it was acknowledged. Nobody may have the library open meanwhile.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

Tear = Callable[[Path, random.Random], bool]
LOG = "library.sqlite3-wal"
# The first bytes of SQLite's log change when it is begun anew.
_HEAD = 32


def log_mark(library: Path) -> tuple[bytes, int]:
    """How the log of a library begins, and how long it is."""
    try:
        content = (library / LOG).read_bytes()
    except FileNotFoundError:
        return b"", 0
    return content[:_HEAD], len(content)


def cut_log(library: Path, mark: tuple[bytes, int], chance: random.Random) -> bool:
    """Lose a part of what was written to the log after `mark`; False if there is nothing."""
    head, size = log_mark(library)
    if head != mark[0] or size <= mark[1] or not mark[1]:
        return False
    with (library / LOG).open("r+b") as file:
        file.truncate(chance.randint(mark[1], size - 1))
    return True


def cut_short(library: Path, chance: random.Random) -> bool:
    """A file of a generation ends too early."""
    file = _some_file(library, chance)
    if file is None:
        return False
    content = file.read_bytes()
    _replace(file, content[: chance.randrange(len(content))])
    return True


def blank(library: Path, chance: random.Random) -> bool:
    """A file of a generation has its length, but zeros for its content."""
    file = _some_file(library, chance)
    if file is None:
        return False
    _replace(file, bytes(file.stat().st_size))
    return True


def flip(library: Path, chance: random.Random) -> bool:
    """One bit of a file of a generation is another one."""
    file = _some_file(library, chance)
    if file is None:
        return False
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    _replace(file, bytes(content))
    return True


def lose(library: Path, chance: random.Random) -> bool:
    """A whole generation is gone."""
    folders = sorted((library / "generations").glob("[0-9]*"))
    if not folders:
        return False
    shutil.rmtree(chance.choice(folders))
    return True


def name_too_early(library: Path, chance: random.Random) -> bool:
    """An unfinished generation has its final name, or the name of the current one."""
    root = library / "generations"
    unfinished = sorted(root.glob(".unfinished-*"))
    if not unfinished:
        return False
    numbers = [int(folder.name) for folder in root.glob("[0-9]*")]
    target = root / f"{chance.choice([max(numbers, default=0) + 1, *numbers]):06d}"
    shutil.rmtree(target, ignore_errors=True)
    unfinished[0].rename(target)
    return True


TEARS: dict[str, Tear] = {
    "a derived file cut short": cut_short,
    "a derived file full of zeros": blank,
    "one bit of a derived file flipped": flip,
    "a generation lost": lose,
    "a generation named before it was finished": name_too_early,
}


def _some_file(library: Path, chance: random.Random) -> Path | None:
    files = sorted(
        file
        for file in (library / "generations").rglob("*")
        if file.is_file() and file.suffix != ".lock" and file.stat().st_size
    )
    return chance.choice(files) if files else None


def _replace(file: Path, content: bytes) -> None:
    # A file of its own: generations share theirs, and only one name of it is torn.
    file.unlink()
    file.write_bytes(content)
