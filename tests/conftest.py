"""What tests stand on.

Most tests make what they need by hand: small records (`small_record.py`), an encoder of hashed
words (`fakes.py`), a fake desk (`api_fakes.py`). Those over the real seeds share one library,
indexed once with the encoder that ships; it is read only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.encode import load_encoder
from index.store.library import Library

pytest_plugins = ["command_library"]
SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def seeds_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that holds the seeds."""
    folder = tmp_path_factory.mktemp("seeds") / "library"
    with Library.open(folder, load_encoder(), create=True) as library:
        library.add([SEEDS])
    return folder


@pytest.fixture(scope="session")
def seeds(seeds_folder: Path) -> Iterator[Library]:
    """The open library of the seeds."""
    with Library.open(seeds_folder) as library:
        yield library
