"""Batches of questions with the passages that answer them: asked ones, titles, following lines."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from index.encode.training.batches import Batch, Pairs, Side, Special, code_switch
from index.encode.training.recipe import PASSAGE_SOURCES, QUESTIONS, Recipe

KINDS = {"asked": 0.12, "title": 0.22, "line": 0.5, "domain": 0.16}
WITH_WRITTEN = {"written": 0.4, "asked": 0.14, "title": 0.12, "line": 0.24, "domain": 0.1}


class Sentences(NamedTuple):
    """For some rows of the questions: the sentence that answers, and one beside it that doesn't."""

    rows: Tensor
    answering: Batch
    others: Batch


class Questions(NamedTuple):
    """Row i of the passages answers row i of the questions and leaves its near miss open.

    `same` (n, n) marks other rows whose passage is right as well, or too near to be called wrong.
    """

    questions: Batch
    passages: Batch
    same: Tensor
    near_misses: Batch | None = None
    sentences: Sentences | None = None


class QuestionBatches:
    """Draws batches of questions of all kinds."""

    def __init__(
        self,
        recipe: Recipe,
        pairs: Mapping[str, Pairs],
        asked: Mapping[str, Side],
        english: Side,
        switch: Tensor,
        special: Special,
        generator: torch.Generator,
        written: Mapping[str, Side] | None = None,
    ) -> None:
        self.recipe, self.pairs, self.asked, self.english = recipe, pairs, asked, english
        self.switch, self.special, self.generator = switch, special, generator
        self.device = switch.device
        self.written = written or {}

    def draw(self, chance: random.Random) -> Questions:
        """A batch of a random kind."""
        makers = {
            "asked": self.asked_ones,
            "title": self.titles,
            "line": self.lines,
            "domain": self.domain,
            "written": self.written_ones,
        }
        kinds = WITH_WRITTEN if self.written else KINDS
        return makers[chance.choices(list(kinds), list(kinds.values()))[0]](chance)

    def written_ones(self, chance: random.Random) -> Questions:
        """Questions written about paragraphs of statements, in any pair of languages, with the
        speaker before the paragraph in half of the batches, and near misses."""
        ask, give = chance.choice(("zh", "en")), chance.choice(("zh", "en"))
        q, n = self.written[f"q_{ask}"], self.written[f"n_{ask}"]
        p = self.written[f"{chance.choice('ps')}_{give}"]
        rows = torch.randperm(len(q), generator=self.generator, device=self.device)
        rows = rows[: self.recipe.questions]
        passage = p.batch(rows, rows, 256, self.special)
        same = (passage.ids[:, None, :48] == passage.ids[None, :, :48]).all(-1)
        asked = q.batch(rows, rows, 64, self.special)
        misses = n.batch(rows, rows, 64, self.special)
        return Questions(asked, passage, same, misses, self._sentences(rows, give))

    def _sentences(self, rows: Tensor, tongue: str) -> Sentences | None:
        """The marked sentences of these rows; few have none."""
        answering, others = self.written[f"a_{tongue}"], self.written[f"o_{tongue}"]
        marked = (answering.length(rows, rows) > 0).nonzero()[:, 0]
        if not len(marked):
            return None
        lines = rows[marked]
        return Sentences(
            marked,
            answering.batch(lines, lines, 96, self.special),
            others.batch(lines, lines, 96, self.special),
        )

    def asked_ones(self, chance: random.Random) -> Questions:
        """Natural Chinese questions; several share a passage."""
        name = "drcd_dev" if chance.random() < 0.75 else "cmrc2018_trial"
        q, p = self.asked[f"{name}.q"], self.asked[f"{name}.p"]
        n = min(self.recipe.questions, len(q) - QUESTIONS[name])
        rows = torch.randperm(
            len(q) - QUESTIONS[name], generator=self.generator, device=self.device
        )
        rows = rows[:n]
        passage = p.batch(rows, rows, 256, self.special)
        # Several questions share a passage: such rows have equal ids.
        same = (passage.ids[:, None, :48] == passage.ids[None, :, :48]).all(-1)
        return Questions(q.batch(rows, rows, 64, self.special), passage, same)

    def titles(self, chance: random.Random) -> Questions:
        """Titles to the beginnings of their articles, in any pair of languages."""
        name = "hackernews2024_title_lead"
        sides = {s: self.asked[f"{name}.{s}"] for s in ("q", "p", "q_en", "p_en")}
        q = sides[chance.choice(("q", "q_en"))]
        p = sides[chance.choice(("p", "p_en"))]
        n = len(q) - QUESTIONS[name]
        rows = torch.randperm(n, generator=self.generator, device=self.device)
        filled = (q.length(rows, rows) > 0) & (p.length(rows, rows) > 0)
        rows = rows[filled][: self.recipe.questions]
        passage = p.batch(rows, rows, 192, self.special)
        same = rows[:, None] == rows[None, :]
        return Questions(q.batch(rows, rows, 48, self.special), passage, same)

    def lines(self, chance: random.Random) -> Questions:
        """A line to the lines that follow it, in any pair of languages."""
        name = chance.choices(list(PASSAGE_SOURCES), list(PASSAGE_SOURCES.values()))[0]
        pairs = self.pairs[name]
        q = chance.choice((pairs.zh, pairs.en))
        p = chance.choice((pairs.zh, pairs.en))
        return self._following(q, p, pairs.train)

    def domain(self, chance: random.Random) -> Questions:
        """The same over English statements, the question partly in Chinese words."""
        plain = self._following(self.english, self.english, len(self.english))
        share = chance.choice((0.0, 0.3, 0.6))
        mixed = code_switch(plain.questions, self.switch, share, self.generator)
        return plain._replace(questions=mixed)

    def _following(self, q: Side, p: Side, lines: int) -> Questions:
        n = self.recipe.questions
        first = torch.randint(lines - 12, (4 * n,), generator=self.generator, device=self.device)
        first = first[q.length(first, first) >= 6][:n]
        goal = torch.randint(60, 170, (len(first),), generator=self.generator, device=self.device)
        last = torch.searchsorted(p.starts, p.starts[first + 1] + goal) - 1
        last = torch.maximum(last, first + 1).clamp(max=lines - 1)
        # The line itself stays in the passage for a third of the rows, as a real answer would.
        stays = torch.rand(len(first), generator=self.generator, device=self.device) < 0.35
        begin = torch.where(stays, first, first + 1)
        passage = p.batch(begin, last, 192, self.special)
        near = (first[:, None] - first[None, :]).abs() < 8
        return Questions(q.batch(first, first, 64, self.special), passage, near)
