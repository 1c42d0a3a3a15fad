"""The check of a quotation as JSON fields, in the vocabulary of `rag.wire`."""

from __future__ import annotations

from index.records.model import Language
from rag.verify_model import Part, Place, Verification
from rag.wire import Fields, citation_fields, hit_fields


def verification_fields(checked: Verification) -> Fields:
    """The verdict, every place with its differences, and what is nearest where there is none."""
    language, claim = checked.language, checked.claim
    delegation = claim.delegation if claim else None
    return {
        "quotation": checked.quotation,
        "language": language,
        "by": claim.by if claim else None,
        "by_delegation": delegation.name(language) if delegation else None,
        "by_delegation_code": delegation.code if delegation else None,
        "verdict": checked.verdict,
        "reason": checked.reason,
        "traditional": checked.traditional,
        "places": [place_fields(place, language) for place in checked.places],
        "more": checked.more,
        "nearest": [hit_fields(hit, language) for hit in checked.nearest],
        "timings": {stage: round(spent, 2) for stage, spent in checked.timings.items()},
    }


def place_fields(place: Place, language: Language) -> Fields:
    """One place: the citation, and how quotation and record differ there."""
    return {
        **citation_fields(place.citation, language),
        "wording": place.wording,
        "distance": place.distance,
        "share": round(place.share, 4),
        "written": list(place.written),
        "claimed": place.claimed,
        "parts": [_part_fields(part) for part in place.parts],
    }


def _part_fields(part: Part) -> Fields:
    return {
        "start": part.start,
        "end": part.end,
        "raw_start": part.raw_start,
        "raw_end": part.raw_end,
        "segments": [
            {
                "operation": segment.operation,
                "quotation": segment.quotation,
                "record": segment.record,
            }
            for segment in part.segments
        ],
    }
