"""Counting what is in a question set, and whose words nobody asks about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from eval.question_set import Need
from index.records.model import Record


def stats(needs: Sequence[Need], records: Mapping[str, Record]) -> dict[str, dict[str, int]]:
    """Counts by half: needs, kinds, documents, gold, and how the questions are worded."""
    table: dict[str, Counter[str]] = {}

    def count(what: str, need: Need, times: int = 1) -> None:
        table.setdefault(what, Counter())[need.half] += times

    for need in needs:
        count("needs", need)
        count("questions", need, 2)
        count("answerable" if need.answerable else "unanswerable", need)
        count(f"kind · {need.kind}", need)
        files = sorted({gold.file for gold in need.gold if gold.grade == 2})
        for file in files:
            count(f"document · {records[file].document.label}", need)
        if len(files) > 1:
            count("over several documents", need)
        if not names_anything(need.en):
            count("English question names nothing", need)
        for gold in need.gold:
            count(f"gold of grade {gold.grade}", need)
    return {what: dict(table[what]) for what in sorted(table, key=_stats_order)}


def _stats_order(what: str) -> tuple[int, str]:
    first = ("needs", "questions", "answerable", "unanswerable")
    return (first.index(what), "") if what in first else (len(first), what)


def names_anything(question: str) -> bool:
    """Whether an English question holds a capitalised word inside a sentence, or a figure."""
    inside = re.sub(r"(?:^|[.?!:]\s+)[\"“]?\w+", " ", question)
    words = re.findall(r"[A-Za-z0-9][\w'’-]*", inside)
    return any(w != "I" and (w[0].isupper() or re.search(r"\d", w)) for w in words)


def speakers_without_gold(
    needs: Sequence[Need], records: Mapping[str, Record]
) -> list[tuple[str, str]]:
    """(document, speaker) for every speaker of a meeting in whose words no gold stands."""
    heard: set[tuple[str, str]] = set()
    everyone: dict[tuple[str, str], None] = {}
    for name, record in records.items():
        if record.document.kind != "verbatim":
            continue
        places = [record.text.find(g.quote) for n in needs for g in n.gold if g.file == name]
        for statement in record.statements:
            speaker = statement.speaker
            who = (record.document.label, speaker.name or speaker.role or "")
            everyone[who] = None
            if any(statement.start <= place < statement.end for place in places):
                heard.add(who)
    return [who for who in everyone if who not in heard]
