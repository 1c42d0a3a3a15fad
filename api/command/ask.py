"""What `--model` and `--cite` add to `rostrum ask`: who answers, and how it is shown."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import click

from api.command.terminal import faint, placed, quoted, strong, wrap

if TYPE_CHECKING:
    from index.search.model import Filters
    from index.store.library import Library
    from rag.export import Format
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


# Where the context of a command keeps what `--cite` says.
_FORM = "rostrum.cite"


class Asks(Protocol):
    """Who answers a question."""

    def ask(self, question: str, k: int = 10, filters: Filters | None = None) -> Answer: ...


def model_option(command: F) -> F:
    """`--model` and `--cite`: who writes the answer, and in which form it names its sources."""
    cite = click.option(
        "--cite", type=click.Choice(["footnote", "bibtex", "ris"]), expose_value=False,
        callback=_remember_form,
        help="The answer with footnotes, or only its references for BibTeX or a reference "
        "manager. (JSON has the references in any case.)",
    )  # fmt: skip
    model = click.option(
        "--model", is_flag=True,
        help="Let the language model at $ROSTRUM_LLM_URL write the answer; every sentence is "
        "checked against the record.",
    )  # fmt: skip
    return model(cite(command))


def _remember_form(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    ctx.meta[_FORM] = value


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

    # What is logged of the model is shown with the answer.
    logging.getLogger("rag.generate").addHandler(logging.NullHandler())
    client = Client(endpoint)
    try:
        yield GeneratedAnswerer(answerer, searcher, held, client)
    finally:
        client.close()


def answer_text(answer: Answer) -> str:
    """An answer as a reader sees it in the terminal, or its references as a program reads them."""
    context = click.get_current_context(silent=True)
    form = cast("Format | None", context.meta.get(_FORM) if context else None)
    if form in ("bibtex", "ris"):
        return _exported(answer, form)
    instead, left_out = _NOTES[answer.language]
    parts = [_shown(answer, form == "footnote")]
    if answer.fallback:
        parts.insert(0, f"{faint(instead)}\n{faint(wrap(answer.fallback, '  '))}")
    if answer.left_out:
        told = [wrap(f"{one.sentence} ({one.reason})", "  ") for one in answer.left_out]
        parts.append("\n".join(faint(line) for line in (left_out, *told)))
    return "\n\n".join(parts)


def _exported(answer: Answer, form: Format) -> str:
    """The references alone, fit for a file; a refusal, which has none, is told beside it."""
    from rag.export import export
    from rag.permalink import Cited

    if answer.refused:
        click.echo(answer.reason, err=True)
    address = _address()
    between = "\r\n" if form == "ris" else "\n"
    return between.join(
        export(Cited.of(citation), form, answer.language, address) for citation in answer.citations
    )


def _shown(answer: Answer, footnotes: bool) -> str:
    """The text with what stands behind its marks: footnotes, or the words of the record."""
    from api.command import render
    from rag.model import EXTRACTIVE

    if answer.refused or not (footnotes or answer.engine != EXTRACTIVE):
        return render.answer_text(answer)
    text = "\n\n".join(wrap(line) for line in answer.text.split("\n\n"))
    if footnotes:
        return f"{text}\n\n" + "\n".join(_footnotes(answer))
    return "\n\n".join([text, *(_citation(citation) for citation in answer.citations)])


def _footnotes(answer: Answer) -> Iterator[str]:
    from rag.export import footnote
    from rag.permalink import Cited

    address = _address()
    for citation in answer.citations:
        written = footnote(Cited.of(citation), answer.language, address)
        mark = strong(f"[{citation.number}]")
        yield f"{mark} {placed(wrap(written, '    ').lstrip())}"


def _address() -> str:
    """Where `rostrum serve` shows the page as things are set; empty if it takes any free port."""
    from api.settings import Settings

    settings = Settings.from_mapping(os.environ)
    host = "localhost" if settings.host in {"0.0.0.0", "::"} else settings.host
    bracketed = f"[{host}]" if ":" in host else host
    return f"http://{bracketed}:{settings.port}" if settings.port else ""


def _citation(citation: Citation) -> str:
    place = wrap(citation.reference, "    ").lstrip()
    head = f"{strong(f'[{citation.number}]')} {placed(place)}"
    return f"{head}\n{quoted(wrap(f'“{citation.quote}”', '    '))}"
