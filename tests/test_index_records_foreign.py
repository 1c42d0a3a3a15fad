"""Texts that are neither Chinese nor English are said to be."""

from __future__ import annotations

import pytest
from own_text import SENTENCES

from fakes import MEETING_EN, MEETING_ZH
from index.records.foreign import foreign_language
from index.records.parse import parse_text

FRENCH = (
    "Le Conseil de sécurité a examiné la question de la coopération entre les organisations "
    "régionales et l’Organisation des Nations Unies dans la lutte contre le terrorisme. Nous "
    "remercions le Secrétaire général pour son exposé et nous appuyons les mesures que les États "
    "ont prises pour la mise en œuvre de la résolution. "
)
SPANISH = (
    "El Consejo de Seguridad examinó la cuestión de la cooperación entre las organizaciones "
    "regionales y las Naciones Unidas en la lucha contra el terrorismo. Damos las gracias al "
    "Secretario General por su exposición y apoyamos las medidas que los Estados han tomado para "
    "la aplicación de la resolución. "
)
RUSSIAN = "Совет Безопасности рассмотрел вопрос о сотрудничестве с региональными организациями. "
ARABIC = "نظر مجلس الأمن في مسألة التعاون مع المنظمات الإقليمية. "


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "French"),
        (SPANISH, "Spanish"),
        (RUSSIAN, "Russian"),
        (ARABIC, "Arabic"),
        (MEETING_EN, None),
        (MEETING_ZH, None),
        (" ".join(SENTENCES), None),
        ("Le Conseil de sécurité.", None),
        ("", None),
    ],
)
def test_the_language_of_a_text_is_told(text: str, language: str | None) -> None:
    assert foreign_language(text) == language


def test_a_document_in_another_language_carries_a_warning() -> None:
    record = parse_text(FRENCH, name="a.txt", digest="0" * 64)
    assert record.warnings[0] == "The text is in French; only Chinese and English are understood."
