"""Settle what is known of a document from all who say something of it.

Trusted in this order: the text itself (and the file, where it names a field: `<title>`, the front
matter of Markdown, a field of JSON Lines), the name of the file, `SOURCES.toml` beside it, what
was said when it was added; last, what only follows from other things (a title made of body and
number, a kind told from headings). Who is believed less and says something else is quoted in
a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast, get_args

from index.records.delegations import find
from index.records.doubts import SOURCES, tell
from index.records.file_names import NameTells, told_by_name
from index.records.masthead import Metadata, body_of, number_in, title_of
from index.records.model import Delegation, Kind, Language, Origin
from index.records.symbols import normalise

FIELDS = (
    *("symbol", "title", "body", "date", "language", "kind", "agenda"),
    *("delegation", "speaker"),
)
_OF_METADATA = FIELDS[:7]
# What only follows from other things gives way to whoever says it outright.
_FOLLOWS = frozenset(("title", "kind"))
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_JOB = re.compile(r"(?<!\d)\d{2}-\d{5}(?!\d)")
_LANGUAGE_NAMES = {"zh": "Chinese", "en": "English"}


@dataclass(frozen=True, slots=True)
class Told:
    """Who else says something of a document besides its text.

    `name` is the file's name, `properties` are the file's own fields, `side_car` and `given` (the
    command line) fields by name. `overrides` win over all, as the caller knows.
    """

    name: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    side_car: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """The fields as believed, who speaks where only others say so, and what was contradicted."""

    metadata: Metadata
    delegation: Delegation | None
    speaker: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Claim:
    """One value for a field and who says so."""

    value: str
    origin: Origin


def problem(key: str, value: str) -> str | None:
    """What is wrong with a value for a field, None if nothing is."""
    if key not in FIELDS:
        return f"there is no field {key!r}; the fields are {', '.join(FIELDS)}"
    if not value.strip():
        return f"{key} is empty"
    if key == "date" and not _is_date(value):
        return f"{value!r} is not a date like 2019-09-25, 2019-09 or 2019"
    allowed = {"language": get_args(Language), "kind": get_args(Kind)}.get(key)
    if allowed and value not in allowed:
        return f"{key} is one of {', '.join(allowed)}, not {value!r}"
    if key == "delegation" and find(value) is None:
        return f"no delegation is called {value!r}"
    return None


def settle(found: Metadata, told: Told, text: str) -> Settled:
    """Complete what the text says (`found`) by what others say, and note what they contradict."""
    tells = told_by_name(told.name)
    believed: dict[str, _Claim] = {}
    warnings: list[str] = []
    for key in FIELDS:
        claims = _exact_date_first(key, list(_claims(key, found, told, tells)))
        if claims:
            # What somebody says and what follows from the text are the same: the text says it.
            own = claims[-1].origin == "derived" and _agree(key, claims[0].value, claims[-1].value)
            believed[key] = claims[-1] if own else claims[0]
            warnings += _contradictions(key, claims)
    warnings += _name_against_text(tells, found.language, text)
    metadata = _completed(found, believed)
    values = {key: claim.value for key, claim in believed.items()}
    return Settled(
        metadata, find(values.get("delegation", "")), values.get("speaker"), tuple(warnings)
    )


def _claims(key: str, found: Metadata, told: Told, tells: NameTells) -> Iterator[_Claim]:
    """What is said of a field, who is trusted most first."""
    origin = dict(found.origins).get(key, "text")
    own = getattr(found, key) if key in _OF_METADATA else None
    follows = key in _FOLLOWS and origin == "derived"
    if key in told.overrides:
        # An empty value means that nothing is to be believed.
        if told.overrides[key]:
            yield _Claim(_normal(key, told.overrides[key]), "supplied")
        return
    if own and not follows:
        yield _Claim(own, origin)
    others: Sequence[tuple[Mapping[str, str], Origin]] = (
        (told.properties, "text"),
        (tells.fields, "file name"),
        (told.side_car, "side-car"),
        (told.given, "command line"),
    )
    for fields, said_by in others:
        if key in fields and problem(key, fields[key]) is None:
            yield _Claim(_normal(key, fields[key]), said_by)
    if own and follows:
        yield _Claim(own, "derived")


def _normal(key: str, value: str) -> str:
    if key == "symbol":
        return normalise(value)
    if key == "delegation":
        known = find(value)
        return known.code if known else value
    return value


def _contradictions(key: str, claims: Sequence[_Claim]) -> Iterator[str]:
    first = claims[0]
    for claim in claims[1:]:
        # A title or kind that only follows from other things contradicts nobody.
        if claim.origin == "derived" or _agree(key, first.value, claim.value):
            continue
        yield tell(
            "contradiction",
            field=key,
            believed=repr(first.value),
            source=SOURCES[first.origin],
            other=repr(claim.value),
            other_source=SOURCES[claim.origin],
        )


def _exact_date_first(key: str, claims: list[_Claim]) -> list[_Claim]:
    """The claims as trusted; a day of the year or month that is believed is that date, exactly."""
    if key != "date" or not claims:
        return claims
    agreeing = [claim for claim in claims if claim.value.startswith(claims[0].value)]
    exact = max(agreeing, key=lambda claim: len(claim.value))
    return [exact, *(claim for claim in claims if claim is not exact)]


def _agree(key: str, value: str, other: str) -> bool:
    if key == "date":
        return value.startswith(other) or other.startswith(value)
    return _bare(value) == _bare(other)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _name_against_text(tells: NameTells, language: Language, text: str) -> Iterator[str]:
    marked = tells.language
    # A text in another language than these two is told of by itself.
    if marked in _LANGUAGE_NAMES and marked != language:
        yield tell(
            "name-language", named=_LANGUAGE_NAMES[marked], language=_LANGUAGE_NAMES[language]
        )
    printed = set(_JOB.findall(text)) if tells.job else set()
    if printed and tells.job not in printed:
        numbers = ", ".join(sorted(printed)[:3])
        yield tell("name-job-number", named=str(tells.job), printed=numbers)


def _completed(found: Metadata, believed: Mapping[str, _Claim]) -> Metadata:
    """The metadata as believed, with what follows from a symbol that others supplied."""
    values: dict[str, str | None] = dict.fromkeys(_OF_METADATA)
    values |= {key: claim.value for key, claim in believed.items() if key in _OF_METADATA}
    origins = {key: claim.origin for key, claim in believed.items()}
    made = replace(found, **cast("dict[str, Any]", values))
    if made.symbol and made.body is None and (body := body_of(made.symbol, made.language)):
        made, origins["body"] = replace(made, body=body), "derived"
    if made.symbol and made.kind == "verbatim" and made.meeting is None:
        made = replace(made, meeting=number_in(made.symbol))
    if made.title is None and (title := title_of(made)):
        made, origins["title"] = replace(made, title=title), "derived"
    return replace(made, origins=tuple(origins.items()))


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True
