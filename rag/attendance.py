"""Who was at a meeting, and which statements are their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.records.model import Delegation, Record


@dataclass(frozen=True, slots=True)
class Attendance:
    """One record, seen by delegation.

    `present` are those whom the record names: members, those invited, those who spoke, in this
    order. `own` gives by code the numbers of the statements made for the delegation; what the
    presiding officer says as such is nobody's, until he or she speaks in a national capacity.
    `presiding` are the codes of those who presided; `unplaced` counts the statements of speakers
    whose delegation the record does not tell.
    """

    record: Record
    present: Mapping[str, Delegation]
    own: Mapping[str, tuple[int, ...]]
    presiding: frozenset[str]
    unplaced: int


def attendance(record: Record) -> Attendance:
    """Who was at a meeting, from its record."""
    own: dict[str, tuple[int, ...]] = {}
    presiding: set[str] = set()
    present = {delegation.code: delegation for delegation in record.delegations}
    unplaced = 0
    for statement in record.statements:
        speaker = statement.speaker
        if speaker.delegation is None:
            unplaced += not speaker.chair
            continue
        code = speaker.delegation.code
        present.setdefault(code, speaker.delegation)
        if speaker.chair:
            presiding.add(code)
        else:
            own[code] = (*own.get(code, ()), statement.number)
    return Attendance(record, present, own, frozenset(presiding), unplaced)
