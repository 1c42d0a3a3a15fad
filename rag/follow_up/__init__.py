"""Conversations: the complete question that a follow-up stands for, by rule, in both languages.

    resolve("And Poland?", [Turn("What did Ukraine say about the CSTO?")]).text
    # 'What did Poland say about the CSTO?'

    model                      turns, what a follow-up leaves out, what a pronoun stands for
    mask                       a question with signs for the names, dates and symbols in it
    english, chinese           reading phrases ("And Poland?") and lone interrogatives ("Why?")
    ..._sentences              reading sentences that lack a topic, and pronouns
    ..._slots, ..._put         putting what was read into the question before
    meant                      whom a pronoun means
    translate                  names, dates and resolutions in the other language
    conversation               the whole

A question with a subject, a verb and a topic of its own is left as it is.
"""

from rag.follow_up.conversation import replay, resolve, turn_of
from rag.follow_up.model import Cited, Resolved, Turn

__all__ = ["Cited", "Resolved", "Turn", "replay", "resolve", "turn_of"]
