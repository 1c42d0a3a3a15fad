"""What `rostrum ask --model` adds to `rostrum ask`: who answers, and how it is shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from api.command.terminal import faint, placed, quoted, strong, wrap

if TYPE_CHECKING:
    from index.search.model import Filters
    from index.store.library import Library
    from rag.generate.endpoint import Endpoint
    from rag.model import Answer, Citation

F = TypeVar("F", bound=Callable[..., Any])
_NOTES = {
    "zh": ("语言模型没有作答，以下为引文：", "语言模型写了但所引段落不能证实，未采用："),
    "en": (
        "The language model gave no answer; these are quotations.",
        "Written by the language model, not borne out by what it cites, left out:",
    ),
}


class Asks(Protocol):
    """Who answers a question."""

    def ask(self, question: str, k: int = 10, filters: Filters | None = None) -> Answer: ...


def model_option(command: F) -> F:
    """`--model`: let the configured language model write the answer."""
    return click.option(
        "--model", is_flag=True,
        help="Let the language model at $ROSTRUM_LLM_URL write the answer; every sentence is "
        "checked against the record.",
    )(command)  # fmt: skip


def wanted_endpoint(model: bool) -> Endpoint | None:
    """The language model to ask where one is wanted; looked at before anything is opened.

    Raises:
        NotConfigured: there is no language model.
        InputError: it is configured by halves.
    """
    if not model:
        return None
    from rag.generate.endpoint import Endpoint
    from rag.generate.errors import NotConfigured

    endpoint = Endpoint.from_mapping(os.environ)
    if endpoint is None:
        raise NotConfigured
    return endpoint


@contextmanager
def answering(held: Library, endpoint: Endpoint | None) -> Iterator[Asks]:
    """Who answers from a library: by quotations, or in the words of a language model."""
    from rag.answer import Answerer

    searcher = held.searcher()
    answerer = Answerer(searcher, held)
    if endpoint is None:
        yield answerer
        return
    from rag.generate.client import Client
    from rag.generate.generated import GeneratedAnswerer

    client = Client(endpoint)
    try:
        yield GeneratedAnswerer(answerer, searcher, held, client)
    finally:
        client.close()


def answer_text(answer: Answer) -> str:
    """An answer as a reader sees it in the terminal, whoever wrote it."""
    from api.command import render
    from rag.model import EXTRACTIVE

    instead, left_out = _NOTES[answer.language]
    generated = answer.engine != EXTRACTIVE and not answer.refused
    parts = [_written(answer) if generated else render.answer_text(answer)]
    if answer.fallback:
        parts.insert(0, f"{faint(instead)}\n{faint(wrap(answer.fallback, '  '))}")
    if answer.left_out:
        told = [wrap(f"{one.sentence} ({one.reason})", "  ") for one in answer.left_out]
        parts.append("\n".join(faint(line) for line in (left_out, *told)))
    return "\n\n".join(parts)


def _written(answer: Answer) -> str:
    """The model's sentences, then the words of the record behind each mark."""
    text = "\n\n".join(wrap(line) for line in answer.text.split("\n\n"))
    return "\n\n".join([text, *(_citation(citation) for citation in answer.citations)])


def _citation(citation: Citation) -> str:
    place = wrap(citation.reference, "    ").lstrip()
    head = f"{strong(f'[{citation.number}]')} {placed(place)}"
    return f"{head}\n{quoted(wrap(f'“{citation.quote}”', '    '))}"
