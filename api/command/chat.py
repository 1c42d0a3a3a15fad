"""`rostrum ask --chat`: questions line by line, each understood by those before it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import click

from api.command.ask import Asks, answer_text
from api.command.terminal import faint, strong, wrap, write, write_json
from index.errors import InputError, QuestionError

if TYPE_CHECKING:
    from index.search.model import Filters
    from index.store.library import Library
    from rag.follow_up import Resolved

F = TypeVar("F", bound=Callable[..., object])
# As many turns as the service takes.
_REMEMBERED = 20
_PROMPT = "? "
_SWITCHED = {
    "zh": "按前一个问题的语言提问和回答",
    "en": "asked and answered in the language of the question before",
}


def chat_option(command: F) -> F:
    """`--chat`: a conversation."""
    return click.option(
        "--chat", is_flag=True,
        help="Ask on, a question a line, until Ctrl-D; a question such as \"And Poland?\" is "
        "understood by those before it.",
    )(command)  # fmt: skip


def converse(
    held: Library, answerer: Asks, first: tuple[str, ...], k: int, filters: Filters, as_json: bool
) -> None:
    """Answer questions from the terminal or standard input, one after the other.

    A question that cannot be answered as it stands is told of, and the next one is read.

    Args:
        first: words of a first question from the command line, perhaps none.
    """
    from rag.follow_up import Turn, resolve, turn_of
    from rag.wire import answer_fields

    turns: list[Turn] = []
    for question in _questions("" if first == ("-",) else " ".join(first)):
        generation = held.current()
        resolved = resolve(question, turns, generation.roster.names if generation else ())
        if not as_json:
            _show(resolved)
        try:
            answer = answerer.ask(resolved.text, k, filters)
        except QuestionError as error:
            click.echo(f"{error.message} {error.hint or ''}".rstrip(), err=True)
            continue
        turns = [*turns, turn_of(resolved.text, answer)][-_REMEMBERED:]
        if as_json:
            write_json(answer_fields(replace(answer, asked=question)), line=True)
        else:
            write(f"{answer_text(answer)}\n")


def _questions(first: str) -> Iterator[str]:
    """The questions, blank lines left out, until the input ends.

    Raises:
        InputError: the input is not UTF-8.
    """
    lines = _typed() if sys.stdin.isatty() else sys.stdin
    try:
        yield from (line for line in (first.strip(),) if line)
        yield from (line for text in lines if (line := text.lstrip("\ufeff").strip()))
    except UnicodeDecodeError:
        raise InputError("The questions are not UTF-8 text.", "Convert them first.") from None


def _typed() -> Iterator[str]:
    """Lines typed at the terminal, with the keys for editing and for earlier lines if it can."""
    with suppress(ImportError):
        import readline  # noqa: F401
    while True:
        try:
            yield input(_PROMPT)
        except EOFError:
            write()
            return


def _show(resolved: Resolved) -> None:
    """The question where it was not typed, and the complete one that it stands for."""
    from index.search.searcher import question_language

    if not sys.stdin.isatty():
        write(strong(f"{_PROMPT}{resolved.question}"))
    if resolved.changed:
        write(faint(wrap(f"→ {resolved.text}")))
    if resolved.switched:
        asked = "zh" if question_language(resolved.text) == "en" else "en"
        write(faint(f"  ({_SWITCHED[asked]})"))
    write()
