"""What a comparison of delegations is made of: meetings, and a row of cells for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.records.model import Delegation, Document, Language
from rag.model import Citation

Status = Literal["said", "not_on_this", "did_not_speak", "not_present"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One delegation in one meeting.

    `status` is "said" (with the `citation` of the best sentence), "not_on_this" (it spoke, but
    nothing comes close enough), "did_not_speak" (it attended) or "not_present" (the record names
    it neither among those present nor among the speakers). `statements` are the numbers of its
    own statements; what its representative says as presiding officer is not its own, `presided`
    tells of it. `evidence` is what "said" was decided on, comparable between questions; 0 where
    nothing could reach what is needed.
    """

    status: Status
    statements: tuple[int, ...] = ()
    evidence: float = 0.0
    citation: Citation | None = None
    presided: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One delegation, with a cell for each meeting, in their order."""

    delegation: Delegation
    cells: tuple[Cell, ...]

    @property
    def said(self) -> bool:
        """Whether the delegation spoke on the question in any of the meetings."""
        return any(cell.status == "said" for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Stances:
    """Who said what on a question: meetings by date, rows with the best evidence first.

    `more` counts the meetings that fit the filters and were left out as further from the
    question. `reason` says why nobody is quoted, where the question as a whole is not answered by
    what is held (`rag.refuse`). `unplaced` counts statements of speakers whose delegation the
    records do not tell.
    """

    question: str
    language: Language
    meetings: tuple[Document, ...] = ()
    rows: tuple[Row, ...] = ()
    more: int = 0
    reason: str | None = None
    unplaced: int = 0
    timings: Mapping[str, float] = field(default_factory=dict)
