"""`rostrum mentions`: who mentions a resolution or document, and where."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

import click

from api.command.options import filter_options, filters_of, library_options
from api.command.shelf import open_library
from api.command.tables import formatted, table_options
from api.command.terminal import faint, placed, quoted, strong, wrap
from index.records.model import Language
from index.store.milvus.address import Where

if TYPE_CHECKING:
    from rag.mentions_model import Mention, Mentions

_COUNTED = {
    "zh": "{symbol}：{documents}份文件中提到{total}次。",
    "en": "{symbol}: {total} mention{s} in {documents} document{d}.",
}
_HELD = {"zh": "该文件已收录：{}。", "en": "The document itself is held: {}."}
_CITED = {
    "zh": "该文件本身没有收录，只被引用。",
    "en": "The document itself is not held, it is only cited.",
}
_REST = {
    "zh": "还有{}处：--offset {} 接着列出。",
    "en": "{} more: --offset {} goes on from there.",
}


@click.command()
@click.argument("symbol", nargs=-1, required=True)
@click.option(
    "--names", type=click.Choice(["zh", "en"]),
    help="Language of names and references [default: the symbol's, else the documents'].",
)  # fmt: skip
@click.option(
    "--limit", type=int, default=100, show_default=True, metavar="N",
    help="How many mentions to show, 1 to 1000.",
)  # fmt: skip
@click.option("--offset", type=int, default=0, metavar="N", help="How many to pass over before.")
@table_options
@filter_options
@library_options
def mentions(
    symbol: tuple[str, ...], names: str | None, limit: int, offset: int, form: str,
    site: str | None, library: Where, encoder: str | None, as_json: bool, **options: Any,
) -> None:  # fmt: skip
    """List who mentions a resolution or document, with the sentence and its reference.

    The SYMBOL is written in any form: 2396 is the Security Council's resolution, 60/288 the
    General Assembly's. All forms are found: S/RES/2396 (2017), 第2396(2017)号决议, resolution
    2396 (2017), and numbers inside a list of resolutions.

    \b
    Examples:
      rostrum mentions 2396
      rostrum mentions "第1373(2001)号决议" --delegation Tajikistan
      rostrum mentions S/2019/742 --names en
      rostrum mentions 60/288 --format csv > mentions.csv
    """
    filters = filters_of(options)
    with open_library(library, encoder) as held:
        from rag.mentions import MentionFinder
        from rag.mentions_wire import mentions_csv, mentions_fields, mentions_markdown

        reader = cast("Language | None", names)
        found = MentionFinder(held).find(" ".join(symbol), filters, reader, limit, offset)
        formatted(
            found, "json" if as_json else form, site,
            fields=mentions_fields, csv=mentions_csv, markdown=mentions_markdown,
            text=mentions_text,
        )  # fmt: skip


def mentions_text(found: Mentions, site: str) -> str:
    """The mentions for the terminal, by who makes them."""
    language = found.language
    parts = ["\n".join(_head(found)), *_groups(found, site)]
    rest = found.total - found.offset - len(found.mentions)
    if rest > 0:
        parts.append(faint(_REST[language].format(rest, found.offset + len(found.mentions))))
    return "\n\n".join(parts)


def _head(found: Mentions) -> Iterator[str]:
    """How often it is mentioned, and whether the document itself is held."""
    counted = _COUNTED[found.language].format(
        symbol=found.symbol,
        total=found.total,
        documents=found.documents,
        s="" if found.total == 1 else "s",
        d="" if found.documents == 1 else "s",
    )
    yield strong(counted)
    if found.held:
        joined = "、" if found.language == "zh" else ", "
        names = joined.join(document.title or document.name for document in found.held)
        yield wrap(_HELD[found.language].format(names))
    else:
        yield _CITED[found.language]


def _groups(found: Mentions, site: str) -> Iterator[str]:
    """The mentions of each delegation under its name and count."""
    from rag.mentions_wire import mentioner_label

    labels = {
        (one.delegation.code if one.delegation else "", one.chair): (
            f"{mentioner_label(one, found.language)} ({one.mentions})"
        )
        for one in found.by
    }
    for who, group in groupby(found.mentions, key=_whose):
        shown = (line for one in group for line in _mention(one, found.language, site))
        yield "\n".join([strong(labels[who]), *shown])


def _whose(one: Mention) -> tuple[str, bool]:
    speaker = one.citation.statement.speaker
    return speaker.delegation.code if speaker.delegation else "", speaker.chair


def _mention(one: Mention, language: Language, site: str) -> Iterator[str]:
    """The reference, the sentence and the link of one mention."""
    from rag.mentions_wire import mention_link

    indent = "    "
    place = wrap(one.citation.reference, indent).lstrip()
    yield f"{strong(f'[{one.citation.number}]')} {placed(place)}"
    yield quoted(wrap(f"“{one.citation.quote}”", indent))
    yield faint(indent + mention_link(one, language, site))
