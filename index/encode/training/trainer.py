"""One training step of each of four kinds, the schedule of rates, and held-out figures."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from index.encode.training import losses
from index.encode.training.batches import Batch, Pairs, Side, Special, code_switch
from index.encode.training.questions import QuestionBatches, Sentences
from index.encode.training.recipe import (
    HELD_OUT,
    PASSAGE_SOURCES,
    QUESTIONS,
    SENTENCE_SOURCES,
    Recipe,
)
from index.encode.training.student import (
    Encoding,
    Teacher,
    load_teacher,
    new_student,
    trained_student,
)


class Encoded(NamedTuple):
    """Texts as single vectors (n, d) and as tokens (n, longest, d) with their mask."""

    vectors: Tensor
    tokens: Tensor
    mask: Tensor

    def rows(self, chosen: Tensor | slice) -> Encoded:
        """Some of the texts."""
        return Encoded(self.vectors[chosen], self.tokens[chosen], self.mask[chosen])


class Trainer:
    """Holds the data on the device and makes one step of any kind."""

    def __init__(
        self,
        prepared: Path,
        teacher_folder: Path,
        recipe: Recipe,
        device: str,
        start: Path | None = None,
    ) -> None:
        self.recipe, self.device = recipe, torch.device(device)
        torch.manual_seed(recipe.seed)
        self.random = random.Random(recipe.seed)
        self.generator = torch.Generator(self.device).manual_seed(recipe.seed)
        vocabulary = json.loads((prepared / "tokenizer.json").read_text("utf8"))["model"]["vocab"]
        self.special = Special(vocabulary["[PAD]"], vocabulary["[CLS]"], vocabulary["[SEP]"])
        names = {*SENTENCE_SOURCES, *PASSAGE_SOURCES} - {"written"}
        self.pairs = {
            n: Pairs.load(prepared, n, HELD_OUT.get(n, 0), self.device) for n in sorted(names)
        }
        arrays = dict(np.load(prepared / "questions.npz"))
        self.asked = {
            f"{n}.{s}": Side.load(arrays, f"{n}.{s}", self.device)
            for n in QUESTIONS
            for s in ("q", "p", "q_en", "p_en")
        }
        written: dict[str, Side] = {}
        if (prepared / "written.npz").exists():
            self.pairs["written"] = Pairs.load(prepared, "written", 0, self.device)
            rows = dict(np.load(prepared / "written.npz"))
            sides = [f"{s}_{tongue}" for s in "qpsnao" for tongue in ("zh", "en")]
            written = {s: Side.load(rows, s, self.device) for s in sides}
        self.sources = {k: w for k, w in SENTENCE_SOURCES.items() if k in self.pairs}
        self.english = Side.load(dict(np.load(prepared / "english.npz")), "en", self.device)
        self.switch = torch.from_numpy(np.load(prepared / "switch.npy").astype(np.int64)).to(
            self.device
        )
        self.questions = QuestionBatches(
            recipe,
            self.pairs,
            self.asked,
            self.english,
            self.switch,
            self.special,
            self.generator,
            written,
        )
        self.teacher: Teacher = load_teacher(teacher_folder, prepared, self.device)
        student = (
            trained_student(start, prepared, self.device)
            if start
            else new_student(teacher_folder, prepared, self.device)
        )
        self.student: Encoding = student.train()
        self.optimiser = self._optimiser()

    def _optimiser(self) -> torch.optim.Optimizer:
        rows = self.student.rows
        first = self.student.first
        rows.register_hook(lambda g: torch.cat([torch.zeros_like(g[:first]), g[first:]]))
        layers = [p for p in self.student.parameters() if p is not rows]
        groups = [
            {"params": layers, "weight_decay": 0.01, "peak": self.recipe.layers_rate},
            {"params": [rows], "weight_decay": 0.0, "peak": self.recipe.rows_rate},
        ]
        return torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), fused=True)

    def set_rates(self, done: float, step: int) -> None:
        """Warm up over one log interval, rows alone at first, then a cosine to zero."""
        for group, waits in zip(self.optimiser.param_groups, (True, False), strict=True):
            held = waits and done < self.recipe.rows_only
            warm = min(1.0, step / self.recipe.steps_between_logs)
            curve = 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
            group["lr"] = 0.0 if held else group["peak"] * warm * curve

    def encode(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The student's sentence and token vectors, in bfloat16 where it is safe."""
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            vectors, tokens = self.student(batch)
        return vectors.float(), tokens

    def choose(self, weights: dict[str, float]) -> str:
        """A name by weight."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def sentence_step(self) -> Tensor:
        """Single lines of one source (or of several): translation to the teacher's vector."""
        n = self.recipe.sentences
        pairs = self.pairs[self.choose(self.sources)]
        first, last = pairs.alike(min(n, pairs.train // 2), self.generator)
        return self.translation(
            pairs.zh.batch(first, last, 64, self.special),
            pairs.en.batch(first, last, 64, self.special),
            self.repeated(first),
            self.recipe.late,
        )

    def passage_step(self) -> Tensor:
        """Runs of neighbouring lines, 50 to 170 tokens."""
        n = self.recipe.passages
        pairs = self.pairs[self.choose(PASSAGE_SOURCES)]
        goal = torch.randint(50, 170, (n,), generator=self.generator, device=self.device)
        first, last = pairs.runs(n, goal, self.generator)
        return self.translation(
            pairs.zh.batch(first, last, 192, self.special),
            pairs.en.batch(first, last, 224, self.special),
            self.repeated(first),
            self.recipe.late // 2,
        )

    def repeated(self, first: Tensor) -> Tensor:
        """Which rows of a batch begin at the same line."""
        return first[:, None] == first[None, :]

    def translation(self, zh: Batch, en: Batch, same: Tensor, late: int) -> Tensor:
        """Chinese to the teacher's English vectors, English kept where it was."""
        goal, goal_tokens = self.teacher(en)
        goal = goal.float()
        vectors, tokens = self.encode(zh)
        some = len(en.ids) // self.recipe.one_in_kept
        kept = Batch(en.ids[:some], en.mask[:some])
        own, own_tokens = self.encode(kept)
        loss = losses.distil(vectors, goal) + 0.5 * losses.contrast(vectors, goal, same)
        loss = loss + 0.5 * losses.distil(own, goal[: len(own)])
        loss = loss + 0.5 * losses.keep_tokens(own_tokens, goal_tokens[: len(own)], kept.mask)
        cut = slice(0, late)
        there = losses.late_interaction(tokens[cut], zh.mask[cut], goal_tokens[cut], en.mask[cut])
        back = losses.late_interaction(goal_tokens[cut], en.mask[cut], tokens[cut], zh.mask[cut])
        close = (1 - there.diagonal()).mean() + (1 - back.diagonal()).mean()
        far = losses.contrast_scores(there * losses.SCALE, same[cut, cut]) + losses.contrast_scores(
            back * losses.SCALE, same[cut, cut]
        )
        return loss + self.recipe.late_weight * (0.5 * close + 0.25 * far)

    def switched_step(self) -> Tensor:
        """English of the domain with some words replaced by Chinese ones: same vector as before."""
        n = self.recipe.switched
        if self.random.random() < 0.65:
            first = torch.randint(
                len(self.english), (n,), generator=self.generator, device=self.device
            )
            en = self.english.batch(first, first, 96, self.special)
        else:
            pairs = self.pairs["hackernews2024_mt"]
            first, last = pairs.lines(n, self.generator)
            en = pairs.en.batch(first, last, 96, self.special)
        goal, goal_tokens = self.teacher(en)
        goal = goal.float()
        mixed = code_switch(en, self.switch, self.random.uniform(0.1, 0.7), self.generator)
        vectors, tokens = self.encode(mixed)
        half = slice(0, n // 2)
        loss = losses.distil(vectors, goal) + 0.25 * losses.contrast(
            vectors, goal, self.repeated(first)
        )
        return loss + 0.5 * losses.keep_tokens(tokens[half], goal_tokens[half], en.mask[half])

    def question_step(self) -> Tensor:
        """Questions to passages: asked ones, titles, and a line to the lines that follow it."""
        drawn = self.questions.draw(self.random)
        cut = slice(0, self.recipe.late)
        asked, found = self.encoded(drawn.questions), self.encoded(drawn.passages)
        scores = self.late(asked.rows(cut), found.rows(cut))
        loss = losses.contrast(asked.vectors, found.vectors, drawn.same)
        late = losses.contrast_scores(scores, drawn.same[cut, cut])
        if drawn.near_misses:
            missed = self.encoded(drawn.near_misses)
            wrong = self.late(missed.rows(cut), found.rows(cut))
            loss = loss + losses.near_misses(
                losses.SCALE * (asked.vectors * found.vectors).sum(1),
                losses.SCALE * found.vectors @ missed.vectors.T,
            )
            late = late + losses.near_misses(scores.diagonal(), wrong.T)
            if drawn.sentences:
                near, far = self.sentences(drawn.sentences, asked, missed, drawn.same)
                loss, late = loss + near, late + far
        return loss + self.recipe.late_weight * late

    def sentences(
        self, marked: Sentences, asked: Encoded, missed: Encoded, same: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Losses of single vectors and of tokens: the sentence that answers before the others,
        and nearer to its question than to the near misses."""
        right, wrong = self.encoded(marked.answering), self.encoded(marked.others)
        asked, missed = asked.rows(marked.rows), missed.rows(marked.rows)
        same = same[marked.rows][:, marked.rows]
        cosines = losses.SCALE * asked.vectors @ right.vectors.T
        late = self.late(asked, right)
        return (
            losses.answering(cosines, losses.SCALE * asked.vectors @ wrong.vectors.T, same)
            + losses.near_misses(
                cosines.diagonal(), losses.SCALE * right.vectors @ missed.vectors.T
            ),
            losses.answering(late, self.late(asked, wrong), same)
            + losses.near_misses(late.diagonal(), self.late(missed, right).T),
        )

    def encoded(self, batch: Batch) -> Encoded:
        """A batch with its vectors."""
        return Encoded(*self.encode(batch), batch.mask)

    def late(self, questions: Encoded, texts: Encoded) -> Tensor:
        """Late interaction of all with all, scaled to logits; single words differ less than
        whole texts, so a little more than cosines are."""
        return (
            1.5
            * losses.SCALE
            * losses.late_interaction(questions.tokens, questions.mask, texts.tokens, texts.mask)
        )

    def step(self) -> tuple[str, Tensor]:
        """One step of a random kind: its name and its loss."""
        kinds: tuple[tuple[str, Callable[[], Tensor]], ...] = (
            ("sentences", self.sentence_step),
            ("passages", self.passage_step),
            ("questions", self.question_step),
            ("switched", self.switched_step),
        )
        name, make = self.random.choices(kinds, self.recipe.steps)[0]
        loss = make()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.student.parameters(), 1.0)
        self.optimiser.step()
        return name, loss.detach()

    @torch.no_grad()
    def held_out(self) -> dict[str, float]:
        """Accuracy of finding a held-out line's translation, and MRR of held-out questions."""
        self.student.eval()
        figures = {}
        for name, n in HELD_OUT.items():
            pairs = self.pairs[name]
            rows = torch.arange(pairs.train, pairs.train + n, device=self.device)
            zh, _ = self.encode(pairs.zh.batch(rows, rows, 96, self.special))
            en, _ = self.encode(pairs.en.batch(rows, rows, 96, self.special))
            right = (zh @ en.T).argmax(1) == torch.arange(n, device=self.device)
            figures[name] = round(float(right.float().mean()), 4)
        figures |= self._held_out_questions("drcd_dev", "q", "p", 256)
        for q, p in (("q", "p"), ("q_en", "p"), ("q", "p_en"), ("q_en", "p_en")):
            figures |= self._held_out_questions("hackernews2024_title_lead", q, p, 192)
        self.student.train()
        return figures

    def _held_out_questions(self, name: str, q: str, p: str, longest: int) -> dict[str, float]:
        ask, give = self.asked[f"{name}.{q}"], self.asked[f"{name}.{p}"]
        rows = torch.arange(len(ask) - QUESTIONS[name], len(ask), device=self.device)
        rows = rows[(ask.length(rows, rows) > 0) & (give.length(rows, rows) > 0)]
        question = ask.batch(rows, rows, 64, self.special)
        passage = give.batch(rows, rows, longest, self.special)
        same = (passage.ids[:, None, :48] == passage.ids[None, :, :48]).all(-1)
        (a, a_tokens), (b, b_tokens) = self.encode(question), self.encode(passage)
        late = losses.late_interaction(a_tokens, question.mask, b_tokens, passage.mask)
        key = f"{name.split('_')[0]} {q}>{p}"
        return {key: _mrr(a @ b.T, same), f"{key} late": _mrr(late, same)}


def _mrr(scores: Tensor, same: Tensor) -> float:
    own = scores.diagonal()[:, None]
    rank = 1 + ((scores > own) & ~same).sum(1)
    return round(float((1 / rank.float()).mean()), 4)
