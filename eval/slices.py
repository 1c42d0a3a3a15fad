"""Which questions belong together: by half, language, kind, and where the answer stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eval.model import Half
from eval.question_set import Need
from index.records.model import Record

Slice = frozenset[str]
HALVES: tuple[Half, ...] = ("dev", "test")
SEVERAL = "several documents"


def language_of(id: str) -> str:
    """The language of a question by its id."""
    return id.rpartition("-")[2]


def need_of(id: str) -> str:
    """The need of a question by its id."""
    return id.rpartition("-")[0]


def ids(needs: Iterable[Need], half: Half | None = None, language: str | None = None) -> Slice:
    """The questions of some needs, in one half and one language or in all."""
    languages = ("zh", "en") if language is None else (language,)
    chosen = [need for need in needs if half in (None, need.half)]
    return frozenset(f"{need.id}-{language}" for need in chosen for language in languages)


def by_kind(needs: Iterable[Need]) -> dict[str, list[Need]]:
    """Needs by kind, most frequent first."""
    groups: dict[str, list[Need]] = {}
    for need in needs:
        groups.setdefault(need.kind, []).append(need)
    return _largest_first(groups)


def by_document(needs: Iterable[Need], records: Mapping[str, Record]) -> dict[str, list[Need]]:
    """Answerable needs by the document that answers them, by its symbol where it has one."""
    groups: dict[str, list[Need]] = {}
    for need in needs:
        files = {gold.file for gold in need.gold if gold.grade == 2}
        if files:
            file = min(files)
            label = records[file].document.label if len(files) == 1 else SEVERAL
            groups.setdefault(label, []).append(need)
    return _largest_first(groups)


def _largest_first(groups: dict[str, list[Need]]) -> dict[str, list[Need]]:
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))
