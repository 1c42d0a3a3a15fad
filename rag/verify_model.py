"""What the check of a quotation is made of: the verdict, and every place with its differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.records.model import Delegation, Language
from index.search.model import Filters, Hit
from rag.model import Citation

Verdict = Literal["exact", "near", "misattributed", "not_found"]
# From the most exact: byte for byte, the same words in another writing, some words changed.
Wording = Literal["exact", "same_words", "near"]
Operation = Literal["same", "written", "changed", "left_out", "put_in"]
Writing = Literal[
    "width",
    "quotation_marks",
    "punctuation",
    "white_space",
    "capitals",
    "accents",
    "traditional_characters",
]


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of the comparison of quotation and record.

    `operation` is "same" where both are byte for byte the same, "written" where the words are and
    the writing is not, "changed" where other words stand, "left_out" where the quotation lacks
    words of the record (`quotation` is empty), "put_in" where it has words of its own (`record` is
    empty).
    """

    operation: Operation
    quotation: str
    record: str


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the record that the quotation gives; an ellipsis separates two of them.

    `start`/`end` are characters of the record's mended text, `raw_start`/`raw_end` of the file as
    given. The `record` of the segments, joined, is exactly `text[start:end]`.
    """

    start: int
    end: int
    raw_start: int
    raw_end: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the records that a quotation is from, or close to.

    The citation reaches from the first part to the last. `distance` counts the characters that
    were changed, left out or put in, writing aside; `share` is that over the characters of the
    quotation. `written` says in what the writing differs. `claimed` is whether the one named as
    the speaker said it, None where nobody was named.
    """

    citation: Citation
    wording: Wording
    distance: int
    share: float
    written: tuple[Writing, ...]
    claimed: bool | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is said to have said it: `by` as given, and how a search is narrowed to them.

    `delegation` is the one that `by` names, None where it names a person.
    """

    by: str
    filters: Filters
    delegation: Delegation | None = None

    def label(self, language: Language) -> str:
        """The name to show: the delegation's in the reader's language, else as given."""
        return self.delegation.name(language) if self.delegation else self.by


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a quotation is in the records.

    `language` is the reader's, in which `reason` says the verdict in a sentence. `traditional` is
    whether the quotation has traditional characters. `places` come with those of the claimed
    speaker first, and then the most exact first; `more` says that there are further ones.
    `nearest` are passages to look at where nothing was found. `timings` are milliseconds by stage.
    """

    quotation: str
    language: Language
    claim: Claim | None
    verdict: Verdict
    reason: str
    traditional: bool
    places: tuple[Place, ...]
    more: bool = False
    nearest: tuple[Hit, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
