"""What may come back, as an expression of Milvus."""

from __future__ import annotations

import json
from collections.abc import Iterable

from index.search.filters import Selection
from index.search.holdings import Named

# Bytes of the longest forms of names and of codes that are kept.
LONGEST_NAME, LONGEST_CODE = 1024, 64


def narrowed(visible: str, selection: Selection | None, named: Named | None = None) -> str:
    """The expression for passages that are visible, inside a selection and of those named."""
    tests = [visible]
    if selection is not None:
        tests += _selected(selection)
    if named is not None:
        tests.append(_named(named))
    return " and ".join(tests)


def quoted(text: str) -> str:
    """A text as a constant."""
    return json.dumps(text, ensure_ascii=False)


def clipped(text: str, longest: int) -> str:
    """The beginning of a text that has so many bytes at most."""
    return text.encode()[:longest].decode("utf-8", "ignore")


def empty(selection: Selection | None) -> bool:
    """Whether nothing can be inside a selection."""
    if selection is None:
        return False
    sets = (selection.documents, selection.delegations, selection.speakers, selection.languages,
            selection.kinds)  # fmt: skip
    return any(values is not None and not values for values in sets)


def _selected(selection: Selection) -> Iterable[str]:
    for field, values, longest in (
        ("document", selection.documents, LONGEST_CODE),
        ("delegation", selection.delegations, LONGEST_CODE),
        ("language", selection.languages, LONGEST_CODE),
        ("kind", selection.kinds, LONGEST_CODE),
    ):
        if values is not None:
            yield f"{field} in {_list(values, longest)}"
    if selection.speakers is not None:
        yield f"array_contains_any(speakers, {_list(selection.speakers, LONGEST_NAME)})"
    if selection.dates is not None:
        yield f"date >= {selection.dates[0]} and date <= {selection.dates[1]}"


def _named(named: Named) -> str:
    tests = []
    if named.delegations:
        tests.append(f"delegation in {_list(named.delegations, LONGEST_CODE)}")
    if named.documents:
        tests.append(f"document in {_list(named.documents, LONGEST_CODE)}")
    if named.speakers:
        tests.append(f"array_contains_any(speakers, {_list(named.speakers, LONGEST_NAME)})")
    return f"({' or '.join(tests)})" if tests else "row < 0"


def _list(values: Iterable[str], longest: int) -> str:
    return f"[{', '.join(quoted(clipped(value, longest)) for value in sorted(values))}]"
