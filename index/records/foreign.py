"""Whether a text is in a language that is not understood: neither Chinese nor English.

Such a text goes in and its words are found, but nobody is told apart in it, and it is taken for
English. The other official languages of the United Nations are told by script, and by their most
frequent words (as stop word lists have them) where the script is Latin.
"""

from __future__ import annotations

import re
from collections import Counter

_SAMPLE = 20_000
_SCRIPTS = (("Russian", re.compile("[\u0400-\u04ff]+")), ("Arabic", re.compile("[\u0600-\u06ff]+")))
_LATIN = re.compile(r"[^\W\d_]+")
_FREQUENT = {
    "English": ("the", "of", "and", "to", "in", "that", "is", "for", "on", "we", "with", "our"),
    "French": ("le", "la", "les", "des", "et", "du", "de", "que", "pour", "dans", "une", "nous"),
    "Spanish": ("el", "la", "los", "las", "y", "del", "de", "que", "para", "una", "en", "por"),
}
# A text of at least so many words is judged.
_FEWEST = 40


def foreign_language(text: str) -> str | None:
    """The English name of the language of a text, None for Chinese, English and short texts."""
    sample = text[:_SAMPLE]
    others = len(sample) - len(sample.encode("ascii", "ignore"))
    for name, letters in _SCRIPTS if others > 0.3 * len(sample) else ():
        if sum(map(len, letters.findall(sample))) > 0.3 * len(sample):
            return name
    words = _LATIN.findall(sample.lower())
    if len(words) < _FEWEST:
        return None
    counts = Counter(words)
    shares = {name: sum(counts[word] for word in own) for name, own in _FREQUENT.items()}
    likely = max(shares, key=lambda name: shares[name])
    clear = shares[likely] > 0.12 * len(words) and shares[likely] > 2 * shares["English"]
    return likely if likely != "English" and clear else None
