"""Whether a sentence says no where what it cites says yes.

A sentence that turns a true one round ("did not support") keeps every name and number. Its
negation shows in the words, though: where the sentences of the source that come nearest hold no
word that denies, refuses or lacks, a plain "not" has nothing to stand on. The reverse, a "not" of
the source that is lost, cannot be told so: "rejects" and "does not accept" are one.

Of the reference answers of the question set (development half, Chinese passages) 75% of the
Chinese and 69% of the English ones that affirm would be caught if a "not" turned them round; of
the 16 that deny one is caught wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.search.words import fold
from index.sentences import sentence_spans
from rag.generate.evidence import Evidence, clean_text
from rag.generate.near import Similarities
from rag.generate.quotations import without_quoted

# The nearest sentences of the source that may hold the negation.
NEAREST = 2

# Words that hold a character of negation and negate nothing.
_ASIDE = re.compile(
    "不一样|不仅|不但|不只|不光|不单|不断|不同|不少|不久|不过|不论|不管|不止|不惜|不禁|不日|不啻|不安|不妨|不愧"
    "|不得不|不可分割|不可或缺|不遗余力|不约而同|不言而喻|必不可少|无论|无疑|无比|无数|无意中|无私|前所未有"
    "|未来|未免|没收|非洲|非常|非法|除非|莫非|无非"
)
_PLAIN = re.compile(
    r"\bnot\b(?! only\b| merely\b| just\b)|n['’]t\b|\bnever\b|\bno longer\b|\bcannot\b|\bnobody\b"
    r"|\bneither\b|\bno (?:one|delegat\w+|speaker|country|state)\b"
    "|不|没|未|并非|绝非|从无"
)
_ANY = re.compile(
    rf"{_PLAIN.pattern}|\bno\b|\bnone\b|\bnor\b|\bwithout\b|\bagainst\b"
    r"|\b(?:den(?:y|ie[sd]|ying|ial)|refus\w+|reject\w*|oppos\w+|object(?:s|ed|ions?)?|lack\w*|fail\w*"
    r"|prohibit\w*|forb\w+|prevent\w*|impossible|unable|unwilling|hardly|yet to)\b"
    "|无|非|否|拒|反对|缺|禁止|避免|防止|失败|难以"
)


def denies(text: str) -> bool:
    """Whether a sentence says no in so many words, outside of what it quotes."""
    return _PLAIN.search(_ASIDE.sub(" ", fold(without_quoted(text)).lower())) is not None


def may_deny(text: str) -> bool:
    """Whether a text holds any word on which a no could rest."""
    return _ANY.search(_ASIDE.sub(" ", fold(text).lower())) is not None


def contradicts(text: str, evidence: Evidence, similarities: Similarities) -> bool:
    """Whether a sentence says no where the nearest sentences that it cites do not."""
    if not denies(text):
        return False
    sentences = [one for hit in evidence.hits for one in _sentences(clean_text(hit))]
    if not any(may_deny(one) for one in sentences):
        return True
    near = similarities(text, sentences)
    nearest = sorted(range(len(sentences)), key=lambda at: -near[at])[:NEAREST]
    return not any(may_deny(sentences[at]) for at in nearest)


def _sentences(text: str) -> Sequence[str]:
    return [text[span.start : span.end] for span in sentence_spans(text)]
