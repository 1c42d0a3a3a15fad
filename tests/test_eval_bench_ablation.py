"""What a part of the search contributes: a table of differences with intervals."""

from __future__ import annotations

from eval.bench.ablation import VARIANTS, Row, table


def row(variant: str, language: str, half: str, ranks: list[int | None]) -> Row:
    found = {f"n{i}": float(rank is not None and rank <= 5) for i, rank in enumerate(ranks)}
    reciprocal = {f"n{i}": 1 / rank if rank else 0.0 for i, rank in enumerate(ranks)}
    return Row(variant, language, half, found, reciprocal)  # type: ignore[arg-type]


def test_every_variant_leaves_something_out_and_the_first_nothing() -> None:
    assert VARIANTS[0].name == "everything"
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS)
    settings = [(v.legs, repr(v.weights), v.facets, v.translated) for v in VARIANTS]
    assert len(set(settings)) == len(VARIANTS)


def test_a_row_says_what_is_lost_against_everything() -> None:
    rows = [
        row(variant, language, half, ranks)
        for half in ("dev", "test")
        for language in ("zh", "en")
        for variant, ranks in (("everything", [1] * 20), ("without words", [2] * 10 + [None] * 10))
    ]
    lines = table(rows).splitlines()
    assert "| everything | zh | 1.000 | 1.000 (1.000–1.000) |  |  |" in lines
    lost = next(line for line in lines if line.startswith("| without words | en"))
    assert lost.startswith("| without words | en | 0.500 | 0.250")
    assert "| -0.750 (-0.850 to -0.650) | 0.000 |" in lost
