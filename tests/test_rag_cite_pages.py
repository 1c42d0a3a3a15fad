"""The page of what is cited stands in every form of a reference, where a document has pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_record import NOROV, made

from index.records.model import Document, PageMap
from rag.cite import page_label, reference
from rag.export import bibtex, footnote, references
from rag.permalink import Cited

PAGES = PageMap((0, 10, 40), (1, 2, 3), 23)


def paged() -> Document:
    return replace(made([(NOROV, "第一段。")]).document, pages=PAGES)


@pytest.mark.parametrize(
    ("raw", "english", "chinese"),
    [
        ((0, 5), "p. 1/23", "第1页"),
        ((10, 40), "p. 2/23", "第2页"),
        ((5, 11), "pp. 1–2/23", "第1至2页"),
        ((5, 100), "pp. 1–3/23", "第1至3页"),
        ((5, 5), "", ""),
    ],
)
def test_a_range_is_on_one_page_or_several(
    raw: tuple[int, int], english: str, chinese: str
) -> None:
    assert page_label(paged(), *raw, "en") == english
    assert page_label(paged(), *raw, "zh") == chinese


def test_without_pages_nothing_is_said() -> None:
    record = made([(NOROV, "第一段。")])
    statement = record.statements[0]
    assert reference(record.document, statement, (1,), "en", (0, 3)).endswith("para. 1")
    assert page_label(record.document, 0, 3, "zh") == ""


def test_every_form_of_a_reference_ends_with_the_page() -> None:
    record = made([(NOROV, "第一段。")])
    place = Cited(paged(), record.statements[0], (1,), 0, 4, (12, 16))
    assert references(place)["en"].endswith("statement 1, para. 1, p. 2/23")
    assert references(place)["zh"].endswith("第1次发言，第1段，第2页")
    assert footnote(place, "en").endswith("statement 1, para. 1, p. 2/23.")
    assert "p. 2/23" in bibtex(place, "en")
    nowhere = Cited(paged(), None, (), 0, 4, (12, 50))
    assert references(nowhere)["en"].endswith("pp. 2–3/23")
