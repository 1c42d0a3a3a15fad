"""Write `hyphens.txt`: English words of which a line's end does not say whether the hyphen stays.

Run `python -m index.records.tables.make_hyphens FOLDER` over a folder of English statements, one
text file each (the UN General Debate Corpus, CC0, made the table that ships). A compound goes in
where it is written with its hyphen more often than without (`long-term`), a plain word where both
halves are words as well (`there` + `fore`).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent
_WORD = re.compile(r"(?<![\w-])[a-zà-ɏ]+(?:-[a-zà-ɏ]+)*(?![\w-])")
_OFTEN, _COMMON = 5, 200


def main() -> None:
    """Count the words of every file of the folder and write the table beside this script."""
    counts: Counter[str] = Counter()
    for path in sorted(Path(sys.argv[1]).rglob("*.txt")):
        counts.update(_WORD.findall(path.read_text("utf-8", "replace").lower()))
    words = sorted({*_compounds(counts), *_joined(counts)})
    (_HERE / "hyphens.txt").write_text("\n".join(words) + "\n", encoding="utf-8")


def _compounds(counts: Counter[str]) -> Iterator[str]:
    for word, count in counts.items():
        if "-" in word and count >= _OFTEN and counts[word.replace("-", "")] < count:
            yield word


def _joined(counts: Counter[str]) -> Iterator[str]:
    """Words that end where a hyphen may stand in two common words, at three letters and more."""
    for word, count in counts.items():
        if "-" in word or count < _OFTEN:
            continue
        halves = [(word[:at], word[at:]) for at in range(2, len(word) - 2)]
        if any(counts[f"{a}-{b}"] >= count for a, b in halves):
            continue
        if any(counts[a] >= _COMMON and counts[b] >= _COMMON for a, b in halves):
            yield word


if __name__ == "__main__":
    main()
