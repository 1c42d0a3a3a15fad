"""A library of two small meetings, one in each language, for trying commands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes import MEETING_EN, MEETING_ZH, FakeEncoder
from index.encode import Encoder
from index.store.library import Library


def opened(path: Path, encoder: Encoder | None, create: bool) -> Library:
    """A library whose encoder needs no model."""
    return Library.open(path, encoder or FakeEncoder(), create=create)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the library."""
    files, folder = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("held")
    (files / "zh.txt").write_text(MEETING_ZH, encoding="utf-8")
    (files / "en.txt").write_text(MEETING_EN, encoding="utf-8")
    with opened(folder, None, True) as library:
        library.add([files])
    return folder
