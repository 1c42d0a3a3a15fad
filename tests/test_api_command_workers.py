"""Several processes behind one address: they share the work, are replaced, and end together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

WORKERS = 2


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service of two processes without a library, and its address."""
    start = "from api.command import main; main()"
    options = ["--port", "0", "--workers", str(WORKERS), "--library", str(tmp_path / "none")]
    process = subprocess.Popen(
        [sys.executable, "-c", start, "serve", *options],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    told = process.stdout.readline()
    found = re.search(r"http://\S+", told)
    assert found, told + (process.stderr.read() if process.stderr else "")
    assert f"with {WORKERS} processes" in told
    yield process, found[0]
    process.terminate()
    process.communicate(timeout=30)


def children(process: subprocess.Popen[str]) -> list[int]:
    """The processes that answer."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [pid for pid in map(int, listed) if "spawn_main" in told(pid)]


def told(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def status(address: str) -> int:
    return httpx.get(f"{address}/healthz", trust_env=False, timeout=30).status_code


def test_one_that_dies_is_replaced_and_all_end_together(
    service: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = service
    first = children(process)
    assert len(first) == WORKERS
    assert status(address) == 503  # there is no library, and both say so
    httpx.get(f"{address}/page/style.css", trust_env=False, timeout=30).raise_for_status()
    assert process.stderr is not None
    os.kill(first[0], signal.SIGKILL)
    assert any("another takes its place" in line for line in process.stderr)
    assert status(address) == 503
    now = children(process)
    assert len(now) == WORKERS
    assert set(now) & set(first) == {first[1]}
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in now)
