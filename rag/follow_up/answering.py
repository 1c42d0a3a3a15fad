"""Answering in a conversation: each question as the complete one that it stands for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from index.search.model import Filters
from rag.events import Asks, Done, Events, events_of
from rag.follow_up.conversation import replay, resolve
from rag.follow_up.model import Turn
from rag.model import Answer


class Conversing:
    """An answerer that has heard what was asked before.

    Its answers tell by `Answer.asked` how the question was put, and by `Answer.question` which
    one was answered, whose language is that of the answer.

    Args:
        answerer: who answers complete questions.
        before: earlier questions, as asked, or turns; the last one last.
        names: folded forms of the names of those who speak in the records.
    """

    def __init__(
        self, answerer: Asks, before: Sequence[str | Turn], names: Collection[str] = ()
    ) -> None:
        self._answerer = answerer
        self._turns = replay(before, names)
        self._names = names

    def ask(self, question: str, k: int = 10, filters: Filters | None = None) -> Answer:
        """Answer a question as `Answerer.ask` does.

        Raises:
            QuestionError: an empty or over-long question, k out of range.
            FilterError: a filter names something the library does not know.
        """
        answer = self._answerer.ask(self._complete(question), k, filters)
        return replace(answer, asked=question)

    def events(self, question: str, k: int = 10, filters: Filters | None = None) -> Events:
        """What happens meanwhile, as `rag.events.events_of`."""
        for event in events_of(self._answerer, self._complete(question), k, filters):
            if isinstance(event, Done):
                event = Done(replace(event.answer, asked=question))
            yield event

    def _complete(self, question: str) -> str:
        return resolve(question, self._turns, self._names).text
