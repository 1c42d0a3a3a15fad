"""A reply while it comes in: which of its sentences are finished, each checked once."""

from __future__ import annotations

import re

from rag.generate.check import Checked, Checker
from rag.generate.reply import Sentence, is_open, read_reply

# The end of a sentence with its keys, up to where another one begins: only then is it known that
# no key is still to come.
_GOES_ON = re.compile(r"[.!?。！？\n](?:\s|[\[【［(（][^\]】］)）]*[\]】］)）])*(?=[^\s\[【［(（])")


class Draft:
    """The sentences of one reply; not for several threads."""

    def __init__(self, checker: Checker, prefix: str) -> None:
        self._checker = checker
        self._prefix = prefix
        self._checked: tuple[Checked, ...] = ()
        self._begun: list[int] = []

    def settled(self, reply: str) -> tuple[Checked, ...]:
        """The sentences of a reply so far that no further word is going to change."""
        begun = [match.end() for match in _GOES_ON.finditer(reply)]
        if begun != self._begun:
            self._begun = begun
            finished = reply[: begun[-1] + 1] if begun else ""
            self._check(_closed(read_reply(finished, self._prefix)[:-1]))
        return self._checked

    def whole(self, reply: str) -> tuple[Checked, ...]:
        """All sentences of a reply that is complete."""
        self._check(read_reply(reply, self._prefix))
        return self._checked

    def _check(self, sentences: tuple[Sentence, ...]) -> None:
        """Check what is new; a reply that was begun again is checked again."""
        known = tuple(one.sentence for one in self._checked)
        if sentences[: len(known)] != known:
            self._checked = ()
        done = len(self._checked)
        self._checked += self._checker.check(sentences[done:], done)


def _closed(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Those before the first with an open quotation, which may still go on over its end."""
    opened = (at for at, one in enumerate(sentences) if is_open(one.text))
    return sentences[: next(opened, len(sentences))]
