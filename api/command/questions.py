"""`rostrum ask` and `rostrum search`: one question, or a file of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from api.command.ask import answer_text, answering, model_option, wanted_endpoint
from api.command.chat import chat_option, converse
from api.command.options import filter_options, filters_of, library_options, reranker_option
from api.command.shelf import open_library
from api.command.terminal import strong, write, write_json
from index.errors import InputError, QuestionError
from index.store.milvus.address import Where

if TYPE_CHECKING:
    from api.command.batch import BatchQuestion

T = TypeVar("T")
Run = Callable[[str], T]

_QUESTIONS = click.option(
    "--questions", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE",
    help='Answer a JSONL file of {"id", "question"}, one result per line, in order; - for stdin.',
)  # fmt: skip
_K = click.option(
    "-k", "k", type=int, default=10, show_default=True, help="How many passages, 1 to 1000."
)


@click.command()
@click.argument("question", nargs=-1)
@_QUESTIONS
@chat_option
@_K
@model_option
@filter_options
@reranker_option
@library_options
def ask(
    question: tuple[str, ...], questions: str | None, chat: bool, k: int, model: bool,
    library: Where, encoder: str | None, reranker: str | None, as_json: bool, **options: Any,
) -> None:  # fmt: skip
    """Answer a question with cited quotations, or say why the records do not.

    The QUESTION is Chinese or English; - reads it from standard input.

    \b
    Examples:
      rostrum ask "上合组织五年来缴获的毒品占多大比例？"
      rostrum ask "What did Poland say about Crimea?" --document S/PV.8626
      rostrum ask "Who spoke about drug trafficking?" --from 2019-01-01
      rostrum ask --questions questions.jsonl --json > answers.jsonl
      rostrum ask --model "How does the CSTO fight drug trafficking?"
      rostrum ask --chat
    """
    filters = filters_of(options)
    if chat and questions:
        raise InputError("--chat and --questions were given together.", "Give one of them.")
    # A conversation may begin without a question.
    asked = "" if chat else _asked(question, questions)
    endpoint = wanted_endpoint(model)
    with open_library(library, encoder, reranker=reranker) as held:
        from rag.wire import answer_fields

        with answering(held, endpoint) as answerer:
            if chat:
                converse(held, answerer, question, k, filters, as_json)
                return
            _run(
                asked,
                lambda text: answerer.ask(text, k, filters),
                answer_fields,
                answer_text,
                as_json,
            )


@click.command()
@click.argument("question", nargs=-1)
@_QUESTIONS
@_K
@filter_options
@reranker_option
@library_options
def search(
    question: tuple[str, ...], questions: str | None, k: int, library: Where,
    encoder: str | None, reranker: str | None, as_json: bool, **options: Any,
) -> None:  # fmt: skip
    """Find the passages that fit a question, best first.

    The QUESTION is Chinese or English; - reads it from standard input.

    \b
    Examples:
      rostrum search "打击资助恐怖主义" -k 5
      rostrum search "foreign terrorist fighters" --delegation Kazakhstan
      rostrum search --questions questions.jsonl -k 10 --json > hits.jsonl
    """
    filters = filters_of(options)
    asked = _asked(question, questions)
    with open_library(library, encoder, reranker=reranker) as held:
        from api.command.render import search_text
        from rag.wire import search_fields

        searcher = held.searcher()
        _run(
            asked,
            lambda text: searcher.search(text, k, filters),
            search_fields,
            search_text,
            as_json,
        )


def _asked(question: tuple[str, ...], questions: str | None) -> str | tuple[BatchQuestion, ...]:
    """The question on the command line, or the checked batch.

    Raises:
        InputError: both or neither were given, or the batch does not read.
    """
    if question and questions:
        raise InputError(
            "A question and --questions were given together.", "Give one or the other."
        )
    if questions:
        return _batch(questions)
    if not question:
        raise QuestionError(
            "There is no question.", 'Write it behind the command: rostrum ask "...".'
        )
    return sys.stdin.read() if question == ("-",) else " ".join(question)


def _batch(name: str) -> tuple[BatchQuestion, ...]:
    from api.command.batch import read_questions

    try:
        with click.open_file(name, encoding="utf-8") as lines:
            return read_questions(lines, name)
    except UnicodeDecodeError:
        raise InputError(
            f"{name}: not UTF-8 text.", "Save the file as UTF-8. Nothing has been run."
        ) from None


def _run(
    asked: str | tuple[BatchQuestion, ...],
    run: Run[T],
    fields: Callable[[T], dict[str, Any]],
    text: Callable[[T], str],
    as_json: bool,
) -> None:
    """Run one question or a batch and write each result as soon as it is there."""
    if isinstance(asked, str):
        result = run(asked)
        write_json(fields(result)) if as_json else write(text(result))
        return
    for item, result in _results(asked, run):
        if as_json:
            write_json({"id": item.id, **fields(result)}, line=True)
        else:
            write(f"{strong(f'{item.id}: {item.question}')}\n\n{text(result)}\n")


def _results(asked: tuple[BatchQuestion, ...], run: Run[T]) -> Iterator[tuple[BatchQuestion, T]]:
    """Each question with its result; a question at fault is named by its id."""
    for item in asked:
        try:
            yield item, run(item.question)
        except QuestionError as error:
            raise QuestionError(f"Question {item.id}: {error.message}", error.hint) from None
