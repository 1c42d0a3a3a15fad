"""Hundreds of kills, each followed by a restart that is held against what was promised.

What was acknowledged must be there, word for word; what was not, wholly or not at all; what is
found must be what a library finds that is built at once from the documents held.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from eval.bench.crash import power
from eval.bench.crash.orders import Order, Planner
from eval.bench.crash.process import Fields, Process
from eval.bench.crash.world import World, difference, oracle, symbol

READER, CHILD = "eval.bench.crash.reader", "eval.bench.crash.child"
_RIVAL = 0.3
_POWER = 0.3
_SEEN = 3


@dataclass(slots=True)
class Life:
    """One writer from its start to its end, and what the next one found.

    `stage` is the one that it was killed in, `tear` what a loss of power took besides. `restart_s`
    is from the start of the next process to its first search, `processor_s` what it computed
    meanwhile.
    """

    order: str
    stage: str
    tear: str | None = None
    restart_s: float = 0.0
    processor_s: float = 0.0
    lost: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    other_hits: str | None = None
    unsound: bool = False

    @property
    def survived(self) -> bool:
        """Whether all that was promised was kept."""
        return not (self.lost or self.partial or self.other_hits or self.unsound)

    def __str__(self) -> str:
        torn = f", {self.tear}" if self.tear else ""
        told = "survived" if self.survived else "NOT SURVIVED"
        return f"{self.order}, {self.stage}{torn}: {told}, up in {self.restart_s:.2f} s"


@dataclass(slots=True)
class Outcome:
    """All lives, and what was seen beside them."""

    lives: list[Life] = field(default_factory=list)
    searches: int = 0
    mixed: list[str] = field(default_factory=list)
    failed_searches: list[str] = field(default_factory=list)
    acknowledged: int = 0
    busy: int = 0
    full: int = 0

    @property
    def survived(self) -> bool:
        """Whether every promise was kept in all lives, and every search was answered well."""
        lives = all(life.survived for life in self.lives)
        return lives and not self.mixed and not self.failed_searches


class Harness:
    """A library, those who write and read it, and what it should hold."""

    def __init__(self, place: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.library = place / "library"
        self.world = World(place / "files")
        self.world.prepare()
        self.planner = Planner(self.world, self.chance)
        self.outcome = Outcome()
        self._place = place
        self._state: dict[str, str] = {}
        self._rival_state: dict[str, str] = {}
        self._reader: Process | None = None
        self._mark = power.log_mark(self.library)

    def run(self, kills: int, told: Callable[[str], None] | None = None) -> Outcome:
        """Let so many writers die; what became of the library. Each life is `told` of."""
        writer = self._started(None, None)
        for _ in range(kills):
            life, allowed = self._live_and_die(writer)
            self.outcome.lives.append(life)
            if self.chance.random() < _POWER:
                self._lose_power(life)
            writer = self._started(life, allowed)
            if told:
                told(f"{len(self.outcome.lives)}/{kills} {life}")
        writer.end()
        self._stop_reader()
        return self.outcome

    def _started(self, life: Life | None, allowed: list[dict[str, str]] | None) -> Process:
        """A new writer, and the check of what it found."""
        begun = time.perf_counter()
        writer = Process(CHILD, self.library)
        processor = writer.wait_for("up")["up"]
        seconds = time.perf_counter() - begun
        found = writer.wait_for("ready")["ready"]
        if life is not None and allowed is not None:
            life.restart_s, life.processor_s = seconds, processor
            self._check(life, found, allowed)
        self._state = {k: v for k, v in found["held"].items() if not _is_rivals(k)}
        if self._reader is None:
            self._reader = Process(READER, self.library)
        return writer

    def _live_and_die(self, writer: Process) -> tuple[Life, list[dict[str, str]]]:
        """Some orders that are carried out, then one that the writer is killed in."""
        for _ in range(self.chance.choice([0, 0, 1, 2])):
            self._carry_out(writer, self.planner.order(self._state))
        order = self.planner.order(self._state)
        self._mark = power.log_mark(self.library)
        with self._rival():
            writer.send(order.fields)
            ended = writer.read_until_killed(self.planner.moment(order))
        if ended.answer is not None:
            self._settle(order, ended.answer)
            allowed = [self._state]
        else:
            allowed = [self._state, *order.after(self._state)]
        return Life(order.name, ended.stage), allowed

    def _carry_out(self, writer: Process, order: Order) -> None:
        begun = time.perf_counter()
        writer.send(order.fields)
        answer = writer.answer()
        self.planner.took(order, time.perf_counter() - begun)
        self._settle(order, answer)

    def _settle(self, order: Order, answer: Fields) -> None:
        """An order was acknowledged, or refused and nothing is changed."""
        if "done" in answer:
            self.outcome.acknowledged += 1
            self._state = order.after(self._state)[-1]
        elif answer["error"] == "StoreBusy":
            self.outcome.busy += 1
        elif order.fields.get("limit") is not None:
            self.outcome.full += 1
        else:
            raise AssertionError(f"{order.name}: {answer}")

    @contextmanager
    def _rival(self) -> Iterator[None]:
        """Now and then a second writer adds a document at the same time."""
        if self.chance.random() >= _RIVAL or not self._state:
            yield
            return
        name, path = self.planner.rival()
        with Process(CHILD, self.library) as rival:
            rival.wait_for("ready")
            rival.send({"do": "add", "paths": [str(path)]})
            yield
            answer = rival.answer()
        if "done" in answer:
            self.outcome.acknowledged += 1
            self._rival_state[symbol(name)] = self.planner.digest(path)
        else:
            assert answer["error"] == "StoreBusy", answer
            self.outcome.busy += 1

    def _lose_power(self, life: Life) -> None:
        """Tear what need not have been synced, while nobody has the library open."""
        self._stop_reader()
        (self.library / "library.sqlite3-shm").unlink(missing_ok=True)
        name = self.chance.choice(sorted([*power.TEARS, "log"]))
        if name == "log":
            if power.cut_log(self.library, self._mark, self.chance):
                life.tear = "the log cut behind the last acknowledgement"
        elif power.TEARS[name](self.library, self.chance):
            life.tear = name

    def _check(self, life: Life, found: Fields, allowed: list[dict[str, str]]) -> None:
        held = {k: v for k, v in found["held"].items() if not _is_rivals(k)}
        rivals = {k: v for k, v in found["held"].items() if _is_rivals(k)}
        if held not in allowed or rivals != self._rival_state:
            # Acknowledged is what all allowed states have in common.
            sure = {k: v for k, v in allowed[0].items() if all(s.get(k) == v for s in allowed)}
            sure |= self._rival_state
            life.lost = [k for k, v in sure.items() if found["held"].get(k) != v]
            life.partial = [] if life.lost else [f"{sorted(held)} is no state"]
        life.unsound = not found["sound"]
        with tempfile.TemporaryDirectory(dir=self._place) as folder:
            expected = oracle(Path(folder), found["texts"], self.world)
        life.other_hits = difference(found["hits"], expected)

    def _stop_reader(self) -> None:
        if self._reader is None:
            return
        seen = self._reader.end()
        self._reader = None
        self.outcome.searches += seen["searches"]
        self.outcome.mixed += seen["mixed"]
        self.outcome.failed_searches += seen["failed"]


def _is_rivals(name: str) -> bool:
    return name.startswith("S/2012/")
