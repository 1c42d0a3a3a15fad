"""What writers are told to do, and what the library may hold while and after they do it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from eval.bench.crash.process import Fields, Moment
from eval.bench.crash.world import (
    GROUPS,
    MEMBERS,
    World,
    digest,
    group_name,
    single_name,
    symbol,
)

_AT_ONCE = 6
_MOST_SINGLES = 18
_FULL_DISK = 0.15

Step = dict[str, str | None]


# At which stages to kill; the last one, up to the commit, takes longest.
_STAGES = {
    "add": ("read", "cut", "encode", "index", "index", "index"),
    "rebuild": ("encode", "index", "index"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """One order: the line for the writer, and what it sets or takes away, step by step.

    Each step is seen wholly or not at all; a symbol without a digest is taken away.
    """

    name: str
    fields: Fields
    steps: tuple[Step, ...]

    def after(self, state: dict[str, str]) -> list[dict[str, str]]:
        """The states after each step."""
        states = []
        for step in self.steps:
            merged = {**state, **step}
            state = {name: found for name, found in merged.items() if found is not None}
            states.append(state)
        return states


class Planner:
    """Draws orders, and the moment at which to kill in the middle of them."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._edition = 0
        self._numbers = {"single": 0, "rival": 0}
        self._takes: dict[str, float] = {}

    def order(self, state: dict[str, str]) -> Order:
        """Something to do with a library in this state."""
        singles = [name for name in state if name.startswith("S/2011/")]
        kinds = ["add", "replace", "replace", "add by portions"]
        kinds += ["remove"] * (len(state) > 5) + ["rebuild"] * (self._chance.random() < 0.3)
        kind = "remove" if len(singles) > _MOST_SINGLES else self._chance.choice(kinds)
        match kind:
            case "add":
                return self._limited(self._singles(1, portion=None))
            case "add by portions":
                return self._singles(_AT_ONCE, portion=1)
            case "replace":
                return self._limited(self._group())
            case "remove":
                chosen = self._chance.sample(sorted(state), min(len(state), 4))
                gone = [*chosen, *singles[: max(0, len(singles) - 10)]]
                return Order(
                    "remove",
                    {"do": "remove", "symbols": gone},
                    (dict.fromkeys(gone),),
                )
            case _:
                return Order("rebuild", {"do": "rebuild"}, ({},))

    def rival(self) -> tuple[str, Path]:
        """A document for a second writer."""
        name = single_name("rival", self._next("rival"))
        return name, self._world.write(name, 0)

    def digest(self, path: Path) -> str:
        """SHA-256 of a file."""
        return digest(path)

    def took(self, order: Order, seconds: float) -> None:
        """Learn how long orders of a kind take."""
        before = self._takes.get(order.name, seconds)
        self._takes[order.name] = 0.7 * before + 0.3 * seconds

    def moment(self, order: Order) -> Moment:
        """When to kill: at any time of the order, or soon after some stage has begun."""
        seconds = self._chance.uniform(0.0, 1.2) * self._takes.get(order.name, 1.0)
        stages = _STAGES.get(str(order.fields["do"]), ())
        if not stages or self._chance.random() < 0.4:
            return Moment(None, seconds)
        return Moment(self._chance.choice(stages), seconds * self._chance.choice([0.02, 0.1, 0.4]))

    def _next(self, kind: str) -> int:
        self._numbers[kind] += 1
        return self._numbers[kind] - 1

    def _singles(self, count: int, portion: int | None) -> Order:
        names = [single_name("single", self._next("single")) for _ in range(count)]
        paths = [self._world.write(name, 0) for name in names]
        fields: Fields = {"do": "add", "paths": [str(path) for path in paths]}
        named = zip(names, paths, strict=True)
        steps: list[Step] = [{symbol(name): digest(path)} for name, path in named]
        if portion is not None:
            fields["portion"] = portion
        return Order("add by portions" if portion else "add", fields, tuple(steps))

    def _group(self) -> Order:
        self._edition += 1
        group = self._chance.randrange(GROUPS)
        names = [group_name(group, member) for member in range(MEMBERS)]
        paths = [self._world.write(name, self._edition) for name in names]
        step: Step = {symbol(name): digest(path) for name, path in zip(names, paths, strict=True)}
        fields: Fields = {
            "do": "add",
            "paths": [str(path) for path in paths],
            "keep": self._chance.random() < 0.3,
        }
        return Order("replace", fields, (step,))

    def _limited(self, order: Order) -> Order:
        """Now and then the disk is full before the order is done."""
        if self._chance.random() >= _FULL_DISK:
            return order
        limit = int(10 ** self._chance.uniform(0, 5))
        return Order(f"{order.name}, disk full", {**order.fields, "limit": limit}, order.steps)
