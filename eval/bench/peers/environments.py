"""An environment for each library compared, made once and kept while its pins stay the same."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent
_STAMP = ".pins"


class NotInstalled(Exception):
    """An environment cannot be made; the text says why."""


def pins(name: str) -> Path:
    """The file with the pinned packages of a library."""
    return _HERE / f"{name}.txt"


def python_of(name: str, root: Path) -> Path:
    """The interpreter of a library's environment under `root`, which is made if it is missing.

    Raises:
        NotInstalled: pip is missing or could not fetch the packages.
    """
    folder = root / name
    python, stamp = folder / "bin" / "python", folder / _STAMP
    wanted = hashlib.sha256(pins(name).read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text("utf8") == wanted:
        return python
    _run([sys.executable, "-m", "venv", str(folder)])
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "--requirement", str(pins(name))])
    stamp.write_text(wanted, "utf8")
    return python


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        reason = said[0] if said else (done.stderr.strip() or "no word").splitlines()[-1]
        raise NotInstalled(reason.removeprefix("ERROR: ")[:200])
