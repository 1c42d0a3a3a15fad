"""What somebody's words are wanted on, where a question asks for nothing more."""

from __future__ import annotations

from rag.follow_up import chinese_slots, english_slots
from rag.question import Asked


def topic_asked(asked: Asked) -> str | None:
    """climate change of "What did Norway say about climate change?".

    None where nobody's words are wanted, or where the question asks for more than what was said: a
    number, a date, a reason.
    """
    if not asked.speakers or asked.kinds != {"what"}:
        return None
    names = {
        form
        for delegation in asked.mentioned
        for form in (delegation.name_en, delegation.name_zh, *delegation.forms)
    }
    if asked.language == "zh":
        return chinese_slots.topic_of(asked.text, names)
    return english_slots.topic_of(asked.text, names)
