"""`rostrum verify`: is this quotation in the records, and who said it?"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import click

from api.command.options import library_options
from api.command.shelf import open_library
from api.command.terminal import faint, placed, quoted, strong, wrap, write, write_json
from index.errors import InputError
from index.records.model import Language
from index.store.milvus.address import Where

if TYPE_CHECKING:
    from rag.verify_model import Part, Place, Segment, Verification

_VERDICTS = {
    "exact": {"zh": "逐字相符", "en": "Exact"},
    "same_words": {"zh": "词句相同，写法不同", "en": "The same words, written differently"},
    "near": {"zh": "相近", "en": "Near"},
    "misattributed": {"zh": "另有其人", "en": "Misattributed"},
    "not_found": {"zh": "没有找到", "en": "Not found"},
}
_COLOURS = {"exact": "green", "same_words": "green", "near": "yellow"}
_LEGEND = {
    "zh": "[-…-] 记录中有而引文中没有，{+…+} 引文中有而记录中没有",
    "en": "[-…-] only in the record, {+…+} only in the quotation",
}
_MARKED = re.compile(r"(\[-.*?-\]|\{\+.*?\+\})", re.DOTALL)
_NEAREST = {"zh": "最接近的段落：", "en": "The nearest passages:"}
_SHOWN_NEAREST = 3
_PAGE = {"zh": "页面", "en": "Page"}
_CHARACTERS = {"zh": "字符", "en": "characters"}


@click.command()
@click.argument("quotation", nargs=-1)
@click.option(
    "--by", metavar="NAME",
    help="Who is said to have said it: a delegation (code or name, zh or en) or a speaker.",
)  # fmt: skip
@click.option(
    "--names", type=click.Choice(["zh", "en"]),
    help="Language of names and of the verdict [default: the quotation's].",
)  # fmt: skip
@library_options
def verify(
    quotation: tuple[str, ...], by: str | None, names: str | None, library: Where,
    encoder: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Check a quotation against the records: exact, near, misattributed or not found.

    The QUOTATION has 2 to 10,000 characters; … in it stands for words left out, and - reads it
    from standard input.

    \b
    Examples:
      rostrum verify "不能搞双重标准，不能搞选择性反恐"
      rostrum verify "不能搞雙重標準…不能搞選擇性反恐" --by China
      rostrum verify - --by Poland --names en < quotation.txt
    """
    words = _quotation(quotation)
    with open_library(library, encoder) as held:
        from rag.verify import Verifier
        from rag.verify_wire import verification_fields

        verifier = Verifier(held.searcher(), held)
        checked = verifier.verify(words, by, cast("Language | None", names))
        if as_json:
            write_json(verification_fields(checked))
        else:
            write(verification_text(checked))


def _quotation(words: tuple[str, ...]) -> str:
    """What is quoted, on the command line or on standard input.

    Raises:
        InputError: nothing was given.
    """
    if not words:
        raise InputError(
            "There is no quotation.", 'Write it behind the command: rostrum verify "...".'
        )
    return sys.stdin.read() if words == ("-",) else " ".join(words)


def verification_text(checked: Verification) -> str:
    """The verdict, and every place with reference, differences and link."""
    language = checked.language
    blocks = ["\n".join(_verdict(checked))]
    blocks += ["\n".join(_place(place, language)) for place in checked.places]
    if any(_marked(segment) != segment.record for segment in _segments(checked)):
        blocks.append(faint(wrap(_LEGEND[language])))
    if checked.nearest:
        from api.command.render import search_text
        from index.search.model import SearchResult

        nearest = checked.nearest[:_SHOWN_NEAREST]
        blocks += [_NEAREST[language], search_text(SearchResult("", language, nearest))]
    return "\n\n".join(blocks)


def _verdict(checked: Verification) -> Iterator[str]:
    kind: str = checked.verdict
    if kind == "near":
        kind = checked.places[0].wording
    yield click.style(_VERDICTS[kind][checked.language], fg=_COLOURS.get(kind, "red"), bold=True)
    yield wrap(checked.reason)


def _place(place: Place, language: Language) -> Iterator[str]:
    """Reference in both languages, the reader's first; the words; where they are."""
    from rag.export import references
    from rag.permalink import Cited, permalink

    citation = place.citation
    others = [
        told for told in references(Cited.of(citation)).values() if told != citation.reference
    ]
    yield f"{strong(f'[{citation.number}]')} {placed(wrap(citation.reference, '    ').lstrip())}"
    yield from (placed(wrap(told, "    ")) for told in others)
    yield _coloured(wrap(f"“{' … '.join(map(_words, place.parts))}”", "    "))
    link = permalink(citation.document, citation.start, citation.end, language)
    span = f"{_CHARACTERS[language]} {citation.start}–{citation.end}"
    yield faint(f"    {_PAGE[language]} {link}  {span}")


def _words(part: Part) -> str:
    return "".join(map(_marked, part.segments))


def _marked(segment: Segment) -> str:
    """The record's words, with what the quotation lacks and what it adds marked."""
    if segment.operation in ("same", "written"):
        return segment.record
    lacking = f"[-{segment.record}-]" if segment.record else ""
    return lacking + (f"{{+{segment.quotation}+}}" if segment.quotation else "")


def _segments(checked: Verification) -> Iterator[Segment]:
    return (
        segment for place in checked.places for part in place.parts for segment in part.segments
    )


def _coloured(text: str) -> str:
    """Marked words in colour; done after the text is broken into lines, which counts columns."""
    return "".join(
        click.style(piece, fg="red" if piece.startswith("[-") else "yellow")
        if piece.startswith(("[-", "{+"))
        else quoted(piece)
        for piece in _MARKED.split(text)
        if piece
    )
