"""What belongs together, as a reader sees it: copies, versions, languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from api.command.terminal import faint
from index.errors import InputError
from index.records.model import Document
from index.records.symbols import normalise

if TYPE_CHECKING:
    from index.store.library import Library
    from index.store.model import Duplicate

# So many copies are shown one by one.
_SHOWN = 10


def duplicates_text(duplicates: Sequence[Duplicate]) -> Iterator[str]:
    """Which documents say what another one says."""
    for found in duplicates[:_SHOWN]:
        if found.added:
            said = f"says {found.share:.0%} of" if found.share < 1 else "says the same as"
            yield f"  ≈ {found.document.label} {said} {_named(found.held)}; both are held"
        else:
            yield f"  = {found.document.name} is a copy of {_named(found.held)}, held once"
    if len(duplicates) > _SHOWN:
        yield f"  ≈ {len(duplicates) - _SHOWN:,} more say what others say (--json lists them)"


def duplicates_fields(duplicates: Sequence[Duplicate]) -> list[dict[str, Any]]:
    """The same for programs; `share` is 1 for the same words."""
    return [
        {
            "document": found.document.id,
            "name": found.document.name,
            "held": found.held.id,
            "held_name": found.held.name,
            "share": round(found.share, 4),
            "added": found.added,
        }
        for found in duplicates
    ]


def relations_text(library: Library, document: Document) -> str:
    """In which languages and versions a document is held besides; empty where in none."""
    return "\n".join(faint(line) for line in _relations(library, document))


def relations_fields(
    translations: Sequence[Document], earlier: Sequence[Document]
) -> dict[str, Any]:
    """The same for programs."""
    from rag import wire

    return wire.relations_fields(translations, earlier)


def chosen(library: Library, names: Sequence[str], all_languages: bool) -> list[str]:
    """The ids of the documents that are meant by symbols, ids and file names.

    Raises:
        NotHeld: one of them is not held.
        InputError: a symbol is held in two languages and not both are meant.
    """
    ids: list[str] = []
    for name in names:
        document = library.resolve(name)
        others = library.translations(document) if normalise(name) == document.symbol else ()
        if others and not all_languages:
            held = ", ".join(f"{d.language} ({d.id})" for d in (document, *others))
            raise InputError(
                f"{document.label} is held in several languages: {held}.",
                "Name one by its id, or say --all-languages.",
            )
        ids += [document.id, *(other.id for other in others)]
    return list(dict.fromkeys(ids))


def _relations(library: Library, document: Document) -> Iterator[str]:
    for other in library.translations(document):
        yield f"Also held in {other.language}: {other.id} ({other.name})"
    versions = library.versions(document)
    if versions and versions[-1].id != document.id:
        yield f"This is an earlier version; {versions[-1].id} is current."
    for earlier in versions[:-1]:
        if earlier.id != document.id:
            yield f"Earlier version: {earlier.id} ({earlier.name})"


def _named(document: Document) -> str:
    """The symbol with the file's name, or the name alone."""
    return f"{document.symbol} ({document.name})" if document.symbol else document.name
