"""Sentences of a passage that speak to a language model instead of a meeting.

Whoever can add a document can write "ignore all previous instructions" into it. The prompt tells
the model that passages are data; in case it obeys all the same, nothing of its answer may rest
on such a sentence. The patterns only decide what can be evidence: the passage itself is kept.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.records.model import Span
from index.sentences import sentence_spans

_ENGLISH = (
    r"\b(?:ignore|disregard|forget|override)\b[^.!?]{0,60}\b(?:instruction|prompt)s?\b",
    r"\bsystem prompt\b",
    r"\b(?:language model|AI assistant|AI model|chat ?bot|LLM)s?\b[^.!?]{0,40}"
    r"\b(?:must|should|shall|will|please|reading this|are to)\b",
    r"\byou are (?:now )?(?:an?|the) (?:[\w-]+ ){0,4}(?:assistant|language model|AI|chat ?bot)\b",
    r"\b(?:reply|respond|answer) (?:only|exactly|solely|just)(?: with)?\b[^.!?]{0,10}[:\"“']",
    r"\b(?:reply|respond|answer) (?:only|exactly|solely|just) with\b",
    r"\b(?:output|print) (?:only|exactly|the following)\b",
    r"\bin your (?:reply|answer|response|output)\b",
)
_CHINESE = (
    r"(?:忽略|无视|忘记|忘掉|不要理会|不必理会)[^。！？]{0,20}(?:指令|指示|提示词|提示)",
    r"系统提示",
    r"(?:语言模型|(?:人工智能|AI)助手|聊天机器人|大模型)[^。！？]{0,20}(?:必须|应当|应该|请|务必)",
    r"你(?:现在)?是[^。！？]{0,12}(?:助手|语言模型|机器人|人工智能)",
    r"(?:只|仅)(?:需|要|能|可|许)?(?:回答|回复|输出)[^。！？]{0,4}[“「\"：:]",
    r"在(?:你的)?(?:回答|回复|输出)(?:中|里|的?(?:开头|结尾|末尾))",
)
_INSTRUCTION = re.compile("|".join((*_ENGLISH, *_CHINESE)), re.IGNORECASE)


@lru_cache(maxsize=256)
def instruction_spans(text: str) -> tuple[Span, ...]:
    """The sentences of a text that give instructions to a language model."""
    return tuple(
        span
        for span in sentence_spans(text)
        if _INSTRUCTION.search(" ".join(text[span.start : span.end].split()))
    )
