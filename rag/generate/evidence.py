"""What a passage can bear out: its words, and their numbers, dates, symbols and names as values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from index.records.model import Language, Span
from index.search.atoms import take_symbols
from index.search.model import Hit
from index.search.words import fold
from rag.generate.dates import Day, read_days
from rag.generate.instructions import instruction_spans
from rag.generate.names import bodies, delegation_codes, forms_of, spoken_for
from rag.generate.quantities import Quantity, read_quantities

_RESOLUTION = re.compile(r"^s/res/(\d{3,4})")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text says in numbers, dates, symbols and delegations."""

    quantities: tuple[Quantity, ...]
    days: tuple[Day, ...]
    symbols: frozenset[str]
    delegations: frozenset[str]

    def __bool__(self) -> bool:
        firm = any(quantity.firm for quantity in self.quantities)
        return bool(firm or self.days or self.symbols or self.delegations)


def read_facts(text: str) -> Facts:
    """The facts of a text as it is written."""
    rest, symbols = take_symbols(fold(text))
    quantities, days = read_quantities(rest)
    return Facts(quantities, days, frozenset(symbols), delegation_codes(text))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One or several passages as evidence.

    `text` is folded and in lower case, with what is known of document and speaker; `values` and
    `shares` are its numbers and its percentages. `banned` are the spans of the only passage that
    bear nothing out (see `instructions`); it is empty where several are joined.
    """

    hits: tuple[Hit, ...]
    text: str
    values: frozenset[Decimal]
    shares: frozenset[Decimal]
    days: tuple[Day, ...]
    symbols: frozenset[str]
    delegations: frozenset[str]
    speakers: frozenset[str]
    languages: frozenset[Language]


def clean_text(hit: Hit) -> str:
    """The words of a passage without those that speak to a language model."""
    text, kept, at = hit.passage.text, [], 0
    for span in banned(hit):
        kept.append(text[at : span.start])
        at = span.end
    return " ".join([*kept, text[at:]])


def banned(hit: Hit) -> tuple[Span, ...]:
    """The spans of a passage that bear nothing out."""
    return instruction_spans(hit.passage.text)


def evidence_of(hit: Hit) -> Evidence:
    """A passage as evidence, with its document's symbol and date and its speaker."""
    document, speaker = hit.document, hit.statement.speaker
    words = clean_text(hit)
    facts = read_facts(words)
    known = [document.symbol, document.title, document.body, speaker.role]
    told = " ".join(filter(None, known))
    symbols = facts.symbols | read_facts(told).symbols
    names = forms_of(speaker)
    day = read_days(document.date) if document.date else ()
    values = {one.value for one in facts.quantities if not one.percent}
    values |= {Decimal(int(document.date[:4]))} if document.date else set()
    values |= {Decimal(document.meeting)} if document.meeting else set()
    # "Resolutions 2331 and 2388" may come back as bare numbers.
    values |= {Decimal(n) for symbol in facts.symbols for n in _RESOLUTION.findall(symbol)}
    return Evidence(
        hits=(hit,),
        text=fold("\n".join([words, told, *sorted(names), *_represented(hit)])).lower(),
        values=frozenset(values),
        shares=frozenset(one.value for one in facts.quantities if one.percent),
        days=(*facts.days, *day),
        symbols=symbols,
        delegations=(
            facts.delegations | delegation_codes(told) | spoken_for(speaker) | bodies(symbols)
        ),
        speakers=names,
        languages=frozenset({document.language}),
    )


def _represented(hit: Hit) -> tuple[str, ...]:
    """The delegation of who speaks, by its names in both languages."""
    delegation = hit.statement.speaker.delegation
    return (delegation.name_zh, delegation.name_en) if delegation else ()


def together(parts: Iterable[Evidence]) -> Evidence:
    """Several passages as one evidence."""
    known = tuple(parts)
    return Evidence(
        hits=tuple(hit for one in known for hit in one.hits),
        text="\n".join(one.text for one in known),
        values=frozenset().union(*(one.values for one in known)),
        shares=frozenset().union(*(one.shares for one in known)),
        days=tuple(day for one in known for day in one.days),
        symbols=frozenset().union(*(one.symbols for one in known)),
        delegations=frozenset().union(*(one.delegations for one in known)),
        speakers=frozenset().union(*(one.speakers for one in known)),
        languages=frozenset().union(*(one.languages for one in known)),
    )
