"""`rostrum index --rebuild`: another encoder over what is held."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from api.command import main
from fakes import FakeEncoder
from index.errors import StoreMismatch
from index.store.library import Library

TEXT = "安全理事会审议了恐怖主义问题。\n各国代表发了言。\n"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "note.txt").write_text(TEXT, "utf8")
    with Library.open(tmp_path / "library", FakeEncoder(), create=True) as held:
        held.add([tmp_path / "note.txt"])
    return tmp_path / "library"


def test_rebuild_encodes_what_is_held_with_the_shipped_encoder(library: Path) -> None:
    done = CliRunner().invoke(main, ["index", "--rebuild", "--library", str(library)])
    assert done.exit_code == 0
    assert "encoded and indexed again" in done.stderr
    with pytest.raises(StoreMismatch, match="rostrum-zh-en"):
        Library.open(library, FakeEncoder())
    with Library.open(library) as held:
        assert held.searcher().search("恐怖主义").hits[0].document.name == "note.txt"


def test_neither_paths_nor_rebuild_is_a_mistake_that_says_what_to_give(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["index", "--library", str(tmp_path)])
    assert done.exit_code == 2
    assert "--rebuild" in done.stderr
