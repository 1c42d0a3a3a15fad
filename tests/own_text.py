"""Words of our own for documents that tests make: an English meeting of any length."""

from __future__ import annotations

import random
from collections.abc import Iterator

SENTENCES = (
    "The organization that I represent attaches particular importance to long-term cooperation.",
    "Transnational organized crime undermines institutions, and no State can counter it alone.",
    "We have established a regional mechanism for the exchange of information between authorities.",
    "In 2018 the participating authorities confiscated 1,245 kilograms of narcotic drugs.",
    "Implementation of resolution 2396 (2017) remains the responsibility of national Governments.",
    "My delegation welcomes the comprehensive briefing by the Secretary-General this morning.",
    "Confidence-building measures between neighbouring countries have proved indispensable.",
    "The humanitarian consequences of displacement deserve the undivided attention of the Council.",
    "Unilateral interpretations of international law are incompatible with the Charter.",
    "Young people are disproportionately affected by unemployment and by violent extremism.",
    "We therefore encourage a people-centred approach that strengthens local communities.",
    "Technical assistance should be demand-driven, predictable and adequately financed.",
    "The representatives of civil society contributed considerably to the deliberations.",
    "Preventive diplomacy costs incomparably less than reconstruction after a conflict.",
    "Our parliament ratified the convention without reservation, and implementation is under way.",
    "A well-functioning judiciary is a prerequisite for sustainable economic development.",
    "The early-warning system identified seventeen deteriorating situations within a year.",
    "Interlinkages between terrorism and trafficking were documented in the latest report.",
)
SPEAKERS = (
    ("Mr. Przydacz", "Poland", None),
    ("Ms. Pandor", "South Africa", None),
    ("Mr. Wu Haitao", "China", "Chinese"),
    ("Mr. Esono Angue", "Equatorial Guinea", "Spanish"),
    ("Mrs. Marsudi", "Indonesia", None),
    ("Mr. Cohen", "United States of America", None),
    ("Mr. Al-Thani", "Qatar", "Arabic"),
)


def statements(seed: int = 1) -> Iterator[tuple[str, str, str | None, list[str]]]:
    """Who speaks, for whom, in which language, and the paragraphs; the same for the same seed."""
    chance = random.Random(seed)
    for name, delegation, language in SPEAKERS:
        paragraphs = [
            " ".join(chance.sample(SENTENCES, chance.randrange(2, 6)))
            for _ in range(chance.randrange(5, 9))
        ]
        yield name, delegation, language, paragraphs


def meeting(seed: int = 1) -> list[str]:
    """The paragraphs of a meeting behind its first page, `#` before headings."""
    told = ["The meeting was called to order at 10.05 a.m.", "#Adoption of the agenda"]
    told += ["The agenda was adopted.", "#Threats to international peace and security"]
    for name, delegation, language, paragraphs in statements(seed):
        called = f"I now give the floor to the representative of {delegation}."
        told.append(f"The President (spoke in French): {called}")
        spoken = f" (spoke in {language})" if language else ""
        told.append(f"{name} ({delegation}){spoken}: {paragraphs[0]}")
        told += paragraphs[1:]
    return [*told, "The meeting rose at 12.15 p.m."]
