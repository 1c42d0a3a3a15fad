"""A question set and runs made by hand, over a record of three statements.

RECORD      诺罗夫 (two paragraphs), 王毅 (one), 普日达克茨 (one)
NEEDS       n001 (dev, two answering spans and a helping one), n002 (dev, unanswerable),
            n003 (test)
run(...)    a run from the paragraphs that it ranks, by their numbers in the record
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from small_record import NOROV, POLE, WANG, made

from eval.judged import judge, texts_digest
from eval.model import AnswerGiven, CitedSpan, QuestionRun, RankedHit, Run
from eval.question_set import Gold, Need
from eval.score import Scored, score
from index.records.model import Paragraph

NAME = "made.txt"
RECORD = made(
    [
        (NOROV, "上合组织在塔什干设有反恐机构。", "过去五年缴获了欧亚大陆40%以上的毒品。"),
        (WANG, "我们反对把恐怖主义同特定宗教挂钩。"),
        (POLE, "波兰谴责在克里米亚侵犯人权的行为。"),
    ]
)
RECORDS = {NAME: RECORD}
PARAGRAPHS: list[Paragraph] = [p for s in RECORD.statements for p in s.paragraphs]


def words(paragraph: int) -> str:
    """The words of a paragraph, counted from 0 through the record."""
    one = PARAGRAPHS[paragraph]
    return RECORD.text[one.start : one.end]


NEEDS = (
    Need(
        "n001", "list", "dev", True, "哪些代表提到了这些事？", "Who spoke of this?",
        (Gold(NAME, words(1), 2), Gold(NAME, words(2), 2), Gold(NAME, words(0), 1)),
        (("诺罗夫", "Norov"), ("王毅", "Wang")),
        {"zh": "诺罗夫和王毅。", "en": "Norov and Wang."},
    ),
    Need(
        "n002", "fact", "dev", False, "冰岛说了什么？", "What did Iceland say?", (),
        why="冰岛没有发言。",
    ),
    Need(
        "n003", "stance", "test", True, "谁谴责了侵犯人权？", "Who condemned the abuses?",
        (Gold(NAME, words(3), 2),), (("波兰", "Poland"),),
        {"zh": "波兰。", "en": "Poland."},
    ),
)  # fmt: skip
JUDGMENTS = judge(NEEDS, RECORDS)


def hit(paragraph: int, score: float = 1.0) -> RankedHit:
    one = PARAGRAPHS[paragraph]
    return RankedHit(RECORD.document.id, one.start, one.end, score)


def answer(*paragraphs: int, confidence: float = 0.7, reference: str = "S/PV.1") -> AnswerGiven:
    """An answer that cites some paragraphs; a refusal if there is none."""
    cited = tuple(
        CitedSpan(RECORD.document.id, hit(p).start, hit(p).end, words(p), reference)
        for p in paragraphs
    )
    text = "".join(words(p) for p in paragraphs) or "没有找到。"
    return AnswerGiven(not paragraphs, text, cited, confidence)


def run(
    rankings: Mapping[str, Sequence[int]],
    answers: Mapping[str, AnswerGiven] | None = None,
    name: str = "made",
) -> Run:
    """A run with these rankings by question id, and no hits for every other question."""
    questions = tuple(
        QuestionRun(
            f"{need.id}-{language}", need.id, need.question(language), language, need.kind,
            need.half, need.answerable,
            _ranking(rankings.get(f"{need.id}-{language}", ())),
            (answers or {}).get(f"{need.id}-{language}"),
            {"search.encode": 2.0, "search.words": 0.5},
        )
        for need in NEEDS
        for language in ("zh", "en")
    )  # fmt: skip
    settings = {"answers": bool(answers), "texts": texts_digest(RECORDS), "half": None}
    return Run(name, settings, questions)


def _ranking(paragraphs: Sequence[int]) -> tuple[RankedHit, ...]:
    return tuple(hit(paragraph, 1 / rank) for rank, paragraph in enumerate(paragraphs, 1))


def scored(made_run: Run) -> Scored:
    return score(made_run, NEEDS, JUDGMENTS)


def many(count: int) -> tuple[Need, ...]:
    """Copies of the first need, for differences that need numbers to be real."""
    return tuple(replace(NEEDS[0], id=f"n{n:03}") for n in range(1, count + 1))


def many_run(count: int, found: bool, name: str) -> Scored:
    """A search-only run over `many` that finds everything at once, or nothing."""
    ranking = (hit(1), hit(2), hit(0)) if found else (hit(3),)
    needs = many(count)
    questions = tuple(
        QuestionRun(f"{n.id}-{lang}", n.id, n.question(lang), lang, n.kind, "dev", True, ranking)
        for n in needs
        for lang in ("zh", "en")
    )
    settings = {"answers": False, "texts": texts_digest(RECORDS), "half": "dev"}
    return score(Run(name, settings, questions), needs, judge(needs, RECORDS))
